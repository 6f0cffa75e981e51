"""Reads are tried again where that may help, inside the deadline; a write is sent once."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from adapters.answers import retry_after
from adapters.books.client import organizations
from adapters.crm.client import Crm
from adapters.finance_platform.envelope import success_envelope
from adapters.limits.retries import ATTEMPTS
from adapters.messages import Request, Response, SentWrite
from domain.caller import caller_of
from domain.errors import OutcomeUnknown, TooManyRequests, UpstreamError, UpstreamTimeout, UpstreamUnavailable
from tests.adapters.products import Way, ending_connections, exchange_to, success, told, way_to_product

ORGANIZATIONS = success(organizations=[{"organization_id": "1"}])
CALLER = caller_of("1000.test.one", "own", b"key")
WRITE = Request("books", ("invoices",), method="POST", body=b"{}", reads=False)


def busy(code: int) -> dict[str, object]:
    """A finance product's refusal by quota."""
    return {"code": code, "message": "busy"}


async def failure(way: Way, seconds: float = 5.0) -> UpstreamError:
    """The error of a read."""
    with pytest.raises(UpstreamError) as raised:
        await organizations(way.upstream(seconds=seconds))
    return raised.value


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_read_that_meets_a_passing_failure_is_tried_again(way: Way, status: int) -> None:
    way.product.in_turn([told(b"<html>", status), told(b"<html>", status), told(ORGANIZATIONS)])
    assert await organizations(way.upstream()) == [{"organization_id": "1"}]
    assert len(way.product.asked) == 3


async def test_after_three_attempts_a_read_has_failed(way: Way) -> None:
    way.product.always(b"", 503)
    assert type(await failure(way)) is UpstreamUnavailable
    assert len(way.product.asked) == ATTEMPTS == 3


async def test_a_connection_that_ends_without_an_answer_is_three_attempts_as_well() -> None:
    async with ending_connections() as (port, lines), exchange_to(port) as exchange:
        upstream = exchange.upstream(CALLER, asyncio.get_running_loop().time() + 5)
        with pytest.raises(UpstreamUnavailable):
            await organizations(upstream)
    assert lines == [b"GET /books/v3/organizations HTTP/1.1"] * 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 429, 500, 501])
async def test_any_other_refusal_is_final(way: Way, status: int) -> None:
    way.product.always({"code": 9999, "message": "no"}, status)
    with pytest.raises(Exception, match="Zoho Books"):
        await organizations(way.upstream())
    assert len(way.product.asked) == 1


async def test_too_many_calls_in_process_are_a_matter_of_moments(way: Way) -> None:
    way.product.in_turn([told(busy(1070), 429), told(ORGANIZATIONS)])
    assert await organizations(way.upstream()) == [{"organization_id": "1"}]


@pytest.mark.parametrize("code", [43, 44, 45])
async def test_a_quota_by_the_minute_or_the_day_is_not_asked_again(way: Way, code: int) -> None:
    way.product.always(busy(code), 429)
    assert type(await failure(way)) is TooManyRequests
    assert len(way.product.asked) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_write_is_sent_once_whatever_happens(way: Way, method: str) -> None:
    request = Request("books", ("invoices", "1"), method=method, body=b"{}", reads=False)
    way.product.always(b"", 503)
    upstream = way.upstream()
    with pytest.raises(OutcomeUnknown):
        await upstream.ask(request, lambda answer: success_envelope("books", answer))
    assert [asked.method for asked in way.product.asked] == [method]
    assert upstream.sent == [SentWrite(request, 503)]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_write_whose_connection_ends_is_not_sent_again(method: str) -> None:
    request = Request("books", ("invoices", "1"), method=method, body=b"{}", reads=False)
    async with ending_connections() as (port, lines), exchange_to(port) as exchange:
        upstream = exchange.upstream(CALLER, asyncio.get_running_loop().time() + 5)
        with pytest.raises(OutcomeUnknown):
            await upstream.ask(request, lambda answer: success_envelope("books", answer))
    assert lines == [f"{method} /books/v3/invoices/1 HTTP/1.1".encode()]
    assert upstream.sent == [SentWrite(request, 0)]


