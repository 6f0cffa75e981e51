"""Files to a product: a form sent piece by piece, once, for as long as it moves on."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from starlette.requests import Request as Asking
from starlette.responses import Response

from adapters.finance_platform.envelope import write_envelope
from adapters.messages import Request, Upload
from domain.errors import OutcomeUnknown
from tests.adapters.products import Way, exchange_to, received, success, told, way_to_product

CONTENT = bytes(range(256)) * 2000


async def in_pieces(content: bytes = CONTENT) -> AsyncIterator[bytes]:
    """The content, piece by piece."""
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]


def attaching(name: str = "plan.pdf", pieces: Callable[[], AsyncIterator[bytes]] = in_pieces) -> Request:
    """A file for an invoice."""
    upload = Upload("attachment", name, "application/pdf", len(CONTENT), pieces)
    path, params = ("invoices", "1", "attachment"), (("organization_id", "1"),)
    return Request("books", path, params, "POST", reads=False, upload=upload, is_file=True)


def keeping(way: Way) -> list[tuple[str, str, bytes, str]]:
    """Answer with success; what the form held: its part, the file's name, its content and type."""
    kept: list[tuple[str, str, bytes, str]] = []

    async def answer(request: Asking) -> Response:
        async with request.form() as form:
            for part, file in form.multi_items():
                assert not isinstance(file, str)
                kept.append((part, file.filename or "", await file.read(), file.content_type or ""))
        return told(success())

    way.product.answer = answer
    return kept


@pytest.mark.parametrize(
    "name",
    ["plan.pdf", "Größe & Maß.pdf", "契約書.pdf", 'a "quoted" one.pdf', "back\\slash.pdf", "50%.pdf", "a;b=c.pdf"],
)
async def test_a_file_arrives_as_it_is_under_its_name(way: Way, name: str) -> None:
    kept = keeping(way)
    assert (await received(way.upstream("ada"), attaching(name))).status == 200
    assert kept == [("attachment", name, CONTENT, "application/pdf")]
    headers = way.product.asked[0].headers
    assert headers["authorization"] == "Zoho-oauthtoken 1000.test.ada"
    # A length that is known: not every server takes a body without one.
    assert int(headers["content-length"]) == len(way.product.asked[0].body)
    assert headers["content-type"].startswith("multipart/form-data; boundary=")


async def test_it_is_sent_once_whatever_happens(way: Way) -> None:
    way.product.always(b"", 503)
    upstream = way.upstream()
    with pytest.raises(OutcomeUnknown):
        await upstream.ask(attaching(), lambda answer: write_envelope("books", answer))
    assert len(way.product.asked) == 1
    assert [(sent.request.path, sent.status) for sent in upstream.sent] == [(("invoices", "1", "attachment"), 503)]


async def test_a_file_may_take_longer_than_any_other_call_as_long_as_it_moves() -> None:
    async with way_to_product(attempt=0.3) as way:
        kept = keeping(way)

        async def slowly() -> AsyncIterator[bytes]:
            async for piece in in_pieces():
                reached = asyncio.Event()
                asyncio.get_running_loop().call_later(0.1, reached.set)
                await reached.wait()
                yield piece

        began = asyncio.get_running_loop().time()
        await received(way.upstream(), attaching(pieces=slowly))
        assert asyncio.get_running_loop().time() - began > 0.6
        assert kept[0][2] == CONTENT


async def test_a_file_that_stands_still_is_given_up() -> None:
    async with way_to_product(attempt=0.2) as way:
        keeping(way)

        async def stuck() -> AsyncIterator[bytes]:
            yield CONTENT[:10]
            await asyncio.Event().wait()

        async with asyncio.timeout(60):
            with pytest.raises(OutcomeUnknown):
                await received(way.upstream(), attaching(pieces=stuck))
        assert way.exchange.limiters.calls_inside()["books"] == 0


async def test_an_answer_before_the_end_of_the_file_counts() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        while await reader.read(65_536):
            pass
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server, exchange_to(server.sockets[0].getsockname()[1]) as exchange:
        way = Way(None, exchange, 0)  # pyright: ignore[reportArgumentType]  # the server is another
        assert (await received(way.upstream(), attaching())).status == 413
