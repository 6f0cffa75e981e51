"""The module of bills: its keys, filters and views, and what is computed for each answer."""

from datetime import date

from sqlalchemy import true

from sandbox.books import contact_seed, documents, filters
from sandbox.books.blanks import CURRENCY, CUSTOM_FIELDS, PAGE, STATUS, SUBMISSION, VIEWED, blanks
from sandbox.books.documents import Trade
from sandbox.books.line_items import HEADED, LINE
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.roles import Entity
from sandbox.company.bills import BILL
from sandbox.store import Body, text_of

SETTLED = {"paid", "void"}


TRADE = Trade(
    module="bills",
    kind=BILL.word,
    number="bill_number",
    prefix=BILL.prefix,
    until="due_date",
    line=LINE
    | HEADED
    | blanks(
        text="purchaseorder_item_id account_id account_name sku product_type customer_id customer_name project_id"
        " project_name invoice_id invoice_number item_type",
        no="is_billable",
    ),
    party="vendor",
    price="purchase_rate",
)


def _shape_detail(request: BooksRequest, body: Body, shown: Body) -> None:
    documents.shaped(TRADE)(request, body, shown)
    # Bills know no persons, unlike the other documents.
    for key in ("contact_persons", "contact_persons_associated"):
        del shown[key]
    shown["last_modified_id"] = body["last_modified_by_id"]
    shown["due_in_days"] = (date.fromisoformat(body["due_date"]) - request.today).days
    orders = [request.ledger.body("purchaseorders", id_) or {} for id_ in body["purchaseorder_ids"]]
    shown["purchaseorders"] = [_order(order) for order in orders if order]


def _order(order: Body) -> Body:
    return {
        "purchaseorder_id": order["purchaseorder_id"],
        "purchaseorder_number": order["purchaseorder_number"],
        "purchaseorder_date": order["date"],
        "purchaseorder_status": order["status"],
    }


def _shape_row(request: BooksRequest, body: Body, shown: Body) -> None:
    shown |= {"created_by": body["created_by_name"], "last_modified_by": body["created_by_name"]}
    shown["balance_due"] = body["balance"]
    if body["status"] not in SETTLED:
        days = (date.fromisoformat(body["due_date"]) - request.today).days
        shown["due_days"] = f"Due in {days} days" if days > 0 else f"Overdue by {-days} days" if days else "Due Today"


_KEYS = blanks(
    text="bill_id vendor_id vendor_name bill_number reference_number date due_date created_time last_modified_time"
    " attachment_name",
    zero="total balance unprocessed_payment_amount",
    no="is_uber_bill is_tally_bill is_bill_reconciliation_violated",
    empty="tags",
    entity_type="bill",
)


MODULE = BooksModule(
    name="bills",
    singular="bill",
    plural="bills",
    id_key="bill_id",
    noun="Bill",
    scope="bills",
    entity=Entity(BILL.word, "transaction"),
    report="Bills",
    detail=_KEYS
    | STATUS
    | VIEWED
    | CURRENCY
    | CUSTOM_FIELDS
    | SUBMISSION
    | PAGE
    | blanks(
        text="payment_expected_date scanned_po_number scanned_po_id recurring_bill_id due_by_days due_in_days"
        " currency_name_formatted subject_content adjustment_description discount_account_id discount_account_name"
        " billing_address_id created_by_id last_modified_id reference_id notes terms account_id account_name"
        " adjustment_account_id adjustment_account_name contact_category",
        zero="non_catalog_items_count unused_credits_payable_amount adjustment discount_amount discount"
        " discount_applied_on_amount sub_total sub_total_inclusive_of_tax tax_total discount_total discount_percent"
        " payment_made vendor_credits_applied total_retention_amount",
        no="is_item_level_tax_calc is_inclusive_tax track_discount_in_account is_line_item_invoiced"
        " is_approval_required",
        empty="documents line_items purchaseorder_ids purchaseorders taxes payments vendor_credits"
        " allocated_landed_costs unallocated_landed_costs retention_items",
        source="web",
        discount_setting="no_discount",
        discount_type="item_level",
        is_discount_before_tax=True,
        tax_rounding="entity_level",
        tds_calculation_type="tds_item_level",
        tax_override_preference="no_override",
        computation_type="basic",
        bill_order_type="bill",
        billing_address={},
        **{key: contact_seed.NET_30[key] for key in ("payment_terms", "payment_terms_label")},
    ),
    row=_KEYS
    | VIEWED
    | blanks(
        text="status color_code current_sub_status_id current_sub_status due_days currency_id currency_code"
        " created_time_formatted last_modified_time_formatted created_by last_modified_by",
        zero="tds_total balance_due",
        no="is_opening_balance has_attachment",
        exchange_rate=1,
        price_precision=2,
    ),
    filters={
        **filters.text("bill_number"),
        **filters.text("reference_number"),
        **filters.text("description", "notes"),
        **filters.day("date"),
        **filters.day("due_date"),
        **filters.day("created_date"),
        **filters.statuses("paid", "open", "overdue", "void", "partially_paid"),
        **filters.lines(),
        **filters.text("vendor_name"),
        **filters.word("vendor_id"),
        **filters.word("customer_id"),
        **filters.word("project_id"),
        **filters.word("recurring_bill_id"),
        **filters.contained("purchaseorder_id", "purchaseorder_ids"),
        **filters.number("total"),
        **filters.modified(),
    },
    views={
        "Status.All": true(),
        **filters.views("Paid", "Overdue", "Void", "Open"),
        "Status.PartiallyPaid": text_of("status") == "partially_paid",
    },
    searched=("bill_number", "reference_number", "vendor_name"),
    sorts=("vendor_name", "bill_number", "date", "due_date", "total", "balance", "created_time"),
    shape_detail=_shape_detail,
    shape_row=_shape_row,
)  # fmt: skip
