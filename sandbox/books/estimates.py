"""Estimates, which the user interface calls quotes (Zoho Books API v3, page "Estimates")."""

from sqlalchemy import true

from sandbox.books import approvals, clock, custom_fields, document_writes, documents, filters, values
from sandbox.books.blanks import BASE_CURRENCY, SALE, TEMPLATE, blanks
from sandbox.books.documents import SALE_FIELDS, Trade
from sandbox.books.line_items import HEADED, SALE_LINE
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.refusals import invalid_reference
from sandbox.books.roles import ESTIMATE
from sandbox.books.submissions import being
from sandbox.books.values import money
from sandbox.company.documents import Document
from sandbox.store import Body, text_of

TRADE = Trade(
    module="estimates",
    kind="estimate",
    number="estimate_number",
    prefix="QT",
    until="expiry_date",
    line=SALE_LINE | HEADED | blanks(text="combo_type", empty="documents"),
    fields=SALE_FIELDS | {"expiry_date": values.day},
    custom=custom_fields.OF_ESTIMATES,
)


def seeded_estimate(document: Document, order: Document | None) -> Body:
    """What an estimate of the company's story has beside what all documents have; `order` was made from it."""
    moved = clock.local_day(document.modified_at).isoformat()
    invoiced, total = document.status == "invoiced", money(document.total)
    return {
        "accepted_date": moved if document.status in {"accepted", "invoiced"} else "",
        "declined_date": moved if document.status == "declined" else "",
        "is_transaction_created": invoiced,
        "invoiced_amount": total if invoiced else 0,
        "uninvoiced_amount": 0 if invoiced else total,
        "salesorders": [{"salesorder_id": order.books_id, "salesorder_number": order.name}] if order else [],
        custom_fields.CUSTOM: {"cf_project_code": f"P-{document.deal.number:04d}" if document.deal else ""},
    }


def reckoned(estimate: Body) -> Body:
    """The estimate with the status that the orders and invoices made of it leave it in."""
    converted = bool(estimate.get("salesorders") or estimate.get("invoice_ids"))
    status = "invoiced" if converted else "accepted" if estimate.get("accepted_date") else "sent"
    return estimate | being(status) | {"is_transaction_created": converted}


def source_of(request: BooksRequest, id_: str, done: str) -> Body:
    """The estimate that another document is made from, by which it is `done`."""
    estimate = ESTIMATES.known(request, id_)
    if estimate is None:
        raise invalid_reference("Estimate")
    approvals.convertible(request, ESTIMATES, estimate, done)
    return estimate


def _write(request: BooksRequest, stored: Body) -> Body:
    body = {"uninvoiced_amount": 0} | document_writes.written(TRADE, request, stored)
    return body | {"uninvoiced_amount": body["total"] if body["status"] != "invoiced" else 0}


ESTIMATES = BooksModule(
    name="estimates",
    singular="estimate",
    plural="estimates",
    id_key="estimate_id",
    noun="Estimate",
    scope="estimates",
    entity=ESTIMATE,
    report="Quotes",
    detail=SALE
    | BASE_CURRENCY
    | blanks(
        text="estimate_id estimate_number zcrm_potential_id zcrm_potential_name created_date expiry_date estimate_url"
        " cart_id beat_id beat_number journey_plan_id estimate_type",
        zero="uninvoiced_amount invoiced_amount sub_total_exclusive_of_discount discount_total discount_percent",
        no="is_transaction_created is_converted_to_open is_progressive_quote allow_partial_payments",
        empty="invoice_ids subscription_ids contact_persons_details retainerinvoices salesorders",
        customer_default_billing_address={},
        can_send_estimate_sms=True,
        payment_options={"payment_gateways": []},
    ),
    row=blanks(
        text="estimate_id zcrm_potential_id zcrm_potential_name customer_name customer_id company_name status"
        " color_code current_sub_status_id current_sub_status estimate_number reference_number date currency_id"
        " currency_code created_time last_modified_time accepted_date declined_date expiry_date client_viewed_time"
        " salesperson_id salesperson_name",
        zero="total",
        no="has_attachment is_viewed_by_client is_emailed",
        empty="tags",
        template_id=TEMPLATE,
        template_type="standard",
    ),
    filters={
        **filters.text("estimate_number"),
        **filters.text("reference_number"),
        **filters.text("customer_name"),
        **filters.number("total"),
        **filters.word("customer_id"),
        **filters.lines(),
        **filters.day("expiry_date"),
        **filters.day("date"),
        **filters.modified(),
        **filters.statuses(
            "draft", "pending_approval", "approved", "sent", "invoiced", "accepted", "declined", "expired", "rejected",
            viewed=filters.flagged("is_viewed_by_client"),
        ),
        **filters.word("zcrm_potential_id"),
    },
    views={
        "Status.All": true(),
        **filters.views("Sent", "Draft", "Invoiced", "Accepted", "Declined", "Expired", "Approved"),
        "Status.Pending": text_of("status") == "pending_approval",
        "Status.Viewed": filters.flagged("is_viewed_by_client"),
    },
    searched=("estimate_number", "reference_number", "customer_name"),
    sorts=("customer_name", "estimate_number", "date", "total", "created_time", "last_modified_time"),
    custom_fields=custom_fields.OF_ESTIMATES,
    segment="customer_id",
    messages=(
        "The quote has been created.",
        "Quote information has been updated.",
        "The quote has been deleted.",
    ),
    shape_detail=documents.shaped(TRADE),
    write=_write,
)  # fmt: skip
