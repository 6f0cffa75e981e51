"""Books' purchase orders."""

from adapters.finance_platform.envelope import FinanceModule

PURCHASE_ORDERS = FinanceModule(
    "purchaseorders",
    "purchaseorders",
    "purchaseorder",
    "purchaseorder_id",
    number="purchaseorder_number",
    every="Status.All",
)
