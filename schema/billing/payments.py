"""Billing payments."""

from datetime import date
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from resolvers.reading.billing_customers import account_of_billing_customer, contact_of_billing_customer
from schema.billing.parties import CUSTOMER
from schema.billing.payment_modes import BillingPaymentMode
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, part, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="Status of a payment.")
class BillingPaymentStatus(Enum):
    """Values as Billing names them."""

    SUCCESS = strawberry.enum_value("success", description="The payment went through.")
    FAILURE = strawberry.enum_value("failure", description="The payment failed.")
    UNKNOWN = UNKNOWN_VALUE


@part
class BillingPaymentApplication:
    """The part of a payment that was applied to an invoice of Billing."""

    invoice_number: str | None = upstream("invoice_number", "The invoice's number.", same_as="BillingInvoice.number")
    amount: Money | None = upstream(
        "amount_applied",
        "Amount applied to the invoice.",
        currency="",
        crm="Balance",
        same_as="BillingInvoice.paymentMade",
    )
    invoice: Row | None = link("billing.invoices.BillingInvoice", "The invoice.", key="invoice_id")


@part
class BillingGatewayTransaction:
    """What the payment gateway made of a payment."""

    gateway: str | None = upstream("payment_gateway", "The payment gateway.")
    transaction_id: str | None = upstream("gateway_transaction_id", "Its id at the payment gateway.")
    error_code: str | None = upstream("gateway_error_code", "The payment gateway's own code where it declined.")
    error_message: str | None = upstream("gateway_error_message", "The payment gateway's own words.")
    last_four_digits: str | None = upstream("last_four_digits", "The last four digits of the card's number.")


@record(billing.PAYMENTS)
class BillingPayment(Node):
    """A payment that Billing collected or recorded."""

    mode: BillingPaymentMode | None = upstream("payment_mode", "Payment mode.")
    status: BillingPaymentStatus | None = upstream("status", "Payment status.")
    paid_on: date | None = upstream("date", "When it was paid.")
    reference: str | None = upstream("reference_number", "The payment's reference.")
    description: str | None = upstream("description", "Free text.", detail=True)
    customer_name: str | None = upstream("customer_name", "Name of the customer.")
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.", is_currency=True)
    amount: Money | None = upstream("amount", "Amount paid.", currency="currency_code", crm="Balance")
    refunded: Money | None = upstream(
        "amount_refunded", "Amount refunded.", detail=True, currency="currency_code", crm="Balance"
    )
    gateway_transaction: BillingGatewayTransaction | None = upstream(
        "autotransaction", "What the payment gateway made of it.", detail=True
    )
    applied_to: list[BillingPaymentApplication] | None = upstream(
        "invoices", "The invoices that it was applied to.", detail=True, currency="currency_code"
    )
    customer: Row | None = link(
        "billing.customers.BillingCustomer", "The customer in Billing.", key="customer_id", named=CUSTOMER
    )
    account: Row | None = link(
        "crm.accounts.Account", "The customer's account in CRM.", key="customer_id", hop=account_of_billing_customer
    )
    contact: Row | None = link(
        "crm.contacts.Contact", "The customer's contact in CRM.", key="customer_id", hop=contact_of_billing_customer
    )
    custom_fields: list[Row] | None = custom_fields(detail=True, crm="Grand_Total")


BILLING_PAYMENTS = Listing(BillingPayment)
