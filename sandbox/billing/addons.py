"""Addons, keyed by their code. Their `interval_unit` says "monthly" where a plan's says "months" (Billing API)."""

from collections.abc import Iterator

from sandbox.billing.endpoints import BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, success
from sandbox.billing.formats import money, public, stamp
from sandbox.billing.lists import Listing, being, equal_to, page_of, views_of
from sandbox.company.billing_entities import Addon
from sandbox.company.company import Company
from sandbox.store import Body

MODULE = "addons"
ROW = (
    "addon_code", "name", "unit", "unit_name", "pricing_scheme", "price_brackets", "type", "interval_unit", "tags",
    "custom_fields", "applicable_to_all_plans", "status", "product_id", "description", "store_markup_description",
    "product_type", "tax_id", "created_time", "updated_time",
)  # fmt: skip
LISTING = Listing(
    MODULE,
    "addons",
    ROW,
    views=views_of(
        "AddonStatus",
        ACTIVE=being("status", "active"),
        INACTIVE=being("status", "inactive"),
        ONETIME=being("type", "one_time"),
        RECURRING=being("type", "recurring"),
    ),
    look_ups={"product_id": equal_to("product_id")},
)


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """Every addon with the plans of its product."""
    for addon in company.addons:
        plans = [{"plan_code": plan.code, "name": plan.name} for plan in company.plans if plan.product is addon.product]
        yield addon.code, {**catalogued(addon), "plans": plans}


def catalogued(addon: Addon) -> Body:
    """The addon as the catalogue has it, without its plans."""
    return {
        "addon_code": addon.code,
        "name": addon.name,
        "unit": addon.unit_name,
        "unit_name": addon.unit_name,
        "pricing_scheme": "unit",
        # One price for any quantity: the scheme has a single bracket without bounds.
        "price_brackets": [{"price": money(addon.price)}],
        "type": "recurring" if addon.recurring else "one_time",
        "interval_unit": addon.interval_unit,
        "tags": [],
        "custom_fields": [],
        "applicable_to_all_plans": False,
        "status": "active" if addon.active else "inactive",
        "product_id": addon.product.billing_id,
        "description": addon.name,
        "store_markup_description": "",
        "product_type": "service",
        "tax_id": "",
        "created_time": stamp(addon.created_at),
        "updated_time": stamp(addon.created_at),
    }


def addons_page(request: BillingRequest) -> BillingResponse:
    """A page of addons."""
    return page_of(request, LISTING)


def addon_in_full(request: BillingRequest) -> BillingResponse:
    """One addon by its code, with the plans that it goes with."""
    return success({"addon": public(request.record(MODULE, "addon_code", "Addon"))})


ENDPOINTS = (
    BillingEndpoint("GET", "/addons", "addons.READ", "addons", "view", addons_page),
    BillingEndpoint("GET", "/addons/{addon_code:path}", "addons.READ", "addons", "view", addon_in_full),
)
