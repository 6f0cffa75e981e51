"""Lines that name neither an item nor something else: an account and a description say what they are for."""

from typing import Any

import pytest

from tests.gateway.operations.test_document_inputs import KINDS, at, created
from tests.graphs import Graph

SALES, TRAVEL = "460000000000388", "460000000000409"
LINE = {"accountId": SALES, "description": "Goodwill", "rate": "100"}
CREDIT_NOTES = "/books/v3/creditnotes?organization_id=460000000000100"
CHOSEN = "lineItems { name description ledgerAccount { recordId name } item { name } }"


async def lines_of(graph: Graph, kind: str, record_id: str) -> list[dict[str, Any]]:
    """The lines of a document, read anew."""
    query = f"query ($id: ID!) {{ {KINDS[kind]}(id: $id) {{ {CHOSEN} }} }}"
    return (await graph.ask("admin", query, {"id": record_id})).data[KINDS[kind]]["lineItems"]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_line_may_have_an_account_and_a_description_alone(graph: Graph, kind: str) -> None:
    payload = await created(graph, kind, lineItems=[LINE])
    assert (payload["userErrors"], payload["made"]["total"]["amount"].rstrip("0")) == ([], "100.")
    [line] = await lines_of(graph, kind, payload["made"]["id"])
    assert (line["name"], line["description"], line["item"]) == (None, "Goodwill", None)


@pytest.mark.parametrize("kind", ["Invoice", "PurchaseOrder"])
async def test_the_account_of_a_line_is_shown_with_its_name(graph: Graph, kind: str) -> None:
    payload = await created(graph, kind, lineItems=[{**LINE, "accountId": TRAVEL}, {"name": "Taxi", "rate": "10"}])
    first, second = await lines_of(graph, kind, payload["made"]["id"])
    assert first["ledgerAccount"] == {"recordId": TRAVEL, "name": "Travel Expense"}
    assert second["ledgerAccount"]["name"] == ("Sales" if kind == "Invoice" else "Cost of Goods Sold")


async def test_a_credit_note_that_was_made_elsewhere_shows_the_account_of_its_line(graph: Graph) -> None:
    lines = [{"account_id": SALES, "description": "Test credit note", "quantity": 1, "rate": 100}]
    await graph.prepare("POST", CREDIT_NOTES, {"customer_id": "460000000001000001", "line_items": lines})
    told = await graph.ask("admin", f"{{ creditNotes(first: 1) {{ nodes {{ {CHOSEN} }} }} }}")
    [node] = told.data["creditNotes"]["nodes"]
    account = {"recordId": SALES, "name": "Sales"}
    assert node["lineItems"] == [
        {"name": None, "description": "Test credit note", "ledgerAccount": account, "item": None}
    ]


@pytest.mark.parametrize("left_out", ["accountId", "description"])
async def test_an_account_or_a_description_alone_says_too_little(graph: Graph, left_out: str) -> None:
    line = {key: value for key, value in LINE.items() if key != left_out}
    payload = await created(graph, "Invoice", lineItems=[line])
    assert at(payload) == [("VALIDATION", ["lineItems", "0", "name"])]


async def test_an_account_that_is_not_there_is_refused_by_books(graph: Graph) -> None:
    payload = await created(graph, "Invoice", lineItems=[{**LINE, "accountId": "460000000000001"}])
    [error] = payload["userErrors"]
    assert error["message"] == "Zoho Books refused it: Account does not exist. (code 6)"
