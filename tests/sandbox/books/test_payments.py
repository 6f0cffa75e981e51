"""Customer payments and what they do to invoices and balances."""

from typing import Any

import pytest

from tests.sandbox.books.conftest import Books

CUSTOMER = "460000000001000001"


async def sent_invoice(books: Books, amount: float, customer: str = CUSTOMER) -> dict[str, Any]:
    line = {"name": "Anything", "rate": amount}
    draft = {"customer_id": customer, "line_items": [line], "due_date": "2026-11-01"}
    invoice = (await books.done("accountant", "POST", "/invoices", draft))["invoice"]
    await books.done("accountant", "POST", f"/invoices/{invoice['invoice_id']}/status/sent")
    return invoice


def payment(amount: float, *applied: tuple[dict[str, Any], float], **more: Any) -> dict[str, Any]:
    invoices = [{"invoice_id": invoice["invoice_id"], "amount_applied": part} for invoice, part in applied]
    usual = {"customer_id": CUSTOMER, "payment_mode": "cash", "date": "2026-10-01"}
    return {**usual, "amount": amount, "invoices": invoices, **more}


async def standing(books: Books, invoice: dict[str, Any]) -> tuple[str, float, float]:
    record = await books.one(f"/invoices/{invoice['invoice_id']}")
    return record["status"], record["balance"], record["payment_made"]


async def owed(books: Books) -> float:
    return (await books.one(f"/contacts/{CUSTOMER}"))["outstanding_receivable_amount"]


async def test_a_payment_pays_its_invoices(books: Books) -> None:
    first, second = await sent_invoice(books, 100), await sent_invoice(books, 60)
    before = await owed(books)
    answer = await books.ask("accountant", "POST", "/customerpayments", payment(130, (first, 100), (second, 25)))
    assert (answer.status, answer.body["message"]) == (201, "The payment from the customer has been recorded")
    record = answer.body["payment"]
    assert answer.headers["Location"] == f"/api/v3/customerpayments/{record['payment_id']}"
    assert (record["payment_number"], record["unused_amount"]) == ("38", 5)
    assert record["created_by"] == "Ana Castillo"
    assert await standing(books, first) == ("paid", 0, 100)
    assert await standing(books, second) == ("partially_paid", 35, 25)
    assert (await books.one(f"/invoices/{first['invoice_id']}"))["last_payment_date"] == "2026-10-01"
    assert await owed(books) == pytest.approx(before - 125)
    assert (await books.one(f"/contacts/{CUSTOMER}"))["unused_credits_receivable_amount"] >= 5


async def test_a_changed_payment_changes_what_is_paid(books: Books) -> None:
    invoice = await sent_invoice(books, 100)
    record = (await books.done("accountant", "POST", "/customerpayments", payment(100, (invoice, 100))))["payment"]
    path = f"/customerpayments/{record['payment_id']}"
    answer = await books.done("accountant", "PUT", path, {"description": "By messenger"})
    assert answer["message"] == "The payment details have been updated."
    assert await standing(books, invoice) == ("paid", 0, 100)
    applied = [{"invoice_id": invoice["invoice_id"], "amount_applied": 40}]
    await books.done("accountant", "PUT", path, {"invoices": applied})
    assert await standing(books, invoice) == ("partially_paid", 60, 40)
    assert (await books.one(path))["unused_amount"] == 60


async def test_a_deleted_payment_leaves_its_invoice_unpaid(books: Books) -> None:
    invoice = await sent_invoice(books, 100)
    before = await owed(books)
    record = (await books.done("accountant", "POST", "/customerpayments", payment(100, (invoice, 100))))["payment"]
    answer = await books.done("accountant", "DELETE", f"/customerpayments/{record['payment_id']}")
    assert answer == {"code": 0, "message": "The payment has been deleted."}
    assert await standing(books, invoice) == ("sent", 100, 0)
    assert await owed(books) == before


async def test_a_paid_invoice_is_neither_deleted_nor_void(books: Books) -> None:
    invoice = await sent_invoice(books, 100)
    await books.done("accountant", "POST", "/customerpayments", payment(100, (invoice, 100)))
    path = f"/invoices/{invoice['invoice_id']}"
    assert (await books.refused("accountant", "DELETE", path))[:2] == (400, 36)
    assert (await books.refused("accountant", "POST", f"{path}/status/void"))[:2] == (400, 2)


async def test_one_invoice_may_be_named_without_a_list(books: Books) -> None:
    invoice = await sent_invoice(books, 100)
    sent = payment(100, invoice_id=invoice["invoice_id"], amount_applied=100)
    del sent["invoices"]
    await books.done("accountant", "POST", "/customerpayments", sent)
    assert await standing(books, invoice) == ("paid", 0, 100)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"customer_id": "1"}, (404, 1002)),
        ({"customer_id": "460000000001000002"}, (400, 6)),
        ({"payment_mode": ""}, (400, 2)),
        ({"amount": "all of it"}, (400, 2)),
        ({"amount": 0}, (400, 2)),
        ({"date": ""}, (400, 2)),
        ({"amount": 90}, (400, 2)),
        ({"invoices": [{"invoice_id": "1", "amount_applied": 5}]}, (400, 6)),
    ],
)
async def test_what_cannot_be_is_refused(books: Books, more: dict[str, Any], refusal: tuple[int, int]) -> None:
    invoice = await sent_invoice(books, 100)
    sent = {**payment(100, (invoice, 100)), **more}
    assert (await books.refused("accountant", "POST", "/customerpayments", sent))[:2] == refusal
    assert await standing(books, invoice) == ("sent", 100, 0)


@pytest.mark.parametrize("part", [0, -5, 100.01])
async def test_no_more_is_applied_than_the_invoice_is_open_for(books: Books, part: float) -> None:
    invoice = await sent_invoice(books, 100)
    refusal = await books.refused("accountant", "POST", "/customerpayments", payment(200, (invoice, part)))
    assert refusal == (400, 2, "Invalid value passed for amount_applied")
