"""Books' items."""

from adapters.finance import FinanceModule

ITEMS = FinanceModule("items", "items", "item", "item_id", every="Status.All")
