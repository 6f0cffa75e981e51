"""Lines without an item and a name: an account and a description, as a recorded credit note has them."""

import pytest

from tests.sandbox.books.conftest import Books

SALES, TRAVEL, CUSTOMER = "460000000000388", "460000000000409", "460000000001000001"
LINE = {"account_id": TRAVEL, "description": "Test credit note", "quantity": 1, "rate": 100}


async def test_a_line_of_an_account_and_a_description_is_taken(books: Books) -> None:
    answer = await books.ask("admin", "POST", "/creditnotes", {"customer_id": CUSTOMER, "line_items": [LINE]})
    assert answer.status == 201
    [line] = answer.body["creditnote"]["line_items"]
    told = {key: line[key] for key in ("item_id", "name", "description", "account_name", "item_type", "item_total")}
    assert told == {
        "item_id": "",
        "name": "",
        "description": "Test credit note",
        "account_name": "Travel Expense",
        "item_type": "",
        "item_total": 100,
    }


async def test_a_line_keeps_its_account_until_another_is_sent(books: Books) -> None:
    sent = {"customer_id": CUSTOMER, "line_items": [LINE, {"name": "Named", "rate": 5}]}
    note = (await books.done("admin", "POST", "/creditnotes", sent))["creditnote"]
    assert [line["account_id"] for line in note["line_items"]] == [TRAVEL, SALES]
    ids = [{"line_item_id": line["line_item_id"]} for line in note["line_items"]]
    moved = {"line_items": [ids[0], ids[1] | {"account_id": TRAVEL}]}
    after = (await books.done("admin", "PUT", f"/creditnotes/{note['creditnote_id']}", moved))["creditnote"]
    assert [line["account_name"] for line in after["line_items"]] == ["Travel Expense"] * 2


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ({"account_id": TRAVEL}, (400, 2)),
        ({"description": "Nothing else"}, (400, 2)),
        ({"account_id": "1", "description": "No such account"}, (400, 6)),
    ],
)
async def test_too_little_and_unknown_accounts_are_refused(
    books: Books, line: dict[str, str], refusal: tuple[int, int]
) -> None:
    sent = {"customer_id": CUSTOMER, "line_items": [line | {"rate": 1}]}
    assert (await books.refused("admin", "POST", "/creditnotes", sent))[:2] == refusal
