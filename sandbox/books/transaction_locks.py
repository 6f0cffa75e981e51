"""Transaction locks, one for each part of the books (Zoho Books API v3, page "Transaction Locking")."""

from collections.abc import Mapping

from sandbox.books import filters, values
from sandbox.books.blanks import blanks
from sandbox.books.lists import list_answer
from sandbox.books.locks import LOCKS, SCOPES
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.refusals import empty_body, invalid, invalid_reference, missing
from sandbox.books.roles import SETTINGS
from sandbox.store import Body, number_of

STATUSES = ("disabled", "enabled", "enabled_with_logging")
REASON = 500
NOUN = "Transaction lock"
TITLES: Mapping[int, str] = {scope: name.replace("_", " ").capitalize() for name, scope in SCOPES.items()}
UNLOCKED: Body = {"lock_status": "unlocked", "lock_status_formatted": "Unlocked"}
LOCKED: Body = {"lock_status": "locked", "lock_status_formatted": "Locked"}
_KEYS = UNLOCKED | blanks(
    text="transaction_lock_id accounting_period_id transaction_lock_date accounting_period_name fiscal_year_name"
    " start_date end_date locked_by reason",
    zero="lock_scope partial_lock_number user_exceptions_count account_exceptions_count",
    no="is_adjustment_period",
    empty="user_exceptions account_exceptions",
    transaction_lock_status="disabled",
    lock_scope_formatted="All",
    status="active",
    active_lock_summary={},
)
TRANSACTION_LOCKS = BooksModule(
    name=LOCKS,
    singular="transaction_lock",
    plural="transaction_locks",
    id_key="transaction_lock_id",
    noun=NOUN,
    scope="accountants",
    entity=SETTINGS,
    report="Transaction Locks",
    detail=_KEYS,
    row=_KEYS,
    filters={
        "lock_scope": lambda sought: number_of("lock_scope") == values.whole("lock_scope", sought),
        **filters.word("accounting_period_id"),
    },
    sort=("lock_scope", "A"),
)


def operations() -> list[Operation]:
    """List, read, set and delete locks, and take a stretch of days out of one."""
    return [
        Operation("GET", "/transactionlocks", "accountants.READ", (SETTINGS, "view"), _listed),
        Operation("GET", "/transactionlock", "accountants.READ", (SETTINGS, "view"), _read),
        Operation("PUT", "/transactionlock", "accountants.UPDATE", (SETTINGS, "edit"), _set),
        Operation("DELETE", "/transactionlock", "accountants.DELETE", (SETTINGS, "edit"), _delete),
        Operation("PUT", "/transactionlock/partialunlock", "accountants.UPDATE", (SETTINGS, "edit"), _unlock),
    ]


def _listed(request: BooksRequest) -> BooksResponse:
    return list_answer(request, TRANSACTION_LOCKS)


def _read(request: BooksRequest) -> BooksResponse:
    id_ = request.params.get("transaction_lock_id")
    lock = TRANSACTION_LOCKS.existing(request, id_) if id_ else (_of_scope(request, SCOPES["all"]) or {})
    return _told(request, lock, "success")


def _set(request: BooksRequest) -> BooksResponse:
    sent = request.body
    if not sent:
        raise empty_body()
    scope = _scope(sent, "transaction_lock_module")
    lock = _of_scope(request, scope) or {"transaction_lock_id": request.ledger.next_id(), "active_lock_summary": {}}
    lock |= {"lock_scope": scope, "lock_scope_formatted": TITLES[scope], "locked_by": request.persona.full_name}
    lock |= {"transaction_lock_status": _status(sent), "reason": _reason(sent)}
    if "transaction_lock_date" in sent:
        lock["transaction_lock_date"] = values.day("transaction_lock_date", sent["transaction_lock_date"])
    on = lock["transaction_lock_status"] != "disabled"
    if on and not lock.get("transaction_lock_date"):
        raise invalid("transaction_lock_date")
    lock |= LOCKED if on else UNLOCKED
    return _kept(request, lock | _exceptions(request, lock), "Transaction lock has been updated.")


def _delete(request: BooksRequest) -> BooksResponse:
    id_ = request.params.get("transaction_lock_id", "")
    if not id_:
        raise invalid("transaction_lock_id")
    TRANSACTION_LOCKS.existing(request, id_)
    request.ledger.remove(LOCKS, id_)
    return success("The transaction lock has been deleted.")


def _unlock(request: BooksRequest) -> BooksResponse:
    sent = request.body
    if not sent:
        raise empty_body()
    lock = _of_scope(request, _scope(sent, "lock_module"))
    if lock is None:
        raise missing(NOUN)
    days = {name: values.day(name, sent.get(name, "")) for name in ("start_date", "end_date")}
    enabled = values.flag("is_enabled", sent.get("is_enabled", True))
    if enabled and not "" < days["start_date"] <= days["end_date"]:
        raise invalid("start_date")
    unlocked = {"partial_unlock": {**days, "reason": _reason(sent)}} if enabled else {}
    lock |= {"active_lock_summary": unlocked, "partial_lock_number": int(enabled)}
    return _kept(request, lock, "Partial unlock settings have been updated.")


def _of_scope(request: BooksRequest, scope: int) -> Body | None:
    return next(iter(request.ledger.bodies(LOCKS, [number_of("lock_scope") == scope])), None)


def _scope(sent: Body, name: str) -> int:
    word = values.text(name, sent.get(name, "all"))
    if word not in SCOPES:
        raise invalid(name)
    return SCOPES[word]


def _status(sent: Body) -> str:
    status = values.text("transaction_lock_status", sent.get("transaction_lock_status", "enabled"))
    if status not in STATUSES:
        raise invalid("transaction_lock_status")
    return status


def _reason(sent: Body) -> str:
    reason = values.text("reason", sent.get("reason", ""))
    if len(reason) > REASON:
        raise invalid("reason")
    return reason


def _exceptions(request: BooksRequest, lock: Body) -> Body:
    body: Body = {}
    for sent, kind in (("user_ids", "user"), ("account_ids", "account")):
        ids = lock.get(f"{kind}_exceptions", [])
        if sent in request.body:
            ids = [values.text(sent, each) for each in values.array(sent, request.body[sent])]
        body |= {f"{kind}_exceptions": ids, f"{kind}_exceptions_count": len(ids)}
    if not all(request.ledger.body("users", user_id) for user_id in body["user_exceptions"]):
        raise invalid_reference("User")
    return body


def _kept(request: BooksRequest, lock: Body, message: str) -> BooksResponse:
    request.ledger.put(LOCKS, lock["transaction_lock_id"], TRANSACTION_LOCKS.completed(lock))
    return _told(request, lock, message)


def _told(request: BooksRequest, lock: Body, message: str) -> BooksResponse:
    return success(message, transaction_lock=TRANSACTION_LOCKS.rendered_detail(request, lock))
