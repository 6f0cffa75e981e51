"""Rows that a person keeps: a later token goes on with them, and no other person, right or scope is shown any."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from adapters.kept_rows import SealedRowFiles
from adapters.sealing import Keyring
from domain.caller import caller_of
from domain.errors import SuitegraphError
from domain.kept_rows import KeptRows, RowsPlace
from gateway.memory_rows import MemoryRows
from gateway.session import open_session
from resolvers.analytics.data_sets import DataSet, data_set_of
from resolvers.analytics.fact_rows import Fact
from sandbox.tokens import EVERYTHING
from tests.graphs import Graph, graph_served

KEPT = (Fact.SUBSCRIPTIONS, Fact.HISTORY, Fact.PAYMENTS)
FORGET = "mutation { forgetReportRows }"
START = """mutation { startReportRun(input: { report: "net-revenue", keepRows: true, asOf: "2026-10-01" }) {
    run { id } userErrors { code } } }"""
PLACE = RowsPlace("local a@x.example", "local:1", "7", "billing", "9")


@asynccontextmanager
async def served_with_rows(folder: Path, **settings: Any) -> AsyncGenerator[Graph]:
    """A gateway that keeps rows in a folder, over a company of several pages of subscriptions."""
    keys = (SecretStr("k" * 32),)
    async with graph_served(report_rows_directory=folder, session_keys=keys, scale=10, **settings) as graph:
        yield graph


async def read_with(graph: Graph, token: str, *facts: Fact, most_calls: int = 5000) -> tuple[DataSet, int]:
    """What a token reads, and the calls to Billing's records that it took."""
    caller = caller_of(token, "local", graph.service.partition_key)
    async with open_session(graph.service, caller) as session:
        await session.loader.permissions.all()
        graph.forget_calls()
        data_set = await data_set_of(session.loader, facts, most_calls=most_calls)
    return data_set, len(
        [call for call in graph.calls() if call["product"] == "billing" and "organi" not in call["path"]]
    )


async def keep(graph: Graph, persona: str) -> None:
    """Start a report in the background whose rows are kept, and wait until it has ended."""
    payload = (await graph.ask(persona, START)).data["startReportRun"]
    assert payload["userErrors"] == []
    caller = caller_of(f"1000.demo.{persona}", "local", graph.service.partition_key)
    job = graph.service.analytics.jobs.one(caller.partition, payload["run"]["id"])
    assert job is not None
    assert job.task is not None
    await job.task


def another_token(graph: Graph, persona: str, *lacks: str) -> str:
    """A new token of a persona, without some of the scopes."""
    return graph.sandbox.tokens.mint(persona, EVERYTHING - {*lacks})


def changed(graph: Graph, id_: str, **values: Any) -> None:
    """Change a subscription as Billing would, now."""
    body = dict(
        next(each for each in graph.sandbox.store.bodies("billing", "subscriptions") if each["subscription_id"] == id_)
    )
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
    graph.sandbox.store.put("billing", "subscriptions", id_, {**body, **values, "updated_time": now})


async def test_a_later_token_of_the_same_person_goes_on_and_nobody_else_does(tmp_path: Path) -> None:
    folder = tmp_path / "rows"
    async with served_with_rows(folder) as graph:
        await keep(graph, "admin")
        whole, own = await read_with(graph, "1000.demo.admin", *KEPT)
        [file] = folder.iterdir()
        assert own == 0
        assert file.stat().st_mode & 0o777 == 0o600
        assert b"subscription" not in file.read_bytes()

        # One call for each list proves that the token may read it, and shows what has changed since.
        [dearer, *_] = [id_ for id_, row in whole.rows.subscriptions.items() if row["status"] == "live"]
        changed(graph, dearer, amount=4321.0)
        later, calls = await read_with(graph, another_token(graph, "admin"), *KEPT)
        assert calls <= 4
        assert later.rows.subscriptions.rows_of([dearer])[dearer]["amount"] == "4321.0"
        assert later.rows.events.keys() == whole.rows.events.keys()
        assert {*dict(later.rows.payments.items())} == {*dict(whole.rows.payments.items())}
        assert later.coverage(KEPT).is_complete

        # A record that is gone is missed where it stood, and the list is read as a whole.
        graph.sandbox.store.remove("billing", "subscriptions", dearer)
        gone, calls = await read_with(graph, another_token(graph, "admin"), *KEPT)
        assert len(gone.rows.subscriptions) == len(whole.rows.subscriptions) - 1
        assert calls > 2

        fresh, other = await read_with(graph, "1000.demo.billing", *KEPT)
        assert (fresh.rows.offered, other > calls) == (None, True)
        assert [*folder.iterdir()] == [file]


