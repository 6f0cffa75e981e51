"""What a subscription costs for each interval: its plan, addons and coupon, as the answer spells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sandbox.billing.formats import exact, money
from sandbox.store import Body


@dataclass(frozen=True, slots=True)
class PricedItem:
    """A plan or an addon as it was picked: the catalogue's body, how many, and the price of one."""

    catalogued: Body
    quantity: int
    price: Decimal


def price_in_catalogue(catalogued: Body) -> Decimal:
    """The price of one plan, or of one addon."""
    if "plan_code" in catalogued:
        return exact(catalogued["recurring_price"])
    return exact(catalogued["price_brackets"][0]["price"])


def terms(product: Body, plan: PricedItem, addons: Sequence[PricedItem], coupon: Body | None) -> Body:
    """The part of a subscription that follows from what was picked. Setup fees are no part of `amount`."""
    gross = plan.price * plan.quantity
    discount = _discount(coupon, gross)
    # Only a coupon for ever changes what each interval costs; the others are a matter of single invoices.
    lasting = discount if coupon is not None and coupon["type"] == "forever" else Decimal(0)
    lines = [_addon_line(addon) for addon in addons]
    catalogued = plan.catalogued
    return {
        "name": f"{product['name']}-{catalogued['name']}",
        "amount": money(gross - lasting + sum((exact(line["total"]) for line in lines), Decimal(0))),
        "interval": str(catalogued["interval"]),
        "interval_unit": catalogued["interval_unit"],
        "plan_name": catalogued["name"],
        "product_id": product["product_id"],
        "product_name": product["name"],
        "plan": {
            "plan_code": catalogued["plan_code"],
            "name": catalogued["name"],
            "quantity": plan.quantity,
            "price": money(plan.price),
            "tags": [],
            "item_custom_fields": [],
            "discount": money(lasting),
            "total": money(gross - lasting),
            "setup_fee": catalogued["setup_fee"],
            "plan_description": catalogued["description"],
            "tax_id": "",
            "trial_days": catalogued["trial_period"],
        },
        "addons": lines,
        "coupon": {"coupon_code": coupon["coupon_code"], "discount_amount": money(discount)} if coupon else {},
    }


def _addon_line(addon: PricedItem) -> Body:
    return {
        "addon_code": addon.catalogued["addon_code"],
        "name": addon.catalogued["name"],
        "addon_description": addon.catalogued["description"],
        "quantity": addon.quantity,
        "tags": [],
        "item_custom_fields": [],
        "price": money(addon.price),
        "discount": 0.0,
        "total": money(addon.price * addon.quantity),
        "tax_id": "",
    }


def _discount(coupon: Body | None, gross: Decimal) -> Decimal:
    if coupon is None:
        return Decimal(0)
    value = exact(coupon["discount_value"])
    return round(gross * value / 100, 2) if coupon["discount_by"] == "percentage" else min(value, gross)
