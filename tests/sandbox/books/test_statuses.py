"""The state machines of documents, contacts and items."""

import pytest

from tests.sandbox.books.conftest import Books

LINE = {"item_id": "460000000005000001", "quantity": 1}
NOUNS = {
    "estimates": "estimate",
    "salesorders": "salesorder",
    "invoices": "invoice",
    "purchaseorders": "purchaseorder",
    "creditnotes": "creditnote",
}
# Module, the steps on the way to the last one, the status that it leads to, its HTTP status and message.
ALLOWED = [
    ("estimates", "sent", "sent", 200, "Estimate status has been changed to Sent"),
    ("estimates", "sent accepted", "accepted", 200, "Estimate status has been changed to Accepted."),
    ("estimates", "sent declined", "declined", 200, "Estimate status has been changed to Declined."),
    ("estimates", "sent accepted declined", "declined", 200, "Estimate status has been changed to Declined."),
    ("estimates", "sent declined accepted", "accepted", 200, "Estimate status has been changed to Accepted."),
    ("salesorders", "open", "open", 201, "Sales order status has been changed to Open."),
    ("salesorders", "open void", "void", 201, "Sales order status has been changed to Void."),
    ("salesorders", "void", "void", 201, "Sales order status has been changed to Void."),
    ("invoices", "sent", "sent", 200, "Invoice status has been changed to Sent."),
    ("invoices", "sent void", "void", 200, "Invoice status has been changed to Void."),
    ("invoices", "void draft", "draft", 200, "Status of invoice changed from void to draft"),
    ("invoices", "sent cancel", "void", 200, "The invoice has been cancelled."),
    ("purchaseorders", "open", "open", 201, "The purchase order has been marked as open."),
    ("purchaseorders", "open billed", "billed", 201, "The purchase order has been marked as billed."),
    ("purchaseorders", "open cancelled", "cancelled", 201, "The purchase order has been cancelled."),
    ("creditnotes", "open", "open", 200, "Status of the credit note has been changed to open."),
    ("creditnotes", "open void", "void", 200, "The credit note has been marked as void."),
    ("creditnotes", "void draft", "draft", 200, "The credit note has been marked as Draft."),
]
REFUSED = [
    ("estimates", "accepted"),
    ("estimates", "declined"),
    ("salesorders", "void open"),
    ("invoices", "draft"),
    ("invoices", "sent draft"),
    ("purchaseorders", "billed"),
    ("purchaseorders", "open billed cancelled"),
    ("creditnotes", "draft"),
]


async def draft(books: Books, module: str) -> str:
    party = {"vendor_id": "460000000004000001"} if module == "purchaseorders" else {"customer_id": "460000000001000001"}
    due = {"due_date": "2026-11-01", "is_draft": True}
    answer = await books.done("accountant", "POST", f"/{module}", {**party, **due, "line_items": [LINE]})
    return f"/{module}/{answer[NOUNS[module]][f'{NOUNS[module]}_id']}"


@pytest.mark.parametrize(("module", "steps", "status", "http", "message"), ALLOWED)
async def test_a_step_leads_to_the_next_status(
    books: Books, module: str, steps: str, status: str, http: int, message: str
) -> None:
    path = await draft(books, module)
    *before, last = steps.split()
    for step in before:
        await books.done("accountant", "POST", f"{path}/status/{step}")
    answer = await books.ask("accountant", "POST", f"{path}/status/{last}")
    assert (answer.status, answer.body) == (http, {"code": 0, "message": message})
    record = await books.one(path)
    assert record["status"] == record["current_sub_status"] == status


@pytest.mark.parametrize(("module", "steps"), REFUSED)
async def test_a_step_that_does_not_lead_from_here_is_refused(books: Books, module: str, steps: str) -> None:
    path = await draft(books, module)
    *before, last = steps.split()
    for step in before:
        await books.done("accountant", "POST", f"{path}/status/{step}")
    status = (await books.one(path))["status"]
    assert (await books.refused("accountant", "POST", f"{path}/status/{last}"))[:2] == (400, 2)
    assert (await books.one(path))["status"] == status


