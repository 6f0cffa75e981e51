"""A gateway in front of a sandbox to break."""

from collections.abc import AsyncIterator

import aiohttp
import pytest_asyncio

from tests.faults.story import Fragile, Story, whole_story
from tests.graphs import Graph, graph_served


@pytest_asyncio.fixture(scope="session")
async def served_fragile() -> AsyncIterator[Graph]:
    """One for the whole run: nothing here changes a record."""
    async with graph_served(upstream_max_bytes=1 << 20) as graph:
        yield graph


@pytest_asyncio.fixture
async def fragile(served_fragile: Graph) -> AsyncIterator[Graph]:
    """Without faults, and with nothing known or kept of anybody."""
    service = served_fragile.service
    patient = service.settings, service.exchange.limits
    served_fragile.sandbox.faults.clear()
    served_fragile.forget_callers()
    served_fragile.forgive()
    async with aiohttp.ClientSession() as session:
        yield Fragile(served_fragile.base, session, served_fragile.sandbox, service)
    service.settings, service.exchange.limits = patient
    served_fragile.sandbox.faults.clear()


@pytest_asyncio.fixture(scope="session")
async def story(served_fragile: Graph) -> Story:
    """What the story's query answers when nothing is broken."""
    return await whole_story(served_fragile)
