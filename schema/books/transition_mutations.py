"""Transitions of documents: they are marked, submitted, approved, rejected and paid."""

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
from schema.engine.declare.inputs import NOT_SENT, parse_input, sent
from schema.engine.declare.payloads import MutationPayload, changed, mutation, payload
from schema.engine.declare.texts import text_at
from schema.shared.inputs import Keyed
from schema.shared.mutation_requests import OperationInfo, any_id, mutation_request_of, own_id, refusal
from schema.shared.named_records import NamedRecord

LONGEST_REASON = 500
# A document that is past due becomes overdue at once.
ARRIVED: Mapping[str, frozenset[str]] = {"sent": frozenset({"sent", "overdue", "viewed"})}
SALES = (ESTIMATES, SALES_ORDERS, INVOICES)


@strawberry.input(description="The new status of an estimate.")
class MarkEstimateInput(DocumentInput):
    """An estimate to mark."""

    as_: EstimateMark = strawberry.field(name="as", description="The new status.")


@strawberry.input(description="The new status of a sales order.")
class MarkSalesOrderInput(DocumentInput):
    """An order to mark."""

    as_: SalesOrderMark = strawberry.field(name="as", description="The new status.")
    reason: str | None = strawberry.field(
        default=UNSET, description=f"The reason for voiding it, up to {LONGEST_REASON} characters."
    )


@strawberry.input(description="The new status of an invoice.")
class MarkInvoiceInput(DocumentInput):
    """An invoice to mark."""

    as_: InvoiceMark = strawberry.field(name="as", description="The new status.")
    reason: str | None = strawberry.field(
        default=UNSET, description=f"The reason for voiding it, up to {LONGEST_REASON} characters."
    )


@strawberry.input(description="The new status of a purchase order.")
class MarkPurchaseOrderInput(DocumentInput):
    """An order to mark."""

    as_: PurchaseOrderMark = strawberry.field(name="as", description="The new status.")


@strawberry.input(description="A document to submit for approval.")
class SubmitInput(NamedRecord):
    """A document to submit."""


@strawberry.input(description="A document to approve.")
class ApproveInput(NamedRecord):
    """A document to approve."""

    is_final: bool = strawberry.field(
        default=False, description="Whether to skip the remaining approval levels; for administrators of Books only."
    )


@strawberry.input(description="A document to reject.")
class RejectInput(NamedRecord):
    """A document to reject."""

    reason: str | None = strawberry.field(
        default=UNSET, description=f"The reason, which the author can read, up to {LONGEST_REASON} characters."
    )


@strawberry.enum(description="Kind of address of a document.")
class AddressKind(Enum):
    """Books' `address/` actions."""

    BILLING = strawberry.enum_value("billing", description="The address that is billed.")
    SHIPPING = strawberry.enum_value("shipping", description="The address that is delivered to.")


@strawberry.input(description="A new address for a document; only that document changes.")
class SetAddressInput(NamedRecord):
    """An address."""

    kind: AddressKind = strawberry.field(description="The kind of address to change.")
    address: AddressInput = strawberry.field(description="The address; omitted fields keep their values.")


@strawberry.input(description="A customer's payment of an invoice.")
class RecordPaymentInput(Keyed):
    """A payment."""

    invoice_id: strawberry.ID = strawberry.field(description="The invoice that it is for.")
    amount: Decimal = sent("amount", "Amount paid, in the invoice's currency.")
    paid_on: date = sent("date", "The day it was paid.")
    mode: str = sent(
        "payment_mode",
        "Payment mode: `check`, `cash`, `creditcard`, `banktransfer`, `bankremittance`, `autotransaction`, `others` "
        "or as the organisation names it.",
        needed=True,
        longest=100,
    )
    reference: str | None = sent("reference_number", "The payment's reference.", longest=100)
    description: str | None = sent("description", "Free text.")


@payload
class PaymentPayload:
    """Result of recording a payment."""

    payment: Row | None = changed("books.customer_payments.CustomerPayment", "The payment.")


async def _marked(
    info: OperationInfo, mutation_input: DocumentInput, module: Module, mark: Enum, reason: object = None
) -> MutationPayload:
    try:
        record_id = own_id(str(mutation_input.id), TYPES[module], "id")
        text = _reason(reason)
    except NotDone as error:
        return refusal(module, error)
    word = str(mark.value)
    result = await move_document(
        info.context.loader,
        mutation_request_of(info, mutation_input),
        module,
        record_id,
        ("status", word),
        to=ARRIVED.get(word, frozenset({word})),
        values={"reason": text} if text else None,
    )
    return MutationPayload(result)


def _reason(reason: object) -> str | None:
    """The reason, None for none. Raises NotDone."""
    return text_at(reason, LONGEST_REASON, "reason") if isinstance(reason, str) and reason else None


