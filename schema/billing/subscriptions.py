"""Billing subscriptions."""

from datetime import date, datetime
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from resolvers.reading.billing_customers import account_of_billing_customer, contact_of_billing_customer
from schema.billing.invoices import BILLING_INVOICES
from schema.billing.parties import CUSTOMER
from schema.billing.plans import IntervalUnit
from schema.billing.subscription_parts import activities, declined_payments, scheduled_changes, unbilled_charges
from schema.billing.subscription_terms import (
    BillingSubscriptionAddon,
    BillingSubscriptionCoupon,
    BillingSubscriptionPlan,
)
from schema.billing.subscription_views import BillingSubscriptionView
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.filters import ContainedTextFilter, filter_input, where
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import link, part, related, upstream
from schema.shared.custom_fields import custom_fields
from schema.shared.money import Money
from schema.shared.records import record

# Path of the customer's id in the response for a single record; list rows have it at the top.
CUSTOMER_ID = "customer.customer_id"


@strawberry.enum(description="Status of a subscription.")
class BillingSubscriptionStatus(Enum):
    """Values as Billing names them in records; its views use names of their own."""

    LIVE = strawberry.enum_value("live", description="Active and charged.")
    TRIAL = strawberry.enum_value("trial", description="In its free trial.")
    DUNNING = strawberry.enum_value("dunning", description="A payment is overdue and asked for again.")
    UNPAID = strawberry.enum_value("unpaid", description="Not paid after all reminders.")
    NON_RENEWING = strawberry.enum_value("non_renewing", description="Ends with its term.")
    CANCELLED = strawberry.enum_value("cancelled", description="Cancelled.")
    CREATION_FAILED = strawberry.enum_value("creation_failed", description="It could not be created.")
    CANCELLED_FROM_DUNNING = strawberry.enum_value(
        "cancelled_from_dunning", description="Cancelled because a payment stayed overdue."
    )
    EXPIRED = strawberry.enum_value("expired", description="All its intervals are over.")
    TRIAL_EXPIRED = strawberry.enum_value("trial_expired", description="Its trial is over, and it was not continued.")
    FUTURE = strawberry.enum_value("future", description="Starts in the future.")
    PAUSED = strawberry.enum_value("paused", description="Paused.")
    UNKNOWN = UNKNOWN_VALUE


@part
class BillingSubscriptionCard:
    """The card that a subscription is charged on. Nothing but its last four digits is ever shown of its number."""

    last_four_digits: str | None = upstream(
        "last_four_digits", "The last four digits of its number.", public="Digits of a card's number are no amount."
    )
    gateway: str | None = upstream("payment_gateway", "The payment gateway that charges it.")
    expiry_month: int | None = upstream(
        "expiry_month", "The month in which it expires.", public="A month is no amount."
    )
    expiry_year: int | None = upstream("expiry_year", "The year in which it expires.", public="A year is no amount.")


@part
class BillingSubscriptionNote:
    """A note on a subscription."""

    note_id: str | None = upstream("note_id", "Its id in Billing.")
    text: str | None = upstream("description", "Text.")
    author: str | None = upstream("commented_by", "Name of the author.", same_as="User.name")
    created_at: datetime | None = upstream("commented_time", "When it was written.", is_moment=True)


@part
class BillingSubscriptionTax:
    """A tax on a subscription."""

    name: str | None = upstream("tax_name", "Name of the tax.")
    amount: Money | None = upstream("tax_amount", "Amount of the tax.", currency="", crm="Amount")


@part
class BillingSubscriptionContactPerson:
    """A contact person of the customer who receives the subscription's mail."""

    contact_person_id: str | None = upstream("contactperson_id", "Their id in Billing.")


