"""Submitting, approving and rejecting, and what waits for it."""

from typing import Any

import pytest

from sandbox.people import BY_NAME
from tests.sandbox.books.conftest import Books
from tests.sandbox.books.test_document_writes import MODULES, made

SIMPLE = {"type": "simple"}
TWO_LEVELS = {"type": "multi_level", "levels": [["accountant", "legacy"], ["assigned"]]}
# Module: how submitting, approving, approving at once and rejecting are answered, and with what status the last.
SAID = {
    "estimates": (
        "The estimate has been successfully submitted for approval",
        "You have approved the estimate.",
        "The estimate has been approved.",
        "The estimate has been rejected.",
        200,
    ),
    "salesorders": (
        "The Sales Order has been successfully submitted for approval.",
        "You have approved the Sales Order.",
        "The Sales Order has been approved.",
        "The Sales Order has been rejected.",
        200,
    ),
    "invoices": (
        "The invoice has been submitted for approval successfully.",
        "You have approved the invoice.",
        "The invoice has been approved.",
        "The invoice has been rejected.",
        200,
    ),
    "purchaseorders": (
        "The purchase order has been successfully submitted for approval.",
        "You have approved the Purchase Order.",
        "The purchase order has been approved.",
        "You have rejected the Purchase order successfully.",
        201,
    ),
    "creditnotes": (
        "The Credit Note has been successfully submitted for approval.",
        "You have approved the Credit Note.",
        "The credit note has been approved.",
        "The credit note has been rejected.",
        200,
    ),
}


async def approvals(books: Books, **modules: Any) -> None:
    answer = await books.zoho.ask(None, "POST", "/_sandbox/approvals", json=modules)
    assert answer.status == 200, answer.body


async def path_of(books: Books, module: str, persona: str = "sales", **more: Any) -> str:
    record = await made(books, module, persona, due_date="2026-11-01", **more)
    return f"/{module}/{record[f'{MODULES[module][0]}_id']}"


async def waiting(books: Books, module: str, persona: str = "sales") -> str:
    path = await path_of(books, module, "accountant" if module == "creditnotes" else persona)
    await books.done("admin" if module == "creditnotes" else persona, "POST", f"{path}/submit")
    return path


async def last_remark(books: Books, path: str) -> tuple[str, str, str]:
    last = (await books.done("admin", "GET", f"{path}/comments"))["comments"][-1]
    return last["description"], last["commented_by"], last["comment_type"]


def rows(record: dict[str, Any]) -> list[tuple[str, int, str, bool]]:
    return [
        (row["email"].partition(".")[0], row["order"], row["approval_status"], row["is_next_approver"])
        for row in record["approvers_list"]
    ]


@pytest.mark.parametrize("module", SAID)
async def test_a_draft_is_submitted_and_approved(books: Books, module: str) -> None:
    await approvals(books, **{module: SIMPLE})
    submitter = "admin" if module == "creditnotes" else "sales"
    path = await path_of(books, module, "accountant")
    answer = await books.ask(submitter, "POST", f"{path}/submit")
    assert (answer.status, answer.body) == (200, {"code": 0, "message": SAID[module][0]})
    record, who = await books.one(path), BY_NAME[submitter]
    assert record["status"] == record["current_sub_status"] == "pending_approval"
    assert record["submitter_id"] == record["submitted_by"] == who.books_id
    assert (record["submitted_by_name"], record["submitted_by_email"]) == (who.full_name, who.email)
    assert (record["submitted_date"], record["approver_id"]) == ("2026-10-01", "")
    assert ("ana", 1, "pending", True) in rows(record)
    listed = await books.rows(module, status="pending_approval")
    assert record[f"{MODULES[module][0]}_id"] in {row[f"{MODULES[module][0]}_id"] for row in listed}
    answer = await books.ask("accountant", "POST", f"{path}/approve")
    assert (answer.status, answer.body) == (200, {"code": 0, "message": SAID[module][1]})
    record, ana = await books.one(path), BY_NAME["accountant"]
    assert (record["status"], record["approver_id"]) == ("approved", ana.books_id)
    (row,) = [row for row in record["approvers_list"] if row["approver_user_id"] == ana.books_id]
    assert row == {
        "approver_user_id": ana.books_id,
        "approver_name": "Ana Castillo",
        "email": ana.email,
        "order": 1,
        "has_approved": True,
        "approval_status": "approved",
        "is_next_approver": False,
        "submitted_date": "2026-10-01",
    }
    assert not any(row["is_next_approver"] for row in record["approvers_list"])
    description, by, kind = await last_remark(books, path)
    assert (description.endswith(" approved."), by, kind) == (True, "Ana Castillo", "system")


