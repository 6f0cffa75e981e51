"""Which of Billing's events say something about a subscription's status, plan or price, and which need no reading.

Source: Zoho Billing v1, "Events"; words of later versions are not all documented, so that an unknown one is read.
"""

from bisect import bisect_left
from datetime import datetime, timedelta

from resolvers.analytics.fact_rows import FactRows

# What begins a subscription: its days stand in the list, and only later changes make the record of then necessary.
BEGINNINGS = frozenset({"subscription_created", "subscription_activation"})
# Reminders, renewals on the same terms, and announcements of what an event of its own will report.
SAYS_NOTHING = frozenset(
    {
        "subscription_ahead", "subscription_renewed", "subscription_expiring", "trial_expiring",
        "subscription_move_to_free_scheduled", "subscription_reactivation_scheduled", "billing_date_changed",
        "subscription_cancelling",
    }
)  # fmt: skip
# What changes the status alone: plan and price stay as they were.
KEEPS_TERMS = frozenset(
    {
        *("subscription_cancelled", "subscription_expired", "subscription_cancellation_scheduled"),
        *("subscription_scheduled_cancellation_removed", "subscription_reactivated", "subscription_unpaid"),
        *("subscription_paused", "subscription_resumed", "subscription_deleted"),
    }
)
# Statuses that began on a day which only a single record or an event has.
ENDS = frozenset({"cancelled", "cancelled_from_dunning", "trial_expired", "paused"})
# How far apart the creation of a record and its event may be: the product writes both in one step.
CREATION_MARGIN = timedelta(minutes=5)


def changes_terms(kind: str) -> bool:
    """Whether an event may change status, plan or price of a subscription."""
    return kind.startswith("subscription_") and kind not in BEGINNINGS and kind not in SAYS_NOTHING


def says_something(kind: str) -> bool:
    """Whether an event tells something of a subscription's past."""
    return kind in BEGINNINGS or changes_terms(kind)


def may_have_begun(rows: FactRows) -> set[str]:
    """The ids of the first events of those subscriptions whose plan or price changed later.

    The list of events does not say which subscription each is about: those at the time of its creation may be.
    """
    changed = {event.subscription for event in rows.events.values() if event.kind not in KEEPS_TERMS} - {None}
    if not changed:
        return set()
    created = sorted(
        instant
        for id_, row in rows.subscriptions.items()
        if id_ in changed and (instant := instant_of(row.get("created_time"))) is not None
    )

    def is_near(at: datetime) -> bool:
        first = bisect_left(created, at - CREATION_MARGIN)
        return first < len(created) and created[first] <= at + CREATION_MARGIN

    return {
        event.event_id for event in rows.events.values() if event.kind == "subscription_created" and is_near(event.at)
    }


def days_missing(rows: FactRows) -> list[str]:
    """The ids of subscriptions of whose past a list row and events lack a day: an end, a pause, or a trial's days."""
    with_event = {event.subscription for event in rows.events.values()}
    return [
        id_
        for id_, row in rows.subscriptions.items()
        if (row.get("status") in ENDS and id_ not in with_event)
        or str(row.get("activated_at") or "") > str(row.get("created_at") or "")
    ]


def instant_of(value: object) -> datetime | None:
    """An instant as Billing writes it, `2016-06-11T17:57:13-0700`; None for anything else."""
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
