"""Within one operation the same read is sent once; whoever asks again gets what came of it."""

import asyncio

import pytest
from starlette.requests import Request as Asking
from starlette.responses import Response as Answering

from adapters.answers import check_server
from adapters.exchange import Upstream
from adapters.limits.retries import ATTEMPTS
from adapters.messages import Request, Response
from domain.errors import UpstreamRejected, UpstreamUnavailable
from tests.adapters.products import Way, received, success, told

READ = Request("books", ("invoices",), (("page", "1"),))
OTHERS = [
    Request("books", ("invoices",), (("page", "2"),)),
    Request("books", ("estimates",), (("page", "1"),)),
    Request("billing", ("invoices",), (("page", "1"),)),
    Request("books", ("invoices",), (("page", "1"),), headers=(("X-com-zoho-subscriptions-organizationid", "1"),)),
]


def checked(response: Response) -> bytes:
    """The body of a success."""
    check_server("books", response)
    return response.body


async def unavailable(upstream: Upstream) -> UpstreamUnavailable:
    """The error of the read."""
    with pytest.raises(UpstreamUnavailable) as raised:
        await upstream.ask(READ, checked)
    return raised.value


async def test_one_after_the_other_or_together_they_are_one_call(way: Way) -> None:
    way.product.in_turn([told(success(number=1))])
    upstream = way.upstream()
    together = await asyncio.gather(*(received(upstream, READ) for _ in range(5)))
    assert {response.body for response in [*together, await received(upstream, READ)]} == {together[0].body}
    assert len(way.product.asked) == upstream.costs.calls["books"] == 1


async def test_each_understands_the_same_bytes_for_itself(way: Way) -> None:
    upstream = way.upstream()

    def refuse(_response: Response) -> bytes:
        raise UpstreamRejected("not for me", service="books")

    lengths = [await upstream.ask(READ, lambda response: len(response.body)) for _ in range(2)]
    assert lengths[0] == lengths[1] > 0
    with pytest.raises(UpstreamRejected, match="not for me"):
        await upstream.ask(READ, refuse)
    assert b"success" in (await received(upstream, READ)).body
    assert len(way.product.asked) == 1


async def test_the_answer_that_is_kept_is_the_one_after_the_last_attempt(way: Way) -> None:
    way.product.in_turn([told(b"", 503), told(success())])
    upstream = way.upstream()
    assert b"success" in await upstream.ask(READ, checked)
    assert b"success" in await upstream.ask(READ, checked)
    assert len(way.product.asked) == 2


async def test_an_error_is_the_same_for_all_and_not_asked_for_again(way: Way) -> None:
    way.product.always(b"", 503)
    upstream = way.upstream()
    errors = [await unavailable(upstream) for _ in range(3)]
    assert [error is errors[0] for error in errors] == [True] * 3
    assert len(way.product.asked) == ATTEMPTS


@pytest.mark.parametrize("other", OTHERS)
async def test_another_read_is_another_call(way: Way, other: Request) -> None:
    upstream = way.upstream()
    await received(upstream, READ)
    await received(upstream, other)
    assert len(way.product.asked) == 2


async def test_another_operation_of_the_same_caller_sends_its_own(way: Way) -> None:
    for _ in range(2):
        await received(way.upstream(), READ)
    assert len(way.product.asked) == 2


async def test_when_the_one_who_sends_it_leaves_the_next_one_does(way: Way) -> None:
    arrived, upstream = asyncio.Event(), way.upstream()

    async def answer(_request: Asking) -> Answering:
        if len(way.product.asked) == 1:
            arrived.set()
            await asyncio.Event().wait()
        return told(success())

    way.product.answer = answer
    first = asyncio.create_task(received(upstream, READ))
    await arrived.wait()
    second = asyncio.create_task(received(upstream, READ))
    first.cancel()
    assert (await second).status == 200
    assert len(way.product.asked) == 2


async def test_after_a_write_its_product_is_read_anew_and_the_others_are_not(way: Way) -> None:
    upstream, crm = way.upstream(), Request("crm", ("Deals",))
    write = Request("books", ("invoices",), method="POST", body=b"{}", reads=False)
    for _ in range(2):
        await received(upstream, READ)
        await received(upstream, crm)
        await received(upstream, write)
    paths = [asked.path for asked in way.product.asked]
    assert (paths.count("/books/v3/invoices"), paths.count("/crm/v8/Deals")) == (4, 1)
    await received(upstream, write)
    assert len(way.product.asked) == 6


async def test_what_is_forgotten_is_sent_again(way: Way) -> None:
    upstream = way.upstream()
    for _ in range(2):
        await received(upstream, READ)
        await upstream.forget()
    assert len(way.product.asked) == 2