@pytest.mark.parametrize("module", SAID)
async def test_an_administrator_approves_at_once_and_a_rejection_tells_why(books: Books, module: str) -> None:
    await approvals(books, **{module: TWO_LEVELS | {"approve_own": True}})
    path, (_, _, finally_approved, rejected, status) = await waiting(books, module), SAID[module]
    assert (await books.refused("accountant", "POST", f"{path}/approve/final"))[:2] == (401, 57)
    assert (await books.done("admin", "POST", f"{path}/approve/final"))["message"] == finally_approved
    record = await books.one(path)
    assert (record["status"], record["approver_id"]) == ("approved", BY_NAME["admin"].books_id)
    assert rows(record) == [
        ("ana", 1, "skipped", False),
        ("lena", 1, "skipped", False),
        ("astrid", 2, "skipped", False),
        ("ingrid", 1, "approved", False),
    ]
    path = await waiting(books, module)
    answer = await books.ask("accountant", "POST", f"{path}/reject", reason="Too cheap")
    assert (answer.status, answer.body["message"]) == (status, rejected)
    assert (await books.one(path))["status"] == "rejected"
    description, by, _ = await last_remark(books, path)
    assert (description.partition(" rejected")[2], by) == (". Reason: Too cheap", "Ana Castillo")


async def test_levels_decide_in_their_order_and_of_each_one_approver(books: Books) -> None:
    await approvals(books, estimates=TWO_LEVELS)
    customer = (await books.rows("contacts", "assigned", contact_type="customer"))[0]["contact_id"]
    path = await path_of(books, "estimates", customer_id=customer)
    await books.done("sales", "POST", f"{path}/submit")
    assert rows(await books.one(path)) == [
        ("ana", 1, "pending", True),
        ("lena", 1, "pending", True),
        ("astrid", 2, "pending", False),
    ]
    early = (400, 120202, "You are not an approver of this Estimate at its present level.")
    for persona in ("assigned", "admin", "sales"):
        assert await books.refused(persona, "POST", f"{path}/approve") == early
    await books.done("legacy", "POST", f"{path}/approve")
    record = await books.one(path)
    assert (record["status"], record["approver_id"]) == ("pending_approval", "")
    assert rows(record) == [
        ("ana", 1, "skipped", False),
        ("lena", 1, "approved", False),
        ("astrid", 2, "pending", True),
    ]
    assert (await last_remark(books, path))[:2] == ("Estimate approved at level 1.", "Lena Brandt")
    assert await books.refused("accountant", "POST", f"{path}/approve") == early
    assert await books.refused("accountant", "POST", f"{path}/reject") == early
    # A level may name whom the role alone would not let approve.
    await books.done("assigned", "POST", f"{path}/approve")
    record = await books.one(path)
    assert (record["status"], record["approver_id"]) == ("approved", BY_NAME["assigned"].books_id)


async def test_who_may_not_approve_is_refused_as_for_any_right_of_a_role(books: Books) -> None:
    await approvals(books, invoices=SIMPLE)
    path = await waiting(books, "invoices")
    for persona in ("sales", "assigned", "legacy", "restricted"):
        status, code, _ = await books.refused(persona, "POST", f"{path}/approve")
        assert (status, code) in {(401, 57), (404, 1002)}, persona
    assert (await books.refused("restricted", "POST", f"{path}/submit"))[:2] == (401, 57)


async def test_the_submitter_decides_only_where_the_approval_lets_own_documents_through(books: Books) -> None:
    await approvals(books, estimates=SIMPLE)
    path = await waiting(books, "estimates", "accountant")
    assert "ana" not in {name for name, *_ in rows(await books.one(path))}
    for step, word in (("approve", "approved"), ("reject", "rejected")):
        refusal = await books.refused("accountant", "POST", f"{path}/{step}")
        assert refusal == (400, 120203, f"Estimate cannot be {word} by the user who submitted it.")
    await approvals(books, estimates=SIMPLE | {"approve_own": True})
    await books.done("accountant", "POST", f"{path}/approve")
    assert (await books.one(path))["status"] == "approved"


async def test_what_was_approved_or_rejected_is_a_draft_after_a_change(books: Books) -> None:
    await approvals(books, estimates=SIMPLE)
    for step in ("approve", "reject"):
        path = await waiting(books, "estimates")
        await books.done("accountant", "POST", f"{path}/{step}")
        await books.done("sales", "PUT", path, {"notes": "More."})
        record = await books.one(path)
        assert (record["status"], record["notes"]) == ("draft", "More.")
        assert (record["submitter_id"], record["approver_id"], record["approvers_list"]) == ("", "", [])
        await books.done("sales", "POST", f"{path}/submit")
        assert (await books.one(path))["status"] == "pending_approval"


