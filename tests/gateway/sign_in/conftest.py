"""A gateway that signs browsers in, and a browser before it."""

from collections.abc import AsyncIterator

import pytest_asyncio

from domain.browser_sessions import SessionOwner
from sandbox.people import PERSONAS
from tests.gateway.pages.browsing import Browsing, browsing
from tests.graphs import Graph, graph_served


@pytest_asyncio.fixture(scope="package")
async def registered() -> AsyncIterator[Graph]:
    """A gateway that the local Zoho knows as its client."""
    async with graph_served(offers_personas=True) as graph:
        yield graph


@pytest_asyncio.fixture
async def browser(registered: Graph) -> AsyncIterator[Browsing]:
    """A browser that has never been here."""
    registered.renew()
    assert registered.service.way_in is not None
    for persona in PERSONAS:
        await registered.service.way_in.sessions.end_all(SessionOwner("local", persona.zuid))
    async with browsing(registered) as fresh:
        yield fresh
