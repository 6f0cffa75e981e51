"""What the event loop does for one request: iterations, callbacks, timers and tasks.

Method: the whole application in one process on asyncio's own loop, one known caller, one request after the other, real
connections to the stub. What waits for the client and the server's own protocol are not in it.
"""

import asyncio
import contextvars
import os
import selectors
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

from bench.overhead import asked, service_before
from bench.workloads import BY_NAME
from gateway.app import application
from gateway.telemetry.logs import configure_logs

WARM, REQUESTS = 20, 100
# The two-level query: before, and at most half of it.
GOALS = {"loop iterations": 11.5, "callbacks": 15.0, "timers": 4.0, "tasks": 2.5}
WORKLOADS = ("trivial", "list", "relations")


class CountingSelector(selectors.DefaultSelector):
    """A selector that counts how often it is asked: once an iteration of the loop."""

    def __init__(self, counts: Counter[str]) -> None:
        super().__init__()
        self._counts = counts

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready."""
        self._counts["loop iterations"] += 1
        return super().select(timeout)


class CountingLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop, which counts what is scheduled on it."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        super().__init__(CountingSelector(self.counts))

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.Handle:
        """Schedule a callback."""
        self.counts["callbacks"] += 1
        return super().call_soon(callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.TimerHandle:
        """Schedule a timer."""
        self.counts["timers"] += 1
        return super().call_at(when, callback, *args, context=context)

    def create_task(self, *args: Any, **kwargs: Any) -> asyncio.Task[Any]:
        """Begin a task."""
        self.counts["tasks"] += 1
        return super().create_task(*args, **kwargs)


def measured(upstream: str) -> dict[str, dict[str, float]]:
    """What a request takes of each, by workload."""
    loop = CountingLoop()
    with Path(os.devnull).open("w", encoding="utf-8") as sink, redirect_stderr(sink):
        configure_logs("info", "json")
        try:
            return loop.run_until_complete(_measured(upstream, loop.counts))
        finally:
            loop.close()


async def _measured(upstream: str, counts: Counter[str]) -> dict[str, dict[str, float]]:
    service = service_before(upstream)
    app = application(service)
    found: dict[str, dict[str, float]] = {}
    async with service.connected(journal=False):
        for name in WORKLOADS:
            body = BY_NAME[name].body()
            for _ in range(WARM):
                await asked(app, body)
            counts.clear()
            for _ in range(REQUESTS):
                await asked(app, body)
            found[name] = {what: counts[what] / REQUESTS for what in GOALS}
    return found


def told(found: dict[str, dict[str, float]]) -> str:
    """The table."""
    titles = " | ".join(BY_NAME[name].title for name in found)
    lines = [f"| a request takes | {titles} | goal for relations | reached |", "|---|" + "---|" * (len(found) + 2)]
    for what, goal in GOALS.items():
        values = " | ".join(f"{each[what]:.1f}" for each in found.values())
        reached = "yes" if found["relations"][what] <= goal else "no"
        lines.append(f"| {what} | {values} | {goal:g} | {reached} |")
    return "## On the event loop\n\n" + "\n".join(lines) + "\n"
