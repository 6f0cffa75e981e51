"""Books' items."""

from adapters.finance_platform.envelope import FinanceModule

ITEMS = FinanceModule("items", "items", "item", "item_id", every="Status.All")
