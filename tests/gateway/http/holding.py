"""Requests that stay under way, so that a test sees what becomes of those that come after them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from tests.graphs import Graph, Told

LONG = {"product": "crm", "kind": "latency", "seconds": 60.0}


@asynccontextmanager
async def held_up(graph: Graph, number: int, persona: str = "admin") -> AsyncGenerator[None]:
    """So many requests of a persona wait for CRM during the block; then their clients leave."""
    await graph.meet("admin")
    await graph.meet("sales")
    await graph.break_down(LONG)
    queries = [f"{{ accounts(first: {1 + each}) {{ nodes {{ name }} }} }}" for each in range(number)]
    holding = [asyncio.create_task(graph.ask(persona, query)) for query in queries]
    try:
        yield
    finally:
        for task in holding:
            task.cancel()
        await asyncio.gather(*holding, return_exceptions=True)


async def status_reached(graph: Graph, persona: str, status: int) -> Told:
    """The first answer with this status to a question that needs no product."""
    async with asyncio.timeout(60):
        while (told := await graph.ask(persona, "{ __typename }")).status != status:
            pass
    return told
