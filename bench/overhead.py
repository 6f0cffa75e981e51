"""What is off the hot path: permissions, logs and the like, as a share of the processor time of a request.

Method: one process, the whole ASGI application, the same operation, the products' answers replayed from memory; in turn
with a part and without it. Each pair of batches gives one ratio; the mean of their logarithms and its 95 % interval
(Student's t). A request takes less here than in service, where sockets are: the share in service is that of the same
microseconds in the processor time that the comparison measured for the whole server.
"""

import asyncio
import gc
import json
import math
import os
import statistics
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message

from adapters.messages import Request, Response
from bench.processes import TOKEN
from bench.servers import WIDE_OPEN
from bench.workloads import BY_NAME, Workload
from domain.caller import Caller
from domain.modules.module import Module
from domain.permissions import ALL_ACTIONS, ModuleView
from gateway.app import application
from gateway.http import endpoint
from gateway.products import CustomDataCentre
from gateway.service import GatewayService, service_of
from gateway.settings import Settings
from gateway.telemetry.logs import configure_logs
from resolvers.caller.permissions import Permissions
from resolvers.reading import loader

SECONDS, FEWEST, WARM, BATCH_SECONDS = 10.0, 100, 5, 0.01
# Two-sided, 95 %, for a hundred degrees of freedom; a little wide for more.
STUDENT = 1.985
GOAL = 3.0
Substitute = tuple[object, str, object]


class Everything(Permissions):
    """Allows everything and asks nothing."""

    async def of(self, module: Module) -> ModuleView:
        """A view without limits."""
        view = self._views.get(module)
        if view is None:
            view = self._views[module] = ModuleView(module, (), ALL_ACTIONS)
        return view


def silent(*_: object) -> None:
    """Says nothing."""


# What stands in for a part: whose attribute, its name, and what does nothing in its place.
PARTS: dict[str, tuple[Substitute, ...]] = {
    "permissions": ((loader, "Permissions", Everything),),
    "logs": ((endpoint, "_log", silent),),
}


@dataclass(frozen=True, slots=True)
class Share:
    """How much more processor time a request takes with some parts, in per cent, and the ends of the interval.

    `bare` is the processor time of a request without them, in milliseconds, median.
    """

    workload: Workload
    parts: tuple[str, ...]
    bare: float
    mean: float
    low: float
    high: float
    pairs: int
    batch: int


class Replayed:
    """The products' answers: the real ones the first time, then from memory."""

    def __init__(self, service: GatewayService) -> None:
        self._really = service.exchange.once
        self._kept: dict[tuple[str, tuple[str, ...], Any], Response] = {}

    async def once(self, caller: Caller, request: Request, until: float, latest: float) -> Response:
        """One answer."""
        key = (request.service, request.path, request.params)
        if key not in self._kept:
            self._kept[key] = await self._really(caller, request, until, latest)
        return self._kept[key]


@contextmanager
def without(names: Iterable[str]) -> Generator[None]:
    """The process without some parts."""
    substitutes = [each for name in names for each in PARTS[name]]
    before = [getattr(owner, attribute) for owner, attribute, _ in substitutes]
    for owner, attribute, instead in substitutes:
        setattr(owner, attribute, instead)
    try:
        yield
    finally:
        for (owner, attribute, _), was in zip(substitutes, before, strict=True):
            setattr(owner, attribute, was)


async def asked(app: ASGIApp, body: bytes) -> bytes:
    """One request through the application, and the body of its answer."""
    headers = [(b"content-type", b"application/json"), (b"authorization", f"Bearer {TOKEN}".encode())]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/graphql", "raw_path": b"/graphql", "query_string": b"", "root_path": "",
        "headers": [*headers, (b"content-length", str(len(body)).encode())], "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[Message] = []

    async def receive() -> Message:
        if messages:
            return messages.pop()
        # The client stays.
        return await asyncio.get_running_loop().create_future()

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return b"".join(message.get("body", b"") for message in sent)


