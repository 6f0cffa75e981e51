"""What authors write of Billing's subscriptions: each field is one line that names the product's key."""

from datetime import date
from decimal import Decimal
from enum import Enum

import strawberry

from schema.engine.declare.inputs import naming, sent
from schema.shared.inputs import Changing, CustomFieldInput, Keyed


@strawberry.input(description="A plan as it is changed to.")
class ChangedPlanInput:
    """The plan, as an update takes it."""

    code: str | None = sent("plan_code", "The plan's code; needed for what is new.", needed=True)
    quantity: Decimal | None = sent("quantity", "How many; 1 of another plan.", needed=True)
    price: Decimal | None = sent("price", "The price of one; another plan's from the catalogue.", needed=True)


@strawberry.input(description="A plan to subscribe to.")
class SubscribedPlanInput(ChangedPlanInput):
    """The plan, as a new subscription takes it."""

    setup_fee: Decimal | None = sent("setup_fee", "What is paid once at the start; the catalogue's unless given.")
    trial_days: int | None = sent(
        "trial_days", "How many days are a trial; the catalogue's unless given.", least=0, most=9999
    )
    billing_cycles: int | None = sent(
        "billing_cycles",
        "After how many intervals it ends, -1 for never; the catalogue's unless given.",
        shows="code",
        least=-1,
        most=1000,
    )


@strawberry.input(description="An addon to subscribe to.")
class SubscribedAddonInput:
    """One addon."""

    code: str = sent("addon_code", "The addon's code.", needed=True)
    quantity: Decimal | None = sent("quantity", "How many; 1 unless given.", needed=True)
    price: Decimal | None = sent("price", "The price of one; the catalogue's unless given.", needed=True)


@strawberry.input
class SubscriptionValues:
    """What both have."""

    addons: list[SubscribedAddonInput] | None = sent(
        "addons", "Its addons. They replace those before.", of="BillingSubscriptionAddon"
    )
    coupon_code: str | None = sent("coupon_code", 'The coupon to redeem; "" for none.', shows="coupon")
    reference: str | None = sent("reference_id", "Your own reference; a lost answer is looked up by it.")
    salesperson: str | None = sent("salesperson_name", "Who sells; not nobody again.", needed=True)
    auto_collect: bool | None = sent("auto_collect", "Whether it is charged by itself.")
    custom_fields: list[CustomFieldInput] | None = sent("custom_fields", "Custom fields, by their labels.")


@strawberry.input(description="A new subscription. Give a customer, an account, a contact or just a deal.")
class CreateBillingSubscriptionInput(Keyed, SubscriptionValues):
    """A new subscription."""

    plan: SubscribedPlanInput | None = sent("plan", "What is subscribed to.", of="BillingSubscriptionPlan", needed=True)
    customer_id: strawberry.ID | None = sent(
        "customer_id", "The customer in Billing.", shows="customer", refers_to="BillingCustomer"
    )
    account_id: strawberry.ID | None = naming("Or the account in CRM, a customer in Billing.", "Account", "customer")
    contact_id: strawberry.ID | None = naming("Or the contact in CRM, a customer in Billing.", "Contact", "customer")
    deal_id: strawberry.ID | None = naming(
        "The deal that it is for. Its id becomes the reference, and its account subscribes unless told.", "Deal", "deal"
    )
    starts_on: date | None = sent("starts_at", "When it starts; today unless given.", shows="activatedOn")


@strawberry.input(description="What to change of a subscription; what is not given stays.")
class UpdateBillingSubscriptionInput(Changing, SubscriptionValues):
    """A changed subscription."""

    plan: ChangedPlanInput | None = sent("plan", "What is subscribed to.", of="BillingSubscriptionPlan", needed=True)
    at_term_end: bool = strawberry.field(
        default=False, description="Whether plan, addons and coupon change with the next term only."
    )


@strawberry.enum(description="When a subscription ends.")
class CancelWhen(Enum):
    """Billing's `cancel_at_end`."""

    NOW = strawberry.enum_value("false", description="At once.")
    TERM_END = strawberry.enum_value("true", description="With its term; until then it can be reactivated.")


@strawberry.input(description="A subscription to cancel.")
class CancelBillingSubscriptionInput(Changing):
    """A subscription to cancel."""

    when: CancelWhen = strawberry.field(description="When it ends.")


@strawberry.input(description="A subscription whose cancellation is taken back, before its term ends.")
class ReactivateBillingSubscriptionInput(Changing):
    """A subscription to keep."""
