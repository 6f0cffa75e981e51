"""Documents of Books, written under the caller's own name."""

from collections.abc import Mapping
from dataclasses import replace

import strawberry

from domain.modules.books import DOCUMENTS, ESTIMATES, INVOICES, PURCHASE_ORDERS, SALES_ORDERS
from domain.modules.module import Module
from domain.products import ZohoProduct
from domain.queries import Row
from domain.writes import NotDone, Problem, ProblemCode
from resolvers.writing.conversions import MOST_REMAINING, convert_document
from resolvers.writing.counterparties import NamedRecords
from resolvers.writing.documents import create_document_for, delete_document, update_document
from resolvers.writing.references import MOST_ITEMS
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
from schema.engine.declare.inputs import NOT_SENT, parse_input
from schema.engine.declare.payloads import MutationPayload, changed, changed_node, mutation, payload
from schema.shared.checks import check_party
from schema.shared.inputs import Changing
from schema.shared.mutation_requests import OperationInfo, any_id, mutation_request_of, own_id, refusal

TYPES: Mapping[Module, str] = {
    ESTIMATES: "Estimate",
    SALES_ORDERS: "SalesOrder",
    INVOICES: "Invoice",
    PURCHASE_ORDERS: "PurchaseOrder",
}


@payload
class EstimatePayload:
    """Result of a mutation of an estimate."""

    estimate: Row | None = changed("books.estimates.Estimate", "The estimate after the mutation.")


@payload
class SalesOrderPayload:
    """Result of a mutation of a sales order."""

    sales_order: Row | None = changed("books.sales_orders.SalesOrder", "The order after the mutation.")


@payload
class InvoicePayload:
    """Result of a mutation of an invoice."""

    invoice: Row | None = changed("books.invoices.Invoice", "The invoice after the mutation.")


@payload
class PurchaseOrderPayload:
    """Result of a mutation of a purchase order."""

    purchase_order: Row | None = changed("books.purchase_orders.PurchaseOrder", "The order after the mutation.")


@payload
class DeletePayload:
    """Result of deleting a document."""

    deleted_id: strawberry.ID | None = strawberry.field(description="The `id` of the deleted document.")


async def _created(
    info: OperationInfo, mutation_input: ForCustomer | CreatePurchaseOrderInput, module: Module
) -> MutationPayload:
    parsed = parse_input(mutation_input, TYPES[module], NOT_SENT)
    check_document(parsed, module, info.context.loader.journal_writer.key_field("books"), is_new=True)
    if isinstance(mutation_input, ForCustomer):
        check_party(parsed, mutation_input.party.deal, getattr(mutation_input, "deal_id", None))
    if parsed.problems:
        return MutationPayload(MutationResult(module, None, parsed.problems))
    named = NamedRecords(
        customer_id=parsed.values.get("customer_id"),
        vendor_id=parsed.values.get("vendor_id"),
        account_id=parsed.named.get("account"),
        contact_id=parsed.named.get("contact"),
        crm_vendor_id=parsed.named.get("vendor"),
        deal_id=parsed.values.get("zcrm_potential_id"),
        deal_path=parsed.key_paths.get("zcrm_potential_id", ()),
    )
    request = mutation_request_of(info, mutation_input, parsed)
    return MutationPayload(await create_document_for(info.context.loader, request, module, parsed.values, named))


async def _updated(
    info: OperationInfo, mutation_input: DocumentValues, change: Changing, module: Module
) -> MutationPayload:
    parsed = parse_input(mutation_input, TYPES[module])
    check_document(parsed, module, info.context.loader.journal_writer.key_field("books"), is_new=False)
    if not parsed.problems and not parsed.values:
        parsed.problems.append(Problem(ProblemCode.VALIDATION, "Set at least one field to change."))
    if parsed.problems:
        return MutationPayload(MutationResult(module, None, parsed.problems))
    try:
        record_id = own_id(str(change.id), TYPES[module], "id")
    except NotDone as error:
        return refusal(module, error)
    expected = change.expected_updated_at
    request = mutation_request_of(info, change, parsed)
    result = await update_document(
        info.context.loader, request, module, record_id, parsed.values, str(expected) if expected else None
    )
    return MutationPayload(result)


async def _converted(
    info: OperationInfo, mutation_input: ConvertInput, source: Module, target: Module
) -> MutationPayload:
    try:
        record_id = own_id(str(mutation_input.id), TYPES[source], "id")
    except NotDone as error:
        return refusal(source, error)
    result = await convert_document(
        info.context.loader, mutation_request_of(info, mutation_input), source, record_id, target
    )
    return MutationPayload(replace(result, module=target))


# A customer and items to which the caller may only refer take calls of their own, in Books and in CRM.
MOST_CREATED: Mapping[ZohoProduct, int] = {"crm": 5, "books": 8 + MOST_ITEMS}
MOST_CHANGED: Mapping[ZohoProduct, int] = {"crm": 2, "books": 4}
MOST_UPDATED: Mapping[ZohoProduct, int] = {"crm": 4, "books": 4 + MOST_ITEMS}
AT_YOUR_NAME = "Books and the audit log name you as the author."


