"""What happened to a subscription: its activities, and the events that report them to subscribers."""

from datetime import datetime, timedelta
from json import dumps, loads

from sandbox.billing.endpoints import PRODUCT, BillingRequest
from sandbox.billing.formats import public, stamp
from sandbox.company.billing_entities import Subscription, SubscriptionEvent
from sandbox.people import BY_NAME
from sandbox.store import Body

SUBSCRIPTIONS = "subscriptions"
EVENTS = "events"
SYSTEM = "Zoho Billing"
SENTENCES = {
    "subscription_created": "Subscription created",
    "subscription_activation": "Subscription activated",
    "subscription_upgraded": "Subscription upgraded",
    "subscription_downgraded": "Subscription downgraded",
    "subscription_cancellation_scheduled": "Cancellation scheduled for the end of the term",
    "subscription_cancelled": "Subscription cancelled",
    "subscription_expired": "Subscription expired",
}
# What nobody does: it comes by itself.
BY_ITSELF = {"subscription_activation", "subscription_expired"}


def instant_of(subscription: Subscription, happening: SubscriptionEvent) -> datetime:
    """When it happened. A subscription is created before it starts, however far ahead its start is."""
    if happening.kind == "subscription_created":
        return subscription.created_at
    return subscription.created_at + (happening.on - subscription.created_at.date()) + timedelta(minutes=1)


def activities_of(subscription: Subscription) -> list[Body]:
    """The seeded subscription's activities, the last first."""
    entries: list[Body] = []
    for position, happening in enumerate(subscription.history):
        alone = happening.kind in BY_ITSELF or subscription.status == "cancelled_from_dunning"
        author = SYSTEM if alone and position else BY_NAME["billing"].full_name
        entries.append(
            {
                "activity_id": str(903000000010000000 + subscription.number * 100 + position),
                "description": SENTENCES[happening.kind],
                "activity_time": stamp(instant_of(subscription, happening)),
                "commented_by": author,
            }
        )
    return entries[::-1]


def event(event_id: str, kind: str, at: datetime, subscription: Body, noun: str = "subscription") -> Body:
    """An event about a subscription or another record. Its payload is JSON in a string (Billing API, "Events")."""
    event = {"event_id": event_id, "event_type": kind, "created_time": stamp(at)}
    return {
        "event_id": event_id,
        "event_type": kind,
        "event_time": stamp(at),
        "payload": dumps({**event, "data": {noun: public(subscription)}}),
        "webhooks": [],
    }


def saved(request: BillingRequest, subscription: Body, sentence: str, *kinds: str) -> Body:
    """The subscription as it is kept from now on, with the activity and the events that made it so.

    The activity's author is the token's owner.
    """
    now = request.now
    activity = {
        "activity_id": request.new_id(),
        "description": sentence,
        "activity_time": stamp(now),
        "commented_by": request.persona.full_name,
    }
    activities = [activity, *subscription.get("_activities", [])]
    kept: Body = {**subscription, "updated_time": stamp(now), "_activities": activities}
    request.store.put(PRODUCT, SUBSCRIPTIONS, kept["subscription_id"], kept)
    for kind in kinds:
        report(request, kind, kept)
    return kept


def report(request: BillingRequest, kind: str, record: Body, noun: str = "subscription") -> None:
    """Keep an event about a record, and record the webhook that is due for it. It is called nowhere."""
    event_id, now = request.new_id(), request.now
    kept = event(event_id, kind, now, record, noun)
    due = request.sandbox.webhooks.add(kind, loads(kept["payload"]))
    webhook = {"webhook_id": due.webhook_id, "url": due.url, "status": due.status, "last_updated_time": stamp(now)}
    request.store.put(PRODUCT, EVENTS, event_id, {**kept, "webhooks": [webhook]})
