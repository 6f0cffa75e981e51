"""Subscriptions: list rows, details, scheduled changes and recent activities."""

from datetime import timedelta

from sqlalchemy import ColumnElement

from sandbox.billing import customers
from sandbox.billing.endpoints import PRODUCT, BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, not_found, success
from sandbox.billing.formats import custom_field, public
from sandbox.billing.history import SUBSCRIPTIONS
from sandbox.billing.lists import Listing, ListView, being, equal_to, flagged, page_of, views_of, within
from sandbox.store import Body, text_of

MODULE = SUBSCRIPTIONS
ROW = (
    "customer_id", "customer_name", "email", "plan_name", "subscription_id", "name", "status", "amount", "created_at",
    "activated_at", "current_term_ends_at", "current_term_starts_at", "last_billing_at", "next_billing_at",
    "expires_at", "interval", "interval_unit", "auto_collect", "created_time", "updated_time", "reference_id",
    "salesperson_id", "salesperson_name", "currency_code", "currency_symbol",
)  # fmt: skip
LIST_ONLY = ("customer_id", "customer_name", "email", "plan_name")
# What a scheduled change shows: a subscription's list row without the customer, and what it will be made of.
SCHEDULED = (*(key for key in ROW if key not in LIST_ONLY), "product_id", "plan", "addons", "taxes", "coupon")
CUSTOMER = (
    "customer_id", "display_name", "salutation", "first_name", "last_name", "email", "company_name", "billing_address",
    "shipping_address", "payment_terms", "payment_terms_label",
)  # fmt: skip


def custom_fields(contract_number: str, onboarded: bool) -> list[Body]:
    """The subscriptions' two custom fields."""
    return [
        custom_field(1, "Contract Number", contract_number, "string"),
        custom_field(2, "Onboarded", str(onboarded).lower(), "check_box"),
    ]


def payment_details(customer_id: str, *, online: bool) -> Body:
    """The card that is charged; an offline subscription names none."""
    if not online:
        return {"payment_gateways": [], "card": {}}
    number = int(customer_id) % 10_000
    card = {
        "card_id": str(903000000006000000 + number),
        "last_four_digits": 1000 + number * 37 % 9000,
        "payment_gateway": "stripe",
        "expiry_month": number % 12 + 1,
        "expiry_year": 2028 + number % 3,
        "is_primary": True,
        "is_backup": False,
    }
    return {"payment_gateways": [{"payment_gateway": "stripe"}], "card": card}


def cancelled_in(months_ago: int) -> ListView:
    """The view of what was cancelled in this month, or in one before."""

    def condition(request: BillingRequest) -> ColumnElement[bool]:
        month = request.today.replace(day=1)
        for _ in range(months_ago):
            month = (month - timedelta(days=1)).replace(day=1)
        return (text_of("status") == "cancelled") & text_of("cancelled_at").startswith(f"{month:%Y-%m}")

    return condition


LISTING = Listing(
    MODULE,
    "subscriptions",
    ROW,
    numbers=("amount",),
    views={
        # The words of the filter are not the words of the bodies: PAST_DUE is `dunning` (Billing API, "List all").
        **views_of(
            "SubscriptionStatus",
            ACTIVE=being("status", "live", "trial", "dunning", "unpaid", "non_renewing"),
            LIVE=being("status", "live"),
            FUTURE=being("status", "future"),
            TRIAL=being("status", "trial"),
            PAST_DUE=being("status", "dunning"),
            UNPAID=being("status", "unpaid"),
            NON_RENEWING=being("status", "non_renewing"),
            CANCELLED_FROM_DUNNING=being("status", "cancelled_from_dunning"),
            CANCELLED=being("status", "cancelled"),
            EXPIRED=being("status", "expired"),
            TRIAL_EXPIRED=being("status", "trial_expired"),
            CANCELLED_LAST_MONTH=cancelled_in(1),
            CANCELLED_THIS_MONTH=cancelled_in(0),
        ),
        "SubscriptionMode.ONLINE": flagged("auto_collect", True),
        "SubscriptionMode.OFFLINE": flagged("auto_collect", False),
    },
    look_ups={"customer_id": equal_to("customer_id"), "reference_contains": within("reference_id")},
)


def shown(request: BillingRequest, subscription: Body) -> Body:
    """A subscription in full, with its customer as the customer is now."""
    customer = request.store.body(PRODUCT, customers.MODULE, subscription["customer_id"]) or {}
    # An offline subscription names no card, and one without a coupon no coupon.
    full = {key: value for key, value in public(subscription, without=LIST_ONLY).items() if value != {}}
    return {**full, "customer": public(customer, CUSTOMER)}


def subscriptions_page(request: BillingRequest) -> BillingResponse:
    """A page of subscriptions."""
    return page_of(request, LISTING)


def named_subscription(request: BillingRequest) -> Body:
    """The subscription that the path names."""
    return request.record(MODULE, "subscription_id", "Subscription")


def subscription_in_full(request: BillingRequest) -> BillingResponse:
    """One subscription."""
    return success({"subscription": shown(request, named_subscription(request))})


def scheduled_changes(request: BillingRequest) -> BillingResponse:
    """What the subscription will be from its next term on."""
    change = named_subscription(request).get("_scheduled")
    if not change:
        raise not_found("Scheduled change")
    return success({"subscription": public(change, SCHEDULED)})


def recent_activities(request: BillingRequest) -> BillingResponse:
    """What happened to the subscription, the last first."""
    return success({"activities": named_subscription(request)["_activities"]})


ENDPOINTS = tuple(
    BillingEndpoint("GET", path, "subscriptions.READ", "subscriptions", "view", answer)
    for path, answer in (
        ("/subscriptions", subscriptions_page),
        ("/subscriptions/{subscription_id}", subscription_in_full),
        ("/subscriptions/{subscription_id}/scheduledchanges", scheduled_changes),
        ("/subscriptions/{subscription_id}/recentactivities", recent_activities),
    )
)
