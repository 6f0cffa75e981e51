"""The past of subscriptions: the list of events, and the records of then that some of them have.

Source: Zoho Billing v1, "Events". The list has 200 a page; an event's record takes one call.
"""

from collections.abc import Iterable, Iterator, Sequence
from sys import intern

from adapters.billing.events import EVENTS, subscription_then
from domain.errors import Forbidden, NotFound, SuitegraphError, Unauthenticated, UpstreamRejected
from domain.modules.billing import SUBSCRIPTIONS
from domain.queries import LARGEST_PAGE, Row
from resolvers.analytics.coverage import Gap, GapReason
from resolvers.analytics.event_kinds import changes_terms, days_missing, instant_of, may_have_begun, says_something
from resolvers.analytics.fact_reading import FactReader, gap_of
from resolvers.analytics.fact_rows import DETAIL_COLUMNS, Fact, FactRows, SubscriptionEvent

REFUSALS = (Forbidden, NotFound, UpstreamRejected)
NO_EVENTS = "The caller's token may not read events: how statuses, plans and prices were before is not known."
# The field that shows what became of a subscription.
PAST = "BillingSubscription.history"


async def read_history(reader: FactReader) -> None:
    """The events of all subscriptions, the newest first until a known one: one call per 200.

    Those that change status or price are read with the record of then, one call each, and so are the first events
    of subscriptions whose terms changed later. An event never changes: it is read once.
    """
    rows, client = reader.rows, await reader.loader.billing()
    offered = rows.offered_of(Fact.HISTORY)
    page = max(1, (offered or rows).event_pages)
    view = await reader.loader.permissions.of(SUBSCRIPTIONS)
    if (denial := view.hidden.get(PAST)) is not None:
        # Events are the past of subscriptions: nobody else learns it from figures.
        await reader.records(days_missing(rows), Fact.HISTORY)
        rows.gaps[Fact.HISTORY] = Gap(Fact.HISTORY.value, GapReason.REFUSED, denial.text)
        return
    rows.gaps.pop(Fact.HISTORY, None)
    # A walk that calls did not suffice for goes on at its last page: newer events only move others down.
    while reader.takes_call(Fact.HISTORY):
        params = (("page", str(page)), ("per_page", str(LARGEST_PAGE)))
        try:
            listed = await client.rows(EVENTS, params)
        except REFUSALS:
            await reader.records(days_missing(rows), Fact.HISTORY)
            rows.gaps[Fact.HISTORY] = Gap(Fact.HISTORY.value, GapReason.REFUSED, NO_EVENTS)
            return
        except SuitegraphError as error:
            if page == 1 or Fact.HISTORY not in rows.read or isinstance(error, Unauthenticated):
                raise
            rows.gaps[Fact.HISTORY] = gap_of(Fact.HISTORY, error)
            break
        if offered is not None:
            # The token may read events: those that an earlier one has read need not be read again.
            rows.events, rows.event_pages, rows.oldest_event = offered.events, offered.event_pages, offered.oldest_event
            rows.known_events, rows.newest_events, offered = offered.known_events, offered.newest_events, None
        rows.read.add(Fact.HISTORY)
        reader.note_call(Fact.HISTORY, "billing", "events", len(listed.rows), str(page))
        reader.note_progress()
        if _keep_events(rows, listed.rows, page) or not listed.more:
            rows.known_events, rows.event_pages = rows.newest_events, 0
            break
        page += 1
    await _read_events(reader, [each for each in rows.events.values() if changes_terms(each.kind)])
    if reader.left > 0:
        begun = may_have_begun(rows)
        await _read_events(reader, [each for each in rows.events.values() if each.event_id in begun])
    if Fact.HISTORY not in rows.gaps:
        await reader.records(days_missing(rows), Fact.HISTORY)


def _keep_events(rows: FactRows, listed: Sequence[Row | Exception], page: int) -> bool:
    """Keep what a page of events tells of subscriptions; whether an earlier walk has seen the rest."""
    events = [*_events_in(listed)]
    ids = frozenset(each.event_id for each in events)
    if page == 1:
        rows.newest_events = ids
    if events:
        oldest = min(each.at for each in events)
        rows.oldest_event = min(rows.oldest_event or oldest, oldest)
    for event in events:
        if says_something(event.kind):
            rows.events.setdefault(event.event_id, event)
    rows.event_pages = page
    return not rows.known_events.isdisjoint(ids)


async def _read_events(reader: FactReader, events: Sequence[SubscriptionEvent]) -> None:
    unread = [each for each in events if each.then is None]
    client = await reader.loader.billing()
    view = await reader.loader.permissions.of(SUBSCRIPTIONS)

    async def one(event: SubscriptionEvent) -> Row:
        return await client.one(EVENTS, event.event_id)

    for event, row in await reader.each(unread, one, Fact.HISTORY, "events/{id}"):
        then = subscription_then(row)
        # A payload has all that a record has: what is hidden goes before anything is kept.
        kept = {key: then[key] for key in DETAIL_COLUMNS & then.keys()} if then else {}
        view.strip([kept])
        reader.rows.events[event.event_id] = event.read(kept)


def _events_in(rows: Iterable[Row | Exception]) -> Iterator[SubscriptionEvent]:
    for row in rows:
        if isinstance(row, dict) and (at := instant_of(row.get("event_time"))) is not None:
            yield SubscriptionEvent(str(row["event_id"]), intern(str(row.get("event_type"))), at)
