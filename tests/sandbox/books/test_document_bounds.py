"""What a document cannot come to."""

import pytest

from tests.sandbox.books.conftest import Books
from tests.sandbox.books.test_document_writes import draft, made

HUGE = 999999999999999


async def test_more_digits_than_can_be_reckoned_with_are_refused(books: Books) -> None:
    lines = [{"name": "Many", "rate": HUGE, "quantity": HUGE}]
    assert (await books.refused("sales", "POST", "/estimates", draft("estimates", line_items=lines)))[:2] == (400, 2)


async def test_no_day_is_after_the_last_one(books: Books) -> None:
    late = draft("invoices", date="9999-12-31", payment_terms=100)
    assert (await books.refused("sales", "POST", "/invoices", late))[:2] == (400, 2)


@pytest.mark.parametrize("rate", [1, 99])
async def test_an_invoice_does_not_come_to_less_than_was_paid(books: Books, rate: int) -> None:
    invoice = await made(books, "invoices", line_items=[{"name": "Work", "rate": 100}])
    path, id_ = f"/invoices/{invoice['invoice_id']}", invoice["invoice_id"]
    await books.done("accountant", "POST", f"{path}/status/sent")
    paid = {"customer_id": invoice["customer_id"], "payment_mode": "cash", "amount": 100, "date": invoice["date"]}
    await books.done(
        "accountant", "POST", "/customerpayments", {**paid, "invoices": [{"invoice_id": id_, "amount_applied": 100}]}
    )
    less = {"line_items": [{"name": "Work", "rate": rate}]}
    assert (await books.refused("accountant", "PUT", path, less))[:2] == (400, 120501)
    assert (await books.one(path))["total"] == 100
