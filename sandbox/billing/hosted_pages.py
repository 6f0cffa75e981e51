"""Hosted pages: links for customers. The pages themselves are missing; what a link is for is kept with it."""

from collections.abc import Callable
from datetime import timedelta

from sandbox.billing import subscriptions, values
from sandbox.billing.agreement import agreed, known
from sandbox.billing.endpoints import PRODUCT, BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, invalid, missing, success
from sandbox.billing.formats import public, stamp
from sandbox.billing.lists import Listing, page_of
from sandbox.store import Body

MODULE = "hostedpages"
COLUMNS = ("hostedpage_id", "status", "url", "action", "expiring_time", "created_time")
LISTING = Listing(MODULE, "hosted_pages", COLUMNS)
# How long a link works.
LIFETIME = timedelta(hours=24)


def _created(request: BillingRequest, action: str, status: int = 201) -> BillingResponse:
    redirect = values.text(request.body, "redirect_url")
    if redirect and not redirect.startswith(("https://", "http://")):
        raise invalid("redirect_url")
    page_id = request.new_id()
    page: Body = {
        "hostedpage_id": page_id,
        "status": "fresh",
        "url": f"https://billing.halvorsen.example/hostedpage/{page_id}/secret",
        "action": action,
        "expiring_time": stamp(request.now + LIFETIME),
        "created_time": stamp(request.now),
        "_sent": dict(request.body),
    }
    request.store.put(PRODUCT, MODULE, page_id, page)
    return success({"hostedpage": public(page)}, "Hosted page has been created successfully.", status)


def _subscription(request: BillingRequest) -> Body:
    subscription_id = values.needed_text(request.body, "subscription_id")
    return known(request, subscriptions.MODULE, subscription_id, "Subscription")


def new_subscription(request: BillingRequest) -> BillingResponse:
    """A page at which a customer subscribes."""
    if not request.body.get("customer_id") and not request.body.get("customer"):
        raise missing("customer_id")
    if request.body.get("customer_id"):
        known(request, "customers", values.text(request.body, "customer_id"), "Customer")
    agreed(request, request.body, {})
    return _created(request, "new_subscription")


def update_subscription(request: BillingRequest) -> BillingResponse:
    """A page at which a customer accepts other terms."""
    agreed(request, request.body, _subscription(request))
    return _created(request, "update_subscription")


def update_card(request: BillingRequest) -> BillingResponse:
    """A page at which a customer enters another card; the documents answer it with 200."""
    _subscription(request)
    return _created(request, "update_card", 200)


def buy_one_time_addon(request: BillingRequest) -> BillingResponse:
    """A page at which a customer buys addons once."""
    _subscription(request)
    for sent in values.parts(request.body, "addons"):
        known(request, "addons", values.needed_text(sent, "addon_code"), "Addon")
    return _created(request, "one_time_addon")


def pages(request: BillingRequest) -> BillingResponse:
    """A page of hosted pages."""
    return page_of(request, LISTING)


def page_in_full(request: BillingRequest) -> BillingResponse:
    """One hosted page, whose keys stand beside `code` (Billing API, "Retrieve a hosted page")."""
    return success(public(request.record(MODULE, "hostedpage_id", "Hosted page")))


CREATED: tuple[tuple[str, Callable[[BillingRequest], BillingResponse]], ...] = (
    ("newsubscription", new_subscription),
    ("updatesubscription", update_subscription),
    ("updatecard", update_card),
    ("buyonetimeaddon", buy_one_time_addon),
)
ENDPOINTS = (
    BillingEndpoint("GET", "/hostedpages", "hostedpages.READ", "hostedpages", "view", pages),
    *(
        BillingEndpoint("POST", f"/hostedpages/{kind}", "hostedpages.CREATE", "hostedpages", "create", answer)
        for kind, answer in CREATED
    ),
    BillingEndpoint("GET", "/hostedpages/{hostedpage_id}", "hostedpages.READ", "hostedpages", "view", page_in_full),
)