@pytest.mark.parametrize("step", ["sent", "accepted", "declined"])
async def test_nothing_happens_to_an_estimate_until_it_is_approved(books: Books, step: str) -> None:
    waiting = (await books.rows("estimates", status="pending_approval"))[0]["estimate_id"]
    assert (await books.refused("sales", "POST", f"/estimates/{waiting}/status/{step}"))[:2] == (400, 2)


async def test_an_unknown_step_is_an_unknown_address(books: Books) -> None:
    path = await draft(books, "invoices")
    assert (await books.refused("accountant", "POST", f"{path}/status/open"))[:2] == (404, 5)


async def test_the_history_names_who_took_the_step_and_why(books: Books) -> None:
    path = await draft(books, "salesorders")
    await books.done("sales", "POST", f"{path}/status/void", {"reason": "Ordered twice"})
    last = (await books.done("admin", "GET", f"{path}/comments"))["comments"][-1]
    assert last["commented_by"] == "Samir Okafor"
    assert last["description"] == "Sales Order marked as void. Reason: Ordered twice"
    assert (await books.one(path))["last_modified_by_id"] == "460000000000017002"


async def test_rows_of_estimates_tell_when_they_were_accepted_or_declined(books: Books) -> None:
    path = await draft(books, "estimates")
    estimate_id = path.rsplit("/", maxsplit=1)[-1]

    async def dates() -> tuple[str, str]:
        row = next(row for row in await books.rows("estimates") if row["estimate_id"] == estimate_id)
        return row["accepted_date"], row["declined_date"]

    await books.done("sales", "POST", f"{path}/status/sent")
    assert await dates() == ("", "")
    await books.done("sales", "POST", f"{path}/status/accepted")
    assert await dates() == ("2026-10-01", "")
    await books.done("sales", "POST", f"{path}/status/declined")
    assert await dates() == ("", "2026-10-01")


async def test_an_invoice_that_is_sent_after_its_due_date_is_overdue(books: Books) -> None:
    path = await draft(books, "invoices")
    await books.done("accountant", "PUT", path, {"due_date": "2026-09-01"})
    await books.done("accountant", "POST", f"{path}/status/sent")
    assert (await books.one(path))["status"] == "overdue"


async def test_a_sent_invoice_counts_in_the_customers_balance_until_it_is_void(books: Books) -> None:
    customer = "/contacts/460000000001000001"
    before = (await books.one(customer))["outstanding_receivable_amount"]
    path = await draft(books, "invoices")
    assert (await books.one(customer))["outstanding_receivable_amount"] == before
    await books.done("accountant", "POST", f"{path}/status/sent")
    total = (await books.one(path))["total"]
    assert (await books.one(customer))["outstanding_receivable_amount"] == pytest.approx(before + total)
    await books.done("accountant", "POST", f"{path}/status/void")
    assert (await books.one(customer))["outstanding_receivable_amount"] == before
    assert (await books.one(path))["balance"] == 0
    await books.done("accountant", "POST", f"{path}/status/draft")
    assert (await books.one(path))["balance"] == total


async def test_a_credit_note_is_a_credit_while_it_is_open(books: Books) -> None:
    customer = "/contacts/460000000001000002"
    sent = {"customer_id": "460000000001000002", "line_items": [LINE], "is_draft": True}
    note = (await books.done("accountant", "POST", "/creditnotes", sent))["creditnote"]
    path = f"/creditnotes/{note['creditnote_id']}"

    async def credit() -> tuple[float, float]:
        contact, record = await books.one(customer), await books.one(path)
        return contact["unused_credits_receivable_amount"], record["balance"]

    assert await credit() == (0, note["total"])
    await books.done("accountant", "POST", f"{path}/status/open")
    assert await credit() == (note["total"], note["total"])
    await books.done("accountant", "POST", f"{path}/status/void")
    assert await credit() == (0, 0)


@pytest.mark.parametrize(
    ("path", "noun"), [("/contacts/460000000001000001", "contact"), ("/items/460000000005000001", "item")]
)
async def test_contacts_and_items_are_made_inactive_and_active_again(books: Books, path: str, noun: str) -> None:
    for status in ("inactive", "active"):
        answer = await books.done("accountant", "POST", f"{path}/{status}")
        assert answer == {"code": 0, "message": f"The {noun} has been marked as {status}."}
        assert (await books.one(path))["status"] == status
