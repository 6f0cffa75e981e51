"""Credit notes (Zoho Books API v3, page "Credit Notes")."""

from sqlalchemy import true

from sandbox.books import approvals, balances, document_writes, documents, filters, values
from sandbox.books.blanks import SALE, TEMPLATE, blanks
from sandbox.books.documents import SALE_FIELDS, Trade
from sandbox.books.line_items import SALE_LINE, SALES_ACCOUNT
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.roles import CREDIT_NOTE
from sandbox.books.submissions import being
from sandbox.books.values import exact, money
from sandbox.company.documents import Document
from sandbox.store import Body, text_of

TRADE = Trade(
    module="creditnotes",
    kind="creditnote",
    number="creditnote_number",
    prefix="CN",
    until="issued_date",
    line=SALE_LINE
    | SALES_ACCOUNT
    | blanks(
        text="invoice_id invoice_item_id project_id discount_account_id discount_account_name sales_margin",
        no="can_skip_stock_tracking is_credit_only_item is_modifier_item",
        item_type="sales",
    ),
    fields=SALE_FIELDS,
)


def seeded_credit_note(document: Document) -> Body:
    """What a credit note of the company's story has beside what all documents have."""
    return {
        "issued_date": document.made_on.isoformat(),
        "invoice_id": document.source.books_id if document.source else "",
        "balance": money(document.balance),
        "total_credits_used": money(document.total - document.balance),
    }


def _write(request: BooksRequest, stored: Body) -> Body:
    body = document_writes.written(TRADE, request, stored)
    if not stored:
        draft = values.flag("is_draft", request.body.get("is_draft", False)) or approvals.applies(
            request, "creditnotes"
        )
        body |= being("draft" if draft else "open")
        body |= {"issued_date": body["date"], "invoice_id": request.params.get("invoice_id", "")}
    return standing(body)


def standing(body: Body) -> Body:
    """The credit note with what is left of it."""
    left = 0.0 if body["status"] == "void" else money(exact(body["total"]) - exact(body.get("total_credits_used", 0)))
    return body | {"balance": left}


def _settle(request: BooksRequest, before: Body, after: Body) -> None:
    for customer_id in {body["customer_id"] for body in (before, after) if body}:
        balances.refresh(request, customer_id)


def _shape_row(request: BooksRequest, body: Body, shown: Body) -> None:
    # Recorded rows name somebody where the single record names nobody.
    if not shown["salesperson_id"]:
        shown |= {"salesperson_id": "-1", "salesperson_name": "Others"}


_KEYS = blanks(text="creditnote_id creditnote_number issued_date", zero="balance", no="is_emailed")
CREDIT_NOTES = BooksModule(
    name="creditnotes",
    singular="creditnote",
    plural="creditnotes",
    id_key="creditnote_id",
    noun="Credit note",
    scope="creditnotes",
    entity=CREDIT_NOTE,
    report="Credit Notes",
    detail={key: blank for key, blank in SALE.items() if key not in {"attachment_name", "can_send_in_mail"}}
    | _KEYS
    | blanks(
        text="created_by_name offline_created_date_with_time invoice_id sales_channel currency_name_formatted"
        " discount_account_id discount_account_name adjustment_account_id adjustment_account_name",
        zero="total_credits_used total_refunded_amount",
        empty="invoices_credited creditnote_refunds",
        account_id="460000000000364",
        account_name="Accounts Receivable",
        computation_type="basic",
    ),
    row=_KEYS
    | blanks(
        text="status reference_number date customer_id customer_name applied_invoices salesperson_name salesperson_id"
        " client_viewed_time color_code current_sub_status_id current_sub_status currency_id currency_code"
        " created_time last_modified_time",
        zero="total",
        no="has_attachment is_viewed_by_client",
        empty="tags",
        exchange_rate=1,
        template_id=TEMPLATE,
        template_type="standard",
        rounding_mode="round_half_up",
        price_precision=2,
    ),
    filters={
        **filters.text("creditnote_number"),
        **filters.day("date"),
        **filters.statuses("draft", "pending_approval", "approved", "open", "closed", "void", "rejected"),
        **filters.number("total"),
        **filters.text("reference_number"),
        **filters.text("customer_name"),
        **filters.word("customer_id"),
        **filters.lines(),
        **filters.line_item(),
        **filters.line_tax(),
        **filters.modified(),
    },
    views={
        "Status.All": true(),
        **filters.views("Open", "Draft", "Closed", "Void", "Approved"),
        "Status.Pending": text_of("status") == "pending_approval",
    },
    searched=("creditnote_number", "customer_name", "reference_number"),
    sorts=("customer_name", "creditnote_number", "balance", "total", "date", "created_time", "last_modified_time"),
    segment="customer_id",
    messages=(
        "The credit note has been created.",
        "The credit note has been updated.",
        "The credit note has been deleted.",
    ),
    shape_detail=documents.shaped(TRADE),
    shape_row=_shape_row,
    write=_write,
    settle=_settle,
)
