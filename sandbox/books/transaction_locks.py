"""Transaction locks, one for each part of the books (Zoho Books API v3, page "Transaction Locking")."""

from collections.abc import Mapping

from sandbox.books import filters, values
from sandbox.books.blanks import blanks
from sandbox.books.lists import list_answer
from sandbox.books.locks import LOCKS, SCOPES
from sandbox.books.modules import Module
from sandbox.books.operations import Answer, Ask, Operation, success
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
TRANSACTION_LOCKS = Module(
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


def _listed(ask: Ask) -> Answer:
    return list_answer(ask, TRANSACTION_LOCKS)


def _read(ask: Ask) -> Answer:
    id_ = ask.params.get("transaction_lock_id")
    lock = TRANSACTION_LOCKS.found(ask, id_) if id_ else (_of_scope(ask, SCOPES["all"]) or {})
    return _told(ask, lock, "success")


def _set(ask: Ask) -> Answer:
    sent = ask.body
    if not sent:
        raise empty_body()
    scope = _scope(sent, "transaction_lock_module")
    lock = _of_scope(ask, scope) or {"transaction_lock_id": ask.ledger.next_id(), "active_lock_summary": {}}
    lock |= {"lock_scope": scope, "lock_scope_formatted": TITLES[scope], "locked_by": ask.persona.full_name}
    lock |= {"transaction_lock_status": _status(sent), "reason": _reason(sent)}
    if "transaction_lock_date" in sent:
        lock["transaction_lock_date"] = values.day("transaction_lock_date", sent["transaction_lock_date"])
    on = lock["transaction_lock_status"] != "disabled"
    if on and not lock.get("transaction_lock_date"):
        raise invalid("transaction_lock_date")
    lock |= LOCKED if on else UNLOCKED
    return _kept(ask, lock | _exceptions(ask, lock), "Transaction lock has been updated.")


def _delete(ask: Ask) -> Answer:
    id_ = ask.params.get("transaction_lock_id", "")
    if not id_:
        raise invalid("transaction_lock_id")
    TRANSACTION_LOCKS.found(ask, id_)
    ask.ledger.remove(LOCKS, id_)
    return success("The transaction lock has been deleted.")


def _unlock(ask: Ask) -> Answer:
    sent = ask.body
    if not sent:
        raise empty_body()
    lock = _of_scope(ask, _scope(sent, "lock_module"))
    if lock is None:
        raise missing(NOUN)
    days = {name: values.day(name, sent.get(name, "")) for name in ("start_date", "end_date")}
    enabled = values.flag("is_enabled", sent.get("is_enabled", True))
    if enabled and not "" < days["start_date"] <= days["end_date"]:
        raise invalid("start_date")
    unlocked = {"partial_unlock": {**days, "reason": _reason(sent)}} if enabled else {}
    lock |= {"active_lock_summary": unlocked, "partial_lock_number": int(enabled)}
    return _kept(ask, lock, "Partial unlock settings have been updated.")


def _of_scope(ask: Ask, scope: int) -> Body | None:
    return next(iter(ask.ledger.bodies(LOCKS, [number_of("lock_scope") == scope])), None)


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


def _exceptions(ask: Ask, lock: Body) -> Body:
    body: Body = {}
    for sent, kind in (("user_ids", "user"), ("account_ids", "account")):
        ids = lock.get(f"{kind}_exceptions", [])
        if sent in ask.body:
            ids = [values.text(sent, each) for each in values.array(sent, ask.body[sent])]
        body |= {f"{kind}_exceptions": ids, f"{kind}_exceptions_count": len(ids)}
    if not all(ask.ledger.body("users", user_id) for user_id in body["user_exceptions"]):
        raise invalid_reference("User")
    return body


def _kept(ask: Ask, lock: Body, message: str) -> Answer:
    ask.ledger.put(LOCKS, lock["transaction_lock_id"], TRANSACTION_LOCKS.completed(lock))
    return _told(ask, lock, message)


def _told(ask: Ask, lock: Body, message: str) -> Answer:
    return success(message, transaction_lock=TRANSACTION_LOCKS.rendered_detail(ask, lock))
