"""Billing invoices: what subscriptions were billed."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from resolvers.reading.billing_customers import account_of_billing_customer, contact_of_billing_customer
from schema.billing.parties import CUSTOMER
from schema.billing.payment_modes import BillingPaymentMode
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, part, upstream
from schema.shared.addresses import Address, address_in_billing
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="Status of an invoice in Billing.")
class BillingInvoiceStatus(Enum):
    """Values as Billing names them."""

    DRAFT = strawberry.enum_value("draft", description="Not sent or issued yet.")
    PENDING = strawberry.enum_value("pending", description="Waits to be issued or collected.")
    SENT = strawberry.enum_value("sent", description="Sent to the customer.")
    OVERDUE = strawberry.enum_value("overdue", description="Past the day that it was due.")
    UNPAID = strawberry.enum_value("unpaid", description="Not paid yet.")
    PARTIALLY_PAID = strawberry.enum_value("partially_paid", description="Paid in part.")
    PAID = strawberry.enum_value("paid", description="Paid in full.")
    VOID = strawberry.enum_value("void", description="Declared void.")
    UNKNOWN = UNKNOWN_VALUE


@part
class BillingInvoiceItem:
    """One line of an invoice of Billing."""

    name: str | None = upstream("name", "Name of the item.")
    code: str | None = upstream("code", "The plan's or addon's code.")
    description: str | None = upstream("description", "Free text.")
    quantity: Decimal | None = upstream("quantity", "Quantity.", public="A number of units is no price.")
    price: Money | None = upstream("price", "The price of one.", currency="", crm="Sub_Total")
    discount: Money | None = upstream("discount_amount", "Discount.", currency="", crm="Sub_Total")
    total: Money | None = upstream("item_total", "Total of the line.", currency="", crm="Sub_Total")


@part
class BillingInvoicePayment:
    """A payment towards an invoice of Billing."""

    payment_id: str | None = upstream("payment_id", "The payment's id in Billing.")
    mode: BillingPaymentMode | None = upstream("payment_mode", "Payment mode.")
    paid_on: date | None = upstream("date", "When it was paid.")
    reference: str | None = upstream("reference_number", "The payment's reference.")
    amount: Money | None = upstream(
        "amount", "Amount paid.", currency="", crm="Balance", same_as="BillingPayment.amount"
    )
    payment: Row | None = link("billing.payments.BillingPayment", "The payment.", key="payment_id")


@record(billing.INVOICES)
class BillingInvoice(Node):
    """An invoice in Billing."""

    number: str | None = upstream("number", "The number printed on the invoice.")
    status: BillingInvoiceStatus | None = upstream("status", "Invoice status.")
    issued_on: date | None = upstream("invoice_date", "The day of the invoice.")
    due_on: date | None = upstream("due_date", "The day payment is due.")
    customer_name: str | None = upstream("customer_name", "Name of the customer.")
    email: str | None = upstream("email", "The customer's e-mail address.")
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.", is_currency=True)
    total: Money | None = upstream("total", "Total including tax.", currency="currency_code", crm="Grand_Total")
    balance: Money | None = upstream("balance", "Amount still to be paid.", currency="currency_code", crm="Balance")
    payment_made: Money | None = upstream(
        "payment_made", "Amount paid.", detail=True, currency="currency_code", crm="Balance"
    )
    credits_applied: Money | None = upstream(
        "credits_applied", "Amount settled with credit notes.", detail=True, currency="currency_code", crm="Balance"
    )
    write_off: Money | None = upstream(
        "write_off_amount", "Amount written off.", detail=True, currency="currency_code", crm="Grand_Total"
    )
    items: list[BillingInvoiceItem] | None = upstream(
        "invoice_items", "Lines of the invoice.", detail=True, currency="currency_code"
    )
    payments: list[BillingInvoicePayment] | None = upstream(
        "payments", "Payments applied to it.", detail=True, currency="currency_code"
    )
    billing_address: Address | None = address_in_billing("billing_address", "Billing address.")
    shipping_address: Address | None = address_in_billing("shipping_address", "Shipping address.")
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("updated_time", "When it was last changed.", is_moment=True)
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


class BillingInvoiceView(Enum):
    """Billing's `filter_by`."""

    ALL = "Status.All"
    DRAFT = "Status.Draft"
    SENT = "Status.Sent"
    OVERDUE = "Status.OverDue"
    UNPAID = "Status.Unpaid"
    PARTIALLY_PAID = "Status.PartiallyPaid"
    PAID = "Status.Paid"
    VOID = "Status.Void"


@filter_input("Filter for invoices of Billing; a record must meet every condition.")
class BillingInvoiceFilter:
    """What Billing compares."""

    status: BillingInvoiceStatus | None = where("status", "By status; not by PENDING, UNPAID and PARTIALLY_PAID.")
    customer_id: strawberry.ID | None = where("customer_id", "By customer.", refers_to="BillingCustomer")
    subscription_id: strawberry.ID | None = where(
        "subscription_id", "By subscription.", refers_to="BillingSubscription"
    )


BILLING_INVOICES = Listing(
    BillingInvoice,
    filter=BillingInvoiceFilter,
    view=BillingInvoiceView,
)
