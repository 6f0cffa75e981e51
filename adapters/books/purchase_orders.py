"""Books' purchase orders."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

PURCHASE_ORDERS = finance_module(
    books.PURCHASE_ORDERS,
    FinanceModule(
        "purchaseorders",
        "purchaseorders",
        "purchaseorder",
        "purchaseorder_id",
        number="purchaseorder_number",
        every="Status.All",
    ),
)