@strawberry.type
class StepMutations:
    """Mutations that change the status of documents."""

    @mutation(EstimatePayload, "Mark an estimate as sent, accepted or declined.", [ESTIMATES], "edit", MOST_CHANGED)
    async def mark_estimate(self, info: OperationInfo, input: MarkEstimateInput) -> MutationPayload:
        """The document in its new status."""
        return await _marked(info, input, ESTIMATES, input.as_)

    @mutation(SalesOrderPayload, "Mark a sales order as open, or void it.", [SALES_ORDERS], "edit", MOST_CHANGED)
    async def mark_sales_order(self, info: OperationInfo, input: MarkSalesOrderInput) -> MutationPayload:
        """The document in its new status."""
        return await _marked(info, input, SALES_ORDERS, input.as_, input.reason)

    @mutation(
        InvoicePayload, "Mark an invoice as sent, void it or restore it as a draft.", [INVOICES], "edit", MOST_CHANGED
    )
    async def mark_invoice(self, info: OperationInfo, input: MarkInvoiceInput) -> MutationPayload:
        """The document in its new status."""
        return await _marked(info, input, INVOICES, input.as_, input.reason)

    @mutation(
        PurchaseOrderPayload,
        "Mark a purchase order as open, billed or cancelled.",
        [PURCHASE_ORDERS],
        "edit",
        MOST_CHANGED,
    )
    async def mark_purchase_order(self, info: OperationInfo, input: MarkPurchaseOrderInput) -> MutationPayload:
        """The document in its new status."""
        return await _marked(info, input, PURCHASE_ORDERS, input.as_)

    @mutation(DocumentPayload, "Submit a draft for approval.", DOCUMENTS, "edit", MOST_CHANGED)
    async def submit_document(self, info: OperationInfo, input: SubmitInput) -> MutationPayload:
        """A document that waits for approval, or is approved if no approval is required."""
        try:
            module, record_id = any_id(str(input.id), input.type_, DOCUMENTS, "id")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        return MutationPayload(
            await submit_document(info.context.loader, mutation_request_of(info, input), module, record_id)
        )

    @mutation(
        DocumentPayload,
        "Approve a document, according to the product's approval levels and rules.",
        DOCUMENTS,
        "approve",
        MOST_CHANGED,
    )
    async def approve_document(self, info: OperationInfo, input: ApproveInput) -> MutationPayload:
        """A document at the next approval level, or approved."""
        try:
            module, record_id = any_id(str(input.id), input.type_, DOCUMENTS, "id")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        request = mutation_request_of(info, input)
        return MutationPayload(
            await approve_document(info.context.loader, request, module, record_id, is_final=input.is_final)
        )

    @mutation(DocumentPayload, "Reject a document that waits for approval.", DOCUMENTS, "approve", MOST_CHANGED)
    async def reject_document(self, info: OperationInfo, input: RejectInput) -> MutationPayload:
        """A document that is back with its author."""
        try:
            module, record_id = any_id(str(input.id), input.type_, DOCUMENTS, "id")
            reason = _reason(input.reason)
        except NotDone as error:
            return refusal(ESTIMATES, error)
        return MutationPayload(
            await reject_document(info.context.loader, mutation_request_of(info, input), module, record_id, reason)
        )

    @mutation(
        DocumentPayload,
        "Set the billing or shipping address of a document for a customer.",
        SALES,
        "edit",
        MOST_CHANGED,
    )
    async def set_document_address(self, info: OperationInfo, input: SetAddressInput) -> MutationPayload:
        """A document with another address."""
        kind = str(input.kind.value)
        try:
            module, record_id = any_id(str(input.id), input.type_, SALES, "id")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        parsed = parse_input(input.address, "Address", at=("address",))
        if not parsed.problems and not parsed.values:
            parsed.problems.append(
                Problem(ProblemCode.VALIDATION, "Set at least one field of the address.", ("address",))
            )
        if parsed.problems:
            return MutationPayload(MutationResult(module, None, parsed.problems))
        coordinate_paths = {f"{TYPES[module]}.{kind}Address": ("address",)}
        request = replace(
            mutation_request_of(info, input), coordinate_paths=coordinate_paths, key_paths=parsed.key_paths
        )
        return MutationPayload(await set_address(info.context.loader, request, module, record_id, kind, parsed.values))

    @mutation(PaymentPayload, "Record a customer's payment of an invoice.", [CUSTOMER_PAYMENTS], "create", MOST_CHANGED)
    async def record_payment(self, info: OperationInfo, input: RecordPaymentInput) -> MutationPayload:
        """A payment."""
        parsed = parse_input(input, "CustomerPayment", NOT_SENT)
        if parsed.problems:
            return MutationPayload(MutationResult(CUSTOMER_PAYMENTS, None, parsed.problems))
        try:
            invoice_id = own_id(str(input.invoice_id), "Invoice", "invoiceId")
        except NotDone as error:
            return refusal(CUSTOMER_PAYMENTS, error)
        result = await record_payment(
            info.context.loader, mutation_request_of(info, input, parsed), invoice_id, parsed.values
        )
        return MutationPayload(result)
