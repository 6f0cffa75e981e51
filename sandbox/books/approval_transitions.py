"""Submit, approve and reject (Zoho Books API v3, the documents' pages; for estimates as for the other documents)."""

from dataclasses import dataclass, replace

from sandbox.books import approvals, comments, locks
from sandbox.books.credit_notes import CREDIT_NOTES
from sandbox.books.estimates import ESTIMATES
from sandbox.books.invoices import INVOICES
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.purchase_orders import PURCHASE_ORDERS
from sandbox.books.refusals import invalid
from sandbox.books.rest import store_changed
from sandbox.books.roles import INVOICE, Entity, Right
from sandbox.books.sales_orders import SALES_ORDERS
from sandbox.store import Body


@dataclass(frozen=True, slots=True)
class ApprovalMessages:
    """What a module's documents answer when they are submitted, approved, approved at once, rejected."""

    module: BooksModule
    submitted: str
    approved: str
    finally_approved: str
    rejected: str
    rejection: tuple[str, int] = ("CREATE", 200)


WORDINGS = (
    ApprovalMessages(
        ESTIMATES,
        "The estimate has been successfully submitted for approval",
        "You have approved the estimate.",
        "The estimate has been approved.",
        "The estimate has been rejected.",
    ),
    ApprovalMessages(
        SALES_ORDERS,
        "The Sales Order has been successfully submitted for approval.",
        "You have approved the Sales Order.",
        "The Sales Order has been approved.",
        "The Sales Order has been rejected.",
    ),
    ApprovalMessages(
        INVOICES,
        "The invoice has been submitted for approval successfully.",
        "You have approved the invoice.",
        "The invoice has been approved.",
        "The invoice has been rejected.",
    ),
    ApprovalMessages(
        PURCHASE_ORDERS,
        "The purchase order has been successfully submitted for approval.",
        "You have approved the Purchase Order.",
        "The purchase order has been approved.",
        "You have rejected the Purchase order successfully.",
        ("UPDATE", 201),
    ),
    ApprovalMessages(
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


def _operations_of(wording: ApprovalMessages) -> list[Operation]:
    module, (rejection, status) = wording.module, wording.rejection

    def submit(request: BooksRequest) -> BooksResponse:
        _submitted(request, module, module.existing(request, request.ids["id"]))
        return success(wording.submitted)

    def approve(request: BooksRequest) -> BooksResponse:
        record = module.existing(request, request.ids["id"])
        approvals.check_decision(request, module, record, "approved")
        _approved(request, module, record)
        return success(wording.approved)

    def approve_finally(request: BooksRequest) -> BooksResponse:
        record = module.existing(request, request.ids["id"])
        approvals.check_decision(request, module, record, "approved", final=True)
        _kept(request, module, record, approvals.decided(request, record, "approved", final=True), "approved")
        return success(wording.finally_approved)

    def reject(request: BooksRequest) -> BooksResponse:
        record = module.existing(request, request.ids["id"])
        approvals.check_decision(request, module, record, "rejected")
        _kept(
            request,
            module,
            record,
            approvals.decided(request, record, "rejected"),
            "rejected",
            request.params.get("reason", ""),
        )
        return BooksResponse(success(wording.rejected).body, status)

    # Who may decide is not for the role alone to say.
    path, scope = f"/{module.name}/{{id}}", f"{module.scope}.CREATE"
    seen: tuple[Entity, Right] = (module.entity, "view")
    return [
        Operation("POST", f"{path}/submit", scope, (module.entity, "edit"), submit),
        Operation("POST", f"{path}/approve", scope, seen, approve),
        Operation("POST", f"{path}/approve/final", scope, seen, approve_finally),
        Operation("POST", f"{path}/reject", f"{module.scope}.{rejection}", seen, reject),
    ]


def _submit_all(request: BooksRequest) -> BooksResponse:
    asks = _each(request)
    for each, record in asks:
        locks.check(each, INVOICES, record)
        approvals.submitted(each, INVOICES, record)
    for each, record in asks:
        _submitted(each, INVOICES, record)
    return success("The invoices have been submitted for approval.")


def _approve_all(request: BooksRequest) -> BooksResponse:
    asks = _each(request)
    for each, record in asks:
        locks.check(each, INVOICES, record)
        approvals.check_decision(each, INVOICES, record, "approved")
    for each, record in asks:
        _approved(each, INVOICES, record)
    return success("The selected invoices have been approved.")


def _each(request: BooksRequest) -> list[tuple[BooksRequest, Body]]:
    ids = list(dict.fromkeys(request.params.get("invoice_ids", "").split(",")))
    if ids == [""]:
        raise invalid("invoice_ids")
    return [(replace(request, ids={"id": id_}), INVOICES.existing(request, id_)) for id_ in ids]


def _submitted(request: BooksRequest, module: BooksModule, record: Body) -> None:
    _kept(request, module, record, approvals.submitted(request, module, record), "submitted for approval")


def _approved(request: BooksRequest, module: BooksModule, record: Body) -> None:
    after = approvals.decided(request, record, "approved")
    level = next((row["order"] for row in record.get("approvers_list", []) if row["is_next_approver"]), 1)
    _kept(request, module, record, after, "approved" if after["status"] == "approved" else f"approved at level {level}")


def _kept(request: BooksRequest, module: BooksModule, before: Body, after: Body, what: str, reason: str = "") -> None:
    locks.check(request, module, before)
    store_changed(request, module, before, after)
    comments.note(request, module, request.ids["id"], f"{what}. Reason: {reason}" if reason else f"{what}.", "Updated")
