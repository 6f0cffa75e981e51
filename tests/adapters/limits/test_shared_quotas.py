"""Processes that share a quota through a server keep it together, and their parts of it while the server fails."""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.limits import shared_quotas
from adapters.limits.limiters import Limiters
from adapters.limits.permits import Allowance, Tally
from adapters.limits.shared_quotas import QuotaServer, SharedQuota
from domain.caller import caller_of
from domain.errors import TooManyRequests, UpstreamTimeout
from tests.adapters.limits.offices import Office, ended
from tests.adapters.limits.test_limiters import books
from tests.adapters.products import Way, received
from tests.valkeys import Valkey, valkey_served

SMALL = Allowance(at_once=4, calls=12, seconds=0.8)
QUOTA = "own:books:1:all"


@pytest.fixture
def server() -> Iterator[Valkey]:
    """A real Valkey, empty."""
    with valkey_served() as server:
        yield server


@pytest.fixture(autouse=True)
def _time_to_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that answers late on a busy machine is no server that fails."""
    monkeypatch.setattr(shared_quotas, "ANSWER_SECONDS", 20.0)


async def known(server: Valkey, what: str, count: int) -> None:
    """The server knows of so many calls "inside", or callers in the "queue"."""
    async with asyncio.timeout(60):
        while server.client.zcard(f"{{suitegraph:{QUOTA}}}:{what}") != count:  # noqa: ASYNC110  # the server tells nobody
            await asyncio.sleep(0)


async def closed(server: Valkey, seconds: float) -> None:
    """The server has closed the quota for more than so many seconds from now."""
    async with asyncio.timeout(60):
        state, end = f"{{suitegraph:{QUOTA}}}:state", time.time() + seconds
        while float(server.client.hget(state, "closed") or 0) / 1000 <= end:  # noqa: ASYNC110  # as above
            await asyncio.sleep(0)


@asynccontextmanager
async def offices(
    url: str, *, lease: float = 5.0, allowance: Allowance = SMALL
) -> AsyncGenerator[tuple[Office, Office]]:
    """The same quota in two processes."""
    limits = [QuotaServer(url, 2, lease) for _ in range(2)]
    clock = asyncio.get_running_loop().time
    made = [Office(clock, each.permit_source_of("books", QUOTA, allowance, Tally())) for each in limits]
    try:
        yield made[0], made[1]
    finally:
        for each in limits:
            await each.close()


def most_counted(sent: list[tuple[str, float, float]], seconds: float) -> int:
    """The most calls that a window may hold, whenever each is counted."""
    return max(sum(began <= moment < end + seconds for _, began, end in sent) for _, moment, _ in sent)


async def test_no_window_of_two_processes_holds_more_than_the_quota_and_all_callers_have_their_share(
    server: Valkey,
) -> None:
    async with offices(server.url) as (one, other):
        end = one.clock() + 4
        # One caller in the first process asks with six calls at a time, four in the second with two each.
        many = [one.keep_asking("greedy", end, patience=2.0, lasts=0.01) for _ in range(6)]
        few = [other.keep_asking(f"modest{n % 4}", end, patience=2.0, lasts=0.01) for n in range(8)]
        await asyncio.gather(*many, *few)
    sent = one.sent + other.sent
    assert most_counted(sent, SMALL.seconds) <= SMALL.calls
    inside = [sum(b <= moment < e for _, b, e in sent) for _, moment, _ in sent]
    assert max(inside) <= SMALL.at_once
    shares = Counter(caller for caller, _, _ in sent)
    assert len(sent) >= 0.7 * SMALL.calls * 4 / SMALL.seconds
    assert min(shares.values()) >= 0.8 * len(sent) / 5, shares


async def test_people_of_one_process_go_before_bulk_of_the_other(server: Valkey) -> None:
    async with offices(server.url, allowance=Allowance(at_once=1)) as (one, other):
        # Their turn was a moment ago: among people they would be the last.
        over = asyncio.Event()
        holding = asyncio.create_task(one.call("person", over))
        await known(server, "inside", 1)
        bulk = asyncio.create_task(one.call("bulk", bulk=True))
        await known(server, "queue", 1)
        person = asyncio.create_task(other.call("person"))
        await known(server, "queue", 2)
        over.set()
        await asyncio.gather(holding, bulk, person)
    order = [caller for caller, *_ in sorted(one.sent + other.sent, key=lambda call: call[1])]
    assert order == ["person", "person", "bulk"]


async def test_a_call_that_cannot_be_served_in_time_fails_soon_and_is_not_sent(server: Valkey) -> None:
    async with offices(server.url, allowance=Allowance(at_once=9, calls=4, seconds=60.0)) as (one, other):
        await asyncio.gather(*(one.call("one", 0.01) for _ in range(3)), return_exceptions=True)
        began = one.clock()
        with pytest.raises(TooManyRequests) as raised:
            await asyncio.gather(*(other.call("two", 0.01, 40) for _ in range(4)))
        assert one.clock() - began < 30
        assert raised.value.retry_after is not None
        assert 10 <= raised.value.retry_after <= 60


async def test_calls_that_hang_in_another_process_are_waited_for_until_the_deadline(server: Valkey) -> None:
    async with offices(server.url, allowance=Allowance(at_once=1)) as (one, other):
        hanging = asyncio.create_task(one.call("one", 30))
        await known(server, "inside", 1)
        with pytest.raises(UpstreamTimeout):
            await other.call("two", patience=0.3)
        hanging.cancel()
        await ended(hanging)


async def test_a_call_whose_time_ran_out_behind_a_hanging_one_blames_no_quota(server: Valkey) -> None:
    async with offices(server.url, allowance=Allowance(at_once=1)) as (one, other):
        hanging = asyncio.create_task(one.call("one", 30))
        await known(server, "inside", 1)
        # The server's answer comes after the deadline, as on a busy machine.
        for patience in (-1.0, 0.0, 1e-6):
            with pytest.raises(UpstreamTimeout):
                await other.call("two", patience=patience)
        hanging.cancel()
        await ended(hanging)


async def test_a_product_that_pauses_without_a_window_refuses_at_once_who_cannot_wait(server: Valkey) -> None:
    async with offices(server.url, allowance=Allowance(at_once=2)) as (one, other):
        one.quota.pause(30)
        await closed(server, 20)
        with pytest.raises(TooManyRequests) as raised:
            await other.call("two", patience=5)
        assert raised.value.retry_after == pytest.approx(30, abs=2)


async def test_who_gives_up_leaves_neither_place_nor_turn(server: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    # A turn that nobody is told of would come with the next beat.
    monkeypatch.setattr(shared_quotas, "BEAT", 60.0)
    async with offices(server.url, allowance=Allowance(at_once=1)) as (one, other):
        over = asyncio.Event()
        holding = asyncio.create_task(one.call("one", over))
        await known(server, "inside", 1)
        waiting = [asyncio.create_task(one.call(f"gone{number}")) for number in range(5)]
        await known(server, "queue", 5)
        for task in waiting:
            task.cancel()
        over.set()
        await asyncio.gather(holding, other.call("two", 0.01, 40))
        assert (one.quota.inside, one.quota.waiting) == (0, 0)


async def test_what_a_process_that_died_held_comes_back_after_its_lease(server: Valkey) -> None:
    async with offices(server.url, lease=0.3, allowance=Allowance(at_once=1)) as (dead, alive):
        assert await dead.quota.acquire("one", dead.clock() + 30)
        began = alive.clock()
        await alive.call("two", 0.01, patience=60)
        assert 0.1 < alive.clock() - began < 30


async def test_a_refusal_of_the_product_closes_the_quota_for_every_process(server: Valkey) -> None:
    async with offices(server.url) as (one, other):
        closed_at = one.clock()
        one.quota.pause(0.5)
        await closed(server, 0)
        await other.call("two", 0.01)
        other.quota.pause(30)
        await closed(server, 20)
        with pytest.raises(TooManyRequests) as raised:
            await one.call("one", patience=1)
        assert raised.value.retry_after == pytest.approx(30, abs=1)
        assert other.sent[0][1] - closed_at > 0.4


async def test_while_the_server_fails_each_process_keeps_to_its_part_and_says_so_once(
    server: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_quotas, "REST_SECONDS", 0.2)
    async with offices(server.url) as (one, other):
        await asyncio.gather(one.call("one", 0.01), other.call("two", 0.01))
        server.stop()
        for office in (one, other):
            office.sent.clear()
        with capture_logs() as lines, socket.socket() as taken:
            # Or another server might take the port.
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(("127.0.0.1", int(server.url.rpartition(":")[2].partition("/")[0])))
            end = one.clock() + 2
            await asyncio.gather(
                *(each.keep_asking("some", end, patience=1.0) for each in (one, other) for _ in range(6))
            )
    assert [line["event"] for line in lines] == ["limits alone"] * 2
    for office in (one, other):
        assert len(office.sent) > SMALL.calls // 2
    assert most_counted(one.sent + other.sent, SMALL.seconds) <= SMALL.calls


async def test_a_server_that_is_back_is_used_again(server: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_quotas, "REST_SECONDS", 0.05)
    monkeypatch.setattr(shared_quotas, "ANSWER_SECONDS", 0.25)
    async with offices(server.url) as (one, _):
        await one.call("one", 0.01)
        server.client.execute_command("CLIENT", "PAUSE", "500", "ALL")
        with capture_logs() as lines:
            await one.call("one", 0.01)
            async with asyncio.timeout(60):
                while [line["event"] for line in lines] != ["limits alone", "limits shared"]:
                    await one.call("one", 0.01, patience=5)


async def test_the_server_learns_nothing_that_leads_to_a_caller(way: Way, server: Valkey) -> None:
    limits = QuotaServer(server.url, 2, 5.0)
    way.exchange.limiters = Limiters({"books": SMALL}, shared=limits)
    await received(way.upstream("ada"), books("7"))
    caller = way.caller("ada")
    again = caller_of("1000.test.ada", "own", b"another process")
    gate: Any = way.exchange.limiters.of(caller, books("7")).permit_source
    assert isinstance(gate, SharedQuota)
    assert gate.queue_name_of(caller) == gate.queue_name_of(again) != gate.queue_name_of(way.caller("ben"))
    assert len(gate.queue_name_of(caller)) == 32
    names = sorted(key.decode() for key in server.client.keys("*"))
    assert names
    assert all(name.startswith("{suitegraph:own:books:7:all}:") for name in names)
    held = [str(server.client.zrange(name, 0, -1)) for name in names if not name.endswith("state")]
    assert not any("ada" in each or caller.partition in each for each in held)
    assert all(server.client.pttl(name) > 0 for name in names)
    assert await asyncio.gather(way.exchange.limiters.close(), return_exceptions=True) == [None]
