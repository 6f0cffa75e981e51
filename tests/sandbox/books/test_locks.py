"""Transaction locks: how they are set, and what they keep from being written."""

from typing import Any

import pytest

from sandbox.people import BY_NAME
from tests.sandbox.books.conftest import Books
from tests.sandbox.books.test_approvals import SIMPLE, approvals
from tests.sandbox.books.test_document_writes import MODULES, draft, made
from tests.sandbox.books.test_emails import TEXT, TO

UNTIL = "2026-09-15"
WORDS = "Transactions dated before 2026-09-15 are locked: Quarter closed."
REFUSED = (400, 120301, WORDS)
EARLY, FIRST = "2026-09-14", "2026-09-15"
COVERED = {"invoices": "sales", "creditnotes": "sales", "purchaseorders": "purchase"}


async def lock(books: Books, module: str = "all", **more: Any) -> dict[str, Any]:
    sent = {"transaction_lock_module": module, "transaction_lock_date": UNTIL, "reason": "Quarter closed"}
    sent |= {"transaction_lock_status": "enabled"} | more
    return (await books.done("admin", "PUT", "/transactionlock", sent))["transaction_lock"]


async def path_of(books: Books, module: str, **more: Any) -> str:
    record = await made(books, module, is_draft=True, due_date="2026-11-01", **more)
    return f"/{module}/{record[f'{MODULES[module][0]}_id']}"


async def test_a_lock_is_set_read_changed_and_deleted(books: Books) -> None:
    nothing = (await books.done("admin", "GET", "/transactionlock"))["transaction_lock"]
    assert (nothing["transaction_lock_id"], nothing["transaction_lock_status"]) == ("", "disabled")
    kept = await lock(books, "sales", user_ids=[BY_NAME["accountant"].books_id])
    assert {
        key: kept[key] for key in ("lock_scope", "lock_status", "locked_by", "reason", "user_exceptions_count")
    } == {
        "lock_scope": 1,
        "lock_status": "locked",
        "locked_by": "Ingrid Halvorsen",
        "reason": "Quarter closed",
        "user_exceptions_count": 1,
    }
    id_ = kept["transaction_lock_id"]
    assert (await books.done("admin", "GET", "/transactionlock", transaction_lock_id=id_))["transaction_lock"] == kept
    changed = await lock(books, "sales", transaction_lock_status="disabled")
    assert (changed["transaction_lock_id"], changed["lock_status"]) == (id_, "unlocked")
    assert changed["user_exceptions"] == kept["user_exceptions"]
    other = await lock(books, "purchase")
    assert [row["transaction_lock_id"] for row in await books.rows("transactionlocks")] == [
        id_,
        other["transaction_lock_id"],
    ]
    assert await books.rows("transactionlocks", lock_scope=2) == [other]
    answer = await books.done("admin", "DELETE", "/transactionlock", transaction_lock_id=id_)
    assert answer == {"code": 0, "message": "The transaction lock has been deleted."}
    gone = await books.refused("admin", "GET", "/transactionlock", transaction_lock_id=id_)
    assert gone == (404, 1002, "Transaction lock does not exist.")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, 11),
        ({"transaction_lock_module": "projects", "transaction_lock_date": UNTIL}, 2),
        ({"transaction_lock_status": "locked", "transaction_lock_date": UNTIL}, 2),
        ({"transaction_lock_status": "enabled"}, 2),
        ({"transaction_lock_date": "soon"}, 2),
        ({"transaction_lock_date": UNTIL, "reason": "x" * 501}, 2),
        ({"transaction_lock_date": UNTIL, "user_ids": ["1"]}, 6),
    ],
)
async def test_a_lock_that_cannot_be_is_refused(books: Books, sent: Any, code: int) -> None:
    assert (await books.refused("admin", "PUT", "/transactionlock", sent))[:2] == (400, code)
    assert await books.rows("transactionlocks") == []


async def test_locks_need_their_scope_and_the_right_to_settings(books: Books) -> None:
    assert (await books.refused("accountant", "GET", "/transactionlocks"))[:2] == (401, 57)
    assert (await books.refused("accountant", "PUT", "/transactionlock", {"transaction_lock_date": UNTIL}))[0] == 401
    token = books.zoho.sandbox.tokens.mint("admin", frozenset({"ZohoBooks.settings.ALL"}))
    path, organization = "/books/v3/transactionlocks", "460000000000100"
    assert (await books.zoho.ask(None, "GET", path, token=token, organization_id=organization)).status == 401
    token = books.zoho.sandbox.tokens.mint("admin", frozenset({"ZohoBooks.accountants.READ"}))
    assert (await books.zoho.ask(None, "GET", path, token=token, organization_id=organization)).status == 200


