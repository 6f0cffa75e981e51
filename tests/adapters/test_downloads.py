"""Files from a product: piece by piece, whole or visibly broken, and gone when nobody reads them any more."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.requests import Request as Asking
from starlette.responses import Response, StreamingResponse

from adapters.downloads import LONGEST_REFUSAL, downloaded
from adapters.exchange import Upstream
from adapters.finance_platform.envelope import success_envelope
from adapters.messages import Request
from adapters.messages import Response as Received
from domain.errors import NotFound, TooManyRequests, UpstreamTimeout, UpstreamUnavailable
from tests.adapters.products import Way, exchange_to, success, told, way_to_product

READ = Request("books", ("invoices", "1"), (("organization_id", "1"), ("accept", "pdf")))
PDF = b"%PDF-1.4\n" + bytes(range(256)) * 4000
PDF_TYPE = "application/pdf;charset=UTF-8"


def refused(answer: Received) -> None:
    """What an answer means that is no file, for those with a code."""
    success_envelope("books", answer)


def passed(_answer: Received) -> None:
    """A file's own JSON."""


async def whole(upstream: Upstream, *, pdf: bool = True, most: int | None = None) -> bytes:
    """A file, read to its end."""
    async with downloaded(upstream, READ, refused if pdf else passed, pdf=pdf, most=most) as file:
        return b"".join([piece async for piece in file.pieces()])


