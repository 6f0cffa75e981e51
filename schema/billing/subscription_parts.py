"""What hangs on a subscription beside its own record."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from domain.queries import Row
from resolvers.reading.subscriptions import (
    MOST_DECLINED,
    declined_payments_of,
    scheduled_changes_of,
    unbilled_charges_of,
)
from schema.billing.subscription_terms import (
    BillingSubscriptionAddon,
    BillingSubscriptionCoupon,
    BillingSubscriptionPlan,
)
from schema.engine.declare.records import link, part, sub_resource, upstream
from schema.shared.history import activities_of
from schema.shared.money import Money

_NO_PRICE = "What is charged is named in the catalogue, with no price."


@part
class BillingActivityAuthor:
    """The author of an activity."""

    name: str | None = upstream("name", "Their name.", same_as="User.name")


@part
class BillingActivity:
    """An activity that Billing recorded on a subscription."""

    at: datetime | None = upstream("at", "When it happened.")
    text: str | None = upstream("act", "Billing's own words; null where they may name what is hidden from you.")
    author: BillingActivityAuthor | None = upstream("author", "The author, or Billing itself.")


@part
class BillingScheduledChange:
    """What a subscription will be from its next term on."""

    name: str | None = upstream(
        "name", "Product and plan as one text.", crm="Plan_Name", same_as="BillingSubscription.name"
    )
    amount: Money | None = upstream(
        "amount",
        "Price of one interval.",
        currency="currency_code",
        crm="Amount",
        same_as="BillingSubscription.amount",
    )
    plan: BillingSubscriptionPlan | None = upstream(
        "plan", "The plan.", currency="currency_code", same_as="BillingSubscription.plan"
    )
    addons: list[BillingSubscriptionAddon] | None = upstream(
        "addons", "Addons.", currency="currency_code", same_as="BillingSubscription.addons"
    )
    coupon: BillingSubscriptionCoupon | None = upstream(
        "coupon", "The coupon.", currency="currency_code", same_as="BillingSubscription.coupon"
    )


@part
class BillingUnbilledItem:
    """One line of what is not billed yet."""

    name: str | None = upstream("name", "Name of the item.", public=_NO_PRICE)
    code: str | None = upstream("code", "The plan's or addon's code.", public=_NO_PRICE)
    description: str | None = upstream("description", "Free text.", crm="Amount")
    quantity: Decimal | None = upstream("quantity", "Quantity.", public="A number of units is no price.")
    price: Money | None = upstream("price", "The price of one.", currency="", crm="Amount")
    total: Money | None = upstream("item_total", "Total of the line.", currency="", crm="Amount")


@part
class BillingUnbilledCharge:
    """What will be billed with the next invoice."""

    number: str | None = upstream("number", "Its number.")
    status: str | None = upstream("status", "Its status, as Billing names it.")
    charged_on: date | None = upstream("unbilled_charge_date", "When it was charged.")
    total: Money | None = upstream("total", "Total.", currency="currency_code", crm="Amount")
    items: list[BillingUnbilledItem] | None = upstream("unbilled_charge_items", "Its lines.", currency="currency_code")


@part
class BillingDeclinedPayment:
    """A payment for an invoice of the subscription that the payment gateway declined."""

    attempted_on: date | None = upstream("date", "When it was tried.")
    amount: Money | None = upstream("amount", "The amount.", currency="currency_code", crm="Amount")
    gateway: str | None = upstream("payment_gateway", "The payment gateway.")
    error_code: str | None = upstream("gateway_error_code", "The payment gateway's own code.")
    error_message: str | None = upstream("gateway_error_message", "The payment gateway's own words.")
    retry: int | None = upstream("retry_number", "Which try it was.", public="A number of tries is no amount.")
    next_retry_on: date | None = upstream("next_retry_at", "When it is tried next.")
    invoice: Row | None = link("billing.invoices.BillingInvoice", "The invoice.", key="invoice_id")
    payment: Row | None = link("billing.payments.BillingPayment", "The payment.", key="payment_id")


def activities(*, init: Any = False) -> Any:
    """The field `activities` of a subscription."""
    text = "Billing's own activities on it, the newest first. Takes one call."
    return sub_resource(BillingActivity, text, reads=activities_of, costs={"billing": 1}, tells_amounts=True)


def scheduled_changes(*, init: Any = False) -> Any:
    """The field `scheduledChanges` of a subscription."""
    text = "What it will be from its next term on; empty where nothing changes. Takes one call."
    return sub_resource(
        BillingScheduledChange, text, reads=scheduled_changes_of, costs={"billing": 1}, tells_amounts=True
    )


def unbilled_charges(*, init: Any = False) -> Any:
    """The field `unbilledCharges` of a subscription."""
    text = "What will be billed with the next invoice. Takes up to two calls."
    return sub_resource(
        BillingUnbilledCharge, text, reads=unbilled_charges_of, costs={"billing": 2}, tells_amounts=True
    )


def declined_payments(*, init: Any = False) -> Any:
    """The field `declinedPayments` of a subscription."""
    text = f"Payments for its invoices that were declined, the newest first. Takes up to {MOST_DECLINED + 3} calls."
    return sub_resource(
        BillingDeclinedPayment,
        text,
        reads=declined_payments_of,
        costs={"billing": MOST_DECLINED + 3},
        tells_amounts=True,
    )
