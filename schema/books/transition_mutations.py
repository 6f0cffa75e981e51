"""Where documents go: marked, submitted, approved, rejected, paid."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import Enum

import strawberry
from strawberry import UNSET

from domain.modules.books import CUSTOMER_PAYMENTS, DOCUMENTS, ESTIMATES, INVOICES, PURCHASE_ORDERS, SALES_ORDERS
from domain.modules.module import Module
from domain.queries import Row
from domain.writes import NotDone, Problem, ProblemCode
from resolvers.writing.approvals import approve_document, reject_document, submit_document
from resolvers.writing.payments import record_payment
from resolvers.writing.transitions import move_document, set_address
from resolvers.writing.write_result import MutationResult
from schema.books.document_inputs import (
    AddressInput,
    DocumentInput,
    EstimateMark,
    InvoiceMark,
    PurchaseOrderMark,
    SalesOrderMark,
)
from schema.books.document_mutations import (
    MOST_CHANGED,
    TYPES,
    DocumentPayload,
    EstimatePayload,
    InvoicePayload,
    PurchaseOrderPayload,
    SalesOrderPayload,
)
from schema.engine.declare.inputs import NOT_SENT, read_input, sent, text_at
from schema.engine.declare.payloads import Payload, changed, mutation, payload
from schema.shared.asking import OperationInfo, any_id, asking_of, own_id, refusal
from schema.shared.inputs import Keyed

LONGEST_REASON = 500
# A day that is past makes it overdue at once.
ARRIVED: Mapping[str, frozenset[str]] = {"sent": frozenset({"sent", "overdue", "viewed"})}
SALES = (ESTIMATES, SALES_ORDERS, INVOICES)


@strawberry.input(description="Mark an estimate.")
class MarkEstimateInput(DocumentInput):
    """An estimate to mark."""

    as_: EstimateMark = strawberry.field(name="as", description="As what.")


@strawberry.input(description="Mark a sales order.")
class MarkSalesOrderInput(DocumentInput):
    """An order to mark."""

    as_: SalesOrderMark = strawberry.field(name="as", description="As what.")
    reason: str | None = strawberry.field(default=UNSET, description="Why, for a void one.")


@strawberry.input(description="Mark an invoice.")
class MarkInvoiceInput(DocumentInput):
    """An invoice to mark."""

    as_: InvoiceMark = strawberry.field(name="as", description="As what.")
    reason: str | None = strawberry.field(default=UNSET, description="Why, for a void one.")


@strawberry.input(description="Mark a purchase order.")
class MarkPurchaseOrderInput(DocumentInput):
    """An order to mark."""

    as_: PurchaseOrderMark = strawberry.field(name="as", description="As what.")


@strawberry.input(description="A document to submit for approval.")
class SubmitInput(DocumentInput):
    """A document to submit."""


@strawberry.input(description="A document to approve.")
class ApproveInput(DocumentInput):
    """A document to approve."""

    is_final: bool = strawberry.field(
        default=False, description="Whether to skip the levels that are left; administrators of Books alone."
    )


@strawberry.input(description="A document to reject.")
class RejectInput(DocumentInput):
    """A document to reject."""

    reason: str | None = strawberry.field(default=UNSET, description="Why; its author reads it.")


@strawberry.enum(description="Which address of a document.")
class AddressKind(Enum):
    """Books' `address/` actions."""

    BILLING = "billing"
    SHIPPING = "shipping"


@strawberry.input(description="Another address for a document; it changes that document alone.")
class SetAddressInput(DocumentInput):
    """An address."""

    kind: AddressKind = strawberry.field(description="Which one.")
    address: AddressInput = strawberry.field(description="What changes of the address; the rest stays.")


@strawberry.input(description="What a customer paid on an invoice.")
class RecordPaymentInput(Keyed):
    """A payment."""

    invoice_id: strawberry.ID = strawberry.field(description="The invoice that it is for.")
    amount: Decimal = sent("amount", "What was paid, in the invoice's currency.")
    paid_on: date = sent("date", "The day it was paid.")
    mode: str = sent("payment_mode", "Bank transfer, cash and so on, in the organisation's words.", needed=True)
    reference: str | None = sent("reference_number", "The payment's reference.")
    description: str | None = sent("description", "Free text.")


@payload
class PaymentPayload:
    """What came of it."""

    payment: Row | None = changed("books.customer_payments.CustomerPayment", "The payment.")


async def _marked(
    info: OperationInfo, given: DocumentInput, module: Module, mark: Enum, reason: object = None
) -> Payload:
    try:
        record_id = own_id(str(given.id), TYPES[module], "id")
        text = _reason(reason)
    except NotDone as error:
        return refusal(module, error)
    word = str(mark.value)
    made = await move_document(
        info.context.loader,
        asking_of(info, given),
        module,
        record_id,
        ("status", word),
        to=ARRIVED.get(word, frozenset({word})),
        values={"reason": text} if text else None,
    )
    return Payload(made)


