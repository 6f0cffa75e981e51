"""Plans, keyed by their code. Here `interval` is an integer; on a subscription it is a string (Billing API)."""

from collections.abc import Iterator

from sandbox.billing.endpoints import BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, success
from sandbox.billing.formats import money, public, stamp
from sandbox.billing.lists import Listing, being, equal_to, page_of, views_of
from sandbox.company.billing_entities import BillingPlan
from sandbox.company.company import Company
from sandbox.store import Body

MODULE = "plans"
ROW = (
    "plan_code", "name", "recurring_price", "unit", "interval", "interval_unit", "billing_cycles", "trial_period",
    "setup_fee", "setup_fee_account_id", "setup_fee_account_name", "product_id", "tax_id", "product_type",
    "description", "store_markup_description", "status", "addons", "created_time", "updated_time",
)  # fmt: skip
LIST_ONLY = ("addons",)
LISTING = Listing(
    MODULE,
    "plans",
    ROW,
    numbers=("recurring_price", "interval", "billing_cycles", "trial_period", "setup_fee"),
    views=views_of("PlanStatus", ACTIVE=being("status", "active"), INACTIVE=being("status", "inactive")),
    look_ups={"product_id": equal_to("product_id")},
)


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """Every plan with the addons of its product."""
    for plan in company.plans:
        addons = [
            {"addon_code": addon.code, "name": addon.name} for addon in company.addons if addon.product is plan.product
        ]
        yield plan.code, {**catalogued(plan), "addons": addons}


def catalogued(plan: BillingPlan) -> Body:
    """The plan as the catalogue has it, without its addons."""
    return {
        "plan_code": plan.code,
        "name": plan.name,
        "description": f"{plan.name} by {plan.product.name}",
        "store_markup_description": "",
        "status": "active" if plan.active else "inactive",
        "product_id": plan.product.billing_id,
        "account_id": "903000000000388",
        "account_name": "Sales",
        "trial_period": plan.trial_days,
        "setup_fee": money(plan.setup_fee),
        "setup_fee_account_id": "903000000000388",
        "setup_fee_account_name": "Sales",
        "tags": [],
        "custom_fields": [],
        "recurring_price": money(plan.price),
        "unit": "",
        "interval": plan.interval,
        "interval_unit": plan.unit,
        "billing_cycles": -1,
        "product_type": "service",
        "tax_id": "",
        "url": f"https://billing.halvorsen.example/subscribe/{plan.code}",
        "created_time": stamp(plan.created_at),
        "updated_time": stamp(plan.created_at),
    }


def plans_page(request: BillingRequest) -> BillingResponse:
    """A page of plans, each with its addons."""
    return page_of(request, LISTING)


def plan_in_full(request: BillingRequest) -> BillingResponse:
    """One plan by its code. Its addons stand in the list alone (Billing API, "Retrieve a plan")."""
    return success({"plan": public(request.record(MODULE, "plan_code", "Plan"), without=LIST_ONLY)})


ENDPOINTS = (
    BillingEndpoint("GET", "/plans", "plans.READ", "plans", "view", plans_page),
    # A code may contain anything, so that a URL-encoded slash belongs to it.
    BillingEndpoint("GET", "/plans/{plan_code:path}", "plans.READ", "plans", "view", plan_in_full),
)
