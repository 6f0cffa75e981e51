"""A data set is read with its caller's own token, kept for that caller alone, and lacks what is hidden from them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from domain.caller import caller_of
from domain.errors import Forbidden
from domain.modules.billing import SUBSCRIPTIONS
from gateway.session import open_session
from resolvers.analytics.coverage import GapReason
from resolvers.analytics.data_sets import DataSet, data_set_of
from resolvers.analytics.fact_rows import Fact
from resolvers.kept_objects import KeptObjects
from resolvers.reading.loader import RecordLoader
from tests.graphs import Graph

HISTORY = (Fact.SUBSCRIPTIONS, Fact.HISTORY)


@asynccontextmanager
async def loader_of(graph: Graph, persona: str) -> AsyncGenerator[RecordLoader]:
    """The loader of one operation of a persona."""
    caller = caller_of(f"1000.demo.{persona}", "local", graph.service.partition_key)
    async with open_session(graph.service, caller) as session:
        yield session.loader


async def read_by(graph: Graph, persona: str, *facts: Fact, most_calls: int = 500) -> tuple[DataSet, int]:
    """The data set of a persona and the calls to Billing that it took."""
    async with loader_of(graph, persona) as loader:
        await loader.permissions.of(SUBSCRIPTIONS)
        graph.forget_calls()
        data_set = await data_set_of(loader, facts, most_calls=most_calls)
    return data_set, graph.bill().get("billing", 0)


async def test_history_takes_the_lists_and_one_call_for_each_event_that_changed_something(graph: Graph) -> None:
    data_set, calls = await read_by(graph, "billing", *HISTORY)
    changes = [event for event in data_set.rows.events.values() if event.then is not None]
    assert len(data_set.rows.subscriptions) == 26
    assert len(data_set.rows.events) >= 57
    # One more is for the subscription that is paused: no event says since when.
    assert calls == 2 + len(changes) + 1 < 20
    assert data_set.coverage(HISTORY).is_complete


async def test_what_is_kept_is_not_read_again_and_never_answers_another_caller(graph: Graph) -> None:
    first, _ = await read_by(graph, "billing", *HISTORY)
    again, calls = await read_by(graph, "billing", *HISTORY)
    assert (again is first, calls) == (True, 0)
    other, calls = await read_by(graph, "admin", *HISTORY)
    assert other is not first
    assert calls > 2
    owners = {call["token_owner"] for call in graph.calls()}
    assert owners == {"admin"}


async def test_nothing_hidden_is_in_the_data_set_of_somebody_restricted(graph: Graph) -> None:
    data_set, _ = await read_by(graph, "restricted", *HISTORY, Fact.RECORDS)
    rows = [*data_set.rows.subscriptions, *data_set.rows.details.values()]
    assert len(rows) == 52
    assert all("amount" not in row and "amount" not in str(row.get("plan", "")) for row in rows)
    assert all("price" not in row.get("plan", {}) for row in rows)
    [gap] = data_set.coverage(HISTORY).gaps
    assert (gap.source, gap.reason) == ("events", GapReason.REFUSED)


async def test_whoever_is_in_no_billing_gets_no_data_set(graph: Graph) -> None:
    with pytest.raises(Forbidden):
        await read_by(graph, "sales", *HISTORY)


async def test_a_reading_stops_at_its_calls_and_the_next_one_reads_on(graph: Graph) -> None:
    data_set, calls = await read_by(graph, "billing", *HISTORY, most_calls=5)
    [gap] = data_set.coverage(HISTORY).gaps
    assert (calls, gap.reason) == (5, GapReason.CALL_LIMIT)
    assert gap.missing is not None
    await read_by(graph, "billing", *HISTORY)
    assert data_set.coverage(HISTORY).is_complete


async def test_the_least_used_are_dropped_beyond_the_bytes_that_may_be_kept() -> None:
    now = [0.0]
    kept = KeptObjects(most=4, most_bytes=400, seconds=10, clock=lambda: now[0])
    assert [kept.store("caller", name, name, 100) for name in "abcde"] == [True] * 5
    assert [kept.lookup("caller", name) for name in "abcde"] == [None, "b", "c", "d", "e"]
    assert not kept.store("caller", "large", "large", 500)
    kept.store("other", "b", "other's", 1)
    assert (kept.lookup("other", "b"), kept.lookup("caller", "b")) == ("other's", None)
    kept.forget("other")
    assert kept.lookup("other", "b") is None
    now[0] = 11.0
    assert kept.lookup("caller", "e") is None
