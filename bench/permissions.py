"""What deciding permissions costs of the processor time of a request.

Method: one process, the same operation over 200 rows of 12 fields, its products' answers replayed from memory; in turn
with the caller's permissions (facts remembered) and with a view that allows everything and asks nothing. Each pair of
batches gives one ratio; the mean of their logarithms and its 95 % interval (Student's t).
"""

import asyncio
import gc
import json
import math
import statistics
import time
from dataclasses import dataclass
from typing import Any

import msgspec

from adapters.http import Exchange, Request, Response
from domain.caller import Caller, caller_of
from domain.permissions import EVERYTHING, ModuleView
from domain.sources import Module
from gateway.service import Service, service_of
from gateway.settings import CustomDataCentre, Settings
from resolvers.desk import Desk
from resolvers.permissions import Permissions
from schema.engine.execute import run

PAIRS, BATCH, WARM = 250, 2, 3
# Two-sided, 95 %, for PAIRS - 1 degrees of freedom.
STUDENT = 1.97
FIELDS = (
    "number status issuedOn dueOn customerName email salesperson currency exchangeRate isEmailed "
    "total { amount currency } balance { amount currency }"
)
PAGE = f"{{ nodes {{ {FIELDS} }} pageInfo {{ endCursor }} }}"
QUERY = f"{{ a: invoices(first: 100) {PAGE} b: invoices(first: 100, orderBy: {{ field: NUMBER }}) {PAGE} }}"


class Replaying(Exchange):
    """The real exchange the first time, then from memory."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.kept: dict[tuple[str, tuple[str, ...], Any], Response] = {}

    async def once(self, caller: Caller, request: Request, until: float) -> Response:
        """The product's answer."""
        key = (request.service, request.path, request.params)
        if key not in self.kept:
            self.kept[key] = await super().once(caller, request, until)
        return self.kept[key]


class Everything(Permissions):
    """Allows everything and asks nothing."""

    async def of(self, module: Module) -> ModuleView:
        """A view without limits."""
        view = self._views.get(module)
        if view is None:
            view = self._views[module] = ModuleView(module, (), EVERYTHING)
        return view


@dataclass(frozen=True, slots=True)
class Cost:
    """The share that permissions take, and the ends of its interval, in per cent."""

    mean: float
    low: float
    high: float


async def answered(service: Service, caller: Caller, *, permissions: bool) -> bytes:
    """One operation, as the endpoint runs it."""
    upstream = service.exchange.upstream(caller, asyncio.get_running_loop().time() + 30)
    desk = Desk(upstream, service.memory, {}, service.rights)
    if not permissions:
        told = desk.permissions
        desk.permissions = Everything(told.upstream, told.memory, told.organizations, told.rights)
    document = service.visibility.complete.documents.document(QUERY)
    outcome = await run(
        service.visibility.complete.schema, document, None, {}, desk, service.cursors, service.visibility, "bench"
    )
    return msgspec.json.encode(outcome.body())


async def measured(sandbox: str) -> Cost:
    """The cost, in front of a running sandbox."""
    place = CustomDataCentre(accounts=sandbox, api=sandbox)
    chosen: dict[str, Any] = {"data_centres": ("local",), "custom_data_centres": {"local": place}}
    service = service_of(Settings(**chosen))
    service.exchange = Replaying(service.settings.every_data_centre(), service.exchange.limits)
    await service.exchange.open()
    await service.store.open()
    try:
        caller = caller_of("1000.demo.admin", "local", service.partition_key)
        for _ in range(WARM):
            await answered(service, caller, permissions=True)
        bodies = [await answered(service, caller, permissions=which) for which in (True, False)]
        rows = json.loads(bodies[0])["data"]
        if bodies[0] != bodies[1] or not rows["a"]["nodes"]:
            raise SystemExit("the two ways answer differently")
        return _cost([await _ratio(service, caller, first=number % 2 == 0) for number in range(PAIRS)])
    finally:
        await service.exchange.close()
        await service.store.close()


def told(cost: Cost) -> str:
    """The cost in words."""
    return (
        f"Deciding permissions takes {cost.mean:.1f} % more processor time for a list of 200 rows, "
        "all else replayed from memory\n"
        f"(95 % interval {cost.low:.1f} to {cost.high:.1f} %, {PAIRS} pairs of {BATCH} requests).\n"
    )


async def _ratio(service: Service, caller: Caller, *, first: bool) -> float:
    used: dict[bool, float] = {}
    for which in (first, not first):
        # Collections of what the batch before left behind are not this one's.
        gc.collect()
        began = time.process_time()
        for _ in range(BATCH):
            await answered(service, caller, permissions=which)
        used[which] = time.process_time() - began
    return used[True] / used[False]


def _cost(ratios: list[float]) -> Cost:
    logs = [math.log(ratio) for ratio in ratios]
    mean, width = statistics.mean(logs), STUDENT * statistics.stdev(logs) / math.sqrt(len(logs))
    return Cost(*(100 * (math.exp(value) - 1) for value in (mean, mean - width, mean + width)))