async def test_what_was_sent_must_be_approved_anew_after_a_change(books: Books) -> None:
    await approvals(books, estimates=SIMPLE)
    path = await waiting(books, "estimates")
    await books.done("accountant", "POST", f"{path}/approve")
    await books.done("sales", "POST", f"{path}/status/sent")
    await books.done("sales", "PUT", path, {"line_items": [{"name": "Huge", "rate": 99999}]})
    assert (await books.one(path))["status"] == "draft"
    refusal = await books.refused("sales", "POST", "/invoices/fromestimates", estimate_ids=path.rpartition("/")[2])
    assert refusal[:2] == (400, 120201)


async def test_what_went_on_is_not_changed_past_its_approval(books: Books) -> None:
    estimate = (await books.rows("estimates", status="invoiced"))[0]["estimate_id"]
    await approvals(books, estimates=SIMPLE)
    refusal = await books.refused("sales", "PUT", f"/estimates/{estimate}", {"notes": "More."})
    assert refusal == (400, 2, "Estimate cannot be changed while it is invoiced.")


async def test_what_waits_is_neither_changed_nor_submitted_again(books: Books) -> None:
    await approvals(books, estimates=SIMPLE)
    path = await waiting(books, "estimates")
    refusal = await books.refused("sales", "PUT", path, {"notes": "More."})
    assert refusal == (400, 2, "Estimate cannot be changed while it is pending_approval.")
    assert (await books.refused("sales", "POST", f"{path}/submit"))[:2] == (400, 2)
    await books.done("accountant", "POST", f"{path}/approve")
    assert (await books.refused("accountant", "POST", f"{path}/approve"))[:2] == (400, 2)


async def test_without_approval_nothing_is_submitted_and_what_waits_is_approved_by_the_role(books: Books) -> None:
    path = await path_of(books, "estimates")
    assert await books.refused("sales", "POST", f"{path}/submit") == (
        400,
        120204,
        "Approval is not enabled for Quotes.",
    )
    seeded = next(row for row in await books.rows("estimates", status="pending_approval"))["estimate_id"]
    await books.done("accountant", "POST", f"/estimates/{seeded}/approve")
    assert (await books.one(f"/estimates/{seeded}"))["status"] == "approved"


async def test_several_invoices_are_submitted_and_approved_at_once_or_none(books: Books) -> None:
    await approvals(books, invoices=SIMPLE)
    paths = [await path_of(books, "invoices") for _ in range(2)]
    ids = ",".join(path.rpartition("/")[2] for path in paths)
    assert (await books.refused("sales", "POST", "/invoices/submit"))[:2] == (400, 2)
    assert (await books.refused("sales", "POST", "/invoices/submit", invoice_ids=f"{ids},1"))[:2] == (404, 1002)
    assert {(await books.one(path))["status"] for path in paths} == {"draft"}
    answer = await books.done("sales", "POST", "/invoices/submit", invoice_ids=ids)
    assert answer["message"] == "The invoices have been submitted for approval."
    assert (await books.refused("sales", "POST", "/invoices/approve", invoice_ids=ids))[:2] == (401, 57)
    answer = await books.done("accountant", "POST", "/invoices/approve", invoice_ids=ids)
    assert answer["message"] == "The selected invoices have been approved."
    assert {(await books.one(path))["status"] for path in paths} == {"approved"}


async def test_a_credit_note_begins_as_a_draft_where_it_must_be_approved(books: Books) -> None:
    await approvals(books, creditnotes=SIMPLE)
    assert (await made(books, "creditnotes"))["status"] == "draft"


async def test_an_approved_invoice_is_not_owed_before_it_is_sent(books: Books) -> None:
    await approvals(books, invoices=SIMPLE)
    customer = "/contacts/460000000001000001"
    before = (await books.one(customer))["outstanding_receivable_amount"]
    path = await waiting(books, "invoices")
    await books.done("accountant", "POST", f"{path}/approve")
    assert (await books.one(customer))["outstanding_receivable_amount"] == before
    await books.done("sales", "POST", f"{path}/status/sent")
    assert (await books.one(customer))["outstanding_receivable_amount"] > before


async def test_me_tells_whether_a_level_waits_for_the_user(books: Books) -> None:
    assert (await books.one("/users/me", "assigned"))["is_associated_for_approval"] is False
    await approvals(books, invoices=TWO_LEVELS)
    assert (await books.one("/users/me", "assigned"))["is_associated_for_approval"] is True
