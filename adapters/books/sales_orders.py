"""Books' sales orders."""

from adapters.finance_platform.envelope import FinanceModule

SALES_ORDERS = FinanceModule(
    "salesorders", "salesorders", "salesorder", "salesorder_id", number="salesorder_number", every="Status.All"
)
