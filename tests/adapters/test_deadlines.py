"""Time and room are bounded: attempts, deadlines, slots and connections."""

import asyncio

import pytest
from starlette.requests import Request as Asking
from starlette.responses import Response

from adapters.connections import CONNECTIONS
from adapters.exchange import Upstream
from adapters.messages import Request
from domain.errors import UpstreamTimeout
from tests.adapters.products import Way, received, told, way_to_product

BOOKS = Request("books", ("invoices",))
CRM = Request("crm", ("Deals",))


def in_books(request: Asking) -> bool:
    """Whether Books is asked."""
    return request.url.path.startswith("/books")


def page(number: int) -> Request:
    """A read of its own: an operation sends the same one once."""
    return Request("books", ("invoices",), (("page", str(number)),))


async def seconds_until_timeout(upstream: Upstream, request: Request = BOOKS) -> float:
    """How long a call took to end for want of time."""
    began = asyncio.get_running_loop().time()
    with pytest.raises(UpstreamTimeout) as raised:
        await received(upstream, request)
    assert raised.value.extensions() == {"code": "UPSTREAM_TIMEOUT", "service": "books"}
    return asyncio.get_running_loop().time() - began


async def test_an_attempt_ends_in_time_even_if_the_operation_has_more() -> None:
    async with way_to_product(attempt=0.2) as way:
        way.product.hang()
        assert 0.15 < await seconds_until_timeout(way.upstream(seconds=60)) < 30


async def test_the_operation_ends_in_time_even_if_an_attempt_has_more() -> None:
    async with way_to_product(attempt=60) as way:
        way.product.hang()
        assert 0.15 < await seconds_until_timeout(way.upstream(seconds=0.2)) < 30


async def test_after_the_deadline_nothing_is_asked(way: Way) -> None:
    assert await seconds_until_timeout(way.upstream(seconds=-1)) < 30
    assert way.product.asked == []


async def test_the_deadline_holds_while_a_call_waits_for_its_slot() -> None:
    async with way_to_product(at_once=1, attempt=60) as way:
        way.product.hang()
        upstream = way.upstream(seconds=0.3)
        assert max(await asyncio.gather(*(seconds_until_timeout(upstream, page(number)) for number in range(3)))) < 30
        assert len(way.product.asked) == 1


async def test_an_operation_asks_a_product_only_so_much_at_once() -> None:
    async with way_to_product(at_once=3) as way:
        full = asyncio.Event()

        async def answer(_request: Asking) -> Response:
            if way.product.inside >= 3:
                full.set()
            await full.wait()
            return told()

        way.product.answer = answer
        upstream = way.upstream()
        await asyncio.gather(*(received(upstream, page(number)) for number in range(20)))
        assert len(way.product.asked) == 20
        assert way.product.most_inside == 3


async def test_the_slots_of_a_hanging_product_are_not_those_of_another() -> None:
    async with way_to_product(at_once=1) as way:
        way.product.hang(when=in_books)
        upstream = way.upstream(seconds=0.5)
        hanging = asyncio.create_task(seconds_until_timeout(upstream))
        assert (await received(upstream, CRM)).status == 200
        await hanging


async def test_callers_whose_calls_hang_in_one_product_leave_connections_to_the_next_at_its_host(way: Way) -> None:
    way.product.hang(when=in_books)
    async with asyncio.timeout(60):
        upstreams = [way.upstream(f"number{number}") for number in range(CONNECTIONS + 8)]
        hanging = [asyncio.create_task(received(upstream, BOOKS)) for upstream in upstreams]
        while way.product.inside < CONNECTIONS:
            assert (await received(way.upstream(), CRM)).status == 200
        assert (await received(way.upstream(), CRM)).status == 200
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
