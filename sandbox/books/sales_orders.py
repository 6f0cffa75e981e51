"""Sales orders (Zoho Books API v3, page "Sales Order")."""

from datetime import date

from sqlalchemy import true

from sandbox.books import custom_fields, document_writes, documents, filters, values
from sandbox.books.blanks import BASE_CURRENCY, DOCUMENT, LOCKS, SUBMISSION, blanks
from sandbox.books.documents import SALE_FIELDS, Trade
from sandbox.books.estimates import ESTIMATES, reckoned, source_of
from sandbox.books.line_items import HEADED, SALE_LINE
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.rest import store_changed, store_followed
from sandbox.books.roles import SALES_ORDER
from sandbox.company.documents import Document
from sandbox.store import Body, text_of

TRADE = Trade(
    module="salesorders",
    kind="salesorder",
    number="salesorder_number",
    prefix="SO",
    until="shipment_date",
    line=SALE_LINE
    | HEADED
    | blanks(
        text="sku product_type image_id image_name image_type project_id project_name stock_on_hand",
        zero="item_total_inclusive_of_tax",
        no="is_invoiced",
        is_taxable=True,
    ),
    fields=SALE_FIELDS
    | {
        "shipment_date": values.day,
        "delivery_method": values.text,
        "crm_owner_id": values.text,
        "crm_custom_reference_id": values.text,
    },
    custom=custom_fields.OF_SALES_ORDERS,
)


def seeded_order(document: Document) -> Body:
    """What a sales order of the company's story has beside what all documents have."""
    return {
        "estimate_id": document.source.books_id if document.source else "",
        custom_fields.CUSTOM: {"cf_project_code": f"P-{document.deal.number:04d}" if document.deal else ""},
    }


def _write(request: BooksRequest, stored: Body) -> Body:
    body = document_writes.written(TRADE, request, stored)
    estimate_id = values.text("estimate_id", request.body.get("estimate_id", ""))
    if estimate_id and not stored:
        body["estimate_id"] = source_of(request, estimate_id, "converted")["estimate_id"]
    return body


def _settle(request: BooksRequest, before: Body, after: Body) -> None:
    """The estimate that a new order was made from is invoiced, and is none of one that is gone."""
    estimate = request.ledger.body("estimates", (after or before).get("estimate_id", ""))
    if estimate is None or (before and after):
        return
    orders = [each for each in estimate.get("salesorders", []) if each["salesorder_id"] != before.get("salesorder_id")]
    if before:
        store_changed(request, ESTIMATES, estimate, reckoned(estimate | {"salesorders": orders}))
        return
    orders.append({key: after[key] for key in ("salesorder_id", "salesorder_number")})
    now = reckoned(estimate | {"salesorders": orders})
    store_followed(request, ESTIMATES, now, f"Sales Order {after['salesorder_number']}")


def _shape_row(request: BooksRequest, body: Body, shown: Body) -> None:
    if shown["shipment_date"]:
        shown["shipment_days"] = (date.fromisoformat(shown["shipment_date"]) - request.today).days


SALES_ORDERS = BooksModule(
    name="salesorders",
    singular="salesorder",
    plural="salesorders",
    id_key="salesorder_id",
    noun="Sales Order",
    scope="salesorders",
    entity=SALES_ORDER,
    report="Sales Orders",
    detail=DOCUMENT
    | BASE_CURRENCY
    | SUBMISSION
    | LOCKS
    | blanks(
        text="salesorder_id salesorder_number zcrm_potential_id zcrm_potential_name customer_id customer_name"
        " billing_address_id shipping_address_id crm_owner_id crm_custom_reference_id shipment_date salesperson_id"
        " salesperson_name merchant_id merchant_name estimate_id location_id location_name pricebook_id"
        " delivery_method notes_default terms_default created_date last_modified_by_id",
        zero="shipping_charge discount_total roundoff_value",
        no="is_emailed is_update_customer",
        shipping_address={},
    ),
    row=blanks(
        text="salesorder_id zcrm_potential_id zcrm_potential_name customer_name customer_id status salesorder_number"
        " reference_number date shipment_date shipment_days currency_id currency_code created_time last_modified_time",
        zero="total sub_total bcy_total",
        no="is_emailed has_attachment",
        empty="custom_fields",
    ),
    filters={
        **filters.listed("salesorder_number"),
        **filters.listed("reference_number"),
        **filters.listed("customer_name"),
        **filters.lines(),
        **filters.text("email"),
        **filters.number("total"),
        **filters.day("date"),
        **filters.day("created_date"),
        **filters.day("shipment_date"),
        # The page names these four after estimates, and means the shipment date.
        **filters.day("expiry_date", "shipment_date", exactly=False),
        **filters.statuses(
            "draft", "pending_approval", "approved", "open", "invoiced", "partially_invoiced", "void", "overdue",
            "closed", "rejected",
        ),
        **filters.word("customer_id"),
        **filters.word("salesperson_id"),
        **filters.ids("salesorder_ids"),
        **filters.word("zcrm_potential_id"),
        **filters.modified(),
    },
    views={
        "Status.All": true(),
        **filters.views("Open", "Draft", "Invoiced", "Void", "Closed", "OverDue", "Approved"),
        "Status.PartiallyInvoiced": text_of("status") == "partially_invoiced",
        "Status.Pending": text_of("status") == "pending_approval",
    },
    searched=("salesorder_number", "reference_number", "customer_name"),
    sorts=(
        "customer_name", "salesorder_number", "reference_number", "shipment_date", "total", "date", "created_time",
        "last_modified_time", "company_name",
    ),
    custom_fields=custom_fields.OF_SALES_ORDERS,
    segment="customer_id",
    messages=(
        "Sales Order Created Successfully.",
        "Sales Order Updated Successfully.",
        "Sales Order Deleted Successfully.",
    ),
    shape_detail=documents.shaped(TRADE),
    shape_row=_shape_row,
    write=_write,
    settle=_settle,
)  # fmt: skip
