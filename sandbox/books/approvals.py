"""Approval as documents know it: when it is required, who must give it, what it leaves on the record.

Zoho Books help, "Transaction approval" and "Multi-level approval".
"""

from collections.abc import Iterator

from sandbox.approvals import Approval
from sandbox.books.blanks import SUBMISSION
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.refusals import (
    approval_required,
    no_approvals,
    not_an_approver,
    own_submission,
    unauthorized,
    wrong_status,
)
from sandbox.books.roles import ROLES
from sandbox.books.submissions import approval, being
from sandbox.people import BY_NAME, PERSONAS, Persona
from sandbox.store import Body

WAITING = "pending_approval"
UNAPPROVED = {"draft", WAITING, "rejected"}
UNFINISHED = {WAITING, "rejected", "void", "declined", "expired", "invoiced"}
# What is not changed where changes must be approved.
STAYING = {WAITING, "partially_invoiced", "invoiced", "partially_paid", "paid", "billed", "closed", "void", "cancelled"}
# The sandbox's own key of a submitted record: the type of the approval that it was submitted to.
TYPE = "approval_type"


def applies(request: BooksRequest, module: str) -> bool:
    """Whether the module's documents must be approved."""
    return request.sandbox.approvals.of(module).type != "none"


def required(request: BooksRequest, module: BooksModule, record: Body, done: str) -> None:
    """Refuse what must not be done before the record is approved."""
    if applies(request, module.name) and record["status"] in UNAPPROVED:
        raise approval_required(module.noun, done)


def convertible(request: BooksRequest, module: BooksModule, record: Body, done: str) -> None:
    """Refuse to make another document of one that is not approved, or whose status does not let it go on."""
    required(request, module, record, done)
    if record["status"] in UNFINISHED:
        raise wrong_status(module.noun, done, record["status"])


def reopened(request: BooksRequest, module: BooksModule, stored: Body) -> Body:
    """The record as a change finds it: what was approved or rejected is a draft again, what waits stays.

    So does what went on from there, by invoices or payments; what was only sent or answered must be approved anew.
    """
    status, must = str(stored.get("status")), applies(request, module.name)
    if must and (status in STAYING or stored.get("payment_made")):
        raise wrong_status(module.noun, "changed", status)
    return withdrawn(stored) | being("draft") if must or status in {"approved", "rejected"} else stored


def withdrawn(record: Body) -> Body:
    """The record without its submission."""
    return record | SUBMISSION


def submitted(request: BooksRequest, module: BooksModule, record: Body) -> Body:
    """The record as it waits for approval; refused where there is none, or the record is no draft."""
    if not applies(request, module.name):
        raise no_approvals(module.report)
    if record["status"] not in {"draft", "rejected"}:
        raise wrong_status(module.noun, "submitted for approval", record["status"])
    flow, who, day = request.sandbox.approvals.of(module.name), request.persona, request.today.isoformat()
    awaited = [
        approval(approver, order, day) | {"is_next_approver": order == 1}
        for order, approver in _approvers(request, module, flow)
    ]
    return (
        withdrawn(record)
        | being(WAITING)
        | {
            "submitter_id": who.books_id,
            "submitted_by": who.books_id,
            "submitted_by_name": who.full_name,
            "submitted_by_email": who.email,
            "submitted_date": day,
            "approvers_list": awaited,
            TYPE: flow.type,
        }
    )


def check_decision(request: BooksRequest, module: BooksModule, record: Body, done: str, *, final: bool = False) -> None:
    """Refuse a decision that is not the user's: of a level its approvers decide, else whoever has the right.

    A `final` one is the administrators', and so may be a rejection at any level.
    """
    leveled, admin = record.get(TYPE) == "multi_level", request.role is ROLES["admin"]
    if (final and not admin) or not (leveled or request.role.may(module.entity, "approve")):
        raise unauthorized(*request.sandbox.options.role_denial)
    if record["status"] != WAITING:
        raise wrong_status(module.noun, done, record["status"])
    over = final or (done == "rejected" and admin)
    if leveled and not over and not any(_mine(request, row) for row in record["approvers_list"]):
        raise not_an_approver(module.noun)
    own = record.get("submitter_id") == request.persona.books_id
    if own and not request.sandbox.approvals.of(module.name).approve_own:
        raise own_submission(module.noun, done)


def decided(request: BooksRequest, record: Body, verdict: str, *, final: bool = False) -> Body:
    """The record after the user's verdict, "approved" or "rejected". Before the last level it goes on waiting."""
    rows: list[Body] = record.get("approvers_list", [])
    order = next((row["order"] for row in rows if row["is_next_approver"]), 1)
    later = [] if final or verdict == "rejected" else [row["order"] for row in rows if row["order"] > order]
    approvers = list(_decided_rows(request, rows, order, verdict, next_order=min(later, default=0)))
    if not any(row["approval_status"] == verdict and row["order"] == order for row in approvers):
        approvers.append(_signed(approval(request.persona, order, record.get("submitted_date", "")), verdict))
    if later:
        return record | {"approvers_list": approvers}
    return record | being(verdict) | {"approvers_list": approvers, "approver_id": request.persona.books_id}


def _decided_rows(
    request: BooksRequest, rows: list[Body], order: int, verdict: str, *, next_order: int
) -> Iterator[Body]:
    for row in rows:
        if _mine(request, row):
            yield _signed(row, verdict)
        elif row["order"] == next_order:
            yield row | {"is_next_approver": True}
        elif row["order"] >= order and (row["order"] == order or not next_order):
            yield row | {"is_next_approver": False, "approval_status": "skipped"}
        else:
            yield row


def _signed(row: Body, verdict: str) -> Body:
    return row | {"has_approved": verdict == "approved", "approval_status": verdict, "is_next_approver": False}


def _mine(request: BooksRequest, row: Body) -> bool:
    return row["is_next_approver"] and row["approver_user_id"] == request.persona.books_id


def _approvers(request: BooksRequest, module: BooksModule, flow: Approval) -> Iterator[tuple[int, Persona]]:
    if flow.type == "multi_level":
        for order, level in enumerate(flow.levels, start=1):
            yield from ((order, BY_NAME[name]) for name in level)
        return
    for persona in PERSONAS:
        own = persona is request.persona and not flow.approve_own
        if request.organization.has(persona) and ROLES[persona.books or ""].may(module.entity, "approve") and not own:
            yield 1, persona
