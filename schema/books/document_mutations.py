"""Documents of Books, written under the caller's own name."""

from collections.abc import Mapping
from dataclasses import replace

import strawberry

from domain.modules.books import DOCUMENTS, ESTIMATES, INVOICES, PURCHASE_ORDERS, SALES_ORDERS
from domain.modules.module import Module
from domain.products import ZohoProduct
from domain.queries import Row
from domain.writes import NotDone, Problem, ProblemCode
from resolvers.writing.conversions import convert_document
from resolvers.writing.counterparties import NamedRecords
from resolvers.writing.documents import create_document_for, delete_document, update_document
from resolvers.writing.write_result import MutationResult
from schema.books.document_checks import check_document
from schema.books.document_inputs import (
    ConvertInput,
    CreateEstimateInput,
    CreateInvoiceInput,
    CreatePurchaseOrderInput,
    CreateSalesOrderInput,
    DeleteInput,
    DocumentValues,
    ForCustomer,
    UpdateEstimateInput,
    UpdateInvoiceInput,
    UpdatePurchaseOrderInput,
    UpdateSalesOrderInput,
)
from schema.engine.declare.inputs import NOT_SENT, read_input
from schema.engine.declare.payloads import Payload, changed, changed_node, mutation, payload
from schema.shared.asking import OperationInfo, any_id, asking_of, own_id, refusal
from schema.shared.inputs import Changing

TYPES: Mapping[Module, str] = {
    ESTIMATES: "Estimate",
    SALES_ORDERS: "SalesOrder",
    INVOICES: "Invoice",
    PURCHASE_ORDERS: "PurchaseOrder",
}


@payload
class EstimatePayload:
    """What came of it."""

    estimate: Row | None = changed("books.estimates.Estimate", "The estimate as it is now.")


@payload
class SalesOrderPayload:
    """What came of it."""

    sales_order: Row | None = changed("books.sales_orders.SalesOrder", "The order as it is now.")


@payload
class InvoicePayload:
    """What came of it."""

    invoice: Row | None = changed("books.invoices.Invoice", "The invoice as it is now.")


@payload
class PurchaseOrderPayload:
    """What came of it."""

    purchase_order: Row | None = changed("books.purchase_orders.PurchaseOrder", "The order as it is now.")


@payload
class DeletePayload:
    """What came of it."""

    deleted_id: strawberry.ID | None = strawberry.field(description="The `id` of what is gone.")


async def _created(info: OperationInfo, given: ForCustomer | CreatePurchaseOrderInput, module: Module) -> Payload:
    found = read_input(given, TYPES[module], NOT_SENT)
    check_document(found, module, info.context.loader.journal_writer.key_field("books"), is_new=True)
    if found.problems:
        return Payload(MutationResult(module, None, found.problems))
    if isinstance(given, ForCustomer):
        # Whichever record is named, and be it the deal, it sets the customer.
        found.touched.setdefault(f"{TYPES[module]}.customer", ("dealId",))
    named = NamedRecords(
        customer_id=found.values.get("customer_id"),
        vendor_id=found.values.get("vendor_id"),
        deal_id=found.values.get("zcrm_potential_id"),
        **found.named,
    )
    request = asking_of(info, given, found)
    return Payload(await create_document_for(info.context.loader, request, module, found.values, named))


async def _updated(info: OperationInfo, given: DocumentValues, change: Changing, module: Module) -> Payload:
    found = read_input(given, TYPES[module])
    check_document(found, module, info.context.loader.journal_writer.key_field("books"), is_new=False)
    if not found.problems and not found.values:
        found.problems.append(Problem(ProblemCode.VALIDATION, "Give something to change."))
    if found.problems:
        return Payload(MutationResult(module, None, found.problems))
    try:
        record_id = own_id(str(change.id), TYPES[module], "id")
    except NotDone as error:
        return refusal(module, error)
    expected = change.expected_updated_at
    asking = asking_of(info, change, found)
    made = await update_document(
        info.context.loader, asking, module, record_id, found.values, str(expected) if expected else None
    )
    return Payload(made)


async def _converted(info: OperationInfo, given: ConvertInput, source: Module, target: Module) -> Payload:
    try:
        record_id = own_id(str(given.id), TYPES[source], "id")
    except NotDone as error:
        return refusal(source, error)
    made = await convert_document(info.context.loader, asking_of(info, given), source, record_id, target)
    return Payload(replace(made, module=target))


MOST_CREATED: Mapping[ZohoProduct, int] = {"crm": 3, "books": 4}
MOST_CHANGED: Mapping[ZohoProduct, int] = {"crm": 2, "books": 4}
MOST_UPDATED: Mapping[ZohoProduct, int] = {"crm": 3, "books": 4}
AT_YOUR_NAME = "The author in Books and in the audit log is you."


