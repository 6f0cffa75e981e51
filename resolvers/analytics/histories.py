"""From rows to phases: what Billing's records and events say of each subscription's past. Pure.

The product keeps no history. A record has the days of its creation, its activation and its end; an event has the record
as it was then. What lies between is taken to be unchanged, and what neither shows begins with the last change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.json_values import mapping, mappings
from domain.kpis.phases import Phase
from domain.queries import Row
from resolvers.analytics.event_kinds import instant_of
from resolvers.analytics.fact_rows import Fact, FactRows, SubscriptionEvent

RECORD = "record"
MOST_TEXTS = 8192
# Why a status ends the one before it.
CAUSES: Mapping[str, str] = {
    "cancelled": "voluntary",
    "cancelled_from_dunning": "involuntary",
    "expired": "expired",
    "paused": "paused",
    "trial_expired": "trial_expired",
}
TRIALS = frozenset({"trial", "trial_expired"})
UNITS = frozenset({"days", "weeks", "months", "years"})


@dataclass(frozen=True, slots=True)
class BilledTerms:
    """What is billed for each interval, before and after discounts; the plan by its name."""

    gross: Decimal
    net: Decimal
    interval: int
    unit: str
    plan: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """From which day on a subscription had a status and terms, and what says so."""

    on: date
    status: str
    terms: BilledTerms
    source: str = RECORD
    at: datetime | None = None


def phases_of(rows: FactRows, today: date) -> Iterator[Phase]:
    """The phases of all subscriptions until today, each subscription's in their order."""
    by_subscription: dict[str, list[SubscriptionEvent]] = {}
    for event in sorted(rows.events.values(), key=lambda each: (each.at, each.event_id)):
        if event.subscription is not None:
            by_subscription.setdefault(event.subscription, []).append(event)
    earliest = rows.oldest_event
    for id_, row in rows.subscriptions.items():
        turns = _turns(row, rows.details.get(id_, {}), by_subscription.get(id_, ()), rows.zone, today)
        known_from = _known_from(row, earliest, rows, turns)
        yield from _phases(id_, row, rows, turns, known_from)


def _turns(row: Row, detail: Row, events: Sequence[SubscriptionEvent], zone: ZoneInfo, today: date) -> Sequence[Turn]:
    """What is known of one subscription, in order; of several turns on a day the last."""
    now = terms_of(row, detail, detail)
    records = [(event, event.then or {}) for event in events]
    then = [(event, record, terms_of({**row, **record}, record, detail)) for event, record in records]
    first = then[0][2] if then and then[0][0].kind in _BEGINNINGS else now
    created = instant_of(row.get("created_time"))
    begun = day_of(row.get("created_at")) or (created.astimezone(zone).date() if created else today)
    activated = day_of(row.get("activated_at"))
    status = str(row.get("status") or "unknown")
    turns = [Turn(begun, _first_status(status, activated, begun, detail), first, at=created)]
    if activated is not None and activated > begun:
        turns.append(Turn(activated, "live", first))
    elif activated is not None:
        turns[0] = replace(turns[0], status="live")
    for event, record, terms in then:
        if event.kind in _BEGINNINGS:
            continue
        became = str(record.get("status") or turns[-1].status)
        turns.append(Turn(event.at.astimezone(zone).date(), became, terms, event.event_id, event.at))
    if turns[-1].status != status or (turns[-1].terms != now and status not in CAUSES):
        since = max(_since(status, row, detail, zone) or turns[-1].on, turns[-1].on)
        turns.append(Turn(min(since, today) if since > today else since, status, now))
    by_day = {turn.on: turn for turn in sorted(turns, key=lambda turn: turn.on)}
    return [*by_day.values()]


_BEGINNINGS = frozenset({"subscription_created", "subscription_activation"})


def _first_status(status: str, activated: date | None, begun: date, detail: Row) -> str:
    if activated is None:
        return "trial" if status in TRIALS else status
    if activated <= begun:
        return "live"
    return "trial" if day_of(detail.get("trial_starts_at")) is not None else "future"


