"""Billing payments."""

from datetime import date
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from resolvers.reading.billing_customers import account_of_billing_customer, contact_of_billing_customer
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, part, upstream
from schema.engine.declare.values import UNKNOWN as NOT_KNOWN
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="Whether a payment went through.")
class BillingPaymentStatus(Enum):
    """Billing's words."""

    SUCCESS = "success"
    FAILURE = "failure"
    UNKNOWN = NOT_KNOWN


@part
class BillingPaymentApplication:
    """How much of a payment went to which invoice of Billing."""

    invoice_number: str | None = upstream("invoice_number", "The invoice's number.")
    amount: Money | None = upstream("amount_applied", "What went to it.", currency="")
    invoice: Row | None = link("billing.invoices.BillingInvoice", "The invoice.", key="invoice_id")


@record(billing.PAYMENTS)
class BillingPayment(Node):
    """A payment that Billing collected or recorded."""

    mode: str | None = upstream("payment_mode", "How it was paid, in Billing's words.")
    status: BillingPaymentStatus | None = upstream("status", "Whether it went through.")
    paid_on: date | None = upstream("date", "When it was paid.")
    reference: str | None = upstream("reference_number", "The payment's reference.")
    description: str | None = upstream("description", "Free text.", detail=True)
    customer_name: str | None = upstream("customer_name", "Who paid.")
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.")
    amount: Money | None = upstream("amount", "What was paid.", currency="currency_code")
    refunded: Money | None = upstream("amount_refunded", "What was paid back.", detail=True, currency="currency_code")
    applied_to: list[BillingPaymentApplication] | None = upstream(
        "invoices", "The invoices that it was applied to.", detail=True, currency="currency_code"
    )
    customer: Row | None = link("billing.customers.BillingCustomer", "Who paid, in Billing.", key="customer_id")
    account: Row | None = link(
        "crm.accounts.Account", "Who paid, in CRM.", key="customer_id", hop=account_of_billing_customer
    )
    contact: Row | None = link(
        "crm.contacts.Contact", "The customer's contact in CRM.", key="customer_id", hop=contact_of_billing_customer
    )
    custom_fields: list[Row] | None = custom_fields(detail=True)


BILLING_PAYMENTS = Listing(BillingPayment)
