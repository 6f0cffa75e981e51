"""The state machines: which action leads from which status to which (Zoho Books API v3, the modules' pages)."""

from dataclasses import dataclass

from sandbox.books import approvals, comments, credit_notes, invoice_writes, locks
from sandbox.books.contacts import CONTACTS
from sandbox.books.credit_notes import CREDIT_NOTES
from sandbox.books.estimates import ESTIMATES
from sandbox.books.invoices import INVOICES
from sandbox.books.items import ITEMS
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.purchase_orders import PURCHASE_ORDERS
from sandbox.books.refusals import wrong_status
from sandbox.books.rest import store_changed
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.books.submissions import being
from sandbox.store import Body


@dataclass(frozen=True, slots=True)
class Transition:
    """An action: its path after the record's, the status that it leads to and those that it leads from."""

    module: BooksModule
    action: str
    to: str
    allowed: str
    message: str
    status: int = 200


TRANSITIONS = (
    Transition(CONTACTS, "active", "active", "active inactive", "The contact has been marked as active."),
    Transition(CONTACTS, "inactive", "inactive", "active inactive", "The contact has been marked as inactive."),
    Transition(ITEMS, "active", "active", "active inactive", "The item has been marked as active."),
    Transition(ITEMS, "inactive", "inactive", "active inactive", "The item has been marked as inactive."),
    Transition(ESTIMATES, "status/sent", "sent", "draft approved sent", "Estimate status has been changed to Sent"),
    Transition(
        ESTIMATES, "status/accepted", "accepted", "sent accepted declined expired",
        "Estimate status has been changed to Accepted.",
    ),
    Transition(
        ESTIMATES, "status/declined", "declined", "sent accepted declined expired",
        "Estimate status has been changed to Declined.",
    ),
    Transition(
        SALES_ORDERS, "status/open", "open", "draft approved open",
        "Sales order status has been changed to Open.", 201,
    ),
    Transition(
        SALES_ORDERS, "status/void", "void", "draft approved open overdue",
        "Sales order status has been changed to Void.", 201,
    ),
    Transition(
        INVOICES, "status/sent", "sent", "draft approved sent overdue",
        "Invoice status has been changed to Sent.",
    ),
    Transition(
        INVOICES, "status/void", "void", "draft approved sent overdue",
        "Invoice status has been changed to Void.",
    ),
    Transition(INVOICES, "status/draft", "draft", "void", "Status of invoice changed from void to draft"),
    Transition(INVOICES, "status/cancel", "void", "draft approved sent overdue", "The invoice has been cancelled."),
    Transition(
        PURCHASE_ORDERS, "status/open", "open", "draft approved open cancelled",
        "The purchase order has been marked as open.", 201,
    ),
    Transition(
        PURCHASE_ORDERS, "status/billed", "billed", "open",
        "The purchase order has been marked as billed.", 201,
    ),
    Transition(
        PURCHASE_ORDERS, "status/cancelled", "cancelled", "draft approved open",
        "The purchase order has been cancelled.", 201,
    ),
    Transition(
        CREDIT_NOTES, "status/open", "open", "draft approved",
        "Status of the credit note has been changed to open.",
    ),
    Transition(CREDIT_NOTES, "status/void", "void", "draft approved open", "The credit note has been marked as void."),
    Transition(CREDIT_NOTES, "status/draft", "draft", "void", "The credit note has been marked as Draft."),
)  # fmt: skip


def operations() -> list[Operation]:
    """Every action."""
    return [_operation(step) for step in TRANSITIONS]


def _operation(step: Transition) -> Operation:
    def act(request: BooksRequest) -> BooksResponse:
        stored = step.module.existing(request, request.ids["id"])
        status = stored.get("status", "active")
        if step.to != "draft":
            approvals.required(request, step.module, stored, f"marked as {step.to}")
        if status not in step.allowed.split():
            raise wrong_status(step.module.noun, f"marked as {step.to}", status)
        take(request, step, stored)
        return BooksResponse(success(step.message).body, step.status)

    path = f"/{step.module.name}/{{id}}/{step.action}"
    return Operation("POST", path, f"{step.module.scope}.CREATE", (step.module.entity, "edit"), act)


def take(request: BooksRequest, step: Transition, stored: Body) -> None:
    """Bring the record into the step's status."""
    locks.check(request, step.module, stored)
    after = stored | (being(step.to) if "current_sub_status" in stored else {"status": step.to})
    store_changed(request, step.module, stored, followed(request, step.module, step.to, after))
    what, reason = f"marked as {step.to}", request.body.get("reason")
    comments.note(
        request, step.module, request.ids["id"], f"{what}. Reason: {reason}" if reason else f"{what}.", "Updated"
    )


def followed(request: BooksRequest, module: BooksModule, to: str, body: Body) -> Body:
    """The record with what changes beside its status, which is `to` now."""
    if module is INVOICES:
        return invoice_writes.standing(request, body)
    if module is CREDIT_NOTES:
        return credit_notes.standing(body)
    if module is ESTIMATES:
        answered = {f"{word}_date": request.today.isoformat() for word in ("accepted", "declined") if word == to}
        return {**body, "accepted_date": "", "declined_date": "", **answered}
    return body
