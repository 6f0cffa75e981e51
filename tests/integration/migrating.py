"""A gateway that runs migrations, in front of a sandbox, and what its tests ask."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from domain.user_migrations import MigrationState
from sandbox.crm.organization import ORG_ID
from tests.graphs import Graph, graph_served

TENANT = f"local:{ORG_ID}"
GLANCE = 0.1
MIGRATION = """
fragment M on Migration {
  id state note steps template report windowEndsAt outcomes { outcome count } becoming { becomes count }
}
"""
CREATE = (
    "mutation ($days: Int! = 90, $unused: Boolean! = false) {"
    " createMigration(useDays: $days, withUnused: $unused) { ...M } }" + MIGRATION
)
ONE = "query ($id: ID!) { migration(id: $id) { ...M } }" + MIGRATION
USERS = """
query ($id: ID!, $first: Int, $after: String, $outcome: MigrationOutcome, $becomes: MigrationResult, $search: String) {
  migrationUsers(
    migration: $id, first: $first, after: $after, outcome: $outcome, becomes: $becomes, search: $search
  ) {
    nodes { email name becomes reason uses outcome wave keptDocuments } pageInfo { hasNextPage endCursor }
  }
}
"""


@asynccontextmanager
async def organization_served(folder: Path, **settings: Any) -> AsyncGenerator[Graph]:
    """A gateway with a store of its own, which may start migrations."""
    chosen: dict[str, Any] = {
        "database": f"sqlite:///{folder / 'store.db'}",
        "job_keys": ("a key for the tests alone, long enough",),
        **settings,
    }
    async with graph_served(**chosen) as graph:
        yield graph


async def act(graph: Graph, field: str, migration: str, arguments: str = "", **variables: Any) -> dict[str, Any]:
    """The payload of an act of the administrator on a migration; `arguments` go into its parentheses."""
    document = f"""mutation ($id: ID!, $emails: [String!] = []) {{
      {field}(migration: $id{arguments}) {{ migration {{ ...M }} concerned refused {{ email reason }} }}
    }}"""
    document = document if "$emails" in arguments else document.replace(", $emails: [String!] = []", "")
    document = document.replace("[String!] = []", "[String!]!")
    return (await graph.ask("admin", document + MIGRATION, {"id": migration, **variables})).data[field]


async def created(graph: Graph, **variables: Any) -> dict[str, Any]:
    """A new migration."""
    return (await graph.ask("admin", CREATE, variables)).data["createMigration"]


async def users_of(graph: Graph, migration: str, **variables: Any) -> dict[str, dict[str, Any]]:
    """The users of a migration, by address."""
    data = (await graph.ask("admin", USERS, {"id": migration, "first": 200, **variables})).data
    return {user["email"]: user for user in data["migrationUsers"]["nodes"]}


async def ended(graph: Graph, migration: str) -> dict[str, Any]:
    """A migration once it no longer runs."""
    shelf = graph.service.rights.migrations
    assert shelf is not None
    async with asyncio.timeout(120):
        while True:
            found = await shelf.shelf.one(TENANT, migration)
            assert found is not None
            if found.state is not MigrationState.RUNNING:
                return (await graph.ask("admin", ONE, {"id": migration})).data["migration"]
            await asyncio.sleep(GLANCE)
