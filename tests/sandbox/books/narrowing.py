"""Checks that parameters leave of a list what they should."""

from collections.abc import Callable
from typing import Any

from tests.sandbox.books.conftest import Books

Row = dict[str, Any]
ID_KEYS = {
    "estimates": "estimate_id",
    "salesorders": "salesorder_id",
    "invoices": "invoice_id",
    "purchaseorders": "purchaseorder_id",
    "creditnotes": "creditnote_id",
}


async def narrowed(seed: Books, module: str, holds: Callable[[Row], bool], **params: str | int) -> None:
    """The parameters leave exactly the rows for which `holds` is true: some, but not all."""
    everything = await seed.rows(module)
    expected = [row for row in everything if holds(row)]
    assert 0 < len(expected) < len(everything), "the seed has no example"
    assert await seed.rows(module, **params) == expected


def middle(rows: list[Row], key: str) -> Any:
    present = sorted(row[key] for row in rows if row[key] != "")
    return present[len(present) // 2]
