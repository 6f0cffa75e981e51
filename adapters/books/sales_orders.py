"""Books' sales orders."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

SALES_ORDERS = finance_module(
    books.SALES_ORDERS,
    FinanceModule(
        "salesorders", "salesorders", "salesorder", "salesorder_id", number="salesorder_number", every="Status.All"
    ),
)
