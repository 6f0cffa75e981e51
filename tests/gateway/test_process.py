"""The real process: how it begins, how it ends, and how long it waits for a client."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from tests.gateway.asking import head, wired
from tests.gateway.processes import Gateway, gateway_process

TOKEN = "Bearer 1000.demo.admin"
SLOW = "{ accounts(first: 1) { nodes { id } } }"


@pytest_asyncio.fixture(scope="module")
async def hasty() -> AsyncIterator[Gateway]:
    """A gateway whose clients have half a second to send a head, and half a second for a body."""
    async with gateway_process(request_seconds=0.5) as gateway:
        yield gateway


async def test_the_health_of_a_process_needs_no_token_and_no_product(hasty: Gateway) -> None:
    for path, body in (("/livez", {"alive": True}), ("/readyz", {"ready": True})):
        for method in ("GET", "HEAD"):
            async with hasty.session.request(method, hasty.base + path) as answer:
                assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
                assert method == "HEAD" or await answer.json() == body
    assert hasty.sandbox.calls.since(0) == []


@pytest.mark.parametrize(("host", "warnings"), [("127.0.0.1", 0), ("0.0.0.0", 1)])
async def test_a_gateway_that_other_machines_reach_says_so(host: str, warnings: int) -> None:
    async with gateway_process(host=host) as gateway:
        await gateway.ask("{ __typename }")
        await gateway.ended(signal.SIGTERM)
        assert [event["event"] for event in gateway.events].count("exposed") == warnings


async def test_on_sigterm_it_is_unready_at_once_serves_on_and_ends_after_the_drain_time() -> None:
    async with gateway_process(drain_seconds=10) as gateway:
        assert await gateway.ready() == 200
        clock = asyncio.get_running_loop().time
        signalled = clock()
        gateway.process.send_signal(signal.SIGTERM)
        while await gateway.ready() == 200:
            pass
        # A load balancer may still send requests; they are served.
        status, body = await gateway.ask("{ __typename }")
        assert (status, body["data"]) == (200, {"__typename": "Query"})
        assert await gateway.ready() == 503
        assert await gateway.ended() == -signal.SIGTERM
        assert clock() - signalled >= 10


async def test_an_operation_under_way_is_answered_before_the_process_ends() -> None:
    async with gateway_process() as gateway:
        await gateway.ask("{ __typename }")
        await _hold_up(gateway, 0.6)
        asked = asyncio.create_task(gateway.ask(SLOW))
        await _called(gateway)
        ended = asyncio.create_task(gateway.ended(signal.SIGTERM))
        status, body = await asked
        assert (status, len(body["data"]["accounts"]["nodes"])) == (200, 1)
        assert await ended == -signal.SIGTERM
        assert [line["status"] for line in gateway.events if line["event"] == "request"] == [200, 200]
        with pytest.raises(aiohttp.ClientConnectorError):
            await gateway.ready()


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
async def test_an_interrupt_or_a_second_signal_ends_it_without_draining(how: signal.Signals, code: int) -> None:
    async with gateway_process(drain_seconds=300) as gateway:
        if how is signal.SIGTERM:
            gateway.process.send_signal(signal.SIGTERM)
            while await gateway.ready() == 200:
                pass
        await gateway.session.close()
        assert await gateway.ended(how) == code


@pytest.mark.parametrize("part", [b"", b"POST /graphql HT", b"GET /livez HTTP/1.1\r\nhost: localhost\r\n"])
async def test_a_head_that_does_not_arrive_in_time_ends_the_connection(hasty: Gateway, part: bytes) -> None:
    answer = await wired(hasty.base, part)
    assert answer == b"" if not part else answer.startswith(b"HTTP/1.1 408 ")


async def test_the_next_request_of_a_connection_has_its_own_time(hasty: Gateway) -> None:
    whole = head("GET", "/livez", connection="keep-alive")
    answers = await wired(hasty.base, whole, b"GET /livez HTTP/1.1\r\n")
    assert answers.count(b"HTTP/1.1 200 ") == 1
    assert answers.count(b"HTTP/1.1 408 ") == 1


LARGE = b"x" * 70_000


@pytest.mark.parametrize(
    "large",
    [
        b"GET /livez HTTP/1.1\r\nhost: localhost\r\nx-large: " + LARGE,
        b"GET /livez HTTP/1.1\r\nhost: localhost\r\nx-large: " + LARGE + b"\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nhost: localhost\r\n" + b"x-small: x\r\n" * 10_000 + b"\r\n",
        b"GET /livez?" + LARGE,
    ],
    ids=["unfinished", "one header", "many headers", "an address"],
)
async def test_a_head_that_is_too_large_ends_the_connection(hasty: Gateway, large: bytes) -> None:
    assert (await wired(hasty.base, large[:60_000], large[60_000:])).startswith(b"HTTP/1.1 431 ")


async def test_trailers_count_as_a_head(hasty: Gateway) -> None:
    begun = head(authorization=TOKEN, content_type="application/json", transfer_encoding="chunked")
    body = b"1a\r\n" + b'{"query": "{__typename}"} ' + b"\r\n0\r\n"
    assert b'"Query"' in await wired(hasty.base, begun + body + b"x-small: x\r\n\r\n")
    assert await wired(hasty.base, begun + body, b"x-small: x\r\n" * 10_000 + b"\r\n") == b""


async def test_a_trailer_is_no_header(hasty: Gateway) -> None:
    body = b"1a\r\n" + b'{"query": "{__typename}"} ' + b"\r\n0\r\n"
    begun = head(content_type="application/json", transfer_encoding="chunked")
    for name in (b"authorization", b"Authorization"):
        answer = await wired(hasty.base, begun + body + name + b": " + TOKEN.encode() + b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 401 ")
    begun = head(authorization=TOKEN, content_type="application/json", transfer_encoding="chunked")
    for trailer in (b"origin: https://evil.example", b"suitegraph-organization: 1", b"host: evil.example"):
        assert b'"Query"' in await wired(hasty.base, begun + body + trailer + b"\r\n\r\n")


@pytest.mark.parametrize("hosts", [b"", b"host: localhost\r\nHost: localhost\r\n"], ids=["none", "two"])
async def test_a_request_names_one_host(hasty: Gateway, hosts: bytes) -> None:
    answer = await wired(hasty.base, b"GET /livez HTTP/1.1\r\n" + hosts + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(b"A request of HTTP/1.1 needs one Host.")


async def test_a_request_of_an_older_http_needs_no_host(hasty: Gateway) -> None:
    assert (await wired(hasty.base, b"GET /livez HTTP/1.0\r\n\r\n")).startswith(b"HTTP/1.1 200 ")


async def test_a_body_that_does_not_arrive_in_time_is_refused(hasty: Gateway) -> None:
    begun = head(authorization=TOKEN, content_type="application/json", content_length="100")
    assert (await wired(hasty.base, begun + b'{"query":')).startswith(b"HTTP/1.1 408 ")


LENGTHS = {
    "two that differ": b"content-length: 1\r\ncontent-length: 2\r\n",
    "a length and chunks": b"content-length: 1\r\ntransfer-encoding: chunked\r\n",
    "a length below nothing": b"content-length: -1\r\n",
    "no number": b"content-length: 0x10\r\n",
}


@pytest.mark.parametrize("lengths", LENGTHS.values(), ids=LENGTHS)
async def test_a_body_whose_end_is_in_doubt_is_no_http(hasty: Gateway, lengths: bytes) -> None:
    begun = head(authorization=TOKEN, content_type="application/json")[:-2]
    assert (await wired(hasty.base, begun + lengths + b"\r\n")).startswith(b"HTTP/1.1 400 ")


async def test_several_requests_of_one_connection_are_answered_in_order(hasty: Gateway) -> None:
    asked = [head("GET", path, connection="keep-alive") for path in ("/livez", "/readyz", "/nothing")]
    answer = await wired(hasty.base, b"".join([*asked, head("GET", "/livez")]))
    assert re.findall(rb"HTTP/1.1 (\d+) ", answer) == [b"200", b"200", b"404", b"200"]


async def test_an_upgrade_is_not_taken(hasty: Gateway) -> None:
    asked = head("GET", "/livez", connection="upgrade, close", upgrade="websocket", sec_websocket_version="13")
    assert (await wired(hasty.base, asked)).startswith(b"HTTP/1.1 200 ")


async def _hold_up(gateway: Gateway, seconds: float) -> None:
    rules = [{"product": "crm", "kind": "latency", "seconds": seconds}]
    address = f"http://localhost:{gateway.sandbox.port}/_sandbox/faults"
    async with gateway.session.post(address, json=rules) as answer:
        assert answer.status == 200


async def _called(gateway: Gateway) -> None:
    """Until a product was asked for the list, which it holds up."""
    while not any("Accounts" in call["path"] for call in gateway.sandbox.calls.since(0)):
        assert await gateway.ready() == 200
