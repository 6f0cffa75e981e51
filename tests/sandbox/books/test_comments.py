"""Comments and the history that the product keeps."""

from typing import Any

import pytest

from tests.sandbox.books.conftest import Books

CUSTOMER = "/contacts/460000000001000001"
FIRST = {
    "estimates": "/estimates/460000000006000001",
    "salesorders": "/salesorders/460000000007000001",
    "invoices": "/invoices/460000000008000001",
    "purchaseorders": "/purchaseorders/460000000009000001",
    "creditnotes": "/creditnotes/460000000010000001",
}


async def history(books: Books, path: str) -> list[dict[str, Any]]:
    return (await books.done("admin", "GET", f"{path}/comments"))["comments"]


async def test_the_history_of_an_approved_estimate_names_author_submitter_and_approver(seed: Books) -> None:
    estimate = next(d for d in seed.zoho.sandbox.company.documents_of("estimate") if d.approver and d.submitter)
    rows = await history(seed, f"/estimates/{estimate.books_id}")
    assert [(row["description"], row["commented_by"], row["operation_type"]) for row in rows] == [
        ("Estimate created.", estimate.author.full_name, "Added"),
        ("Estimate submitted for approval.", estimate.author.full_name, "Updated"),
        ("Estimate approved.", "Ana Castillo", "Updated"),
        ("Estimate marked as invoiced.", estimate.author.full_name, "Updated"),
    ]
    assert {row["comment_type"] for row in rows} == {"system"}


async def test_a_comment_tells_day_and_time_apart_in_the_organizations_zone(seed: Books) -> None:
    first = (await history(seed, FIRST["estimates"]))[0]
    document = seed.zoho.sandbox.company.documents_of("estimate")[0]
    days = (seed.zoho.sandbox.options.today - document.made_on).days
    assert document.created_at.isoformat() == "2026-03-16T09:01:00+00:00"
    assert (first["date"], first["time"]) == ("2026-03-16", "10:01 AM")
    assert first["date_description"] == f"{days} days ago"
    assert (first["transaction_id"], first["transaction_type"]) == (document.books_id, "estimate")
    assert first["estimate_id"] == document.books_id


async def test_a_payment_stands_in_the_history_of_its_invoice(seed: Books) -> None:
    payment = seed.zoho.sandbox.company.payments[0]
    rows = await history(seed, f"/invoices/{payment.applied[0][0].books_id}")
    paid = next(row for row in rows if row["transaction_type"] == "customer_payment")
    assert (paid["commented_by"], paid["description"]) == (
        payment.author.full_name,
        f"Payment of {payment.account.currency} {payment.amount:.2f} received.",
    )


@pytest.mark.parametrize("module", FIRST)
async def test_a_comment_is_added_in_the_name_of_the_tokens_user(books: Books, module: str) -> None:
    path = FIRST[module]
    before = await history(books, path)
    sent = {"description": "Called them.", "expected_delivery_date": "2026-10-20"}
    answer = await books.ask("accountant", "POST", f"{path}/comments", sent)
    assert (answer.status, answer.body["message"]) == (201 if module == "purchaseorders" else 200, "Comments added.")
    after = await history(books, path)
    assert after[:-1] == before
    told = {"comment": after[-1]} if module in {"salesorders", "purchaseorders"} else {}
    assert answer.body == {"code": 0, "message": "Comments added.", **told}
    assert (after[-1]["commented_by"], after[-1]["description"]) == ("Ana Castillo", "Called them.")
    assert (after[-1]["comment_type"], after[-1]["date_description"]) == ("internal", "today")


async def test_a_comment_may_be_shown_to_the_client(books: Books) -> None:
    sent = {"description": "Thank you", "show_comment_to_clients": True}
    await books.done("sales", "POST", f"{FIRST['estimates']}/comments", sent)
    assert (await history(books, FIRST["estimates"]))[-1]["comment_type"] == "client"


@pytest.mark.parametrize(
    ("module", "sent", "refusal"),
    [
        ("estimates", {}, (400, 11)),
        ("estimates", {"description": ""}, (400, 2)),
        ("purchaseorders", {"description": "No date"}, (400, 2)),
    ],
)
async def test_a_comment_without_its_required_fields_is_refused(
    books: Books, module: str, sent: dict[str, Any], refusal: tuple[int, int]
) -> None:
    assert (await books.refused("accountant", "POST", f"{FIRST[module]}/comments", sent))[:2] == refusal


