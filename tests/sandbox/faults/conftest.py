"""A sandbox to break, under each event loop that it may run on."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from sandbox.context import Options, Sandbox
from tests.sandbox.processes import started
from tests.servers import sandbox_served

INFO = "/oauth/serverinfo"


@dataclass(frozen=True, slots=True)
class Faulty:
    """A running sandbox, known by nothing but its ports."""

    port: int
    ports: dict[str, int]
    session: aiohttp.ClientSession

    def url(self, path: str, port: int | None = None) -> str:
        return f"http://localhost:{port or self.port}{path}"

    async def rules(self, *rules: dict[str, Any]) -> None:
        """Put these rules in force."""
        async with self.session.post(self.url("/_sandbox/faults"), json=list(rules)) as response:
            assert response.status == 200, await response.text()

    async def status(self, path: str = INFO, method: str = "GET", port: int | None = None) -> int:
        """The status that a call answers."""
        async with self.session.request(method, self.url(path, port)) as response:
            await response.read()
            return response.status

    async def logged(self) -> list[tuple[str, int]]:
        """The calls in the log: path and status."""
        async with self.session.get(self.url("/_sandbox/calls")) as response:
            return [(call["path"], call["status"]) for call in await response.json()]

    @asynccontextmanager
    async def connected(self, port: int | None = None) -> AsyncGenerator["Wire"]:
        """A bare TCP connection, on which a GET has been sent."""
        reader, writer = await asyncio.open_connection("localhost", port or self.port)
        try:
            yield Wire(reader, writer)
        finally:
            writer.close()


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection on which bytes matter."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def asked(self, path: str = INFO, body: bytes = b"") -> None:
        """Send a request."""
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
        self.writer.write(head.replace("POST", "POST" if body else "GET").encode() + body)
        await self.writer.drain()

    async def answered(self) -> tuple[dict[str, str], bytes]:
        """The headers, and the body up to the connection's end."""
        head, _, body = (await self.reader.read(-1)).partition(b"\r\n\r\n")
        lines = head.decode().lower().splitlines()[1:]
        return dict(line.split(": ", 1) for line in lines), body


@pytest_asyncio.fixture(scope="session", params=["asyncio", "uvloop"])
async def running(request: pytest.FixtureRequest) -> AsyncIterator[Faulty]:
    """The sandbox in this process on asyncio's loop, then by itself on uvloop."""
    async with aiohttp.ClientSession() as session:
        if request.param == "asyncio":
            sandbox = Sandbox(Options(port=0))
            async with sandbox_served(sandbox, own_ports=True) as port:
                yield Faulty(port, sandbox.ports.numbers(), session)
        else:
            async with started("--port", "0", "--own-ports") as child:
                yield Faulty(int(child.base.rpartition(":")[2]), child.ports, session)
                assert await child.ended() == (0, "")


@pytest_asyncio.fixture
async def faulty(running: Faulty) -> Faulty:
    """The sandbox, back at its start."""
    async with running.session.post(running.url("/_sandbox/reset")) as response:
        assert response.status == 200
    return running
