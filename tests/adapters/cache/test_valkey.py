"""What lies in the server is of no use without the caller's token, and a server that fails costs a moment."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from adapters.cache import valkey
from adapters.cache.single_flight import SingleFlight
from adapters.cache.valkey import LARGEST_BODY, ValkeyResponseCache
from adapters.messages import Request, Response
from tests.adapters.products import Way, exchange_to, received, success, way_to_product
from tests.valkeys import Valkey, valkey_served

READ = Request("books", ("invoices",), (("search_text", "a secret word"),))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Valkey]:
    """A real Valkey, empty. One that answers late on a busy machine has not failed."""
    monkeypatch.setattr(valkey, "ANSWER_SECONDS", 20.0)
    with valkey_served() as server:
        yield server


@asynccontextmanager
async def gateway(way: Way, url: str) -> AsyncGenerator[Way]:
    """A process of its own with that server."""
    async with exchange_to(way.port, SingleFlight(ValkeyResponseCache(url))) as exchange:
        yield Way(way.product, exchange, way.port)


async def test_one_process_is_answered_with_what_another_has_read_until_either_writes(way: Way, server: Valkey) -> None:
    url = server.url
    async with gateway(way, url) as one, gateway(way, url) as other:
        await received(one.upstream(), READ)
        await received(other.upstream(), READ)
        assert len(way.product.asked) == 1
        await received(other.upstream("two"), READ)
        assert len(way.product.asked) == 2
        await received(other.upstream(), Request("books", ("invoices",), method="POST", reads=False))
        await received(one.upstream(), READ)
        assert len(way.product.asked) == 4
        await received(other.upstream(), READ)
        assert len(way.product.asked) == 4


async def test_nothing_of_token_question_or_answer_can_be_read_in_it(way: Way, server: Valkey) -> None:
    way.product.always(success(name="Aurora Optics"))
    async with gateway(way, server.url) as one:
        await received(one.upstream(), READ)
        await one.exchange.single_flight.forget(one.caller(), "books")
        await received(one.upstream(), READ)
    client = server.client
    names: list[bytes] = [*client.scan_iter()]
    held = b" ".join([*names, *(client.get(name) for name in names)])
    assert len(names) == 2
    for word in (b"1000.test.one", way.caller().partition.encode(), b"invoices", b"secret", b"Aurora", b"success"):
        assert word not in held
    assert all(client.ttl(name) > 0 for name in names)


async def test_what_somebody_puts_in_its_place_is_nothing(way: Way, server: Valkey) -> None:
    client = server.client
    async with gateway(way, server.url) as one:
        await received(one.upstream("one"), READ)
        (mine,) = [*client.scan_iter()]
        await received(one.upstream("two"), READ)
        (theirs,) = {*client.scan_iter()} - {mine}
        for forged in (client.get(theirs), b"", b"x" * 11, b"x" * 100, client.get(mine)[:-1]):
            client.set(mine, forged)
            before = len(way.product.asked)
            await received(one.upstream("one"), READ)
            assert len(way.product.asked) == before + 1


async def test_what_is_too_large_is_not_sent_there(server: Valkey) -> None:
    store = ValkeyResponseCache(server.url)
    async with way_to_product() as way:
        for size, names in ((LARGEST_BODY + 1, 0), (LARGEST_BODY, 1)):
            await store.store(way.caller(), READ, Response(200, {}, b"x" * size), 0, 5)
            assert len([*server.client.scan_iter()]) == names
    await store.close()


async def test_without_the_server_reads_go_on_and_it_is_left_alone_for_a_while(way: Way, server: Valkey) -> None:
    async with gateway(way, server.url) as one:
        await received(one.upstream(), READ)
        server.stop()
        with capture_logs() as lines:
            for _ in range(3):
                assert (await received(one.upstream(), READ)).status == 200
        assert [line["event"] for line in lines] == ["cache"]
        assert len(way.product.asked) == 4


async def test_after_its_rest_the_server_is_asked_again(
    way: Way, server: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(valkey, "REST_SECONDS", 0.0)
    async with gateway(way, server.url) as one:
        client = server.client
        client.config_set("requirepass", "changed")
        await received(one.upstream(), READ)
        client.config_set("requirepass", "")
        await received(one.upstream(), READ)
        await received(one.upstream(), READ)
        assert len(way.product.asked) == 2


async def test_a_server_that_hangs_costs_one_moment(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its rest is longer than five reads take on any machine.
    monkeypatch.setattr(valkey, "REST_SECONDS", 600.0)
    hanging, connections = asyncio.Event(), 0

    async def hang(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await hanging.wait()
        writer.close()

    listening = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening, gateway(way, f"redis://127.0.0.1:{port}") as one:
        for _ in range(5):
            await received(one.upstream(), READ)
        assert connections == 1
        hanging.set()
    assert len(way.product.asked) == 5
