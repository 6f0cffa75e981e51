"""Users who ask for thrice what Books allows, of one gateway or several in front of one sandbox.

Windows are as long as the machine needs to serve the load in half of its time, and everything else is in proportion.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from itertools import count
from typing import Any

import aiohttp

from gateway.app import application
from gateway.service import service_of
from sandbox.context import Options, Sandbox
from tests.graphs import Graph, settings_for
from tests.servers import sandbox_served, served

WINDOW = 5.0
CALLS = 100
# Who sees invoices, with how many times a second they ask: together 60, 300 in a window, half of them the first one.
RATES = {"admin": 30, "accountant": 6, "sales": 6, "legacy": 6, "assigned": 6, "restricted": 6}
KEPT = {"books_calls": 95, "books_at_once": 8, "cache_scale": 0.0}
# Of a window, how long a request whose turn comes late may take.
DEADLINE = 0.8
TRIED = 60


async def window() -> float:
    """How many seconds a window has to have here and now, five at least."""
    clock = asyncio.get_running_loop().time
    async with gateways(1, WINDOW, books_calls=0) as [graph]:
        began = clock()
        await asyncio.gather(*(_asked(graph, "admin", number) for number in range(TRIED)))
        each = (clock() - began) / TRIED
    return max(WINDOW, 2 * each * sum(RATES.values()) * WINDOW)


async def _asked(graph: Graph, persona: str, number: int) -> list[str]:
    query = f"{{ invoices(first: {1 + number % 200}) {{ nodes {{ id }} }} }}"
    told = await graph.ask(persona, query)
    return told.codes or ["answered"]


@asynccontextmanager
async def gateways(number: int, seconds: float, **settings: Any) -> AsyncGenerator[list[Graph]]:
    """So many gateways of their own with windows of so many seconds in front of a sandbox, which everybody has met."""
    paced = {"books_window_seconds": seconds, "deadline_seconds": DEADLINE * seconds}
    sandbox = Sandbox(Options(port=0))
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(sandbox_served(sandbox, own_ports=True))
        graphs: list[Graph] = []
        for _ in range(number):
            service = service_of(settings_for(sandbox, port, **{**KEPT, **paced, **settings}))
            place = await stack.enter_async_context(served(application(service), lifespan="on"))
            session = await stack.enter_async_context(aiohttp.ClientSession())
            graphs.append(Graph(f"http://localhost:{place}", session, sandbox, service))
        for persona in RATES:
            for graph in graphs:
                told = await graph.ask(persona, "{ invoices(first: 1) { nodes { id } } }")
                assert "data" in told.body
        yield [replace(graph) for graph in graphs]


async def limit(graph: Graph, limits: dict[str, Any]) -> None:
    """Put these quotas of the sandbox in force."""
    place = f"http://localhost:{graph.sandbox.port}/_sandbox/limits"
    async with graph.session.post(place, json=limits) as answer:
        assert answer.status == 200, await answer.text()


async def refused(graph: Graph) -> dict[str, int]:
    """How many 429s each product has sent."""
    async with graph.session.get(f"http://localhost:{graph.sandbox.port}/_sandbox/limits") as answer:
        return (await answer.json())["refused"]


async def loaded(graphs: list[Graph], windows: float, seconds: float) -> tuple[Counter[str], Counter[str]]:
    """Ask at those rates for so many windows: how many calls of Books each user was served, and how requests ended.

    Each user's requests go to the gateways in turn. Each costs one call.
    """
    await limit(graphs[0], {"books": {"calls": CALLS, "window": seconds, "concurrent": 10}})
    graphs[0].forget_calls()
    ends: Counter[str] = Counter()
    numbers = count(1)

    async def ask(persona: str) -> None:
        number = next(numbers)
        ends.update(await _asked(graphs[number % len(graphs)], persona, number))

    async def user(persona: str, rate: int) -> None:
        clock = asyncio.get_running_loop().time
        began = clock()
        async with asyncio.TaskGroup() as asking:
            for turn in range(int(rate * WINDOW * windows)):
                await asyncio.sleep(max(0.0, began + turn / rate * seconds / WINDOW - clock()))
                asking.create_task(ask(persona))

    async with asyncio.TaskGroup() as everybody:
        for persona, rate in RATES.items():
            everybody.create_task(user(persona, rate))
    served_calls = Counter(
        str(call["token_owner"]) for call in graphs[0].calls() if call["product"] == "books" and call["status"] == 200
    )
    return served_calls, ends
