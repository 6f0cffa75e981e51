"""What is asked of a module in one moment is one load; each who asked gets their rows, or what went wrong."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from domain.errors import UpstreamUnavailable
from domain.modules import crm
from domain.modules.module import Module
from domain.queries import Row
from domain.sources import Needs
from resolvers.reading.batches import Batches, RowsById

DEALS, ACCOUNTS = crm.DEALS, crm.ACCOUNTS
NAME, STAGE, BOTH = (Needs(frozenset(columns)) for columns in (["Name"], ["Stage"], ["Name", "Stage"]))
LISTED = Needs(frozenset({"Name"}), listed=frozenset({"Name"}))


class Loads:
    """Notes each load, and holds its answer back until it is told to go on."""

    def __init__(self) -> None:
        self.asked: list[tuple[Module, list[str], Needs]] = []
        self.begun: asyncio.Queue[None] = asyncio.Queue()
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.ended = 0

    async def __call__(self, module: Module, ids: list[str], needs: Needs) -> RowsById:
        self.asked.append((module, ids, needs))
        self.begun.put_nowait(None)
        try:
            await self.go_on.wait()
        finally:
            self.ended += 1
        return {id_: row(module, id_) for id_ in ids}


def row(module: Module, id_: str) -> Row:
    """The row that a load answers."""
    return {"id": id_, "of": str(module)}


def batches_of(load: Callable[[Module, list[str], Needs], Awaitable[RowsById]]) -> Batches:
    """Batches as the desk makes them for CRM."""
    return Batches(load, lambda _module, held, needs: held.covers(needs))


async def test_what_is_asked_in_one_moment_is_one_load_with_the_needs_of_all() -> None:
    loads = Loads()
    batches = batches_of(loads)
    one, other, more = await asyncio.gather(
        batches.rows(DEALS, ["1", "2"], NAME),
        batches.rows(DEALS, ["2", "3"], STAGE),
        batches.rows(DEALS, ["1"], NAME),
    )
    assert loads.asked == [(DEALS, ["1", "2", "3"], BOTH)]
    assert one == {"1": row(DEALS, "1"), "2": row(DEALS, "2")}
    assert other == {"2": row(DEALS, "2"), "3": row(DEALS, "3")}
    assert more["1"] is one["1"]


async def test_each_module_and_what_takes_calls_of_its_own_stay_apart() -> None:
    loads = Loads()
    batches = batches_of(loads)
    await asyncio.gather(
        batches.rows(DEALS, ["1"], NAME),
        batches.rows(ACCOUNTS, ["1"], NAME),
        batches.rows(DEALS, ["2"], LISTED),
    )
    assert loads.asked == [(DEALS, ["1"], NAME), (ACCOUNTS, ["1"], NAME), (DEALS, ["2"], LISTED)]


async def test_the_next_moment_is_another_load() -> None:
    loads = Loads()
    batches = batches_of(loads)
    for _ in range(2):
        await batches.rows(DEALS, ["1"], NAME)
    assert loads.asked == [(DEALS, ["1"], NAME)] * 2


@pytest.mark.parametrize(("needs", "again"), [(NAME, []), (BOTH, ["1"])])
async def test_what_is_being_fetched_is_asked_again_only_where_it_lacks_something(
    needs: Needs, again: list[str]
) -> None:
    loads = Loads()
    batches = batches_of(loads)
    loads.go_on.clear()
    first = asyncio.create_task(batches.rows(DEALS, ["1"], NAME))
    await loads.begun.get()
    second = asyncio.create_task(batches.rows(DEALS, ["1", "2"], needs))
    await loads.begun.get()
    loads.go_on.set()
    assert loads.asked[1:] == [(DEALS, [*again, "2"], needs)]
    assert await first == {"1": row(DEALS, "1")}
    assert await second == {"1": row(DEALS, "1"), "2": row(DEALS, "2")}


async def test_one_who_leaves_does_not_take_the_rows_from_the_others() -> None:
    loads = Loads()
    batches = batches_of(loads)
    loads.go_on.clear()
    leaving = asyncio.create_task(batches.rows(DEALS, ["1"], NAME))
    staying = asyncio.create_task(batches.rows(DEALS, ["1"], NAME))
    await loads.begun.get()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    loads.go_on.set()
    assert await staying == {"1": row(DEALS, "1")}
    assert len(loads.asked) == 1


async def test_one_who_runs_the_load_and_leaves_has_those_who_joined_it_meanwhile_ask_again() -> None:
    loads = Loads()
    batches = batches_of(loads)
    loads.go_on.clear()
    leaving = asyncio.create_task(batches.rows(DEALS, ["1"], NAME))
    await loads.begun.get()
    staying = [asyncio.create_task(batches.rows(DEALS, ["1"], NAME)) for _ in range(2)]
    await asyncio.sleep(0)
    assert len(loads.asked) == 1
    leaving.cancel()
    await loads.begun.get()
    loads.go_on.set()
    assert await asyncio.gather(*staying) == [{"1": row(DEALS, "1")}] * 2
    assert leaving.cancelled()
    assert len(loads.asked) == 2


async def test_one_who_leaves_before_the_load_begins_leaves_it_to_the_others() -> None:
    loads = Loads()
    batches = batches_of(loads)
    leaving = asyncio.create_task(batches.rows(DEALS, ["1"], NAME))
    staying = asyncio.create_task(batches.rows(DEALS, ["2"], NAME))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == {"2": row(DEALS, "2")}
    assert len(loads.asked) == 1
    alone = asyncio.create_task(batches.rows(DEALS, ["3"], NAME))
    await asyncio.sleep(0)
    alone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await alone
    assert len(loads.asked) == 1
    assert await batches.rows(DEALS, ["3"], NAME) == {"3": row(DEALS, "3")}


async def test_a_load_of_one_asker_needs_no_task() -> None:
    tasks: list[set[asyncio.Task[object]]] = []

    async def load(module: Module, ids: list[str], _needs: Needs) -> RowsById:
        tasks.append(asyncio.all_tasks())
        return {id_: row(module, id_) for id_ in ids}

    before = asyncio.all_tasks()
    await batches_of(load).rows(DEALS, ["1"], NAME)
    assert tasks == [before]


async def test_a_documented_error_stands_in_the_place_of_every_row_and_is_not_kept() -> None:
    error = UpstreamUnavailable("not now", service="crm")
    fails = [True, False]

    async def load(module: Module, ids: list[str], _needs: Needs) -> RowsById:
        if fails.pop(0):
            raise error
        return {id_: row(module, id_) for id_ in ids}

    batches = batches_of(load)
    one, other = await asyncio.gather(batches.rows(DEALS, ["1"], NAME), batches.rows(DEALS, ["2"], NAME))
    assert (one, other) == ({"1": error}, {"2": error})
    assert await batches.rows(DEALS, ["1"], NAME) == {"1": row(DEALS, "1")}


async def test_a_bug_reaches_everybody_who_waits() -> None:
    async def load(_module: Module, _ids: list[str], _needs: Needs) -> RowsById:
        raise ZeroDivisionError

    batches = batches_of(load)
    waiting = [batches.rows(DEALS, [id_], NAME) for id_ in "12"]
    found = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(each) for each in found] == [ZeroDivisionError] * 2


async def test_closing_ends_what_is_still_asked() -> None:
    loads = Loads()
    batches = batches_of(loads)
    loads.go_on.clear()
    waiting = asyncio.create_task(batches.rows(DEALS, ["1"], NAME))
    await loads.begun.get()
    batches.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert loads.ended == 1
    loads.go_on.set()
    assert await batches.rows(DEALS, ["1"], NAME) == {"1": row(DEALS, "1")}
