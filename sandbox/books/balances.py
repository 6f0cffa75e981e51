"""What a customer owes and has in credit, from invoices, credit notes and payments."""

from collections.abc import Iterable
from decimal import Decimal

from sandbox.books import settings
from sandbox.books.operations import BooksRequest
from sandbox.books.values import exact, money
from sandbox.store import Body, text_of

SOURCES = ("invoices", "creditnotes", "customerpayments")
SETTLED = {"draft", "void", "pending_approval", "approved", "rejected"}


def balances(currency_code: str, invoices: Iterable[Body], credits_: Iterable[Body], payments: Iterable[Body]) -> Body:
    """The contact's amounts, in its currency and in the base one; `overdue_amount` is for the sandbox's own use."""
    due = [invoice for invoice in invoices if invoice["status"] not in SETTLED]
    receivable = sum((exact(invoice["balance"]) for invoice in due), Decimal(0))
    overdue = sum((exact(invoice["balance"]) for invoice in due if invoice["status"] == "overdue"), Decimal(0))
    unused = sum((exact(note["balance"]) for note in credits_ if note["status"] == "open"), Decimal(0))
    unused += sum((exact(payment["unused_amount"]) for payment in payments), Decimal(0))
    rate = settings.rate_of(currency_code)
    return {
        "outstanding_receivable_amount": money(receivable),
        "outstanding_receivable_amount_bcy": money(receivable * rate),
        "unused_credits_receivable_amount": money(unused),
        "unused_credits_receivable_amount_bcy": money(unused * rate),
        "overdue_amount": money(overdue),
    }


def refresh(request: BooksRequest, customer_id: str) -> None:
    """Bring the customer's amounts up to date."""
    contact = request.ledger.body("contacts", customer_id)
    if contact is not None:
        of_customer = [request.ledger.bodies(module, [text_of("customer_id") == customer_id]) for module in SOURCES]
        request.ledger.put("contacts", customer_id, contact | balances(contact["currency_code"], *of_customer))
