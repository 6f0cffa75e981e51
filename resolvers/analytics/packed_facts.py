"""The rows of a data set as bytes, and back: all that a later token of the same person may go on with."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from domain.queries import Position
from resolvers.analytics.coverage import ReadCall
from resolvers.analytics.fact_rows import LISTS, BegunList, Fact, FactRows, SubscriptionEvent
from resolvers.analytics.row_tables import PackedRows, RowTable

SINGLES = ("details", "declined", "customers")


class _Table(msgspec.Struct):
    key: str
    blocks: list[bytes]


class _Event(msgspec.Struct, array_like=True):
    id: str
    kind: str
    at: datetime
    subscription: str | None
    packed: bytes | None


class _Begun(msgspec.Struct):
    table: _Table
    pages: int
    after: list[int | str] | None
    read_at: datetime
    began_at: datetime
    calls: dict[str, ReadCall]


class _Rows(msgspec.Struct):
    zone: str
    home: str | None
    tables: dict[str, _Table]
    singles: dict[str, dict[str, bytes]]
    events: list[_Event]
    event_pages: int
    oldest_event: datetime | None
    known_events: list[str]
    newest_events: list[str]
    began: dict[str, datetime]
    whole_since: dict[str, datetime]
    begun: dict[str, _Begun]
    calls: dict[str, dict[str, ReadCall]]


def packed(rows: FactRows) -> bytes:
    """Rows as bytes: those that the token has read, else those that an earlier one of the same person did."""
    earlier = rows.offered
    return msgspec.msgpack.encode(_frozen(rows if earlier is None else _merged(rows, earlier)))


def unpacked(content: bytes) -> FactRows:
    """The rows that were packed. Raises msgspec.DecodeError where another version packed them."""
    kept = msgspec.msgpack.decode(content, type=_Rows)
    rows = FactRows(ZoneInfo(kept.zone), kept.home)
    for name, table in kept.tables.items():
        setattr(rows, name, RowTable.of_blocks(table.key, table.blocks))
    for name, singles in kept.singles.items():
        setattr(rows, name, PackedRows(singles))
    rows.events = {
        each.id: SubscriptionEvent(each.id, each.kind, each.at.astimezone(UTC), each.subscription, each.packed)
        for each in kept.events
    }
    rows.event_pages, rows.oldest_event = kept.event_pages, kept.oldest_event
    rows.known_events, rows.newest_events = frozenset(kept.known_events), frozenset(kept.newest_events)
    rows.began = {Fact(name): at for name, at in kept.began.items()}
    rows.whole_since = {Fact(name): at for name, at in kept.whole_since.items()}
    rows.begun = {Fact(name): _thawed(each) for name, each in kept.begun.items()}
    rows.calls = {Fact(name): calls for name, calls in kept.calls.items()}
    return rows


def _merged(rows: FactRows, earlier: FactRows) -> FactRows:
    """What this token has read, and of the rest what the earlier one had: for packing alone."""
    every = FactRows(rows.zone, rows.home)
    for fact, name in LISTS.items():
        if fact in rows.read:
            setattr(every, name, getattr(rows, name))
        elif fact in earlier.began or fact in earlier.begun:
            setattr(every, name, getattr(earlier, name))
        source = rows if fact in rows.read else earlier
        for name_of_times in ("began", "whole_since", "begun", "calls"):
            of_source = getattr(source, name_of_times)
            if fact in of_source:
                getattr(every, name_of_times)[fact] = of_source[fact]
    history = rows if Fact.HISTORY in rows.read else earlier
    every.events, every.event_pages, every.oldest_event = history.events, history.event_pages, history.oldest_event
    every.known_events, every.newest_events = history.known_events, history.newest_events
    for fact, name in ((Fact.SUBSCRIPTIONS, "details"), (Fact.PAYMENTS, "declined"), (Fact.CUSTOMERS, "customers")):
        setattr(every, name, getattr(rows if fact in rows.read else earlier, name))
    return every


def _frozen(rows: FactRows) -> _Rows:
    return _Rows(
        zone=rows.zone.key,
        home=rows.home,
        tables={name: _table(getattr(rows, name)) for name in dict.fromkeys(LISTS.values())},
        singles={name: getattr(rows, name).packed for name in SINGLES},
        events=[
            _Event(each.event_id, each.kind, each.at, each.subscription, each.packed) for each in rows.events.values()
        ],
        event_pages=rows.event_pages,
        oldest_event=rows.oldest_event,
        known_events=[*rows.known_events],
        newest_events=[*rows.newest_events],
        began={fact.value: at for fact, at in rows.began.items()},
        whole_since={fact.value: at for fact, at in rows.whole_since.items()},
        begun={
            fact.value: _Begun(
                _table(each.rows), each.pages, None if each.after is None else [*each.after], each.read_at,
                each.began_at, each.calls,
            )
            for fact, each in rows.begun.items()
        },
        calls={fact.value: dict(calls) for fact, calls in rows.calls.items() if fact in LISTS},
    )  # fmt: skip


def _table(table: RowTable) -> _Table:
    return _Table(table.key, table.blocks())


def _thawed(kept: _Begun) -> BegunList:
    table = RowTable.of_blocks(kept.table.key, kept.table.blocks)
    after: Position | None = None if kept.after is None else tuple(kept.after)
    return BegunList(table, kept.pages, after, kept.read_at, kept.began_at, kept.calls)
