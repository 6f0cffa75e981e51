"""`python -m sandbox` serves until it is told to stop."""

import asyncio
import signal
import socket
from pathlib import Path

import aiohttp
import pytest

from sandbox.serving import own_numbers
from tests.sandbox.processes import started

HANGING = [{"product": "accounts", "kind": "hang"}, {"product": "crm", "kind": "latency", "seconds": 600}]


async def asked(base: str, path: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(base + path) as response:
        return response.status


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_where_it_serves_and_ends_cleanly_though_calls_hang(number: signal.Signals) -> None:
    async with started("--port", "0") as child, aiohttp.ClientSession() as session:
        assert child.line == f"The sandbox serves at {child.base}"
        async with session.post(f"{child.base}/_sandbox/faults", json=HANGING) as answer:
            assert answer.status == 200
        async with asyncio.TaskGroup() as calls:
            for path in ("/oauth/serverinfo", "/crm/v8/Accounts"):
                calls.create_task(cut_short(session, child.base + path))
            while not await logged(session, child.base):
                pass
            assert await child.ended(number) == (0, "")


async def logged(session: aiohttp.ClientSession, base: str) -> list[object]:
    async with session.get(f"{base}/_sandbox/calls") as answer:
        return await answer.json()


async def cut_short(session: aiohttp.ClientSession, url: str) -> None:
    with pytest.raises(aiohttp.ClientError):
        await session.get(url)


async def test_the_port_may_stand_in_the_environment() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    async with started(SANDBOX_PORT=str(number)) as child:
        assert child.base == f"http://127.0.0.1:{number}"
        assert await asked(child.base, "/_sandbox/ready") == 200


def test_own_ports_follow_the_shared_one_or_are_as_free_as_that() -> None:
    assert own_numbers(9000) == {"accounts": 9001, "crm": 9002, "books": 9003, "billing": 9004}
    assert set(own_numbers(0).values()) == {0}


async def test_own_ports_are_named_and_serve() -> None:
    async with started("--port", "0", "--own-ports") as child:
        assert list(child.ports) == ["accounts", "crm", "books", "billing"]
        for number in child.ports.values():
            assert await asked(f"http://127.0.0.1:{number}", "/_sandbox/ready") == 200


async def test_it_keeps_its_data_in_a_file_where_one_is_named(tmp_path: Path) -> None:
    async with started("--port", "0", "--database", str(tmp_path / "sandbox.db")) as child:
        assert await asked(child.base, "/_sandbox/ready") == 200
    assert (tmp_path / "sandbox.db").stat().st_size > 0


async def test_a_taken_port_is_an_error_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with started("--port", str(taken.getsockname()[1])) as child:
            assert child.line == ""
            _, errors = await child.process.communicate()
            assert "address already in use" in errors.decode()
            assert "Traceback" not in errors.decode()
            assert child.process.returncode not in (None, 0)


async def test_a_day_that_is_none_is_refused() -> None:
    async with started("--today", "tomorrow") as child:
        _, errors = await child.process.communicate()
        assert "tomorrow is not a date" in errors.decode()
