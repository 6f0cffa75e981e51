"""Writing items."""

from typing import Any

import pytest

from tests.sandbox.books.conftest import Books

SENT = {"name": "Torque gauge", "rate": 249.5, "unit": "pcs", "sku": "TRQ-1", "tax_id": "460000000000901"}


async def test_an_item_is_made_changed_and_deleted(books: Books) -> None:
    answer = await books.ask("accountant", "POST", "/items", SENT)
    assert (answer.status, answer.body["message"]) == (201, "The item has been added.")
    item = answer.body["item"]
    path = f"/items/{item['item_id']}"
    assert (item["rate"], item["tax_percentage"], item["status"]) == (249.5, 19, "active")
    assert (item["zcrm_product_id"], item["can_be_purchased"]) == ("", False)
    changed = await books.done("accountant", "PUT", path, {"rate": 260, "tax_id": ""})
    assert changed["message"] == "Item details have been saved."
    assert {key for key in item if changed["item"][key] != item[key]} <= {
        "rate", "sales_rate", "pricebook_rate", "default_price_brackets", "tax_id", "tax_name", "tax_percentage",
        "tax_type", "last_modified_time",
    }  # fmt: skip
    assert (changed["item"]["rate"], changed["item"]["tax_name"]) == (260, "")
    assert [row["name"] for row in await books.rows("items", is_taxable="false", sku="TRQ-1", name="Torque gauge")]
    assert await books.done("accountant", "DELETE", path) == {"code": 0, "message": "The item has been deleted."}
    assert (await books.refused("accountant", "GET", path)) == (404, 1002, "Item does not exist.")


async def test_an_item_that_is_made_without_a_tax_is_not_taxed(books: Books) -> None:
    item = (await books.done("accountant", "POST", "/items", {"name": "Advice", "rate": 5}))["item"]
    assert (item["tax_id"], item["tax_percentage"]) == ("", 0)
    assert item["item_id"] in {row["item_id"] for row in await books.rows("items", is_taxable="false")}


async def test_an_item_that_documents_name_is_not_deleted(books: Books) -> None:
    assert (await books.refused("accountant", "DELETE", "/items/460000000005000017"))[:2] == (400, 36)


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"rate": 5}, (400, 2)),
        ({"name": "No price"}, (400, 2)),
        ({"name": "Spare lamp", "rate": 5}, (400, 4)),
        ({"name": "X", "rate": "dear"}, (400, 2)),
        ({"name": "X", "rate": 5, "tax_id": "1"}, (400, 6)),
    ],
)
async def test_what_cannot_be_is_refused(books: Books, sent: dict[str, Any], refusal: tuple[int, int]) -> None:
    assert (await books.refused("accountant", "POST", "/items", sent))[:2] == refusal