@asynccontextmanager
async def breaking(head: bytes, body: bytes = b"", *, hangs: bool = False) -> AsyncGenerator[int]:
    """A server that sends this of an answer and ends the connection, or stays silent; yields its port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n" + head + b"\r\n\r\n" + body)
        await writer.drain()
        if hangs:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_a_file_comes_whole_under_the_caller_s_own_token_and_nothing_packs_it(way: Way) -> None:
    way.product.always(PDF, content_type=PDF_TYPE)
    async with downloaded(way.upstream("ada"), READ, refused, pdf=True) as file:
        assert (file.media_type, file.size) == ("application/pdf", len(PDF))
        pieces = [piece async for piece in file.pieces()]
    assert b"".join(pieces) == PDF
    # Never whole: aiohttp keeps two of its 64 KiB at most.
    assert max(map(len, pieces)) <= 262_144
    headers = way.product.asked[0].headers
    assert headers["authorization"] == "Zoho-oauthtoken 1000.test.ada"
    assert (headers["accept"], headers["accept-encoding"]) == ("application/pdf", "identity")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Length: 5000", PDF[:100]),
        (b"Transfer-Encoding: chunked", b"64\r\n" + PDF[:100] + b"\r\n"),
        (b"Transfer-Encoding: chunked", b"1388\r\n" + PDF[:100]),
    ],
    ids=["by length", "between chunks", "in a chunk"],
)
async def test_a_file_that_breaks_off_is_no_file(head: bytes, body: bytes) -> None:
    async with breaking(head, body) as port, exchange_to(port) as exchange:
        upstream = Way(None, exchange, port).upstream()  # pyright: ignore[reportArgumentType]  # the server is another
        with pytest.raises(UpstreamUnavailable):
            await whole(upstream)
        assert exchange.limiters.calls_inside()["books"] == 0


async def test_a_file_that_stands_still_is_given_up() -> None:
    head, body = b"Content-Length: 5000", PDF[:100]
    async with breaking(head, body, hangs=True) as port, exchange_to(port, attempt=0.2) as exchange:
        upstream = Way(None, exchange, port).upstream()  # pyright: ignore[reportArgumentType]  # the server is another
        with pytest.raises(UpstreamTimeout):
            await whole(upstream)


async def test_a_file_may_take_longer_than_any_other_call_as_long_as_it_moves() -> None:
    async with way_to_product(attempt=0.3) as way:
        beat = asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            yield PDF[:9]
            for _ in range(4):
                await asyncio.wait_for(asyncio.shield(_later(0.15)), 1)
                yield b"x"
            beat.set()

        async def answer(_request: Asking) -> Response:
            return StreamingResponse(slowly(), headers={"content-type": PDF_TYPE})

        way.product.answer = answer
        assert await whole(way.upstream()) == PDF[:9] + b"xxxx"
        assert beat.is_set()


async def _later(seconds: float) -> None:
    reached = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, reached.set)
    await reached.wait()


async def test_whoever_stops_reading_ends_the_call_and_frees_its_place(way: Way) -> None:
    there, gone = asyncio.Event(), asyncio.Event()

    async def body(request: Asking) -> AsyncIterator[bytes]:
        yield PDF
        there.set()
        await request.receive()
        gone.set()

    async def answer(request: Asking) -> Response:
        return StreamingResponse(body(request), headers={"content-type": PDF_TYPE})

    way.product.answer = answer
    async with asyncio.timeout(60):
        async with downloaded(way.upstream(), READ, refused, pdf=True) as file:
            async for _ in file.pieces():
                break
            await there.wait()
            assert way.exchange.limiters.calls_inside()["books"] == 1
        await gone.wait()
    assert way.exchange.limiters.calls_inside()["books"] == 0


@pytest.mark.parametrize(
    "answer",
    [
        told(b"<html>", content_type="text/html"),
        told(b"PK\x03\x04 no PDF", content_type="application/pdf"),
        told(b"%PD", content_type="application/pdf"),
        told(b"", content_type="application/pdf"),
        told(PDF, 302, location="http://localhost/elsewhere", content_type="application/pdf"),
        told(PDF, 206, content_type="application/pdf"),
        told(PDF, content_type="application/pdf", content_encoding="gzip"),
    ],
    ids=["a page", "another kind", "too short", "nothing", "a redirect", "a part", "packed"],
)
async def test_what_is_no_pdf_is_not_passed_on_as_one(way: Way, answer: Response) -> None:
    way.product.in_turn([answer])
    with pytest.raises(UpstreamUnavailable):
        await whole(way.upstream())
    assert len(way.product.asked) == 1
    assert way.exchange.limiters.calls_inside()["books"] == 0


async def test_the_product_s_refusal_is_told_as_with_any_other_read(way: Way) -> None:
    way.product.always({"code": 1002, "message": "Invoice does not exist."}, 404)
    with pytest.raises(NotFound):
        await whole(way.upstream())
    way.product.always({"code": 43, "message": "throttled"}, retry_after="30")
    for _ in range(2):
        with pytest.raises(TooManyRequests):
            await whole(way.upstream())
    # The second was not sent: the quota is used up.
    assert len(way.product.asked) == 2


async def test_a_transient_failure_is_tried_again_before_anything_has_come(way: Way) -> None:
    way.product.in_turn([told(b"", 503), told(PDF, content_type=PDF_TYPE)])
    upstream = way.upstream()
    assert await whole(upstream) == PDF
    assert upstream.costs.calls == {"books": 2}


@pytest.mark.parametrize("length", [10, LONGEST_REFUSAL, LONGEST_REFUSAL + 1, 3 * LONGEST_REFUSAL])
async def test_a_file_of_json_comes_as_any_other(way: Way, length: int) -> None:
    content = b'"' + b"x" * (length - 2) + b'"'
    way.product.always(content)
    assert await whole(way.upstream(), pdf=False) == content


async def test_no_more_is_taken_than_is_allowed_whether_the_product_says_how_much_it_is_or_not(way: Way) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(PDF), 65_536):
            yield PDF[start : start + 65_536]

    way.product.in_turn(
        [
            told(PDF, content_type=PDF_TYPE),
            StreamingResponse(pieces(), headers={"content-type": PDF_TYPE}),
            told(PDF, content_type=PDF_TYPE),
        ]
    )
    for _ in range(2):
        with pytest.raises(UpstreamUnavailable, match="something else"):
            await whole(way.upstream(), most=len(PDF) - 1)
    assert await whole(way.upstream(), most=len(PDF)) == PDF


async def test_files_of_an_organisation_leave_places_for_its_other_calls(way: Way) -> None:
    full = asyncio.Event()

    async def answer(request: Asking) -> Response:
        if request.query_params.get("accept") == "pdf":
            if way.product.inside >= 3:
                full.set()
            await request.receive()
        return told(success())

    way.product.answer = answer
    upstream = way.upstream()
    files = [asyncio.create_task(whole(upstream)) for _ in range(5)]
    async with asyncio.timeout(60):
        await full.wait()
        other = await upstream.ask(Request("books", ("items",), (("organization_id", "1"),)), lambda answer: answer)
    assert (other.status, way.product.most_inside) == (200, 4)
    for task in files:
        task.cancel()
    await asyncio.gather(*files, return_exceptions=True)
    assert way.exchange.limiters.calls_inside()["books"] == 0
