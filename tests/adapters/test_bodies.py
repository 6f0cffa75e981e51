"""Bodies of any size and kind: what is too large ends early, what is no JSON is no answer."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import pytest
from starlette.requests import Request as Asking
from starlette.responses import StreamingResponse

from adapters.accounts.client import user_info
from adapters.books.client import Books
from adapters.crm.client import Crm
from adapters.finance_platform.modules import FinanceModule
from adapters.messages import Request
from domain.errors import UpstreamError, UpstreamTimeout, UpstreamUnavailable
from tests.adapters.products import JSON_TYPE, Answering, Way, received, success, told, way_to_product

READ = Request("books", ("invoices",))
INVOICES = FinanceModule("invoices", "invoices", "invoice", "invoice_id")
CAP = 256 * 1024
BLOCK = bytes(1 << 20)


def bomb(mebibytes: int = 64) -> bytes:
    """A small gzip stream that inflates to so much."""
    packer = zlib.compressobj(1, wbits=31)
    return b"".join([*(packer.compress(BLOCK) for _ in range(mebibytes)), packer.flush()])


def streaming(chunks: Callable[[], Iterable[bytes]], **headers: str) -> Answering:
    """An answer in chunks, without a Content-Length."""
    named = {"content-type": JSON_TYPE, **{name.replace("_", "-"): value for name, value in headers.items()}}

    async def body() -> AsyncIterator[bytes]:
        for chunk in chunks():
            yield chunk

    async def answer(_request: Asking) -> StreamingResponse:
        return StreamingResponse(body(), headers=named)

    return answer


async def invoices(way: Way) -> list[dict[str, Any]]:
    """What Books lists."""
    return (await Books(way.upstream(), "1").rows(INVOICES, ())).rows


async def failure(way: Way) -> UpstreamError:
    """The error of a list of Books."""
    with pytest.raises(UpstreamError) as raised:
        await invoices(way)
    assert raised.value.service == "books"
    return raised.value


TOO_LARGE: dict[str, Answering] = {
    "chunked": streaming(lambda: (BLOCK for _ in range(64))),
    "inflated": streaming(lambda: [bomb()], content_encoding="gzip"),
    "behind the end of the compressed stream": streaming(
        lambda: [gzip.compress(b"{}"), *(BLOCK for _ in range(64))], content_encoding="gzip"
    ),
}


@pytest.mark.parametrize("kind", TOO_LARGE)
async def test_an_answer_that_is_too_large_ends_early_and_takes_little_memory(kind: str) -> None:
    async with way_to_product(largest_body=CAP) as way:
        way.product.answer = TOO_LARGE[kind]
        tracemalloc.start()
        try:
            error = await failure(way)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert (type(error), error.detail) == (UpstreamUnavailable, f"over {CAP} bytes")
        # The test's own server makes blocks of a mebibyte.
        assert peak < 8 * CAP + 3 * len(BLOCK)
        assert len(way.product.asked) == 1


async def test_an_answer_that_says_it_is_too_large_is_refused() -> None:
    async with way_to_product(largest_body=CAP) as way:
        way.product.always(bytes(CAP + 1))
        assert (await failure(way)).detail == f"over {CAP} bytes"


async def test_an_answer_of_exactly_the_allowed_size_is_taken() -> None:
    async with way_to_product(largest_body=CAP) as way:
        for body in (bytes(CAP), gzip.compress(bytes(CAP))):
            way.product.always(body, content_encoding="identity" if len(body) == CAP else "gzip")
            assert (await received(way.upstream(), READ)).body == bytes(CAP)


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "Gzip"])
async def test_a_compressed_answer_is_inflated_however_it_is_cut(way: Way, encoding: str) -> None:
    packed = gzip.compress(b'{"code":0,"invoices":[{"invoice_id":"1"}]}')
    way.product.answer = streaming(lambda: (bytes([byte]) for byte in packed), content_encoding=encoding)
    assert await invoices(way) == [{"invoice_id": "1"}]


BROKEN = {
    "cut off": gzip.compress(b'{"code":0,"invoices":[]}')[:-9],
    "not compressed at all": b'{"code":0,"invoices":[]}',
    "with a wrong sum": gzip.compress(b'{"code":0,"invoices":[]}')[:-8] + bytes(8),
    "followed by something": gzip.compress(b'{"code":0,"invoices":[]}') + b"more",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
async def test_a_broken_compressed_answer_may_be_whole_at_the_next_try(way: Way, body: bytes) -> None:
    whole = told({"code": 0, "invoices": []})
    way.product.in_turn([told(body, content_encoding="gzip"), whole])
    assert await invoices(way) == []
    way.product.always(body, content_encoding="gzip")
    error = await failure(way)
    assert (type(error), error.transient, len(way.product.asked)) == (UpstreamUnavailable, True, 5)


async def test_no_content_is_no_content_in_a_compressed_answer_too(way: Way) -> None:
    way.product.always(b"", 204, content_encoding="gzip")
    assert (await Crm(way.upstream()).rows(("Deals",), frozenset({"Deal_Name"}), ())).rows == []


async def test_an_answer_that_trickles_for_ever_ends_with_the_attempt() -> None:
    async with way_to_product(attempt=0.3) as way:
        way.product.answer = trickling
        assert type(await failure(way)) is UpstreamTimeout


async def trickling(request: Asking) -> StreamingResponse:
    """A byte now and then, until the client leaves."""

    async def body() -> AsyncIterator[bytes]:
        left = asyncio.ensure_future(request.receive())
        while not (await asyncio.wait([left], timeout=0.02))[0]:
            yield b" "

    return StreamingResponse(body(), headers={"content-type": JSON_TYPE})


@pytest.mark.parametrize("content_type", ["application/json", JSON_TYPE, "Application/JSON ; charset=utf-8"])
async def test_json_is_told_by_its_content_type(way: Way, content_type: str) -> None:
    way.product.always(success(invoices=[]), content_type=content_type)
    assert await invoices(way) == []


@pytest.mark.parametrize(
    "content_type", ["", "text/html", "text/plain", "application/jsonp", "application/problem+json"]
)
async def test_any_other_content_type_is_no_answer(way: Way, content_type: str) -> None:
    way.product.always(success(invoices=[]), content_type=content_type)
    error = await failure(way)
    assert (type(error), error.transient) == (UpstreamUnavailable, False)
    assert len(way.product.asked) == 1


@pytest.mark.parametrize("service", ["crm", "accounts"])
async def test_the_other_products_answer_in_json_as_well(way: Way, service: str) -> None:
    way.product.always(b"<html>", content_type="text/html")
    with pytest.raises(UpstreamUnavailable):
        await (user_info(way.upstream()) if service == "accounts" else Crm(way.upstream()).organization())


NO_JSON = {
    "nothing": b"",
    "cut off": b'{"code":0,"invoices":[',
    "followed by more": b'{"code":0,"invoices":[]} {}',
    "NaN": b'{"code":0,"invoices":[],"total":NaN}',
    "Infinity": b'{"code":0,"invoices":[],"total":-Infinity}',
    "single quotes": b"{'code':0,'invoices':[]}",
    "deep": b'{"code":0,"invoices":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "an integer beyond every id": b'{"code":0,"invoices":[],"total":' + b"9" * 5000 + b"}",
    "half a surrogate pair": b'{"code":0,"invoices":[{"invoice_id":"1","notes":"\\ud800"}]}',
    "a byte order mark": b'\xef\xbb\xbf{"code":0,"invoices":[]}',
    "latin letters": '{"code":0,"invoices":[{"invoice_id":"1","notes":"Müller"}]}'.encode("latin-1"),
    "sixteen bits a letter": '{"code":0,"invoices":[]}'.encode("utf-16"),
}


@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON)
async def test_what_is_no_json_is_no_answer_and_is_not_asked_for_again(way: Way, body: bytes) -> None:
    way.product.always(body, content_type="application/json;charset=ISO-8859-1")
    error = await failure(way)
    assert (type(error), error.transient) == (UpstreamUnavailable, False)
    assert len(way.product.asked) == 1


async def test_amounts_and_ids_arrive_exactly_as_they_were_sent(way: Way) -> None:
    way.product.always(
        b'{"code":0,"invoices":[{"invoice_id":"460000008000001","total":12345678901234567.89,'
        b'"rate":0.1,"tax":1.10,"zip":123456789012345678901234567890}]}'
    )
    [row] = await invoices(way)
    assert (row["total"], row["tax"], row["rate"]) == ("12345678901234567.89", "1.10", "0.1")
    assert row["zip"] == 123456789012345678901234567890


async def test_texts_of_every_script_arrive(way: Way) -> None:
    way.product.always('{"code":0,"invoices":[{"invoice_id":"1","notes":"Müller 東京 \\ud83d\\ude00"}]}'.encode())
    assert (await invoices(way))[0]["notes"] == "Müller 東京 😀"
