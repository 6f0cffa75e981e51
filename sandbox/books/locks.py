"""What a transaction lock keeps from being written (Zoho Books help, "Transaction locking")."""

from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.refusals import locked
from sandbox.store import Body

LOCKS = "transactionlocks"
# What a lock covers, by its module; no page says which number of `lock_scope` means which.
SCOPES = {"all": 0, "sales": 1, "purchase": 2, "banking": 3, "accountant": 4, "inventory_adjustments": 5}
# Estimates and sales orders are under no lock.
COVERED = {"invoices": "sales", "creditnotes": "sales", "customerpayments": "sales", "purchaseorders": "purchase"}


def check(request: BooksRequest, module: BooksModule, *bodies: Body) -> None:
    """Refuse a write to a record that has, or would get, a date before the one that its module is locked until."""
    if module.name not in COVERED:
        return
    for lock in request.ledger.bodies(LOCKS):
        if lock["lock_scope"] in {SCOPES["all"], SCOPES[COVERED[module.name]]} and _binds(request, lock):
            for body in bodies:
                if body["date"] < lock["transaction_lock_date"] and not _unlocked(lock, body["date"]):
                    raise locked(lock["transaction_lock_date"], lock["reason"])


def _binds(request: BooksRequest, lock: Body) -> bool:
    return lock["transaction_lock_status"] != "disabled" and request.persona.books_id not in lock["user_exceptions"]


def _unlocked(lock: Body, day: str) -> bool:
    partly: Body = lock["active_lock_summary"].get("partial_unlock", {})
    return bool(partly) and partly["start_date"] <= day <= partly["end_date"]