@pytest.mark.parametrize("module", COVERED)
async def test_what_is_dated_before_the_lock_is_not_written(books: Books, module: str) -> None:
    early = await path_of(books, module, date=EARLY)
    later = await path_of(books, module, date=FIRST)
    await lock(books, COVERED[module])
    step = "open" if module in {"creditnotes", "purchaseorders"} else "sent"
    who = "accountant"
    assert await books.refused(who, "POST", f"/{module}", draft(module, date=EARLY)) == REFUSED
    assert await books.refused(who, "PUT", early, {"notes": "Late."}) == REFUSED
    assert await books.refused(who, "PUT", early, {"date": FIRST}) == REFUSED
    assert await books.refused(who, "PUT", later, {"date": EARLY}) == REFUSED
    assert await books.refused(who, "POST", f"{early}/status/{step}") == REFUSED
    assert await books.refused(who, "DELETE", early) == REFUSED
    assert (await books.one(early))["status"] == "draft"
    # The day itself is open.
    await books.done(who, "PUT", later, {"notes": "In time."})
    await books.done(who, "POST", f"{later}/status/{step}")


@pytest.mark.parametrize("module", ["invoices", "purchaseorders"])
async def test_a_draft_before_the_lock_is_not_mailed_and_what_was_sent_before_is(books: Books, module: str) -> None:
    path, sent = await path_of(books, module, date=EARLY), await path_of(books, module, date=EARLY)
    await books.done("sales", "POST", f"{sent}/email", {**TO, **TEXT})
    await lock(books)
    assert await books.refused("sales", "POST", f"{path}/email", {**TO, **TEXT}) == REFUSED
    await books.done("sales", "POST", f"{sent}/email", {**TO, **TEXT})
    assert len(books.zoho.sandbox.outbox.all()) == 2


async def test_nothing_is_submitted_or_approved_before_the_lock(books: Books) -> None:
    await approvals(books, invoices=SIMPLE)
    path, other = await path_of(books, "invoices", date=EARLY), await path_of(books, "invoices", date=FIRST)
    ids = ",".join(each.rpartition("/")[2] for each in (other, path))
    await lock(books)
    assert await books.refused("sales", "POST", f"{path}/submit") == REFUSED
    assert await books.refused("sales", "POST", "/invoices/submit", invoice_ids=ids) == REFUSED
    assert (await books.one(other))["status"] == "draft"


async def test_payments_are_under_the_lock_of_sales(books: Books) -> None:
    payment = (await books.rows("customerpayments", date_before=UNTIL))[0]
    path, sent = f"/customerpayments/{payment['payment_id']}", {"payment_mode": "cash", "amount": 1}
    sent |= {"customer_id": payment["customer_id"]}
    await lock(books, "sales")
    assert await books.refused("accountant", "POST", "/customerpayments", {**sent, "date": EARLY}) == REFUSED
    assert await books.refused("accountant", "PUT", path, {"description": "Late"}) == REFUSED
    assert await books.refused("accountant", "DELETE", path) == REFUSED
    await books.done("accountant", "POST", "/customerpayments", {**sent, "date": FIRST})


async def test_estimates_and_sales_orders_are_under_no_lock_and_a_lock_covers_its_own_part(books: Books) -> None:
    await lock(books)
    for module in ("estimates", "salesorders"):
        await books.done("sales", "PUT", await path_of(books, module, date=EARLY), {"notes": "Late."})
    await lock(books, transaction_lock_status="disabled")
    await lock(books, "purchase")
    await books.done("sales", "PUT", await path_of(books, "invoices", date=EARLY), {"notes": "Late."})
    await lock(books, "banking", transaction_lock_date="2027-01-01")
    await path_of(books, "purchaseorders", date=FIRST)


async def test_users_may_be_let_through(books: Books) -> None:
    path = await path_of(books, "invoices", date=EARLY)
    await lock(books, user_ids=[BY_NAME["accountant"].books_id])
    await books.done("accountant", "PUT", path, {"notes": "Late."})
    for persona in ("sales", "admin"):
        assert await books.refused(persona, "PUT", path, {"notes": "Late."}) == REFUSED


async def test_a_stretch_of_days_may_be_taken_out(books: Books) -> None:
    path, before = await path_of(books, "invoices", date=EARLY), await path_of(books, "invoices", date="2026-08-01")
    days = {"lock_module": "sales", "start_date": "2026-09-01", "end_date": "2026-09-30", "reason": "One more"}
    address = "/transactionlock/partialunlock"
    assert (await books.refused("admin", "PUT", address, {"is_enabled": True, **days}))[:2] == (404, 1002)
    await lock(books, "sales")
    reverse = {"start_date": "2026-10-01", "end_date": "2026-09-01"}
    assert (await books.refused("admin", "PUT", address, days | reverse))[:2] == (400, 2)
    answer = await books.done("admin", "PUT", address, {"is_enabled": True, **days})
    assert answer["message"] == "Partial unlock settings have been updated."
    assert answer["transaction_lock"]["partial_lock_number"] == 1
    await books.done("sales", "PUT", path, {"notes": "Late."})
    assert await books.refused("sales", "PUT", before, {"notes": "Late."}) == REFUSED
    await books.done("admin", "PUT", address, {"is_enabled": False, "lock_module": "sales"})
    assert await books.refused("sales", "PUT", path, {"notes": "Late."}) == REFUSED


async def test_a_lock_is_its_organizations(books: Books) -> None:
    path = await path_of(books, "invoices", date=EARLY)
    sent = {"transaction_lock_date": UNTIL, "transaction_lock_status": "enabled"}
    await books.done("admin", "PUT", "/transactionlock", sent, organization_id="460000000000200")
    await books.done("sales", "PUT", path, {"notes": "Late."})