def _reason(reason: object) -> str | None:
    """The reason, None for none. Raises NotDone."""
    return text_at(reason, LONGEST_REASON, "reason") if isinstance(reason, str) and reason else None


@strawberry.type
class StepMutations:
    """Steps of documents."""

    @mutation(EstimatePayload, "Mark an estimate as sent, accepted or declined.", [ESTIMATES], "edit", MOST_CHANGED)
    async def mark_estimate(self, info: OperationInfo, input: MarkEstimateInput) -> Payload:
        """A step on."""
        return await _marked(info, input, ESTIMATES, input.as_)

    @mutation(SalesOrderPayload, "Open a sales order, or void it.", [SALES_ORDERS], "edit", MOST_CHANGED)
    async def mark_sales_order(self, info: OperationInfo, input: MarkSalesOrderInput) -> Payload:
        """A step on."""
        return await _marked(info, input, SALES_ORDERS, input.as_, input.reason)

    @mutation(InvoicePayload, "Mark an invoice as sent, void it or take it back.", [INVOICES], "edit", MOST_CHANGED)
    async def mark_invoice(self, info: OperationInfo, input: MarkInvoiceInput) -> Payload:
        """A step on."""
        return await _marked(info, input, INVOICES, input.as_, input.reason)

    @mutation(PurchaseOrderPayload, "Open, bill or cancel a purchase order.", [PURCHASE_ORDERS], "edit", MOST_CHANGED)
    async def mark_purchase_order(self, info: OperationInfo, input: MarkPurchaseOrderInput) -> Payload:
        """A step on."""
        return await _marked(info, input, PURCHASE_ORDERS, input.as_)

    @mutation(DocumentPayload, "Submit a draft for approval.", DOCUMENTS, "edit", MOST_CHANGED)
    async def submit_document(self, info: OperationInfo, input: SubmitInput) -> Payload:
        """It waits for approval now, or is approved where nobody has to."""
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        return Payload(await submit_document(info.context.loader, asking_of(info, input), module, record_id))

    @mutation(
        DocumentPayload,
        "Approve a document, within the product's levels and rules.",
        DOCUMENTS,
        "approve",
        MOST_CHANGED,
    )
    async def approve_document(self, info: OperationInfo, input: ApproveInput) -> Payload:
        """One level on, or approved."""
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        request = asking_of(info, input)
        return Payload(await approve_document(info.context.loader, request, module, record_id, is_final=input.is_final))

    @mutation(DocumentPayload, "Reject a document that waits for approval.", DOCUMENTS, "approve", MOST_CHANGED)
    async def reject_document(self, info: OperationInfo, input: RejectInput) -> Payload:
        """It goes back to its author."""
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
            reason = _reason(input.reason)
        except NotDone as error:
            return refusal(ESTIMATES, error)
        return Payload(await reject_document(info.context.loader, asking_of(info, input), module, record_id, reason))

    @mutation(DocumentPayload, "Give a document for a customer another address.", SALES, "edit", MOST_CHANGED)
    async def set_document_address(self, info: OperationInfo, input: SetAddressInput) -> Payload:
        """A document with another address."""
        kind = str(input.kind.value)
        try:
            module, record_id = any_id(str(input.id), SALES, "id")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        found = read_input(input.address, "Address", at=("address",))
        if not found.problems and not found.values:
            found.problems.append(Problem(ProblemCode.VALIDATION, "Give a part of the address.", ("address",)))
        if found.problems:
            return Payload(MutationResult(module, None, found.problems))
        touched = {f"{TYPES[module]}.{kind}Address": ("address",)}
        asking = replace(asking_of(info, input), touched=touched, keys=found.keys)
        return Payload(await set_address(info.context.loader, asking, module, record_id, kind, found.values))

    @mutation(PaymentPayload, "Record what a customer paid on an invoice.", [CUSTOMER_PAYMENTS], "create", MOST_CHANGED)
    async def record_payment(self, info: OperationInfo, input: RecordPaymentInput) -> Payload:
        """A payment."""
        found = read_input(input, "CustomerPayment", NOT_SENT)
        if found.problems:
            return Payload(MutationResult(CUSTOMER_PAYMENTS, None, found.problems))
        try:
            invoice_id = own_id(str(input.invoice_id), "Invoice", "invoiceId")
        except NotDone as error:
            return refusal(CUSTOMER_PAYMENTS, error)
        made = await record_payment(info.context.loader, asking_of(info, input, found), invoice_id, found.values)
        return Payload(made)