@record(billing.SUBSCRIPTIONS, former_name="Subscription")
class BillingSubscription(Node):
    """A Billing subscription."""

    name: str | None = upstream("name", "Product and plan as one text.")
    number: str | None = upstream("subscription_number", "Number shown to users.", detail=True)
    status: BillingSubscriptionStatus | None = upstream("status", "Subscription status.", crm="Status")
    amount: Money | None = upstream("amount", "Price of one interval.", currency="currency_code", crm="Amount")
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.", is_currency=True)
    plan_name: str | None = upstream("plan_name", "The plan's name.", inside="plan.name", crm="Plan_Name")
    plan: BillingSubscriptionPlan | None = upstream("plan", "The plan.", detail=True, currency="currency_code")
    addons: list[BillingSubscriptionAddon] | None = upstream("addons", "Addons.", detail=True, currency="currency_code")
    coupon: BillingSubscriptionCoupon | None = upstream("coupon", "The coupon.", detail=True, currency="currency_code")
    product_name: str | None = upstream("product_name", "Name of the product.", detail=True)
    interval: int | None = upstream(
        "interval", "Number of units in one interval.", public="A length of time is no amount."
    )
    interval_unit: IntervalUnit | None = upstream("interval_unit", "The unit of the interval.")
    auto_collect: bool | None = upstream("auto_collect", "Whether the customer is charged automatically.")
    created_on: date | None = upstream("created_at", "Day on which it was created.")
    activated_on: date | None = upstream("activated_at", "Day on which it became live.")
    term_starts_on: date | None = upstream("current_term_starts_at", "When the current term began.")
    term_ends_on: date | None = upstream("current_term_ends_at", "When the current term ends.")
    last_billing_on: date | None = upstream("last_billing_at", "When it was last billed.")
    next_billing_on: date | None = upstream("next_billing_at", "When it is billed next.", crm="Next_Billing_Date")
    expires_on: date | None = upstream("expires_at", "When it ends.")
    trial_ends_on: date | None = upstream("trial_ends_at", "When its trial ends.", detail=True)
    cancelled_on: date | None = upstream("cancelled_at", "When it was cancelled.", detail=True)
    paused_on: date | None = upstream("pause_date", "When its pause begins or began.", detail=True)
    resumes_on: date | None = upstream("resume_date", "When its pause ends.", detail=True)
    card: BillingSubscriptionCard | None = upstream("card", "The card that it is charged on.", detail=True)
    taxes: list[BillingSubscriptionTax] | None = upstream("taxes", "Taxes.", detail=True, currency="currency_code")
    notes: list[BillingSubscriptionNote] | None = upstream("notes", "Notes on it.", detail=True)
    contact_persons: list[BillingSubscriptionContactPerson] | None = upstream(
        "contactpersons", "Contact persons who receive its mail.", detail=True
    )
    reference: str | None = upstream(
        "reference_id", "Your own reference; suitegraph stores the id of the CRM deal in it."
    )
    salesperson: str | None = upstream("salesperson_name", "Name of the salesperson.")
    customer_name: str | None = upstream("customer_name", "Name of the customer.", inside="customer.display_name")
    email: str | None = upstream("email", "The customer's e-mail address.", inside="customer.email")
    created_at: datetime | None = upstream("created_time", "When it was created.", is_moment=True)
    updated_at: datetime | None = upstream("updated_time", "When it was last changed.", is_moment=True)
    customer: Row | None = link(
        "billing.customers.BillingCustomer",
        "The customer in Billing.",
        key="customer_id",
        inside="customer.customer_id",
        named=CUSTOMER,
    )
    account: Row | None = link(
        "crm.accounts.Account",
        "The customer's account in CRM.",
        key="customer_id",
        inside="customer.customer_id",
        hop=account_of_billing_customer,
    )
    contact: Row | None = link(
        "crm.contacts.Contact",
        "The customer's contact in CRM.",
        key="customer_id",
        inside="customer.customer_id",
        hop=contact_of_billing_customer,
    )
    deal: Row | None = link(
        "crm.deals.Deal",
        "The deal whose id is its reference; this is a convention of suitegraph.",
        key="reference_id",
        is_text=True,
    )
    invoices: Row | None = related(BILLING_INVOICES, "Its invoices.", key="subscription_id", by="subscription_id")
    scheduled_changes: Row | None = scheduled_changes()
    unbilled_charges: Row | None = unbilled_charges()
    declined_payments: Row | None = declined_payments()
    activities: Row | None = activities()
    custom_fields: list[Row] | None = custom_fields(detail=True, crm="Amount")


@filter_input("Filter for subscriptions; a record must meet every condition.")
class BillingSubscriptionFilter:
    """What Billing compares."""

    status: BillingSubscriptionStatus | None = where("status", "By status; not by CREATION_FAILED and PAUSED.")
    customer_id: strawberry.ID | None = where("customer_id", "By customer.", refers_to="BillingCustomer")
    reference: ContainedTextFilter | None = where("reference", "By a part of the reference.")


SUBSCRIPTIONS = Listing(
    BillingSubscription,
    filter=BillingSubscriptionFilter,
    view=BillingSubscriptionView,
)