@strawberry.type
class DocumentMutations:
    """Creating, changing, deleting and converting."""

    @mutation(EstimatePayload, f"Create an estimate. {AT_YOUR_NAME}", [ESTIMATES], "create", MOST_CREATED)
    async def create_estimate(self, info: OperationInfo, input: CreateEstimateInput) -> Payload:
        """A new estimate."""
        return await _created(info, input, ESTIMATES)

    @mutation(SalesOrderPayload, f"Create a sales order. {AT_YOUR_NAME}", [SALES_ORDERS], "create", MOST_CREATED)
    async def create_sales_order(self, info: OperationInfo, input: CreateSalesOrderInput) -> Payload:
        """A new sales order."""
        return await _created(info, input, SALES_ORDERS)

    @mutation(InvoicePayload, f"Create an invoice. {AT_YOUR_NAME}", [INVOICES], "create", MOST_CREATED)
    async def create_invoice(self, info: OperationInfo, input: CreateInvoiceInput) -> Payload:
        """A new invoice."""
        return await _created(info, input, INVOICES)

    @mutation(
        PurchaseOrderPayload, f"Create a purchase order. {AT_YOUR_NAME}", [PURCHASE_ORDERS], "create", MOST_CREATED
    )
    async def create_purchase_order(self, info: OperationInfo, input: CreatePurchaseOrderInput) -> Payload:
        """A new purchase order."""
        return await _created(info, input, PURCHASE_ORDERS)

    @mutation(EstimatePayload, "Change an estimate.", [ESTIMATES], "edit", MOST_UPDATED)
    async def update_estimate(self, info: OperationInfo, input: UpdateEstimateInput) -> Payload:
        """A changed estimate."""
        return await _updated(info, input, input, ESTIMATES)

    @mutation(SalesOrderPayload, "Change a sales order.", [SALES_ORDERS], "edit", MOST_UPDATED)
    async def update_sales_order(self, info: OperationInfo, input: UpdateSalesOrderInput) -> Payload:
        """A changed sales order."""
        return await _updated(info, input, input, SALES_ORDERS)

    @mutation(InvoicePayload, "Change an invoice.", [INVOICES], "edit", MOST_UPDATED)
    async def update_invoice(self, info: OperationInfo, input: UpdateInvoiceInput) -> Payload:
        """A changed invoice."""
        return await _updated(info, input, input, INVOICES)

    @mutation(PurchaseOrderPayload, "Change a purchase order.", [PURCHASE_ORDERS], "edit", MOST_CHANGED)
    async def update_purchase_order(self, info: OperationInfo, input: UpdatePurchaseOrderInput) -> Payload:
        """A changed purchase order."""
        return await _updated(info, input, input, PURCHASE_ORDERS)

    @mutation(
        DeletePayload, "Delete an estimate, an order or an invoice, by its `id`.", DOCUMENTS, "delete", MOST_CHANGED
    )
    async def delete_document(self, info: OperationInfo, input: DeleteInput) -> Payload:
        """A document is gone."""
        try:
            module, record_id = any_id(str(input.id), DOCUMENTS, "id")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        expected = input.expected_updated_at
        asking = asking_of(info, input)
        made = await delete_document(
            info.context.loader, asking, module, record_id, str(expected) if expected else None
        )
        return Payload(made)

    @mutation(
        SalesOrderPayload,
        "Make a sales order from an estimate. You need the right to convert estimates and to create orders.",
        [SALES_ORDERS],
        "create",
        MOST_CHANGED,
    )
    async def convert_estimate_to_sales_order(self, info: OperationInfo, input: ConvertInput) -> Payload:
        """The order."""
        return await _converted(info, input, ESTIMATES, SALES_ORDERS)

    @mutation(
        InvoicePayload,
        "Make an invoice from an estimate. You need the right to convert estimates and to create invoices.",
        [INVOICES],
        "create",
        MOST_CHANGED,
    )
    async def convert_estimate_to_invoice(self, info: OperationInfo, input: ConvertInput) -> Payload:
        """The invoice."""
        return await _converted(info, input, ESTIMATES, INVOICES)

    @mutation(
        InvoicePayload,
        "Make an invoice from what is not yet invoiced of a sales order. You need the right to convert orders and to "
        "create invoices.",
        [INVOICES],
        "create",
        MOST_CHANGED,
    )
    async def convert_sales_order_to_invoice(self, info: OperationInfo, input: ConvertInput) -> Payload:
        """The invoice."""
        return await _converted(info, input, SALES_ORDERS, INVOICES)


@payload
class DocumentPayload:
    """What came of it."""

    document: Row | None = changed_node("The document as it is now.")
