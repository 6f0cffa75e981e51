"""A caller who leaves leaves nothing behind: the product is told at once, and the slot is free."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from starlette.requests import Request as Asking
from starlette.responses import Response, StreamingResponse

from adapters.books.client import organizations
from adapters.exchange import Upstream
from adapters.messages import Request
from tests.adapters.products import JSON_TYPE, Way, received, success, told, way_to_product

READ = Request("books", ("invoices",))


@pytest_asyncio.fixture
async def narrow() -> AsyncIterator[Way]:
    """A way with a single slot."""
    async with way_to_product(at_once=1) as way:
        yield way


def held(way: Way, *, in_the_body: bool = False) -> tuple[asyncio.Event, asyncio.Event]:
    """Hold the next calls until their callers leave: whether one is there, and whether one has left."""
    there, gone = asyncio.Event(), asyncio.Event()

    async def body(request: Asking) -> AsyncIterator[bytes]:
        yield b"{"
        there.set()
        await request.receive()
        gone.set()

    async def answer(request: Asking) -> Response:
        if in_the_body:
            return StreamingResponse(body(request), headers={"content-type": JSON_TYPE})
        async for _ in body(request):
            pass
        return told()

    way.product.answer = answer
    return there, gone


async def still_answered(way: Way, upstream: Upstream) -> None:
    """The only slot is free for the next call."""
    way.product.always(success())
    async with asyncio.timeout(60):
        assert (await received(upstream, READ)).status == 200


@pytest.mark.parametrize("in_the_body", [False, True], ids=["before the answer", "in the middle of it"])
async def test_a_call_that_is_given_up_ends_at_the_product_too(narrow: Way, in_the_body: bool) -> None:
    upstream = narrow.upstream()
    there, gone = held(narrow, in_the_body=in_the_body)
    task = asyncio.create_task(received(upstream, READ))
    async with asyncio.timeout(60):
        await there.wait()
        task.cancel()
        await gone.wait()
    with pytest.raises(asyncio.CancelledError):
        await task
    await still_answered(narrow, upstream)
    first, second = narrow.product.asked
    assert first.connection != second.connection


async def test_giving_up_the_wait_for_a_slot_takes_none(narrow: Way) -> None:
    upstream = narrow.upstream()
    there, gone = held(narrow)
    holding = asyncio.create_task(received(upstream, READ))
    queueing = [asyncio.create_task(received(upstream, READ)) for _ in range(3)]
    async with asyncio.timeout(60):
        await there.wait()
        for task in (*queueing, holding):
            task.cancel()
        await gone.wait()
    await asyncio.gather(holding, *queueing, return_exceptions=True)
    assert len(narrow.product.asked) == 1
    await still_answered(narrow, upstream)


async def test_giving_up_between_two_attempts_makes_no_other(narrow: Way) -> None:
    upstream = narrow.upstream()
    refused = asyncio.Event()

    async def answer(_request: Asking) -> Response:
        refused.set()
        return told(b"", 503, retry_after="2")

    narrow.product.answer = answer
    task = asyncio.create_task(organizations(upstream))
    async with asyncio.timeout(60):
        await refused.wait()
        await still_answered(narrow, upstream)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert len(narrow.product.asked) == 2
    assert upstream.costs.calls == {"books": 2}
