"""Faults below HTTP: what a client sees of the TCP connection."""

import asyncio
from time import monotonic
from typing import Any

import aiohttp
import pytest

from sandbox.faults.injection import FaultyApp
from sandbox.faults.rules import Rule
from sandbox.transport import SandboxProtocol
from tests.sandbox.accounts.asking import CLIENT
from tests.sandbox.faults.conftest import INFO, Faulty
from tests.servers import served


async def test_a_reset_is_a_tcp_reset(faulty: Faulty) -> None:
    await faulty.rules({"product": "accounts", "kind": "reset"})
    async with faulty.connected() as wire:
        await wire.asked()
        with pytest.raises(ConnectionResetError):
            await wire.reader.read()
    assert await faulty.logged() == [(INFO, 0)]


async def test_on_the_shared_port_a_refusal_ends_the_connection_without_a_byte(faulty: Faulty) -> None:
    await faulty.rules({"product": "accounts", "kind": "refused"})
    async with faulty.connected() as wire:
        await wire.asked()
        assert await wire.reader.read() == b""
    assert await faulty.logged() == [(INFO, 0)]


async def test_on_the_product_s_own_port_the_connection_itself_is_refused(faulty: Faulty) -> None:
    assert await faulty.status(port=faulty.ports["accounts"]) == 200
    await faulty.rules({"product": "accounts", "kind": "refused"})
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("localhost", faulty.ports["accounts"])


async def test_the_other_products_ports_stay_open(faulty: Faulty) -> None:
    await faulty.rules({"product": "accounts", "kind": "refused"})
    for product in ("crm", "books", "billing"):
        assert await faulty.status("/_sandbox/ready", port=faulty.ports[product]) == 200


async def test_a_refusal_of_everything_shuts_every_own_port(faulty: Faulty) -> None:
    await faulty.rules({"product": "*", "kind": "refused"})
    for port in faulty.ports.values():
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("localhost", port)


@pytest.mark.parametrize("end", ["rules", "reset"])
async def test_a_refused_port_opens_again_when_the_rule_goes(faulty: Faulty, end: str) -> None:
    await faulty.rules({"product": "books", "kind": "refused"})
    if end == "rules":
        await faulty.rules()
    else:
        async with faulty.session.post(faulty.url("/_sandbox/reset")) as response:
            assert response.status == 200
    assert await faulty.status(port=faulty.ports["books"]) == 200


async def test_a_refused_port_ends_the_connections_that_were_kept_alive(faulty: Faulty) -> None:
    async with faulty.connected(faulty.ports["accounts"]) as wire, faulty.connected() as other:
        for each in (wire, other):
            await each.asked("/_sandbox/ready")
            await each.reader.readuntil(b"}")
        await faulty.rules({"product": "accounts", "kind": "refused"})
        assert await wire.reader.read() == b""
        await other.asked("/_sandbox/ready")
        assert await other.reader.readuntil(b"}")


async def test_a_refusal_of_some_calls_leaves_the_port_open(faulty: Faulty) -> None:
    for narrow in ({"path": "^/oauth/v2"}, {"method": "POST"}, {"count": 1}, {"probability": 0.5}):
        await faulty.rules({"product": "accounts", "kind": "refused", **narrow})
        assert await faulty.status("/_sandbox/ready", port=faulty.ports["accounts"]) == 200


async def test_a_hanging_call_is_in_the_log_while_no_answer_comes(faulty: Faulty) -> None:
    await faulty.rules({"product": "accounts", "kind": "hang"})
    async with faulty.connected() as wire:
        await wire.asked()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(wire.reader.read(1), 0.2)
        assert await faulty.logged() == [(INFO, 0)]


@pytest.mark.parametrize("body", [b"", b"x" * 1_000_000], ids=["no body", "a long body"])
@pytest.mark.parametrize("kind", ["hang", "latency"])
async def test_a_held_call_ends_when_its_client_leaves(kind: Any, body: bytes) -> None:
    began, ended = asyncio.Event(), asyncio.Event()
    struck = FaultyApp(_never, Rule(product="*", kind=kind, seconds=60), "crm")

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        began.set()
        await struck(scope, receive, send)
        ended.set()

    async with served(watched, http=SandboxProtocol) as port:
        faulty = Faulty(port, {}, aiohttp.ClientSession())
        async with faulty.session, faulty.connected() as wire:
            await wire.asked(body=body)
            await asyncio.wait_for(began.wait(), 60)
        await asyncio.wait_for(ended.wait(), 60)


async def _never(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError("the call got through")


async def test_latency_delays_the_true_answer(faulty: Faulty) -> None:
    await faulty.rules({"product": "accounts", "kind": "latency", "seconds": 0.2})
    began = monotonic()
    assert await faulty.status() == 200
    assert monotonic() - began >= 0.19
    assert await faulty.logged() == [(INFO, 200)]


async def test_a_slow_call_keeps_its_body(faulty: Faulty) -> None:
    await faulty.rules({"product": "accounts", "kind": "latency", "seconds": 0})
    sent = {"grant_type": "refresh_token", "refresh_token": "1000.demo.refresh.sales", **CLIENT}
    async with faulty.session.post(faulty.url("/oauth/v2/token"), data=sent) as response:
        assert "access_token" in await response.json()


async def test_a_slow_call_whose_client_left_was_never_answered(faulty: Faulty) -> None:
    await faulty.rules({"product": "accounts", "kind": "latency", "seconds": 60})
    with pytest.raises(TimeoutError):
        await faulty.session.get(faulty.url(INFO), timeout=aiohttp.ClientTimeout(total=0.1))
    async with asyncio.timeout(60):
        while not await faulty.logged():
            pass
    assert await faulty.logged() == [(INFO, 0)]
