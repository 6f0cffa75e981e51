"""Gateways of much patience in front of sandboxes to break, with the unique fields and without."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest_asyncio

from tests.graphs import Graph, graph_served

PATIENCE: dict[str, Any] = {"deadline_seconds": 120.0, "upstream_seconds": 60.0, "upstream_max_bytes": 1 << 20}
# Of the sandbox. What it stamps must not lie before a write of now, whichever moment midnight comes.
TODAY = datetime.now(UTC).date() + timedelta(days=1)


@pytest_asyncio.fixture(scope="session")
async def served_marking() -> AsyncIterator[Graph]:
    """One with the unique fields, for the whole run."""
    fields = {"books_key_field": "cf_request_key", "crm_key_field": "Request_Key"}
    async with graph_served(today=TODAY, **fields, **PATIENCE) as graph:
        yield graph


@pytest_asyncio.fixture(scope="session")
async def served_plain() -> AsyncIterator[Graph]:
    """One without them, for the whole run."""
    async with graph_served(today=TODAY, **PATIENCE) as graph:
        yield graph
