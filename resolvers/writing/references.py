"""What a write may refer to by id: what its author may view, or what a record that they may view leads to.

An author who may not view a module is answered the same, at the same cost, whether a record with the id exists or not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.errors import BadUserInput, Forbidden, NotFound, SuitegraphError
from domain.json_values import mapping, mappings
from domain.modules.billing import ADDONS, COUPONS, PLANS, SUBSCRIPTIONS
from domain.modules.billing import CUSTOMERS as BILLING_CUSTOMERS
from domain.modules.books import CUSTOMERS, ESTIMATES, INVOICES, ITEMS, PURCHASE_ORDERS, SALES_ORDERS, VENDORS
from domain.modules.crm import PRODUCTS
from domain.modules.module import Module
from domain.queries import RECORD_ID, Row
from domain.writes import InputPath, NotDone, Problem, ProblemCode, not_done
from resolvers.catalogue import CRM, FINANCE
from resolvers.gathering import gathered
from resolvers.reading.loader import RecordLoader

# The records that lead to a customer or a vendor, and the parameter by which they are listed.
_LED_BY: Mapping[Module, tuple[str, tuple[Module, ...]]] = {
    CUSTOMERS: ("customer_id", (ESTIMATES, SALES_ORDERS, INVOICES)),
    VENDORS: ("vendor_id", (PURCHASE_ORDERS,)),
    BILLING_CUSTOMERS: ("customer_id", (SUBSCRIPTIONS,)),
}
# Each item that a writer may only refer to is read.
MOST_ITEMS = 25
_RATE_NEEDED = "Set the rate: you may not view items, so the price of this one is not filled in for you."


@dataclass(frozen=True, slots=True)
class Reference:
    """A record of a finance product that an input names, by its id or its code, at a path."""

    module: Module
    id: str
    path: InputPath


def references_of(values: Mapping[str, Any], kept: Row | None = None) -> list[Reference]:
    """What the values of a document or a subscription refer to, except what the record `kept` has already."""
    held = kept or {}
    keeps = {
        *((ITEMS, str(line.get("item_id"))) for line in mappings(held.get("line_items"))),
        *((ADDONS, str(addon.get("addon_code"))) for addon in mappings(held.get("addons"))),
        (PLANS, str(mapping(held.get("plan")).get("plan_code"))),
        (COUPONS, str(mapping(held.get("coupon")).get("coupon_code"))),
    }
    return [each for each in _named(values) if (each.module, each.id) not in keeps]


def _named(values: Mapping[str, Any]) -> Iterable[Reference]:
    for place, line in enumerate(values.get("line_items") or ()):
        if line.get("item_id"):
            yield Reference(ITEMS, str(line["item_id"]), ("lineItems", str(place), "itemId"))
    for place, addon in enumerate(values.get("addons") or ()):
        yield Reference(ADDONS, str(addon["addon_code"]), ("addons", str(place), "code"))
    if mapping(values.get("plan")).get("plan_code"):
        yield Reference(PLANS, str(values["plan"]["plan_code"]), ("plan", "code"))
    if values.get("coupon_code"):
        yield Reference(COUPONS, str(values["coupon_code"]), ("couponCode",))


async def check_references(loader: RecordLoader, references: Sequence[Reference]) -> None:
    """Raise NotDone for what the author may neither view nor is led to.

    No call for what they may view; up to three for a customer, one for a vendor, one for each item and one more for all
    of the items.
    """
    unseen = [each for each in references if not (await loader.permissions.of(each.module)).is_viewable()]
    items = dict.fromkeys(each.id for each in unseen if each.module == ITEMS)
    if len(items) > MOST_ITEMS:
        text = f"You may not view items, and so refer to at most {MOST_ITEMS} different ones at once."
        raise not_done(ProblemCode.VALIDATION, text, "lineItems")
    led_items = await _items_of_products(loader, [*items]) if items else frozenset[str]()
    problems = [
        Problem(ProblemCode.NOT_FOUND, "There is no such record that you may refer to.", each.path)
        for each in unseen
        if not (each.id in led_items if each.module == ITEMS else await _is_led_to(loader, each))
    ]
    if problems:
        raise NotDone(*problems)


async def check_rates(loader: RecordLoader, lines: Sequence[Mapping[str, Any]], kept: Row | None = None) -> None:
    """Raise NotDone for a new item without a rate, whose price the product would fill in and so reveal."""
    if (await loader.permissions.of(ITEMS)).is_viewable():
        return
    held = {str(line.get("item_id")) for line in mappings((kept or {}).get("line_items"))}
    problems = [
        Problem(ProblemCode.VALIDATION, _RATE_NEEDED, ("lineItems", str(place), "rate"))
        for place, line in enumerate(lines)
        if line.get("item_id") and str(line["item_id"]) not in held and line.get("rate") is None
    ]
    if problems:
        raise NotDone(*problems)


async def check_in_crm(loader: RecordLoader, module: Module, crm_id: str, path: InputPath) -> None:
    """Raise NotDone where the author does not see a CRM record that they refer to: one call."""
    if crm_id not in await loader.crm.many(CRM[module], [crm_id], frozenset({"id"})):
        raise not_done(ProblemCode.NOT_FOUND, "There is no such record that you may refer to.", *path)


async def _is_led_to(loader: RecordLoader, reference: Reference) -> bool:
    parameter, sources = _LED_BY.get(reference.module, ("", ()))
    for source in sources:
        if (await loader.permissions.of(source)).is_viewable() and await _lists(
            loader, source, parameter, reference.id
        ):
            return True
    return False


async def _lists(loader: RecordLoader, source: Module, parameter: str, id_: str) -> bool:
    """Whether a list of the author's own shows a record that leads there: one call."""
    known, client = FINANCE[source], await loader.finance(source)
    params = ((parameter, id_), ("filter_by", known.every or ""), ("per_page", "1"))
    try:
        rows = (await client.rows(known, params)).rows
    except (BadUserInput, Forbidden, NotFound):
        return False
    return any(str(row.get(parameter)) == id_ for row in rows)


async def _items_of_products(loader: RecordLoader, ids: Sequence[str]) -> frozenset[str]:
    """The items that belong to a product of CRM which the author sees: the same calls, found or not."""
    if not (await loader.permissions.of(PRODUCTS)).is_viewable():
        return frozenset()
    client = await loader.books()
    items = await gathered([client.one(FINANCE[ITEMS], id_) for id_ in ids])
    products = {
        id_: "" if isinstance(item, SuitegraphError) else str(item.get("zcrm_product_id") or "")
        for id_, item in zip(ids, items, strict=True)
    }
    # Without products CRM is asked all the same, or the cost would show that there are such items.
    asked = [product if RECORD_ID.fullmatch(product) else id_ for id_, product in products.items()]
    seen = await loader.crm.many(CRM[PRODUCTS], asked, frozenset({"id"}))
    return frozenset(id_ for id_, product in products.items() if product in seen)
