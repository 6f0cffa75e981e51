"""Events: everything that happened to subscriptions, as a list and one by one. Their scope is the webhooks'."""

from collections.abc import Iterator

from sandbox.billing import plans, subscription_seed
from sandbox.billing.endpoints import BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, success
from sandbox.billing.formats import public
from sandbox.billing.history import EVENTS, event, instant_of
from sandbox.billing.lists import Listing, page_of
from sandbox.billing.terms import PricedItem, terms
from sandbox.company.billing_entities import Subscription, SubscriptionEvent
from sandbox.company.company import Company
from sandbox.store import Body

LISTING = Listing(EVENTS, "events", ("event_id", "event_type", "event_time"), sort_column="event_time")


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """An event for each happening, with the subscription's status, plan and amount of then."""
    bodies = dict(subscription_seed.records(company))
    for subscription in company.subscriptions:
        for position, happening in enumerate(subscription.history):
            event_id = str(903000000011000000 + subscription.number * 100 + position)
            then = {**bodies[subscription.billing_id], **_at_that_time(subscription, happening)}
            yield event_id, event(event_id, happening.kind, instant_of(subscription, happening), then)


def _status_after(subscription: Subscription, happening: SubscriptionEvent) -> str:
    match happening.kind:
        case "subscription_created":
            unborn = subscription.status in {"future", "creation_failed"}
            return "trial" if subscription.trial_ends_on else subscription.status if unborn else "live"
        case "subscription_cancelled" | "subscription_expired":
            return subscription.status
        case "subscription_cancellation_scheduled":
            return "non_renewing"
        case _:
            return "live"


def _at_that_time(subscription: Subscription, happening: SubscriptionEvent) -> Body:
    """Status, plan and amount as they were; nothing else of the past is known."""
    status = _status_after(subscription, happening)
    # What ends a subscription leaves its price as it was.
    amount = happening.amount or subscription.amount
    if happening.plan is subscription.plan and amount == subscription.amount:
        return {"status": status}
    product = {"product_id": happening.plan.product.billing_id, "name": happening.plan.product.name}
    return {"status": status, **terms(product, PricedItem(plans.catalogued(happening.plan), 1, amount), [], None)}


def events_page(request: BillingRequest) -> BillingResponse:
    """A page of events without their payloads."""
    return page_of(request, LISTING)


def event_in_full(request: BillingRequest) -> BillingResponse:
    """One event with its payload."""
    return success({"event": public(request.record(EVENTS, "event_id", "Event"))})


ENDPOINTS = (
    BillingEndpoint("GET", "/events", "webhooks.READ", "events", "view", events_page),
    BillingEndpoint("GET", "/events/{event_id}", "webhooks.READ", "events", "view", event_in_full),
)
