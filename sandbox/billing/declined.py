"""Payments that the payment gateway declined: the tries of dunning, each with the gateway's own code and words."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sandbox.billing import subscription_seed
from sandbox.billing.formats import day, money, priced_in, public, stamp
from sandbox.billing.history import event
from sandbox.billing.subscriptions import payment_details
from sandbox.company.billing_entities import BillingInvoice, Subscription
from sandbox.company.company import Company
from sandbox.store import Body

# How often a card is tried until the subscription has that status, and how many days lie between two tries.
TRIES = {"dunning": 2, "unpaid": 4, "cancelled_from_dunning": 4}
DAYS_BETWEEN = 3
ERRORS = (
    ("card_declined", "Your card was declined."),
    ("insufficient_funds", "Your card has insufficient funds."),
    ("expired_card", "Your card has expired."),
)


def payments(company: Company) -> Iterator[tuple[str, Body]]:
    """A failed payment for each try."""
    known = dict(subscription_seed.records(company))
    number = 0
    for subscription, invoice in _owed(company):
        for attempt in range(1, TRIES[subscription.status] + 1):
            since = timedelta(days=DAYS_BETWEEN * (attempt - 1), hours=1)
            at = _begun(company, subscription, invoice) + since
            if at.date() > company.today:
                break
            number += 1
            body = _declined(company, subscription, invoice, at, attempt, number)
            yield body["payment_id"], {**body, "email": known[subscription.billing_id]["email"]}


def events(company: Company) -> Iterator[tuple[str, Body]]:
    """An event for each failed payment."""
    for position, (_, payment) in enumerate(payments(company), start=1):
        event_id = str(903000000011500000 + position)
        yield (
            event_id,
            event(
                event_id,
                "payment_declined",
                datetime.fromisoformat(payment["created_time"]),
                public(payment),
                "payment",
            ),
        )


def _owed(company: Company) -> Iterator[tuple[Subscription, BillingInvoice]]:
    """The subscriptions whose card could not be charged, with their last invoices."""
    last = {invoice.subscription_id: invoice for invoice in company.billing_invoices}
    for subscription in company.subscriptions:
        if subscription.auto_collect and subscription.status in TRIES and subscription.billing_id in last:
            yield subscription, last[subscription.billing_id]


def _begun(company: Company, subscription: Subscription, invoice: BillingInvoice) -> datetime:
    """When the card was tried first: what is in dunning today is not given up yet."""
    if subscription.status != "dunning":
        return invoice.created_at
    days = (company.today - invoice.made_on).days - DAYS_BETWEEN - 1
    return invoice.created_at + timedelta(days=max(0, days))


def _declined(
    company: Company, subscription: Subscription, invoice: BillingInvoice, at: datetime, attempt: int, number: int
) -> Body:
    card = payment_details(str(invoice.account.billing_id), online=True)["card"]
    code, words = ERRORS[subscription.number % len(ERRORS)]
    again = at + timedelta(days=DAYS_BETWEEN)
    goes_on = subscription.status == "dunning" and again.date() > company.today
    return {
        "payment_id": str(903000000009500000 + number),
        "payment_mode": "autotransaction",
        "amount": money(invoice.balance),
        "amount_refunded": 0.0,
        "bank_charges": 0.0,
        "date": day(at.date()),
        "status": "failure",
        "reference_number": invoice.name,
        "description": f"Payment for {invoice.name} failed",
        "customer_id": invoice.account.billing_id,
        "customer_name": invoice.account.name,
        "invoices": [
            {
                "invoice_id": invoice.billing_id,
                "invoice_number": invoice.name,
                "date": day(invoice.made_on),
                "invoice_amount": money(invoice.total),
                "amount_applied": 0.0,
                "balance_amount": money(invoice.balance),
            }
        ],
        **priced_in(invoice.account.currency),
        "custom_fields": [],
        "created_time": stamp(at),
        "updated_time": stamp(at),
        "autotransaction": {
            "autotransaction_id": str(903000000017500000 + number),
            "payment_gateway": card["payment_gateway"],
            "gateway_transaction_id": f"ch_declined_{number:06d}",
            "gateway_error_code": code,
            "gateway_error_message": words,
            "retry_number": attempt,
            "next_retry_at": day(again.date()) if goes_on else "",
            **public(card, ("card_id", "last_four_digits", "expiry_month", "expiry_year")),
        },
    }