@strawberry.type
class DocumentMutations:
    """Mutations that create, update, delete and convert documents."""

    @mutation(EstimatePayload, f"Create an estimate. {AT_YOUR_NAME}", [ESTIMATES], "create", MOST_CREATED)
    async def create_estimate(self, info: OperationInfo, input: CreateEstimateInput) -> MutationPayload:
        """A new estimate."""
        return await _created(info, input, ESTIMATES)

    @mutation(SalesOrderPayload, f"Create a sales order. {AT_YOUR_NAME}", [SALES_ORDERS], "create", MOST_CREATED)
    async def create_sales_order(self, info: OperationInfo, input: CreateSalesOrderInput) -> MutationPayload:
        """A new sales order."""
        return await _created(info, input, SALES_ORDERS)

    @mutation(InvoicePayload, f"Create an invoice. {AT_YOUR_NAME}", [INVOICES], "create", MOST_CREATED)
    async def create_invoice(self, info: OperationInfo, input: CreateInvoiceInput) -> MutationPayload:
        """A new invoice."""
        return await _created(info, input, INVOICES)

    @mutation(
        PurchaseOrderPayload, f"Create a purchase order. {AT_YOUR_NAME}", [PURCHASE_ORDERS], "create", MOST_CREATED
    )
    async def create_purchase_order(self, info: OperationInfo, input: CreatePurchaseOrderInput) -> MutationPayload:
        """A new purchase order."""
        return await _created(info, input, PURCHASE_ORDERS)

    @mutation(EstimatePayload, "Update an estimate.", [ESTIMATES], "edit", MOST_UPDATED)
    async def update_estimate(self, info: OperationInfo, input: UpdateEstimateInput) -> MutationPayload:
        """A changed estimate."""
        return await _updated(info, input, input, ESTIMATES)

    @mutation(SalesOrderPayload, "Update a sales order.", [SALES_ORDERS], "edit", MOST_UPDATED)
    async def update_sales_order(self, info: OperationInfo, input: UpdateSalesOrderInput) -> MutationPayload:
        """A changed sales order."""
        return await _updated(info, input, input, SALES_ORDERS)

    @mutation(InvoicePayload, "Update an invoice.", [INVOICES], "edit", MOST_UPDATED)
    async def update_invoice(self, info: OperationInfo, input: UpdateInvoiceInput) -> MutationPayload:
        """A changed invoice."""
        return await _updated(info, input, input, INVOICES)

    @mutation(PurchaseOrderPayload, "Update a purchase order.", [PURCHASE_ORDERS], "edit", MOST_UPDATED)
    async def update_purchase_order(self, info: OperationInfo, input: UpdatePurchaseOrderInput) -> MutationPayload:
        """A changed purchase order."""
        return await _updated(info, input, input, PURCHASE_ORDERS)

    @mutation(
        DeletePayload, "Delete an estimate, an order or an invoice, by its `id`.", DOCUMENTS, "delete", MOST_CHANGED
    )
    async def delete_document(self, info: OperationInfo, input: DeleteInput) -> MutationPayload:
        """The id of a deleted document."""
        try:
            module, record_id = await any_id(info, str(input.id), input.type_, DOCUMENTS, "id")
        except NotDone as error:
            return refusal(ESTIMATES, error)
        expected = input.expected_updated_at
        request = mutation_request_of(info, input)
        result = await delete_document(
            info.context.loader, request, module, record_id, str(expected) if expected else None
        )
        return MutationPayload(result)

    @mutation(
        SalesOrderPayload,
        "Convert an estimate to a sales order. You need the rights to convert estimates and to create sales orders.",
        [SALES_ORDERS],
        "create",
        MOST_CHANGED,
    )
    async def convert_estimate_to_sales_order(self, info: OperationInfo, input: ConvertInput) -> MutationPayload:
        """Order of the records."""
        return await _converted(info, input, ESTIMATES, SALES_ORDERS)

    @mutation(
        InvoicePayload,
        "Convert an estimate to an invoice. You need the rights to convert estimates and to create invoices.",
        [INVOICES],
        "create",
        MOST_CHANGED,
    )
    async def convert_estimate_to_invoice(self, info: OperationInfo, input: ConvertInput) -> MutationPayload:
        """The invoice."""
        return await _converted(info, input, ESTIMATES, INVOICES)

    @mutation(
        InvoicePayload,
        "Convert the part of a sales order that is not yet invoiced to an invoice. You need the rights to convert "
        "sales orders and to create invoices. The invoices of an order come to its total: what is left of discount and "
        "charges is carried, and where that is not possible, `CONFLICT` says so.",
        [INVOICES],
        "create",
        {**MOST_CHANGED, "books": MOST_CHANGED["books"] + MOST_REMAINING},
    )
    async def convert_sales_order_to_invoice(self, info: OperationInfo, input: ConvertInput) -> MutationPayload:
        """The invoice."""
        return await _converted(info, input, SALES_ORDERS, INVOICES)


@payload
class DocumentPayload:
    """Result of a mutation of a document."""

    document: Row | None = changed_node("The document after the mutation.")
