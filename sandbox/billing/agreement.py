"""What a customer and the company agree on: the terms of a subscription from what was sent and what was before."""

from sandbox.billing import values
from sandbox.billing.endpoints import PRODUCT, BillingRequest
from sandbox.billing.envelope import against_the_rules, missing, unresolved
from sandbox.billing.formats import exact
from sandbox.billing.terms import PricedItem, price_in_catalogue, terms
from sandbox.store import Body


def known(request: BillingRequest, module: str, key: str, label: str) -> Body:
    """The record that a body names; a 400 where there is none."""
    body = request.store.body(PRODUCT, module, key)
    if body is None:
        raise unresolved(label)
    return body


def agreed(request: BillingRequest, sent: Body, before: Body) -> Body:
    """The terms by what was sent and, for the rest, by the subscription as it was before ({} for a new one)."""
    sent_plan, old_plan = values.part(sent, "plan"), before.get("plan", {})
    code = values.text(sent_plan, "plan_code") or old_plan.get("plan_code", "")
    if not code:
        raise missing("plan_code")
    plan = _picked(
        known(request, "plans", code, "Plan"), sent_plan, old_plan if code == old_plan.get("plan_code") else {}
    )
    product = known(request, "products", plan.catalogued["product_id"], "Product")
    old_addons: dict[str, Body] = {line["addon_code"]: line for line in before.get("addons", [])}
    wanted = values.parts(sent, "addons") if "addons" in sent else list(old_addons.values())
    addons: list[PricedItem] = []
    for line in wanted:
        addon_code = values.needed_text(line, "addon_code")
        addons.append(_picked(known(request, "addons", addon_code, "Addon"), line, old_addons.get(addon_code, {})))
    return terms(product, plan, addons, _coupon(request, sent, plan, before))


def _picked(catalogued: Body, sent: Body, before: Body) -> PricedItem:
    """A plan or an addon with the quantity and price that were sent, else those of before, else the catalogue's."""
    if not before and catalogued["status"] != "active":
        raise against_the_rules(f"{catalogued['name']} is inactive.")
    price = exact(before["price"]) if before else price_in_catalogue(catalogued)
    quantity = values.count(sent, "quantity", before.get("quantity", 1))
    return PricedItem(catalogued, quantity, values.amount(sent, "price", price))


def _coupon(request: BillingRequest, sent: Body, plan: PricedItem, before: Body) -> Body | None:
    old = before.get("coupon", {}).get("coupon_code", "")
    code = values.text(sent, "coupon_code") if "coupon_code" in sent else old
    if not code:
        return None
    coupon = known(request, "coupons", code, "Coupon")
    if code != old and coupon["status"] != "active":
        raise against_the_rules(f"The coupon {code} cannot be redeemed: it is {coupon['status']}.")
    if code != old and coupon["product_id"] != plan.catalogued["product_id"]:
        raise against_the_rules(f"The coupon {code} is for another product.")
    return coupon


def count_redemption(request: BillingRequest, before: Body, now: Body) -> None:
    """Count a coupon that came with these terms; at its limit it is maxed out (Billing API, "Coupons")."""
    code = now["coupon"].get("coupon_code")
    if not code or code == before.get("coupon", {}).get("coupon_code"):
        return
    coupon = known(request, "coupons", code, "Coupon")
    count = coupon["redemption_count"] + 1
    status = "maxed_out" if 0 < coupon["max_redemption"] <= count else coupon["status"]
    request.store.put(PRODUCT, "coupons", code, {**coupon, "redemption_count": count, "status": status})