async def test_a_write_that_hangs_may_have_been_done() -> None:
    async with way_to_product(attempt=0.2) as way:
        way.product.hang()
        with pytest.raises(OutcomeUnknown):
            await way.upstream().ask(WRITE, lambda answer: success_envelope("books", answer))


async def test_a_write_that_reached_nobody_was_not_done() -> None:
    async with way_to_product() as gone:
        pass
    async with exchange_to(gone.port) as exchange:
        upstream = exchange.upstream(gone.caller(), asyncio.get_running_loop().time() + 5)
        with pytest.raises(UpstreamUnavailable):
            await upstream.ask(WRITE, lambda answer: success_envelope("books", answer))


async def test_a_write_that_was_answered_with_something_else_may_have_been_done(way: Way) -> None:
    way.product.always(b"<html>", 200)
    with pytest.raises(OutcomeUnknown):
        await way.upstream().ask(WRITE, lambda answer: success_envelope("books", answer))


async def test_a_write_over_the_quota_was_not_done(way: Way) -> None:
    way.product.always(busy(44), 429)
    with pytest.raises(TooManyRequests):
        await way.upstream().ask(WRITE, lambda answer: success_envelope("books", answer))


async def test_an_attempt_that_ran_out_of_time_is_not_repeated() -> None:
    async with way_to_product(attempt=0.2) as way:
        way.product.hang()
        assert type(await failure(way)) is UpstreamTimeout
        assert len(way.product.asked) == 1


async def test_the_pauses_between_attempts_are_of_chance_so_that_callers_do_not_come_back_together(way: Way) -> None:
    way.product.always(b"", 503)
    for _ in range(5):
        await failure(way)
    times = [asked.at for asked in way.product.asked]
    pauses = [later - earlier for index, (earlier, later) in enumerate(pairwise(times), start=1) if index % ATTEMPTS]
    assert len(pauses) == 10
    assert max(pauses) - min(pauses) > 0.02
    assert max(pauses) < 2


async def test_a_wait_that_the_product_asks_for_is_kept(way: Way) -> None:
    way.product.in_turn([told(b"", 503, retry_after="1"), told(ORGANIZATIONS)])
    await organizations(way.upstream())
    first, second = way.product.asked
    assert 1.0 <= second.at - first.at < 4


async def test_a_wait_beyond_the_deadline_is_not_begun(way: Way) -> None:
    way.product.always(b"", 503, retry_after="60")
    began = asyncio.get_running_loop().time()
    error = await failure(way, seconds=40.0)
    assert error.extensions() == {"code": "UPSTREAM_UNAVAILABLE", "service": "books", "retryAfter": 60.0}
    assert asyncio.get_running_loop().time() - began < 30
    assert len(way.product.asked) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("86400", 86_400.0),
        ("99999999999999999999", 86_400.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("Wed, 99 Foo 2026 99:99:99 GMT", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2115 07:28:00 GMT", 86_400.0),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_never_more_than_a_day(value: str, seconds: float | None) -> None:
    assert retry_after(Response(503, {"Retry-After": value}, b"")) == seconds


@pytest.mark.parametrize("zone", ["GMT", "+0000", "-0000", ""])
def test_a_date_means_greenwich_wherever_this_machine_stands(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90)).replace("+0000", zone).strip()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert retry_after(Response(503, {"Retry-After": soon}, b"")) == pytest.approx(90, abs=2)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_without_the_header_there_is_no_wait() -> None:
    assert retry_after(Response(503, {}, b"")) is None


async def test_crm_s_quota_is_told_with_its_wait(way: Way) -> None:
    way.product.always({"code": "TOO_MANY_REQUESTS", "details": {}, "status": "error"}, 429, retry_after="9")
    with pytest.raises(TooManyRequests) as raised:
        await Crm(way.upstream()).organization()
    assert raised.value.extensions() == {"code": "TOO_MANY_REQUESTS", "service": "crm", "retryAfter": 9.0}
