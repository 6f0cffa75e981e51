"""Billing subscriptions."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.modules import billing
from domain.queries import Row
from resolvers.reading.billing_customers import account_of_billing_customer, contact_of_billing_customer
from schema.billing.invoices import BILLING_INVOICES
from schema.billing.plans import IntervalUnit
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
CUSTOMER = "customer.customer_id"


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
class BillingSubscriptionPlan:
    """The plan of a subscription; price and quantity may differ from the catalogue's."""

    code: str | None = upstream("plan_code", "The plan's code.")
    name: str | None = upstream("name", "The plan's name.")
    description: str | None = upstream("plan_description", "Free text.")
    quantity: Decimal | None = upstream("quantity", "Quantity.", public="A number of units is no price.")
    price: Money | None = upstream("price", "The price of one.", currency="", crm="Amount")
    discount: Money | None = upstream("discount", "Discount.", currency="", crm="Amount")
    total: Money | None = upstream("total", "Total.", currency="", crm="Amount")
    setup_fee: Money | None = upstream("setup_fee", "One-off fee at the start.", currency="", crm="Amount")
    trial_days: int | None = upstream(
        "trial_days", "Length of the trial in days.", public="A number of days is no amount."
    )
    plan: Row | None = link("billing.plans.Plan", "The plan in the catalogue.", key="plan_code")


@part
class BillingSubscriptionAddon:
    """An addon of a subscription."""

    code: str | None = upstream("addon_code", "The addon's code.")
    name: str | None = upstream("name", "The addon's name.")
    description: str | None = upstream("addon_description", "Free text.")
    quantity: Decimal | None = upstream("quantity", "Quantity.", public="A number of units is no price.")
    price: Money | None = upstream("price", "The price of one.", currency="", crm="Amount")
    discount: Money | None = upstream("discount", "Discount.", currency="", crm="Amount")
    total: Money | None = upstream("total", "Total.", currency="", crm="Amount")
    addon: Row | None = link("billing.addons.Addon", "The addon in the catalogue.", key="addon_code")


@part
class BillingSubscriptionCoupon:
    """The coupon of a subscription."""

    code: str | None = upstream("coupon_code", "The coupon's code.")
    discount: Money | None = upstream("discount_amount", "Discount.", currency="", crm="Amount")
    coupon: Row | None = link("billing.coupons.Coupon", "The coupon in the catalogue.", key="coupon_code")


@record(billing.SUBSCRIPTIONS, former_name="Subscription")
class BillingSubscription(Node):
    """A Billing subscription."""

    name: str | None = upstream("name", "Product and plan as one text.")
    number: str | None = upstream("subscription_number", "Number shown to users.", detail=True)
    status: BillingSubscriptionStatus | None = upstream("status", "Subscription status.", crm="Status")
    amount: Money | None = upstream("amount", "Price of one interval.", currency="currency_code", crm="Amount")
    currency: str | None = upstream("currency_code", "The ISO 4217 code of its amounts.")
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
        "crm.deals.Deal", "The deal whose id is its reference; this is a convention of suitegraph.", key="reference_id"
    )
    invoices: Row | None = related(BILLING_INVOICES, "Its invoices.", key="subscription_id", by="subscription_id")
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
