"""Administrators migrate users: looked at before anybody is touched, run durably, undone in a click."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.people import BY_NAME
from tests.graphs import Graph
from tests.integration.migrating import act, created, ended, organization_served, users_of

SALES, OUTSIDER, ACCOUNTANT = (BY_NAME[name].email for name in ("sales", "outsider", "accountant"))


@pytest_asyncio.fixture(scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """One gateway for all tests of this module."""
    async with organization_served(tmp_path_factory.mktemp("migrations")) as graph:
        yield graph


async def test_a_migration_is_looked_at_started_and_reported(served: Graph) -> None:
    draft = await created(served)
    assert draft["state"] == "READY", draft
    users = await users_of(served, draft["id"])
    assert users[ACCOUNTANT]["becomes"] == "BOOKS_USER"
    assert (users[SALES]["becomes"], users[SALES]["reason"]) == ("INTEGRATION_USER", "USES_FINANCE")
    assert (users[OUTSIDER]["becomes"], users[OUTSIDER]["reason"]) == ("NOTHING", "NO_USE")
    started = await act(served, "startMigration", draft["id"])
    done = await ended(served, draft["id"])
    assert done["state"] == "DONE", done
    assert (await users_of(served, draft["id"]))[SALES]["outcome"] == "MIGRATED"
    assert started["concerned"] == 3
