"""Billing customers with their subscriptions and invoices."""

from datetime import datetime
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from schema.billing.contact_persons import contact_persons
from schema.billing.invoices import BILLING_INVOICES
from schema.billing.payments import BILLING_PAYMENTS
from schema.billing.subscriptions import SUBSCRIPTIONS
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, related, upstream
from schema.shared.addresses import Address, address_in_billing
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record


@strawberry.enum(description="Status of a customer in Billing.")
class BillingCustomerStatus(Enum):
    """Values as Billing names them."""

    ACTIVE = strawberry.enum_value("active", description="In use.")
    INACTIVE = strawberry.enum_value("inactive", description="No longer in use.")
    UNKNOWN = UNKNOWN_VALUE


@record(billing.CUSTOMERS)
class BillingCustomer(Node):
    """A Billing customer. If linked, it is an account or a contact in CRM."""

    name: str | None = upstream("display_name", "The name shown in lists.")
    company_name: str | None = upstream("company_name", "The company's name.")
    first_name: str | None = upstream("first_name", "First name of the primary person.")
    last_name: str | None = upstream("last_name", "Last name of the primary person.")
    email: str | None = upstream("email", "E-mail address.")
    phone: str | None = upstream("phone", "Phone.")
    mobile: str | None = upstream("mobile", "Mobile phone.")
    website: str | None = upstream("website", "Website.")
    status: BillingCustomerStatus | None = upstream("status", "Customer status.", detail=True)
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.", is_currency=True)
    outstanding: Money | None = upstream(
        "outstanding", "Amount that the customer owes.", currency="currency_code", crm="Balance"
    )
    unused_credits: Money | None = upstream(
        "unused_credits", "Credits not yet used.", currency="currency_code", crm="Balance"
    )
    billing_address: Address | None = address_in_billing("billing_address", "Billing address.")
    shipping_address: Address | None = address_in_billing("shipping_address", "Shipping address.")
    notes: str | None = upstream("notes", "Free text.", detail=True)
    is_linked_with_crm: bool | None = upstream(
        "is_linked_with_zohocrm", "Whether the customer is linked with CRM.", detail=True
    )
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("updated_time", "When it was last changed.", is_moment=True)
    account: Row | None = link("crm.accounts.Account", "The account in CRM.", key="zcrm_account_id", detail=True)
    contact: Row | None = link("crm.contacts.Contact", "The contact in CRM.", key="zcrm_contact_id", detail=True)
    subscriptions: Row | None = related(SUBSCRIPTIONS, "Its subscriptions.", key="customer_id", by="customer_id")
    invoices: Row | None = related(BILLING_INVOICES, "Its invoices.", key="customer_id", by="customer_id")
    payments: Row | None = related(BILLING_PAYMENTS, "Its payments.", key="customer_id", by="customer_id")
    contact_persons: Row | None = contact_persons()
    custom_fields: list[Row] | None = custom_fields(detail=True, crm="Grand_Total")


class BillingCustomerView(Enum):
    """Billing's `filter_by`."""

    ALL = "Status.All"
    ACTIVE = "Status.Active"
    INACTIVE = "Status.Inactive"
    LINKED_WITH_CRM = "Status.Crm"
    NON_SUBSCRIBERS = "Status.NonSubscribers"


BILLING_CUSTOMERS = Listing(BillingCustomer, view=BillingCustomerView)
