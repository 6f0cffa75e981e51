"""The gateway as a process of its own, in front of a sandbox, with every line that it logs."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from sandbox.context import Options, Sandbox
from tests.gateway.forks import ForkedProcess, forked_gateway
from tests.servers import sandbox_served

PREFIX = "SUITEGRAPH_"
PATIENCE = 180
# More than any test makes it log: a process whose lines nobody takes would stand still.
MOST_LOGGED = 1 << 26


@dataclass(slots=True)
class Gateway:
    """The process, its address, a client and what was logged so far."""

    process: ForkedProcess
    sandbox: Sandbox
    session: aiohttp.ClientSession
    lines: list[str] = field(default_factory=list[str])
    base: str = ""

    @property
    def events(self) -> list[dict[str, Any]]:
        """Every line logged; fails for one that is no JSON object."""
        return [json.loads(line) for line in self.lines]

    async def logged(self, event: str, **values: Any) -> dict[str, Any]:
        """The first line of this event with these values, awaited."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for line in self.events:
                    if line.get("event") == event and values.items() <= line.items():
                        return line
                await self._read_line()

    async def _read_line(self) -> None:
        line = await self.process.stderr.readline()
        assert line, f"the process ended: {self.lines}"
        self.lines.append(line.decode())

    async def ask(self, query: str, token: str = "1000.demo.admin", **headers: str) -> tuple[int, Any]:
        """Status and body of one query."""
        sent = {"Authorization": f"Bearer {token}", **headers}
        async with self.session.post(f"{self.base}/graphql", json={"query": query}, headers=sent) as answer:
            return answer.status, await answer.json(content_type=None)

    async def ready(self) -> int:
        """The status of `/readyz`."""
        async with self.session.get(f"{self.base}/readyz") as answer:
            return answer.status

    async def ended(self, how: signal.Signals | None = None) -> int:
        """The exit code, after a signal where one is given; all lines are read by then."""
        if how is not None:
            self.process.send_signal(how)
        async with asyncio.timeout(PATIENCE):
            rest = await self.process.stderr.read()
            self.lines += rest.decode().splitlines()
            return await self.process.wait()


@asynccontextmanager
async def gateway_process(**settings: Any) -> AsyncGenerator[Gateway]:
    """`suitegraph serve` with these settings, listening, in front of a sandbox of its own."""
    sandbox = Sandbox(Options(port=0))
    async with sandbox_served(sandbox) as port, gateway_before(sandbox, port, **settings) as gateway:
        yield gateway


@asynccontextmanager
async def gateway_before(
    sandbox: Sandbox, port: int, *, is_later_release: bool = False, **settings: Any
) -> AsyncGenerator[Gateway]:
    """The same in front of a sandbox that is served at a port; `is_later_release` as `forked_gateway` has it."""
    address = f"http://localhost:{port}"
    chosen = {
        "port": "0",
        "data_centres": "local",
        "custom_data_centres": json.dumps({"local": {"accounts": address, "api": address}}),
        **{name: str(value) for name, value in settings.items()},
    }
    forked = forked_gateway(environment(**chosen), MOST_LOGGED, is_later_release=is_later_release)
    async with forked as process, aiohttp.ClientSession() as session:
        gateway = Gateway(process, sandbox, session)
        gateway.base = f"http://localhost:{(await gateway.logged('listening'))['port']}"
        yield gateway


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with these settings of suitegraph and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return kept | {PREFIX + name.upper(): value for name, value in settings.items()}
