"""A gateway with personas, and a browser before it."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.gateway.pages.browsing import Browsing, browsing
from tests.graphs import Graph, graph_served


@pytest_asyncio.fixture(scope="package")
async def demo() -> AsyncIterator[Graph]:
    """A gateway as the demo has it."""
    async with graph_served(offers_personas=True) as graph:
        yield graph


@pytest_asyncio.fixture
async def browser(demo: Graph) -> AsyncIterator[Browsing]:
    """A browser that has never been here."""
    demo.renew()
    async with browsing(demo) as fresh:
        yield fresh
