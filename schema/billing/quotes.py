"""Quotes of Billing: what is offered before a subscription; the one list of Billing that is asked for a deal's."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from resolvers.reading.billing_customers import account_of_billing_customer, contact_of_billing_customer
from schema.billing.parties import CUSTOMER
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, part, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="Status of a quote in Billing.")
class BillingQuoteStatus(Enum):
    """Values as Billing names them."""

    DRAFT = strawberry.enum_value("draft", description="Not sent yet.")
    SENT = strawberry.enum_value("sent", description="Sent to the customer.")
    ACCEPTED = strawberry.enum_value("accepted", description="Accepted by the customer.")
    DECLINED = strawberry.enum_value("declined", description="Declined by the customer.")
    INVOICED = strawberry.enum_value("invoiced", description="Converted into an invoice.")
    EXPIRED = strawberry.enum_value("expired", description="Past the day until which it was valid.")
    UNKNOWN = UNKNOWN_VALUE


@part
class BillingQuoteItem:
    """One line of a quote of Billing."""

    name: str | None = upstream("name", "Name of the item.")
    description: str | None = upstream("description", "Free text.")
    quantity: Decimal | None = upstream("quantity", "Quantity.", public="A number of units is no price.")
    unit: str | None = upstream("unit", "The unit.")
    rate: Money | None = upstream("rate", "The price of one.", currency="", crm="Sub_Total")
    discount: Money | None = upstream("discount_amount", "Discount.", currency="", crm="Sub_Total")
    total: Money | None = upstream("item_total", "Total of the line.", currency="", crm="Sub_Total")


@record(billing.QUOTES)
class BillingQuote(Node):
    """A quote in Billing."""

    number: str | None = upstream("estimate_number", "Number printed on the quote.")
    status: BillingQuoteStatus | None = upstream("status", "Quote status.")
    reference: str | None = upstream("reference_number", "The customer's or your own reference.")
    issued_on: date | None = upstream("date", "The day of the quote.")
    expires_on: date | None = upstream("expiry_date", "The last day on which it is valid.")
    customer_name: str | None = upstream("customer_name", "Name of the customer.")
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.", is_currency=True)
    total: Money | None = upstream("total", "Total including tax.", currency="currency_code", crm="Grand_Total")
    sub_total: Money | None = upstream(
        "sub_total", "Total before tax.", detail=True, currency="currency_code", crm="Sub_Total"
    )
    salesperson: str | None = upstream("salesperson_name", "Name of the salesperson.", detail=True)
    notes: str | None = upstream("notes", "What stands below the lines.", detail=True)
    terms: str | None = upstream("terms", "Terms and conditions.", detail=True)
    items: list[BillingQuoteItem] | None = upstream(
        "line_items", "Lines of the quote.", detail=True, currency="currency_code"
    )
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("last_modified_time", "When it was last changed.", is_moment=True)
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


BILLING_QUOTES = Listing(BillingQuote)
