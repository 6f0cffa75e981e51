"""What an organisation has set up, from which forms choose."""

import pytest

from tests.sandbox.books.conftest import Books
from tests.sandbox.books.test_document_writes import draft, made

USD = "/settings/currencies/460000000000099/exchangerates"


@pytest.mark.parametrize(
    ("params", "rates"),
    [
        ({}, [0.91, 0.92]),
        ({"from_date": "2024-03-05"}, [0.91, 0.92]),
        ({"from_date": "2025-01-01"}, [0.92]),
        ({"is_current_date": "true"}, []),
    ],
)
async def test_exchange_rates_are_those_from_a_day_on_or_the_closest_before(
    books: Books, params: dict[str, str], rates: list[float]
) -> None:
    answer = await books.done("sales", "GET", USD, **params)
    assert [row["rate"] for row in answer["exchange_rates"]] == rates


async def test_exchange_rates_of_no_currency_are_refused(books: Books) -> None:
    path = "/settings/currencies/460000000000001/exchangerates"
    assert await books.refused("sales", "GET", path) == (404, 1002, "Currency does not exist.")


async def test_payment_terms_stand_inside_data(books: Books) -> None:
    terms = (await books.done("sales", "GET", "/settings/paymentterms"))["data"]["payment_terms"]
    assert [term["payment_terms"] for term in terms if term["is_default"]] == [30]


async def test_who_may_see_no_settings_is_refused(books: Books) -> None:
    for path in ("/settings/paymentterms", USD, "/settings/taxes"):
        assert (await books.refused("restricted", "GET", path))[:2] == (401, 57)


async def test_a_salesperson_by_an_id_is_one_of_the_organisation(books: Books) -> None:
    [first, *_] = (await books.done("admin", "GET", "/salespersons"))["data"]
    sold = await made(books, "invoices", salesperson_id=first["salesperson_id"])
    assert sold["salesperson_name"] == first["salesperson_name"]
    refusal = await books.refused("sales", "POST", "/invoices", draft("invoices", salesperson_id="1"))
    assert refusal == (400, 6, "Salesperson does not exist.")


async def test_a_salesperson_by_a_new_name_gets_an_id_and_keeps_it(books: Books) -> None:
    first, second = [await made(books, "invoices", salesperson_name="Later Seller") for _ in range(2)]
    assert first["salesperson_id"] == second["salesperson_id"] not in {"", "-1"}
    listed = (await books.done("admin", "GET", "/salespersons"))["data"]
    assert [row["salesperson_id"] for row in listed if row["salesperson_name"] == "Later Seller"] == [
        first["salesperson_id"]
    ]


@pytest.mark.parametrize(
    "odd",
    [
        {"payment_terms": 101},
        {"salesperson_name": "x" * 201},
        {"line_items": [{"name": "x", "rate": 1, "unit": "x" * 101}]},
    ],
)
async def test_documents_keep_the_limits_that_the_pages_name(books: Books, odd: dict[str, object]) -> None:
    assert (await books.refused("sales", "POST", "/invoices", draft("invoices", **odd)))[:2] == (400, 2)
