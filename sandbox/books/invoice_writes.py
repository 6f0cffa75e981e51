"""Invoices of the seed and of requests, and what changes in the records around them."""

from datetime import date, timedelta
from decimal import Decimal

from sandbox.books import balances, custom_fields, document_writes, invoicing, values
from sandbox.books.blanks import blanks
from sandbox.books.documents import SALE_FIELDS, Trade
from sandbox.books.line_items import HEADED, SALE_LINE, SALES_ACCOUNT
from sandbox.books.operations import BooksRequest
from sandbox.books.refusals import in_use, invalid, less_than_paid
from sandbox.books.submissions import being
from sandbox.books.values import exact, money
from sandbox.company.documents import Document
from sandbox.store import Body

PRIORITIES = ("Low", "Normal", "High")
# Zoho Books API v3, "Invoices", `payment_terms`.
MOST_DAYS = 100
CLOSED = ("draft", "void", "pending_approval", "approved", "rejected")
TRADE = Trade(
    module="invoices",
    kind="invoice",
    number="invoice_number",
    prefix="INV",
    until="due_date",
    line=SALE_LINE
    | HEADED
    | SALES_ACCOUNT
    | blanks(
        text="discount_account_id discount_account_name bill_id bill_item_id stock_on_hand available_stock"
        " committed_stock available_for_sale_stock project_id expense_id expense_receipt_name purchase_rate"
        " salesorder_item_id",
        zero="sales_rate cost_amount markup_percent",
        no="is_modifier_item",
        empty="documents time_entry_ids",
        item_type="sales",
    ),
    fields=SALE_FIELDS
    | {
        "due_date": values.day,
        "payment_terms": values.whole,
        "payment_terms_label": values.text,
        "payment_expected_date": values.day,
    },
    custom=custom_fields.OF_INVOICES,
)


def seeded_invoice(document: Document) -> Body:
    """What an invoice of the company's story has beside what all documents have."""
    order = document.source
    cost = sum((line.quantity * line.product.cost for line in document.lines), Decimal(0))
    body: Body = {
        "issued_date": "" if document.status == "draft" else document.made_on.isoformat(),
        "balance": money(document.balance),
        "payment_made": money(document.total - document.balance if document.status != "void" else Decimal(0)),
        "payment_terms": 30,
        "payment_terms_label": "Net 30",
        custom_fields.CUSTOM: {
            "cf_project_code": f"P-{document.deal.number:04d}" if document.deal else "",
            "cf_priority": PRIORITIES[document.number % len(PRIORITIES)],
            "cf_margin": money((document.net - cost) * 100 / document.net),
        },
    }
    if order is not None:
        link = {"salesorder_id": order.books_id, "salesorder_number": order.name}
        body |= invoicing.order_link(link | {"estimate_id": order.source.books_id if order.source else ""})
    return body


def written(request: BooksRequest, stored: Body) -> Body:
    """An invoice after a POST or PUT. A new one may come from an estimate, or from the lines of a sales order."""
    body = {"due_date": request.body.get("date", request.today.isoformat())} | document_writes.written(
        TRADE, request, stored
    )
    body |= _terms(request.body, body)
    if not stored:
        body |= invoicing.from_estimate(request) | invoicing.from_order(request, body["line_items"])
    return standing(request, body)


def _terms(sent: Body, body: Body) -> Body:
    """What follows from the days that were sent: how the terms are called, and the last day."""
    if "payment_terms" not in sent:
        return {}
    days = body["payment_terms"]
    if not 0 <= days <= MOST_DAYS:
        raise invalid("payment_terms")
    try:
        last = date.fromisoformat(body["date"]) + timedelta(days)
    except OverflowError:
        raise invalid("payment_terms") from None
    due = {} if "due_date" in sent else {"due_date": last.isoformat()}
    label = {"payment_terms_label": f"Net {days}" if days else "Due on Receipt"}
    return due | ({} if "payment_terms_label" in sent else label)


def standing(request: BooksRequest, body: Body) -> Body:
    """The invoice with its balance and status as the payments and the day make them."""
    if body["status"] == "void":
        return body | {"balance": 0}
    paid = exact(body.get("payment_made", 0))
    balance = exact(body["total"]) - paid
    if balance < 0:
        raise less_than_paid()
    body = body | {"balance": money(balance)}
    if body["status"] in CLOSED and not paid:
        return body
    status = "paid" if not balance else "partially_paid" if paid else "sent"
    if balance and "" < body["due_date"] < request.today.isoformat():
        status = "overdue"
    return body | being(status) | {"issued_date": body.get("issued_date") or request.today.isoformat()}


def guard(request: BooksRequest, body: Body) -> None:
    """A paid invoice cannot be deleted."""
    if exact(body.get("payment_made", 0)):
        raise in_use("This invoice")


def settle(request: BooksRequest, before: Body, after: Body) -> None:
    """What it was made from is invoiced, as far as it stands; the customer's amounts follow."""
    invoicing.follow(request, before, after)
    for customer_id in {body["customer_id"] for body in (before, after) if body}:
        balances.refresh(request, customer_id)