def measured(upstream: str) -> list[Share]:
    """The shares of each part and of all together, in front of a running stub."""
    with Path(os.devnull).open("w", encoding="utf-8") as sink, redirect_stderr(sink):
        configure_logs("info", "json")
        return asyncio.run(_measured(upstream))


def service_before(upstream: str) -> GatewayService:
    """A gateway's service in this process, in front of a running stub."""
    place = CustomDataCentre(accounts=upstream, api=upstream)
    known = {name: value for name, value in WIDE_OPEN.items() if name in Settings.model_fields}
    chosen: dict[str, Any] = {"data_centres": ("local",), "custom_data_centres": {"local": place}, **known}
    return service_of(Settings(**chosen))


async def _measured(upstream: str) -> list[Share]:
    service = service_before(upstream)
    app = application(service)
    async with service.connected(journal=False):
        # In place of the method alone: whatever stands before it in the exchange is part of what is measured.
        setattr(service.exchange, "once", Replayed(service).once)  # noqa: B010  # a method, which types do not let go
        rows, trivial = BY_NAME["list"], BY_NAME["trivial"]
        shares = [await _share(app, rows, (name,)) for name in PARTS]
        return [*shares, await _share(app, rows, tuple(PARTS)), await _share(app, trivial, tuple(PARTS))]


async def _share(app: ASGIApp, workload: Workload, names: tuple[str, ...]) -> Share:
    body = workload.body()
    told = [await asked(app, body) for _ in range(WARM)]
    with without(names):
        bare = [await asked(app, body) for _ in range(WARM)]
    if workload.shown(told[-1]) != workload.shown(bare[-1]) or not json.loads(told[-1])["data"]:
        raise SystemExit(f"without {' and '.join(names)} the answer is another")
    # What is there by now stays: a collection before each batch need not look through it.
    gc.collect()
    gc.freeze()
    batch = max(2, round(WARM * BATCH_SECONDS / await _used(app, body, WARM, ())))
    ratios: list[float] = []
    without_them: list[float] = []
    until = time.monotonic() + SECONDS
    while len(ratios) < FEWEST or time.monotonic() < until:
        first = len(ratios) % 2 == 0
        used = {which: await _used(app, body, batch, () if which else names) for which in (first, not first)}
        ratios.append(used[True] / used[False])
        without_them.append(1000 * used[False] / batch)
    logs = [math.log(ratio) for ratio in ratios]
    mean, width = statistics.mean(logs), STUDENT * statistics.stdev(logs) / math.sqrt(len(logs))
    low, middle, high = (100 * (math.exp(value) - 1) for value in (mean - width, mean, mean + width))
    return Share(workload, names, statistics.median(without_them), middle, low, high, len(ratios), batch)


async def _used(app: ASGIApp, body: bytes, batch: int, names: tuple[str, ...]) -> float:
    # Collections of what the batch before left behind are not this one's.
    gc.collect()
    with without(names):
        began = time.process_time()
        for _ in range(batch):
            await asked(app, body)
        return time.process_time() - began


def told(shares: list[Share], served: Mapping[str, float]) -> str:
    """The table. `served` are milliseconds of a request in service by workload, where they were measured."""
    lines = [
        "| with | microseconds | here | in service, 95 % interval | goal | reached | pairs of batches |",
        "|---|---|---|---|---|---|---|",
    ]
    for share in shares:
        # In service a request is as long as it was measured there, here as long as without sockets.
        part = share.bare / served.get(share.workload.name, share.bare)
        low, mean, high = (part * value for value in (share.low, share.mean, share.high))
        in_service = f"{mean:+.1f} % ({low:+.1f} to {high:+.1f})" if share.workload.name in served else "not measured"
        reached = "yes" if high < GOAL else "no" if low > GOAL else "cannot tell"
        lines.append(
            f"| {', '.join(share.parts)}: {share.workload.title} | {10 * share.bare * share.mean:+.0f} "
            f"| {share.mean:+.1f} % | {in_service} | < {GOAL:g} % | {reached} | {share.pairs} of {share.batch} |"
        )
    return "## Off the hot path\n\nAll else replayed from memory, in one process.\n\n" + "\n".join(lines) + "\n"
