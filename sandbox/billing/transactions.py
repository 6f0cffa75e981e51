"""Transactions: invoices and payments side by side. Their scope is the customers' (Billing API, "Customers")."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sandbox.billing.endpoints import PRODUCT, BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse
from sandbox.billing.formats import day
from sandbox.billing.lists import Listing, being, equal_to, page_of, views_of
from sandbox.company.company import Company
from sandbox.store import Body

MODULE = "transactions"
LISTING = Listing(
    MODULE,
    "transactions",
    ("transaction_id", "reference_id", "date", "type", "status", "amount"),
    numbers=("amount",),
    views=views_of(
        "TransactionType",
        INVOICE=being("type", "invoice"),
        PAYMENT=being("type", "payment"),
        CREDIT=being("type", "credit"),
        REFUND=being("type", "refund"),
    ),
    look_ups={"customer_id": equal_to("_customer_id")},
    sort_column="date",
)


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """A transaction for each invoice and each payment."""
    for invoice in company.billing_invoices:
        body = _transaction(903000000012000000 + invoice.number, "invoice", invoice.made_on, invoice.total)
        of = {"status": invoice.status, "reference_id": invoice.billing_id, "_customer_id": invoice.account.billing_id}
        yield body["transaction_id"], {**body, **of}
    for payment in company.billing_payments:
        body = _transaction(903000000013000000 + payment.number, "payment", payment.paid_on, payment.amount)
        of = {"status": "success", "reference_id": payment.billing_id, "_customer_id": payment.account.billing_id}
        yield body["transaction_id"], {**body, **of}


def keep(request: BillingRequest, kind: str, id_: str, amount: Decimal, status: str, customer_id: str) -> None:
    """Keep a transaction of today for a new invoice or payment."""
    body = _transaction(int(request.new_id()), kind, request.today, amount)
    of = {"status": status, "reference_id": id_, "_customer_id": customer_id}
    request.store.put(PRODUCT, MODULE, body["transaction_id"], {**body, **of})


def _transaction(number: int, kind: str, on: date, amount: Decimal) -> Body:
    # The amount is a string (Billing API, "List of transactions").
    return {"transaction_id": str(number), "type": kind, "date": day(on), "amount": f"{amount:.2f}"}


def transactions_page(request: BillingRequest) -> BillingResponse:
    """A page of transactions, of one customer where the call names one."""
    return page_of(request, LISTING)


ENDPOINTS = (BillingEndpoint("GET", "/transactions", "customers.READ", "transactions", "view", transactions_page),)
