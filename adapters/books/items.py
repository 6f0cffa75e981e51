"""Books' items."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

ITEMS = finance_module(
    books.ITEMS,
    FinanceModule(
        "items",
        "items",
        "item",
        "item_id",
        every="Status.All",
        statuses=(
            ("active", "Status.Active"),
            ("inactive", "Status.Inactive"),
        ),
    ),
)