def _since(status: str, row: Row, detail: Row, zone: ZoneInfo) -> date | None:
    """Since when a subscription has had the status that it has today, as far as its record tells."""
    updated = instant_of(row.get("updated_time"))
    day_of_update = updated.astimezone(zone).date() if updated else None
    by_status = {
        "cancelled": detail.get("cancelled_at"),
        "cancelled_from_dunning": detail.get("cancelled_at"),
        "expired": row.get("expires_at"),
        "trial_expired": detail.get("trial_ends_at") or row.get("expires_at"),
        "paused": detail.get("pause_date"),
        "dunning": row.get("last_billing_at"),
        "unpaid": row.get("last_billing_at"),
    }
    return day_of(by_status.get(status)) or day_of_update


def _known_from(row: Row, earliest: datetime | None, rows: FactRows, turns: Sequence[Turn]) -> date | None:
    """The day before which the history of a subscription is not known, None where all of it is.

    Without events it is what the record showed when it was last changed; with them, what the oldest one shows.
    """
    if Fact.HISTORY in rows.gaps or earliest is None:
        updated = instant_of(row.get("updated_time"))
        changed = None if updated is None else updated.astimezone(rows.zone).date()
        return None if changed is None or changed <= turns[0].on else changed
    oldest = earliest.astimezone(rows.zone).date()
    return oldest if turns[0].on < oldest else None


def _phases(id_: str, row: Row, rows: FactRows, turns: Sequence[Turn], known_from: date | None) -> Iterator[Phase]:
    customer = str(row.get("customer_id") or "")
    currency = str(row.get("currency_code") or rows.home or "")
    collect = row.get("auto_collect")
    billing = mapping(mapping(rows.customers.get(customer)).get("billing_address"))
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        yield Phase(
            subscription_id=id_,
            customer_id=customer,
            status=turn.status,
            starts_on=turn.on,
            ends_on=following.on if following else None,
            amount_gross=turn.terms.gross,
            amount_net=turn.terms.net,
            interval=turn.terms.interval,
            interval_unit=turn.terms.unit,
            currency=currency,
            rate_to_base=Decimal(1) if currency == rows.home else rows.rates.get(currency, Decimal(1)),
            plan=turn.terms.plan,
            product=rows.products.get(turn.terms.plan or "") or rows.details.get(id_, {}).get("product_name"),
            owner=rows.owners.get(customer),
            country=billing.get("country") or None,
            salesperson=row.get("salesperson_name") or None,
            channel=None if collect is None else "online" if collect in (True, "true") else "offline",
            end_cause=CAUSES.get(following.status) if following else None,
            known_from=known_from,
            sources=turn.source,
            starts_at=turn.at,
            ends_at=following.at if following else None,
            renews_on=None if following else day_of(row.get("next_billing_at")),
        )


def terms_of(row: Row, record: Row, detail: Row) -> BilledTerms:
    """What is billed for each interval: `amount` after discounts; before them the prices of a single record's lines.

    Of a row without lines, or whose amounts are hidden, both are the same.
    """
    net = number_of(row.get("amount"))
    lines = [mapping(record.get("plan")), *mappings(record.get("addons"))]
    gross = sum((number_of(line.get("total")) + number_of(line.get("discount")) for line in lines), Decimal(0))
    unit = str(row.get("interval_unit") or detail.get("interval_unit") or "months")
    interval = int(number_of(row.get("interval")) or 1)
    return BilledTerms(
        gross=max(gross, net),
        net=net,
        interval=max(interval, 1),
        unit=unit if unit in UNITS else "months",
        plan=row.get("plan_name") or mapping(record.get("plan")).get("name") or None,
    )


def number_of(value: object) -> Decimal:
    """An amount as it was sent, zero for what is no number."""
    return _number(str(value))


# Amounts and days of many rows are the same few texts.
@lru_cache(MOST_TEXTS)
def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() and number > 0 else Decimal(0)


def day_of(value: object) -> date | None:
    """A day as Billing writes it, None for anything else."""
    return _day(str(value)[:10]) if value else None


@lru_cache(MOST_TEXTS)
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
