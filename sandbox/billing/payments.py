"""Payments. Retrieving one is documented; that they can be listed is known, the list's shape is our default."""

from collections.abc import Iterator
from decimal import Decimal

from sandbox.billing import customers, transactions
from sandbox.billing.endpoints import PRODUCT, BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, success
from sandbox.billing.formats import day, money, priced_in, public, stamp
from sandbox.billing.lists import Listing, equal_to, page_of
from sandbox.billing.subscriptions import payment_details
from sandbox.company.billing_entities import BillingPayment
from sandbox.company.company import Company
from sandbox.store import Body

MODULE = "payments"
ROW = (
    "payment_id", "payment_mode", "amount", "amount_refunded", "date", "status", "reference_number", "customer_id",
    "customer_name", "email", "currency_code", "currency_symbol", "created_time", "updated_time",
)  # fmt: skip
LISTING = Listing(
    MODULE,
    "payments",
    ROW,
    numbers=("amount", "amount_refunded"),
    look_ups={"customer_id": equal_to("customer_id")},
    sort_column="date",
)


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """Every payment that Billing collected."""
    emails = {customer_id: customer["email"] for customer_id, customer in customers.records(company)}
    for payment in company.billing_payments:
        yield payment.billing_id, {**in_full(payment), "email": emails[str(payment.account.billing_id)]}


def in_full(payment: BillingPayment) -> Body:
    """A seeded payment, but for its customer's address."""
    invoice, account = payment.invoice, payment.account
    # A payment has no time of its own in the story: it came on its day, hours after the invoice.
    made_at = stamp(invoice.created_at + (payment.paid_on - invoice.made_on))
    body: Body = {
        "payment_id": payment.billing_id,
        "payment_mode": payment.mode,
        "amount": money(payment.amount),
        "amount_refunded": 0.0,
        "bank_charges": 0.0,
        "date": day(payment.paid_on),
        "status": "success",
        "reference_number": invoice.name,
        "description": f"Payment has been added to {invoice.name}",
        "customer_id": account.billing_id,
        "customer_name": account.name,
        "invoices": [
            {
                "invoice_id": invoice.billing_id,
                "invoice_number": invoice.name,
                "date": day(invoice.made_on),
                "invoice_amount": money(invoice.total),
                "amount_applied": money(payment.amount),
                "balance_amount": money(invoice.balance),
            }
        ],
        **priced_in(account.currency),
        "custom_fields": [],
        "created_time": made_at,
        "updated_time": made_at,
    }
    if payment.mode == "autotransaction":
        body["autotransaction"] = _charged(payment)
    return body


def _charged(payment: BillingPayment) -> Body:
    card = payment_details(str(payment.account.billing_id), online=True)["card"]
    return {
        "autotransaction_id": str(903000000017000000 + payment.number),
        "payment_gateway": card["payment_gateway"],
        "gateway_transaction_id": f"ch_{payment.number:08d}",
        "gateway_error_message": "",
        **public(card, ("card_id", "last_four_digits", "expiry_month", "expiry_year")),
    }


def recorded(request: BillingRequest, subscription: Body, invoice_id: str, number: str, amount: Decimal) -> Body:
    """A payment that the subscription's card has just made for an invoice, kept."""
    payment_id, now = request.new_id(), stamp(request.now)
    card = payment_details(subscription["customer_id"], online=True)["card"]
    body: Body = {
        "payment_id": payment_id,
        "payment_mode": "autotransaction",
        "amount": money(amount),
        "amount_refunded": 0.0,
        "bank_charges": 0.0,
        "date": day(request.today),
        "status": "success",
        "reference_number": number,
        "description": f"Payment has been added to {number}",
        **public(subscription, ("customer_id", "customer_name", "email", "currency_code", "currency_symbol")),
        "invoices": [
            {
                "invoice_id": invoice_id,
                "invoice_number": number,
                "date": day(request.today),
                "invoice_amount": money(amount),
                "amount_applied": money(amount),
                "balance_amount": 0.0,
            }
        ],
        "custom_fields": [],
        "created_time": now,
        "updated_time": now,
        "autotransaction": {
            "autotransaction_id": request.new_id(),
            "payment_gateway": card["payment_gateway"],
            "gateway_transaction_id": f"ch_{payment_id}",
            "gateway_error_message": "",
            **public(card, ("card_id", "last_four_digits", "expiry_month", "expiry_year")),
        },
    }
    request.store.put(PRODUCT, MODULE, payment_id, body)
    transactions.keep(request, "payment", payment_id, amount, "success", subscription["customer_id"])
    return body


def applied(request: BillingRequest, payment: Body) -> Body:
    """A payment as the invoice shows it that it was made for."""
    keys = ("payment_id", "payment_mode", "amount_refunded", "description", "date", "reference_number", "amount",
            "bank_charges", "autotransaction")  # fmt: skip
    return {
        **public(payment, keys),
        "invoice_payment_id": request.new_id(),
        "gateway_transaction_id": payment["autotransaction"]["gateway_transaction_id"],
        "exchange_rate": 1.0,
    }


def payments_page(request: BillingRequest) -> BillingResponse:
    """A page of payments."""
    return page_of(request, LISTING)


def payment_in_full(request: BillingRequest) -> BillingResponse:
    """One payment."""
    return success({"payment": public(request.record(MODULE, "payment_id", "Payment"))})


ENDPOINTS = (
    BillingEndpoint("GET", "/payments", "payments.READ", "payments", "view", payments_page),
    BillingEndpoint("GET", "/payments/{payment_id}", "payments.READ", "payments", "view", payment_in_full),
)
