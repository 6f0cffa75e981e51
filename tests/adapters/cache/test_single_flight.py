"""Reads that are on their way are shared between the operations of one caller, each with its own deadline."""

import asyncio

import pytest
from starlette.requests import Request as Asking
from starlette.responses import Response as Answering

from adapters.messages import Request, Response
from domain.errors import UpstreamError, UpstreamTimeout, UpstreamUnavailable
from tests.adapters.products import Way, received, success, told, way_to_product

READ = Request("books", ("invoices",))
OTHER = Request("books", ("invoices",), (("organization_id", "2"),))


class Gate:
    """Holds what a product is asked until it is opened, or its client leaves."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._open = asyncio.Event()
        self._arrivals: asyncio.Queue[None] = asyncio.Queue()
        self._departures: asyncio.Queue[None] = asyncio.Queue()
        way.product.answer = self._answer

    async def _answer(self, request: Asking) -> Answering:
        number = len(self._way.product.asked)
        self._arrivals.put_nowait(None)
        waits = [asyncio.ensure_future(each) for each in (self._open.wait(), request.receive())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        if not self._open.is_set():
            self._departures.put_nowait(None)
        for each in waits:
            each.cancel()
        return told(success(number=number))

    async def arrived(self) -> None:
        """Wait until one more call is there."""
        async with asyncio.timeout(60):
            await self._arrivals.get()

    async def left(self) -> None:
        """Wait until one more client has left."""
        async with asyncio.timeout(60):
            await self._departures.get()

    def opens(self) -> None:
        """Let everything through."""
        self._open.set()


async def both(way: Way, first: asyncio.Task[Response], seconds: float = 5.0) -> asyncio.Task[Response]:
    """A second operation of the same caller, which has begun to wait."""
    task = asyncio.create_task(received(way.upstream(seconds=seconds), READ))
    await asyncio.sleep(0)
    assert not first.done()
    return task


async def test_operations_of_one_caller_at_the_same_time_make_one_call(way: Way) -> None:
    gate, upstreams = Gate(way), [way.upstream() for _ in range(5)]
    reading = [asyncio.create_task(received(upstream, READ)) for upstream in upstreams]
    await gate.arrived()
    gate.opens()
    assert len({response.body for response in await asyncio.gather(*reading)}) == len(way.product.asked) == 1
    assert [(upstream.costs.calls["books"], upstream.costs.shared) for upstream in upstreams] == [(1, 0)] + [(0, 1)] * 4


async def test_operations_one_after_the_other_make_a_call_each(way: Way) -> None:
    for _ in range(2):
        await received(way.upstream(), READ)
    assert len(way.product.asked) == 2


@pytest.mark.parametrize(("name", "request_"), [("two", READ), ("one", OTHER)])
async def test_another_caller_and_another_organisation_make_their_own(way: Way, name: str, request_: Request) -> None:
    gate = Gate(way)
    reading = [
        asyncio.create_task(received(way.upstream(), READ)),
        asyncio.create_task(received(way.upstream(name), request_)),
    ]
    await gate.arrived()
    await gate.arrived()
    gate.opens()
    first, second = await asyncio.gather(*reading)
    assert len(way.product.asked) == 2
    assert {call.headers["authorization"] for call in way.product.asked} == {
        way.caller(each).token.authorization() for each in ("one", name)
    }
    assert first.status == second.status == 200


async def test_when_the_one_who_sent_it_leaves_the_others_get_its_answer(way: Way) -> None:
    gate = Gate(way)
    first = asyncio.create_task(received(way.upstream(), READ))
    await gate.arrived()
    second = await both(way, first)
    first.cancel()
    await asyncio.wait({first})
    gate.opens()
    assert (await second).status == 200
    assert first.cancelled()
    assert len(way.product.asked) == 1


async def test_when_all_have_left_the_product_is_told_and_the_next_one_asks_anew(way: Way) -> None:
    gate = Gate(way)
    first = asyncio.create_task(received(way.upstream(), READ))
    await gate.arrived()
    second = await both(way, first)
    for task in (first, second):
        task.cancel()
    await asyncio.sleep(0)
    third = asyncio.create_task(received(way.upstream(), READ))
    await gate.left()
    await gate.arrived()
    gate.opens()
    assert (await third).status == 200
    assert len(way.product.asked) == 2


async def test_who_follows_keeps_a_deadline_of_their_own(way: Way) -> None:
    gate = Gate(way)
    first = asyncio.create_task(received(way.upstream(), READ))
    await gate.arrived()
    second = await both(way, first, seconds=0.1)
    with pytest.raises(UpstreamTimeout):
        await second
    gate.opens()
    assert (await first).status == 200
    assert len(way.product.asked) == 1


async def test_the_deadline_of_the_one_who_sent_it_ends_nobody_else(way: Way) -> None:
    gate = Gate(way)
    first = asyncio.create_task(received(way.upstream(seconds=0.2), READ))
    await gate.arrived()
    second = await both(way, first)
    with pytest.raises(UpstreamTimeout):
        await first
    await gate.arrived()
    gate.opens()
    assert (await second).status == 200
    assert len(way.product.asked) == 2


async def test_an_attempt_that_ran_out_of_time_has_failed_for_all() -> None:
    async with way_to_product(attempt=0.2) as way:
        way.product.hang()
        errors = await asyncio.gather(*(received(way.upstream(), READ) for _ in range(3)), return_exceptions=True)
        assert [type(error) for error in errors] == [UpstreamTimeout] * 3
        assert len(way.product.asked) == 1


async def test_a_refusal_is_understood_by_each(way: Way) -> None:
    gate = Gate(way)
    first = asyncio.create_task(received(way.upstream(), READ))
    await gate.arrived()

    def refuse(_response: Response) -> None:
        raise UpstreamUnavailable("not for me", service="books")

    second = asyncio.create_task(way.upstream().ask(READ, refuse))
    await asyncio.sleep(0)
    gate.opens()
    assert (await first).status == 200
    with pytest.raises(UpstreamError, match="not for me"):
        await second
    assert len(way.product.asked) == 1


async def test_two_equal_writes_are_two_calls(way: Way) -> None:
    gate, write = Gate(way), Request("books", ("invoices",), method="POST", body=b"{}", reads=False)
    writing = [asyncio.create_task(received(way.upstream(), write)) for _ in range(2)]
    await gate.arrived()
    await gate.arrived()
    gate.opens()
    await asyncio.gather(*writing)
    assert len(way.product.asked) == 2


async def test_a_read_after_a_write_joins_none_that_was_sent_before_it(way: Way) -> None:
    gate = Gate(way)
    before = asyncio.create_task(received(way.upstream(), READ))
    await gate.arrived()
    await way.exchange.single_flight.forget(way.caller(), "books")
    after = await both(way, before)
    await gate.arrived()
    gate.opens()
    assert (await before).body != (await after).body


async def test_who_wants_nothing_kept_joins_nobody_but_may_be_joined(way: Way) -> None:
    gate = Gate(way)
    usual = asyncio.create_task(received(way.upstream(), READ))
    await gate.arrived()
    fresh = asyncio.create_task(received(way.upstream(fresh=True), READ))
    await gate.arrived()
    third = await both(way, fresh)
    gate.opens()
    await asyncio.gather(usual, fresh, third)
    assert len(way.product.asked) == 2
