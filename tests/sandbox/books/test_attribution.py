"""Whose token it is, that user did it: on a record, on what it was made from, in the history."""

from typing import Any

import pytest

from sandbox.people import BY_NAME
from tests.sandbox.books.conftest import Books
from tests.sandbox.books.test_document_writes import LINE, draft, made

SALES = BY_NAME["sales"].books_id


async def last(books: Books, path: str) -> tuple[str, str]:
    row = (await books.done("admin", "GET", f"{path}/comments"))["comments"][-1]
    return row["description"], row["commented_by_id"]


async def test_what_a_document_is_made_from_tells_who_made_it(books: Books) -> None:
    estimate, other = [(await made(books, "estimates"))["estimate_id"] for _ in range(2)]
    order = (await made(books, "salesorders"))["salesorder_id"]
    before = BY_NAME["accountant"].books_id
    sources: list[tuple[str, str, Any, dict[str, str]]] = [
        (f"/estimates/{estimate}", "/invoices/fromestimates", None, {"estimate_ids": estimate}),
        (f"/salesorders/{order}", "/invoices/fromsalesorder", None, {"salesorder_id": order}),
        (f"/estimates/{other}", "/salesorders", draft("salesorders", estimate_id=other), {}),
    ]
    for path, convert, sent, params in sources:
        assert (await books.one(path))["last_modified_by_id"] == before
        await books.done("sales", "POST", convert, sent, **params)
        assert (await books.one(path))["last_modified_by_id"] == SALES
        description, who = await last(books, path)
        assert (" converted to " in description, who) == (True, SALES)
    invoice = (await books.rows("invoices"))[0]
    assert invoice["created_by"] == "Samir Okafor"


@pytest.mark.parametrize("way", ["salesorders", "invoices", "lines"])
async def test_a_foreign_customers_document_is_converted_by_no_way(books: Books, way: str) -> None:
    contacts = await books.rows("contacts", contact_type="customer")
    own = {row["contact_id"] for row in await books.rows("contacts", "assigned", contact_type="customer")}
    foreign, mine = min({row["contact_id"] for row in contacts} - own), {"customer_id": min(own)}
    estimate = (await made(books, "estimates", customer_id=foreign))["estimate_id"]
    line = (await made(books, "salesorders", customer_id=foreign))["line_items"][0]["line_item_id"]
    sent: dict[str, Any] = {
        "salesorders": draft("salesorders", **mine, estimate_id=estimate),
        "invoices": draft("invoices", **mine, invoiced_estimate_id=estimate),
        "lines": draft("invoices", **mine, line_items=[LINE | {"salesorder_item_id": line}]),
    }
    path = "/salesorders" if way == "salesorders" else "/invoices"
    assert (await books.refused("assigned", "POST", path, sent[way]))[:2] == (400, 6)
