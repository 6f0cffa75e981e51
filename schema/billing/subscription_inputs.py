"""Inputs for subscriptions of Billing: each field is one line that names the product's key."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.billing.customer_inputs import NewBillingCustomerInput
from schema.engine.declare.inputs import naming, party, sent
from schema.shared.inputs import Changing, CustomFieldInput, Keyed


@strawberry.input(description="The plan to change to.")
class ChangedPlanInput:
    """The plan, as an update takes it."""

    code: str | None = sent("plan_code", "Code of the plan.", needed=True)
    quantity: Decimal | None = sent("quantity", "Quantity; 1 if the plan changes.", needed=True)
    price: Decimal | None = sent("price", "Price of one; that of the catalogue if the plan changes.", needed=True)


@strawberry.input(description="A plan to subscribe to.")
class SubscribedPlanInput(ChangedPlanInput):
    """The plan, as a new subscription takes it."""

    code: str = sent("plan_code", "Code of the plan.", needed=True)  # pyright: ignore[reportIncompatibleVariableOverride]  # a new one needs it
    setup_fee: Decimal | None = sent("setup_fee", "One-off fee at the start; that of the catalogue if omitted.")
    trial_days: int | None = sent(
        "trial_days", "Length of the trial in days; that of the catalogue if omitted.", least=0, most=9999
    )
    billing_cycles: int | None = sent(
        "billing_cycles",
        "Number of intervals after which it ends, -1 for never; that of the catalogue if omitted.",
        shows="code",
        least=-1,
        most=1000,
    )


@strawberry.input(description="An addon to subscribe to.")
class SubscribedAddonInput:
    """One addon."""

    code: str = sent("addon_code", "The addon's code.", needed=True)
    quantity: Decimal | None = sent("quantity", "Quantity; 1 if omitted.", needed=True)
    price: Decimal | None = sent("price", "Price of one; that of the catalogue if omitted.", needed=True)


@strawberry.input
class SubscriptionValues:
    """Fields of a new and of a changed subscription."""

    addons: list[SubscribedAddonInput] | None = sent(
        "addons", "Its addons. They replace the existing ones.", of="BillingSubscriptionAddon"
    )
    coupon_code: str | None = sent("coupon_code", 'Code of the coupon to redeem; "" to remove it.', shows="coupon")
    reference: str | None = sent(
        "reference_id", "Your own reference; it also serves to find the subscription if a response is lost."
    )
    salesperson: str | None = sent(
        "salesperson_name", "Name of the salesperson; it can be changed, but not cleared.", needed=True
    )
    auto_collect: bool | None = sent("auto_collect", "Whether the customer is charged automatically.")
    contact_person_ids: list[str] | None = sent(
        "contactpersons",
        "Ids in Billing of the contact persons who receive its mail. They replace the existing ones.",
        shows="contactPersons",
    )
    custom_fields: list[CustomFieldInput] | None = sent("custom_fields", "Custom fields, by their labels.")


@strawberry.input(one_of=True, description="Who subscribes; set exactly one field.")
class SubscriptionPartyInput:
    """The customer, or what leads to it."""

    customer: strawberry.ID | None = sent(
        "customer_id", "The customer in Billing.", shows="customer", refers_to="BillingCustomer"
    )
    new_customer: NewBillingCustomerInput | None = sent(
        "customer", "A new customer, whom Billing creates with the subscription.", of="BillingCustomer"
    )
    account: strawberry.ID | None = naming("The account in CRM, if it is a customer in Billing.", "Account", "customer")
    contact: strawberry.ID | None = naming("The contact in CRM, if it is a customer in Billing.", "Contact", "customer")
    deal: strawberry.ID | None = naming(
        "The deal in CRM, whose account subscribes; the deal's id becomes the reference.", "Deal", "deal"
    )


@strawberry.input
class NewSubscriptionValues(Keyed, SubscriptionValues):
    """Fields of a new subscription."""

    party: SubscriptionPartyInput = party("Who subscribes.")
    plan: SubscribedPlanInput = sent("plan", "The plan to subscribe to.", of="BillingSubscriptionPlan", needed=True)
    deal_id: strawberry.ID | None = naming(
        "The deal that it belongs to, whoever subscribes: its id becomes the reference.", "Deal", "deal"
    )
    starts_on: date | None = sent("starts_at", "When it starts; today if omitted.", shows="activatedOn")


@strawberry.input(description="A new subscription.")
class CreateBillingSubscriptionInput(NewSubscriptionValues):
    """A new subscription."""


@strawberry.input(description="Changes to a subscription. Omitted fields keep their values.")
class UpdateBillingSubscriptionInput(Changing, SubscriptionValues):
    """A changed subscription."""

    plan: ChangedPlanInput | None = sent("plan", "The plan to subscribe to.", of="BillingSubscriptionPlan", needed=True)
    at_term_end: bool = strawberry.field(
        default=False, description="Whether plan, addons and coupon change only with the next term."
    )
