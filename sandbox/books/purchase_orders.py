"""Purchase orders (Zoho Books API v3, page "Purchase Order")."""

from datetime import date

from sqlalchemy import true

from sandbox.books import custom_fields, document_writes, documents, filters, values
from sandbox.books.blanks import DOCUMENT, blanks
from sandbox.books.documents import FIELDS, Trade
from sandbox.books.line_items import HEADED, LINE
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.roles import PURCHASE_ORDER
from sandbox.company.documents import Document
from sandbox.store import Body, text_of

INCOTERMS = ("EXW", "FCA", "DAP", "DDP")
TRADE = Trade(
    module="purchaseorders",
    kind="purchaseorder",
    number="purchaseorder_number",
    prefix="PO",
    until="delivery_date",
    line=LINE
    | HEADED
    | blanks(
        text="salesorder_item_id project_id image_name image_type",
        zero="quantity_marked_as_received quantity_cancelled quantity_billed",
        empty="purchase_request_items",
        is_receivable=True,
        item_type="sales_and_purchases",
        account_id="460000000034003",
        account_name="Cost of Goods Sold",
    ),
    party="vendor",
    price="purchase_rate",
    fields=FIELDS
    | {
        "delivery_date": values.day,
        "expected_delivery_date": values.day,
        "ship_via": values.text,
        "attention": values.text,
        "payment_terms": values.whole,
        "payment_terms_label": values.text,
    },
    custom=custom_fields.OF_PURCHASE_ORDERS,
)


def seeded_order(document: Document) -> Body:
    """What a purchase order of the company's story has beside what all documents have."""
    return {
        "expected_delivery_date": document.until.isoformat(),
        custom_fields.CUSTOM: {"cf_incoterm": INCOTERMS[document.number % len(INCOTERMS)]},
    }


def _write(request: BooksRequest, stored: Body) -> Body:
    return document_writes.written(TRADE, request, stored)


def _shape_detail(request: BooksRequest, body: Body, shown: Body) -> None:
    documents.shaped(TRADE)(request, body, shown)
    status = body["status"]
    shown["order_status"] = status
    # Drafts have both empty in the single record, though not in the list (recorded answers).
    if status != "draft":
        shown |= _progress(status)
    shown["can_mark_as_bill"] = status == "open"
    shown["can_mark_as_unbill"] = status == "billed"


def _shape_row(request: BooksRequest, body: Body, shown: Body) -> None:
    status = body["status"]
    shown |= _progress(status) | {"order_status": status}
    shown["quantity_yet_to_receive"] = body["total_quantity"] if status in {"draft", "open"} else 0
    if status == "open" and shown["delivery_date"]:
        days = (date.fromisoformat(shown["delivery_date"]) - request.today).days
        shown["delivery_days"] = f"Due in {days} days" if days >= 0 else f"Overdue by {-days} days"


def _progress(status: str) -> Body:
    billed = "billed" if status == "billed" else "to_be_billed"
    return {"billed_status": billed, "received_status": "to_be_received"}


PURCHASE_ORDERS = BooksModule(
    name="purchaseorders",
    singular="purchaseorder",
    plural="purchaseorders",
    id_key="purchaseorder_id",
    noun="Purchase Order",
    scope="purchaseorders",
    entity=PURCHASE_ORDER,
    report="Purchase Orders",
    detail=DOCUMENT
    | blanks(
        text="purchaseorder_id purchaseorder_number expected_delivery_date order_status received_status billed_status"
        " vendor_id vendor_name delivery_date discount_account_id discount_account_name billing_address_id ship_via"
        " ship_via_id attention delivery_org_address_id delivery_customer_id delivery_customer_address_id",
        zero="non_catalog_items_count total_quantity discount_amount discount_total discount_percent payment_terms",
        no="is_emailed is_po_marked_as_received has_qty_cancelled can_mark_as_bill can_mark_as_unbill",
        empty="salesorders bills advances",
        is_adv_tracking_in_receive=True,
        computation_type="basic",
        payment_terms_label="Due on Receipt",
        discount_type="entity_level",
        delivery_address=blanks(
            text="address address1 address2 city state zip phone organization_address_id", country="Germany"
        ),
    ),
    row=blanks(
        text="purchaseorder_id vendor_id vendor_name company_name order_status billed_status received_status status"
        " color_code current_sub_status_id current_sub_status purchaseorder_number reference_number date delivery_date"
        " expected_delivery_date delivery_days due_by_days due_in_days currency_id currency_code price_precision"
        " created_time last_modified_time client_viewed_time",
        zero="total quantity_yet_to_receive quantity_marked_as_received",
        no="has_attachment is_po_marked_as_received is_viewed_by_client",
        empty="tags receives",
    ),
    filters={
        **filters.text("purchaseorder_number"),
        **filters.text("reference_number"),
        **filters.day("date"),
        **filters.day("created_date"),
        **filters.statuses(
            "draft", "pending_approval", "approved", "rejected", "open", "billed", "partially_billed", "cancelled",
            "closed",
        ),
        **filters.lines(),
        **filters.text("vendor_name"),
        **filters.word("vendor_id"),
        **filters.number("total"),
        **filters.modified(),
    },
    views={
        "Status.All": true(),
        **filters.views("Draft", "Open", "Billed", "Cancelled", "Approved", "Closed"),
        "Status.Issued": text_of("status") == "open",
        "Status.Pending": text_of("status") == "pending_approval",
    },
    searched=("purchaseorder_number", "reference_number", "vendor_name"),
    sorts=(
        "vendor_name", "purchaseorder_number", "date", "delivery_date", "expected_delivery_date", "total",
        "created_time", "last_modified_time",
    ),
    custom_fields=custom_fields.OF_PURCHASE_ORDERS,
    messages=(
        "Purchase Order has been added.",
        "Purchase Order has been updated.",
        "The purchase order has been deleted.",
    ),
    shape_detail=_shape_detail,
    shape_row=_shape_row,
    write=_write,
)  # fmt: skip
