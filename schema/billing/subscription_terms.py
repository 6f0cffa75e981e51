"""The terms of a subscription: its plan, its addons and its coupon."""

from decimal import Decimal

from domain.queries import Row
from schema.engine.declare.records import link, part, upstream
from schema.shared.money import Money


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
