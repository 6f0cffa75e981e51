"""A gateway in front of a sandbox in its isolation mode, and what each persona is answered alone."""

from collections.abc import AsyncIterator

import aiohttp
import pytest_asyncio

from gateway.app import application
from gateway.service import service_of
from sandbox.context import Options, Sandbox
from tests.graphs import Graph, settings_for
from tests.isolation.crowd import CROWD, Alone, alone
from tests.isolation.documents import DOCUMENTS
from tests.servers import sandbox_served, served


@pytest_asyncio.fixture(scope="session")
async def served_graph() -> AsyncIterator[Graph]:
    """The fixture `graph` of these tests: free texts and amounts tell whose token asked for them."""
    sandbox = Sandbox(Options(port=0, isolation=True))
    async with sandbox_served(sandbox, own_ports=True) as port:
        service = service_of(settings_for(sandbox, port, upstream_seconds=15.0, deadline_seconds=30.0))
        async with served(application(service), lifespan="on") as gateway, aiohttp.ClientSession() as session:
            yield Graph(f"http://localhost:{gateway}", session, sandbox, service)


@pytest_asyncio.fixture(scope="session")
async def by_themselves(served_graph: Graph) -> dict[tuple[str, str], Alone]:
    """By persona and document: the answer while nobody else asks, and its calls, from an empty memory each."""
    return {
        (persona, name): await alone(served_graph, persona, DOCUMENTS[name]) for name in DOCUMENTS for persona in CROWD
    }
