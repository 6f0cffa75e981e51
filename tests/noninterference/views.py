"""Saved views of CRM that compare a column, or order by it."""

from tests.noninterference.callers import columns_of

FIRST_VIEW = 7_000_000_000
FIRST_ORDERED_VIEW = FIRST_VIEW + 10_000


def view_of(column: int, *, orders: bool = False) -> str:
    """The id of the saved view that compares a module's nth column, or that orders by it."""
    return str((FIRST_ORDERED_VIEW if orders else FIRST_VIEW) + column)


def viewed_column(api_name: str, view_id: str) -> tuple[str, bool]:
    """The column that a saved view compares or orders by, and whether it orders."""
    orders = int(view_id) >= FIRST_ORDERED_VIEW
    return [*columns_of(api_name)][int(view_id) - (FIRST_ORDERED_VIEW if orders else FIRST_VIEW)], orders
