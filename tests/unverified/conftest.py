"""A gateway whose upstream answers can be altered."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.unverified.proxy import AlteredGraph, altered_graph_served


@pytest_asyncio.fixture(scope="session")
async def served_altered_graph() -> AsyncIterator[AlteredGraph]:
    """One gateway, proxy and sandbox for the tests of this folder."""
    async with altered_graph_served() as altered:
        yield altered


@pytest_asyncio.fixture
async def altered(served_altered_graph: AlteredGraph) -> AlteredGraph:
    """The gateway as if just started, with nothing altered yet."""
    served_altered_graph.graph.renew()
    served_altered_graph.alter()
    return served_altered_graph
