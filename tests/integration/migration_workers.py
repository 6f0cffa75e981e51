"""Gateways that run migrations and are killed and upgraded meanwhile, each with one name for all of its lives."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from sandbox.context import Sandbox
from tests.gateway.processes import Gateway, gateway_before

GLANCE = 0.2


@dataclass(slots=True)
class MigrationWorker:
    """One of several workers on one database. `peak_bytes` is the most memory that one of its lives has taken."""

    sandbox: Sandbox
    port: int
    settings: dict[str, str]
    gateway: Gateway | None = None
    peak_bytes: int = 0
    lives: int = 0
    _life: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self, *, is_later_release: bool = False) -> None:
        """Begin a life."""
        self.lives += 1
        served = gateway_before(self.sandbox, self.port, is_later_release=is_later_release, **self.settings)
        self.gateway = await self._life.enter_async_context(served)

    async def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the life with a signal."""
        assert self.gateway is not None
        self.peak_bytes = max(self.peak_bytes, _peak(self.gateway))
        await self.gateway.ended(how)
        self.gateway = None
        await self._life.aclose()

    async def ask(self, document: str, variables: dict[str, Any] | None = None, persona: str = "admin") -> Any:
        """The data that a persona is answered."""
        assert self.gateway is not None
        sent = {"query": document, "variables": variables or {}}
        headers = {"Authorization": f"Bearer 1000.demo.{persona}"}
        async with self.gateway.session.post(f"{self.gateway.base}/graphql", json=sent, headers=headers) as answer:
            body = await answer.json()
        assert "errors" not in body, body
        return body["data"]

    async def actions_on_invoices(self, persona: str) -> frozenset[str]:
        """What a persona may do with invoices, as this worker has it."""
        shown = await self.ask("{ viewer { permissions { modules { module allowedActions } } } }", persona=persona)
        modules: list[dict[str, Any]] = shown["viewer"]["permissions"]["modules"]
        return frozenset(
            action for each in modules if each["module"] == "books.invoices" for action in each["allowedActions"]
        )

    async def late(self, persona: str, *, may_create: bool) -> float:
        """How many seconds from now a persona still asked and was answered from before; 0 for nobody was.

        It is asked until the worker knows. What was asked in time may be answered late by a machine that is busy.
        """
        started, late = perf_counter(), 0.0
        async with asyncio.timeout(300):
            while True:
                asked = perf_counter() - started
                if ("CREATE" in await self.actions_on_invoices(persona)) == may_create:
                    return late
                late = asked
                await asyncio.sleep(GLANCE)


@asynccontextmanager
async def workers_at_work(
    sandbox: Sandbox, port: int, *settings: dict[str, str]
) -> AsyncGenerator[tuple[MigrationWorker, ...]]:
    """A worker with each of these settings, alive for the duration of the block."""
    workers = tuple(MigrationWorker(sandbox, port, each) for each in settings)
    try:
        await asyncio.gather(*(worker.start() for worker in workers))
        yield workers
    finally:
        for worker in workers:
            if worker.gateway is not None:
                await worker.end()


def _peak(gateway: Gateway) -> int:
    """The most memory that a process of Linux has had, in bytes."""
    status = Path(f"/proc/{gateway.process.process.pid}/status").read_text("utf-8")
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024
