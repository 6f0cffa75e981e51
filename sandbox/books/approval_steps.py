"""Submit, approve and reject (Zoho Books API v3, the documents' pages; for estimates as for the other documents)."""

from dataclasses import dataclass, replace

from sandbox.books import approvals, comments, locks
from sandbox.books.credit_notes import CREDIT_NOTES
from sandbox.books.estimates import ESTIMATES
from sandbox.books.invoices import INVOICES
from sandbox.books.modules import Module
from sandbox.books.operations import Answer, Ask, Operation, success
from sandbox.books.purchase_orders import PURCHASE_ORDERS
from sandbox.books.refusals import invalid
from sandbox.books.rest import store_changed
from sandbox.books.roles import INVOICE, Entity, Right
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.store import Body


@dataclass(frozen=True, slots=True)
class Wording:
    """What a module's documents answer when they are submitted, approved, approved at once, rejected."""

    module: Module
    submitted: str
    approved: str
    finally_approved: str
    rejected: str
    rejection: tuple[str, int] = ("CREATE", 200)


WORDINGS = (
    Wording(
        ESTIMATES,
        "The estimate has been successfully submitted for approval",
        "You have approved the estimate.",
        "The estimate has been approved.",
        "The estimate has been rejected.",
    ),
    Wording(
        SALES_ORDERS,
        "The Sales Order has been successfully submitted for approval.",
        "You have approved the Sales Order.",
        "The Sales Order has been approved.",
        "The Sales Order has been rejected.",
    ),
    Wording(
        INVOICES,
        "The invoice has been submitted for approval successfully.",
        "You have approved the invoice.",
        "The invoice has been approved.",
        "The invoice has been rejected.",
    ),
    Wording(
        PURCHASE_ORDERS,
        "The purchase order has been successfully submitted for approval.",
        "You have approved the Purchase Order.",
        "The purchase order has been approved.",
        "You have rejected the Purchase order successfully.",
        ("UPDATE", 201),
    ),
    Wording(
        CREDIT_NOTES,
        "The Credit Note has been successfully submitted for approval.",
        "You have approved the Credit Note.",
        "The credit note has been approved.",
        "The credit note has been rejected.",
    ),
)


def operations() -> list[Operation]:
    """The steps of every module, and two for several invoices at once."""
    return [
        *(operation for wording in WORDINGS for operation in _operations_of(wording)),
        Operation("POST", "/invoices/submit", "invoices.CREATE", (INVOICE, "edit"), _submit_all),
        Operation("POST", "/invoices/approve", "invoices.CREATE", (INVOICE, "view"), _approve_all),
    ]


def _operations_of(wording: Wording) -> list[Operation]:
    module, (rejection, status) = wording.module, wording.rejection

    def submit(ask: Ask) -> Answer:
        _submitted(ask, module, module.found(ask, ask.ids["id"]))
        return success(wording.submitted)

    def approve(ask: Ask) -> Answer:
        record = module.found(ask, ask.ids["id"])
        approvals.check_decision(ask, module, record, "approved")
        _approved(ask, module, record)
        return success(wording.approved)

    def approve_finally(ask: Ask) -> Answer:
        record = module.found(ask, ask.ids["id"])
        approvals.check_decision(ask, module, record, "approved", final=True)
        _kept(ask, module, record, approvals.decided(ask, record, "approved", final=True), "approved")
        return success(wording.finally_approved)

    def reject(ask: Ask) -> Answer:
        record = module.found(ask, ask.ids["id"])
        approvals.check_decision(ask, module, record, "rejected")
        _kept(ask, module, record, approvals.decided(ask, record, "rejected"), "rejected", ask.params.get("reason", ""))
        return Answer(success(wording.rejected).body, status)

    # Who may decide is not for the role alone to say.
    path, scope = f"/{module.name}/{{id}}", f"{module.scope}.CREATE"
    seen: tuple[Entity, Right] = (module.entity, "view")
    return [
        Operation("POST", f"{path}/submit", scope, (module.entity, "edit"), submit),
        Operation("POST", f"{path}/approve", scope, seen, approve),
        Operation("POST", f"{path}/approve/final", scope, seen, approve_finally),
        Operation("POST", f"{path}/reject", f"{module.scope}.{rejection}", seen, reject),
    ]


def _submit_all(ask: Ask) -> Answer:
    asks = _each(ask)
    for each, record in asks:
        locks.check(each, INVOICES, record)
        approvals.submitted(each, INVOICES, record)
    for each, record in asks:
        _submitted(each, INVOICES, record)
    return success("The invoices have been submitted for approval.")


def _approve_all(ask: Ask) -> Answer:
    asks = _each(ask)
    for each, record in asks:
        locks.check(each, INVOICES, record)
        approvals.check_decision(each, INVOICES, record, "approved")
    for each, record in asks:
        _approved(each, INVOICES, record)
    return success("The selected invoices have been approved.")


def _each(ask: Ask) -> list[tuple[Ask, Body]]:
    ids = list(dict.fromkeys(ask.params.get("invoice_ids", "").split(",")))
    if ids == [""]:
        raise invalid("invoice_ids")
    return [(replace(ask, ids={"id": id_}), INVOICES.found(ask, id_)) for id_ in ids]


def _submitted(ask: Ask, module: Module, record: Body) -> None:
    _kept(ask, module, record, approvals.submitted(ask, module, record), "submitted for approval")


def _approved(ask: Ask, module: Module, record: Body) -> None:
    after = approvals.decided(ask, record, "approved")
    level = next((row["order"] for row in record.get("approvers_list", []) if row["is_next_approver"]), 1)
    _kept(ask, module, record, after, "approved" if after["status"] == "approved" else f"approved at level {level}")


def _kept(ask: Ask, module: Module, before: Body, after: Body, what: str, reason: str = "") -> None:
    locks.check(ask, module, before)
    store_changed(ask, module, before, after)
    comments.note(ask, module, ask.ids["id"], f"{what}. Reason: {reason}" if reason else f"{what}.", "Updated")
