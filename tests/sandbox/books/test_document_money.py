"""Money in documents that are written: currencies, rates, prices of items, rounding, and what is below nothing."""

import pytest

from tests.sandbox.books.conftest import Books
from tests.sandbox.books.test_document_writes import CUSTOMER, made

DOLLAR_CUSTOMER = "460000000001000009"


async def test_a_dollar_customers_document_is_in_dollars(books: Books) -> None:
    record = await made(books, "estimates", customer_id=DOLLAR_CUSTOMER)
    assert (record["currency_code"], record["exchange_rate"]) == ("USD", 0.92)
    assert record["bcy_total"] == pytest.approx(record["total"] * 0.92, abs=0.006)


async def test_an_exchange_rate_is_kept_exactly_and_carried_into_the_base_currency(books: Books) -> None:
    record = await made(books, "estimates", customer_id=DOLLAR_CUSTOMER)
    path = f"/estimates/{record['estimate_id']}"
    changed = (await books.done("sales", "PUT", path, {"exchange_rate": 0.9345}))["estimate"]
    assert (changed["exchange_rate"], changed["total"]) == (0.9345, record["total"])
    assert changed["bcy_total"] == pytest.approx(record["total"] * 0.9345, abs=0.006)
    rate = changed["line_items"][0]["rate"]
    assert changed["line_items"][0]["bcy_rate"] == pytest.approx(rate * 0.9345, abs=0.006)
    assert (await books.refused("sales", "PUT", path, {"exchange_rate": 0}))[:2] == (400, 2)


async def test_the_price_of_an_item_is_in_the_base_currency(books: Books) -> None:
    dollars, euros = [await made(books, "estimates", customer_id=id_) for id_ in (DOLLAR_CUSTOMER, CUSTOMER)]
    assert dollars["line_items"][0]["rate"] == pytest.approx(euros["line_items"][0]["rate"] / 0.92, abs=0.006)
    assert dollars["line_items"][0]["bcy_rate"] == pytest.approx(euros["line_items"][0]["rate"], abs=0.006)


async def test_the_base_currency_has_no_other_rate_than_one(books: Books) -> None:
    record = await made(books, "estimates")
    path = f"/estimates/{record['estimate_id']}"
    assert (await books.refused("sales", "PUT", path, {"exchange_rate": 0.92}))[:2] == (400, 2)
    assert (await books.done("sales", "PUT", path, {"exchange_rate": 1}))["estimate"]["exchange_rate"] == 1


@pytest.mark.parametrize("rate", [0.125, 10.005, 0.135])
async def test_half_a_cent_is_rounded_alike_in_a_price_and_in_its_line(books: Books, rate: float) -> None:
    record = await made(books, "estimates", line_items=[{"name": "Half", "rate": rate}])
    line = record["line_items"][0]
    assert line["rate"] == line["item_total"] == record["total"] == round(rate + 0.0001, 2)


@pytest.mark.parametrize("quantity", [0, -1])
async def test_a_quantity_is_greater_than_zero(books: Books, quantity: int) -> None:
    body = {"customer_id": CUSTOMER, "line_items": [{"name": "Less", "rate": 10, "quantity": quantity}]}
    assert (await books.refused("sales", "POST", "/estimates", body))[:2] == (400, 2)


async def test_a_total_is_not_negative(books: Books) -> None:
    body = {"customer_id": CUSTOMER, "line_items": [{"name": "Less", "rate": 10}], "adjustment": -10.01}
    assert await books.refused("sales", "POST", "/invoices", body) == (400, 120502, "The total cannot be negative.")
