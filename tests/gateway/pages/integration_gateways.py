"""Gateways in front of which the pages at `/integration` are tested, and browsers before them."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.gateway.pages.browsing import Browsing, browsing
from tests.graphs import Graph, graph_served


@asynccontextmanager
async def served(folder: Path) -> AsyncGenerator[Graph]:
    """A gateway with a store of its own, where nothing is set up."""
    database = f"sqlite:///{folder / 'store.db'}"
    keys = ("a key for the tests alone, long enough",)
    async with graph_served(offers_personas=True, database=database, job_keys=keys, staff=8) as graph:
        yield graph


@pytest_asyncio.fixture(scope="module")
async def untouched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """A gateway for the tests that change nothing."""
    async with served(tmp_path_factory.mktemp("untouched")) as graph:
        yield graph


@pytest_asyncio.fixture
async def reader(untouched: Graph) -> AsyncIterator[Browsing]:
    """A browser before it."""
    async with browsing(untouched) as browser:
        yield browser


@pytest_asyncio.fixture(scope="module")
async def organization(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """A gateway for the tests that change something."""
    async with served(tmp_path_factory.mktemp("changed")) as graph:
        yield graph


@pytest_asyncio.fixture
async def browser(organization: Graph) -> AsyncIterator[Browsing]:
    """A browser before it."""
    async with browsing(organization) as browser:
        yield browser