async def test_a_contacts_comments_tell_of_its_transactions(seed: Books) -> None:
    answer = await seed.done("admin", "GET", f"{CUSTOMER}/comments")
    rows = answer["contact_comments"]
    documents = [d for d in seed.zoho.sandbox.company.documents if d.party.books_id == CUSTOMER.rsplit("/", 1)[-1]]
    assert {row["transaction_id"] for row in rows} == {document.books_id for document in documents}
    assert {(row["contact_name"], row["is_entity_deleted"]) for row in rows} == {("Aurora Optics", False)}
    paged = await seed.done("admin", "GET", f"{CUSTOMER}/comments", page=2, per_page=2)
    assert paged["contact_comments"] == rows[2:4]
    assert paged["page_context"]["has_more_page"] is (len(rows) > 4)


async def test_a_new_transaction_stands_in_its_contacts_history(books: Books) -> None:
    draft = {"customer_id": CUSTOMER.rsplit("/", 1)[-1], "line_items": [{"name": "Y", "rate": 5}]}
    estimate = (await books.done("sales", "POST", "/estimates", draft))["estimate"]
    last = (await books.done("admin", "GET", f"{CUSTOMER}/comments"))["contact_comments"][-1]
    assert (last["transaction_id"], last["transaction_type"]) == (estimate["estimate_id"], "estimate")
    assert (last["description"], last["commented_by"]) == ("Estimate QT-000097 created.", "Samir Okafor")


async def test_a_comment_is_added_to_a_contact(books: Books) -> None:
    answer = await books.done("accountant", "POST", f"{CUSTOMER}/comments", {"description": "Met at the fair."})
    assert answer == {"code": 0, "message": "The comment has been added."}
    last = (await books.done("admin", "GET", f"{CUSTOMER}/comments"))["contact_comments"][-1]
    assert (last["description"], last["commented_by"]) == ("Met at the fair.", "Ana Castillo")


CHANGED = {
    "estimates": "Comment has been updated successfully.",
    "salesorders": "Comment has been updated.",
    "invoices": "success",
    "purchaseorders": "Comment has been updated.",
}


@pytest.mark.parametrize("module", CHANGED)
async def test_ones_own_comment_is_changed_and_deleted(books: Books, module: str) -> None:
    path = FIRST[module]
    sent = {"description": "Called them.", "expected_delivery_date": "2026-10-20"}
    await books.done("sales", "POST", f"{path}/comments", sent)
    row = (await history(books, path))[-1]
    one = f"{path}/comments/{row['comment_id']}"
    changed = {**sent, "description": "Wrote to them.", "show_comment_to_clients": True}
    answer = await books.done("sales", "PUT", one, changed)
    after = (await history(books, path))[-1]
    assert after == row | {"description": "Wrote to them.", "comment_type": "client"}
    told = {} if module == "purchaseorders" else {"comment": after}
    assert answer == {"code": 0, "message": CHANGED[module], **told}
    assert (await books.refused("sales", "PUT", one, {"description": ""}))[:2] == (400, 2)
    assert (await books.done("sales", "DELETE", one))["message"] == "The comment has been deleted."
    assert row["comment_id"] not in {each["comment_id"] for each in await history(books, path)}
    assert (await books.refused("sales", "DELETE", one))[:2] == (404, 1002)


async def test_neither_anothers_comment_nor_the_history_is_changed(books: Books) -> None:
    path = FIRST["invoices"]
    await books.done("accountant", "POST", f"{path}/comments", {"description": "Called them."})
    rows = await history(books, path)
    await books.done("sales", "PUT", path, {"notes": "Changed."})
    rows = await history(books, path)
    assert rows[-1]["commented_by"] == "Samir Okafor"
    for row in (rows[0], rows[-2], rows[-1]):
        one = f"{path}/comments/{row['comment_id']}"
        for method in ("PUT", "DELETE"):
            refusal = await books.refused("sales", method, one, {"description": "Mine"})
            assert refusal == (400, 120401, "You can change only the comments that you wrote.")
    assert await history(books, path) == rows
    assert (await books.refused("admin", "DELETE", f"{path}/comments/{rows[0]['comment_id']}"))[1] == 120401
    assert (await books.refused("restricted", "DELETE", f"{path}/comments/{rows[0]['comment_id']}"))[:2] == (401, 57)
