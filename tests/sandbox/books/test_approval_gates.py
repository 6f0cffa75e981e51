"""What must be approved is not mailed, marked, converted or paid before."""

from typing import Any

import pytest

from tests.sandbox.books.conftest import Books
from tests.sandbox.books.test_approvals import SIMPLE, approvals, path_of
from tests.sandbox.books.test_document_writes import LINE, draft, made
from tests.sandbox.books.test_emails import SENT, TEXT, TO

NOUNS = {
    "estimates": "Estimate",
    "salesorders": "Sales Order",
    "invoices": "Invoice",
    "purchaseorders": "Purchase Order",
}


@pytest.mark.parametrize("module", SENT)
async def test_nothing_leaves_before_it_is_approved(books: Books, module: str) -> None:
    await approvals(books, **{module: SIMPLE})
    path, status = await path_of(books, module), SENT[module][0]
    mail = {**TO, **TEXT}

    async def held() -> None:
        for step, sent, word in (("email", mail, "emailed"), (f"status/{status}", None, f"marked as {status}")):
            refusal = await books.refused("sales", "POST", f"{path}/{step}", sent)
            assert refusal == (400, 120201, f"{NOUNS[module]} must be approved before it can be {word}.")

    await held()
    await books.done("sales", "POST", f"{path}/submit")
    await held()
    await books.done("accountant", "POST", f"{path}/reject")
    await held()
    assert books.zoho.sandbox.outbox.all() == []
    await books.done("sales", "POST", f"{path}/submit")
    await books.done("accountant", "POST", f"{path}/approve")
    await books.done("sales", "POST", f"{path}/email", mail)
    assert (await books.one(path))["status"] == status


@pytest.mark.parametrize("step", ["void", "cancelled"])
async def test_a_draft_that_must_be_approved_is_not_ended_either(books: Books, step: str) -> None:
    module = "invoices" if step == "void" else "purchaseorders"
    await approvals(books, **{module: SIMPLE})
    path = await path_of(books, module)
    assert (await books.refused("sales", "POST", f"{path}/status/{step}"))[1] == 120201


async def test_nothing_is_made_of_a_document_before_it_is_approved(books: Books) -> None:
    await approvals(books, estimates=SIMPLE, salesorders=SIMPLE)
    estimate, order = await made(books, "estimates"), await made(books, "salesorders")
    estimate_id, order_id = estimate["estimate_id"], order["salesorder_id"]
    line = {**LINE, "salesorder_item_id": order["line_items"][0]["line_item_id"]}
    ways: list[tuple[str, Any, dict[str, str], str, str]] = [
        ("/invoices/fromestimates", None, {"estimate_ids": estimate_id}, "Estimate", "invoiced"),
        ("/invoices", draft("invoices", invoiced_estimate_id=estimate_id), {}, "Estimate", "invoiced"),
        ("/salesorders", draft("salesorders", estimate_id=estimate_id), {}, "Estimate", "converted"),
        ("/invoices/fromsalesorder", None, {"salesorder_id": order_id}, "Sales Order", "invoiced"),
        ("/invoices", draft("invoices", line_items=[line]), {}, "Sales Order", "invoiced"),
    ]  # fmt: skip
    before = [len(await books.rows(module)) for module in ("invoices", "salesorders")]
    for path, sent, params, noun, done in ways:
        words = f"{noun} must be approved before it can be {done}."
        assert await books.refused("accountant", "POST", path, sent, **params) == (400, 120201, words)
    assert [len(await books.rows(module)) for module in ("invoices", "salesorders")] == before
    for path in (f"/estimates/{estimate_id}", f"/salesorders/{order_id}"):
        await books.done("sales", "POST", f"{path}/submit")
    for path, sent, params, *_ in ways:
        assert (await books.refused("accountant", "POST", path, sent, **params))[1] == 120201
    for path in (f"/estimates/{estimate_id}", f"/salesorders/{order_id}"):
        await books.done("accountant", "POST", f"{path}/approve")
    await books.done("sales", "POST", "/invoices/fromsalesorder", salesorder_id=order_id)
    await books.done("sales", "POST", "/invoices/fromestimates", estimate_ids=estimate_id)


async def test_an_invoice_is_not_paid_before_it_is_approved(books: Books) -> None:
    await approvals(books, invoices=SIMPLE)
    invoice = await made(books, "invoices")
    sent = {"customer_id": invoice["customer_id"], "payment_mode": "cash", "amount": 1, "date": "2026-10-01"}
    sent |= {"invoices": [{"invoice_id": invoice["invoice_id"], "amount_applied": 1}]}
    refusal = await books.refused("accountant", "POST", "/customerpayments", sent)
    assert refusal == (400, 120201, "Invoice must be approved before it can be paid.")