async def test_a_token_without_a_scope_is_shown_nothing_of_what_the_scope_is_for(tmp_path: Path) -> None:
    async with served_with_rows(tmp_path) as graph:
        await keep(graph, "admin")
        narrow = another_token(graph, "admin", "ZohoSubscriptions.fullaccess.all")
        for lists in (KEPT[:1], KEPT[2:]):
            with pytest.raises(SuitegraphError):
                await read_with(graph, narrow, *lists)


async def test_rows_end_with_the_rights_that_read_them_and_where_they_are_forgotten(tmp_path: Path) -> None:
    async with served_with_rows(tmp_path) as graph:
        shelf = graph.service.analytics.kept_rows
        assert shelf is not None
        await keep(graph, "admin")
        place = (await read_with(graph, another_token(graph, "admin"), *KEPT))[0].place
        assert place is not None
        kept = await shelf.one(place)
        assert kept is not None
        assert len(kept.content) > 10_000

        await shelf.begin(place, replace(kept, rights="others"))
        data_set, calls = await read_with(graph, another_token(graph, "admin"), Fact.SUBSCRIPTIONS, most_calls=1)
        assert (data_set.rows.offered, data_set.place, calls) == (None, place, 1)
        again = await shelf.one(place)
        assert again is not None
        # What goes on is the reading that the calls did not suffice for.
        data_set, calls = await read_with(graph, another_token(graph, "admin"), Fact.SUBSCRIPTIONS)
        assert data_set.coverage(KEPT[:1]).is_complete
        assert calls == 2 == -(-len(data_set.rows.subscriptions) // 200)

        forget = "mutation ($user: String!) { forgetPermissions(user: $user) }"
        assert (await graph.ask("admin", forget, {"user": place.person.split()[1]})).data["forgetPermissions"]
        assert await shelf.one(place) is None
        await shelf.begin(place, kept)
        assert (await graph.ask("admin", FORGET)).data == {"forgetReportRows": True}
        assert (await graph.ask("admin", FORGET)).data == {"forgetReportRows": False}
        # Whoever still has rows in memory does not write them back.
        await read_with(graph, "1000.demo.admin", *KEPT)
        assert await shelf.one(place) is None


@pytest.mark.parametrize("shelf", ["memory", "files"])
async def test_a_shelf_shows_a_place_its_own_rows_until_they_are_forgotten(shelf: str, tmp_path: Path) -> None:
    keys = [Keyring(["new" * 12, "old" * 12]), Keyring(["old" * 12]), Keyring(["other" * 12])]
    day = timedelta(days=1)
    kept, old, stranger = (
        [SealedRowFiles(tmp_path, key, day) for key in keys] if shelf == "files" else [MemoryRows(day)] * 3
    )
    now = datetime.now(UTC)
    rows = KeptRows("rights", now, b"content" * 1_000_000)
    assert not await kept.replace(PLACE, rows)
    await old.begin(PLACE, rows)
    assert await kept.one(PLACE) == rows
    others = [
        RowsPlace(*("x" if place == each else getattr(PLACE, each) for each in RowsPlace.__slots__))
        for place in RowsPlace.__slots__
    ]
    assert [await kept.one(other) for other in others] == [None] * 5
    # What is kept anew is sealed by the first key, and by no other.
    assert await kept.replace(PLACE, rows)
    assert (await kept.one(PLACE)) == rows
    if shelf == "files":
        assert [await each.one(PLACE) for each in (old, stranger)] == [None, None]
        [path] = tmp_path.iterdir()
        sealed = path.read_bytes()
        for broken in (sealed[:-1], sealed[:4_300_000], sealed[:-20] + b"x" + sealed[-19:], sealed + b"x", b""):
            path.write_bytes(broken)
            assert await kept.one(PLACE) is None
        path.write_bytes(sealed)
    assert await kept.forget(PLACE)
    assert not await kept.forget(PLACE)
    assert not await kept.replace(PLACE, rows)
    await kept.begin(PLACE, rows)
    await kept.forget_person("local a@x.example")
    assert await kept.one(PLACE) is None
    await kept.begin(PLACE, KeptRows("rights", now - 2 * day))
    assert await kept.one(PLACE) is None
