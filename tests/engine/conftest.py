"""The gateway for tests that stand between others which keep the loop busy."""

from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest_asyncio

from tests.graphs import Graph


@pytest_asyncio.fixture
async def graph(graph: Graph) -> AsyncIterator[Graph]:
    """Asked over connections of the test's own: older ones may just be closing."""
    async with aiohttp.ClientSession() as session:
        yield replace(graph, session=session)
