"""The window of a migration: until it ends, what is not migrated is refused; then the rest is, by its schedule."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.jobs.durable import DurableRuns
from adapters.jobs.vault import TokenVault
from adapters.store.user_migrations import UserMigrationStore
from domain.job_tokens import MANY_REFRESH_TOKENS, SealedToken
from domain.journal import Author, JournalEntry
from domain.roster import grant_templates
from domain.user_migrations import MigrationAct, MigrationChange, MigrationState, UserMigration
from gateway.accounts import accounts_of
from gateway.migrations.runs import MigrationRuns
from gateway.migrations.supervisor import executor_of
from gateway.settings import Settings
from sandbox.people import BY_NAME
from sandbox.tokens import EVERYTHING
from tests.graphs import Graph
from tests.integration.migrating import TENANT, act, created, ended, organization_served, users_of
from tests.integration.test_roster import actions_of
from tests.proofs import at_length

INVOICES = "{ invoices(first: 1) { nodes { id } } }"
BILLING, ADMIN = BY_NAME["billing"].email, BY_NAME["admin"].email
TOKENS = "{ integrationJobTokens { tokens { migration givenBy endedAt refreshable calls } warnings } }"


def store_of(graph: Graph) -> UserMigrationStore:
    """The store of the gateway's migrations."""
    migrations = graph.service.rights.migrations
    assert migrations is not None
    assert isinstance(migrations.shelf, UserMigrationStore)
    return migrations.shelf


def whole(folder: Path) -> bytes:
    """What all files of the databases hold."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


def held_runs(file: Path) -> list[tuple[str, str, str]]:
    """The runs of a database, with the worker that each belongs to and how far it is."""
    with closing(sqlite3.connect(file)) as connection:
        columns = "workflow_uuid, executor_id, status"
        return [*connection.execute(f"SELECT {columns} FROM workflow_status ORDER BY workflow_uuid")]


async def migrated_at(graph: Graph, migration: str, now: datetime) -> None:
    """Play what a worker does when the clock shows `now`: take up what is due, and run it to its end."""
    service = graph.service
    assert service.rights.migrations is not None
    vault = service.rights.migrations.sealer
    assert isinstance(vault, TokenVault)
    accounts = accounts_of(service.settings)
    await accounts.open()
    try:
        runs = MigrationRuns(service, store_of(graph), vault, accounts)
        for id_, run in await store_of(graph).claim(now):
            assert id_ == migration
            while await runs.perform(id_, run):
                pass
    finally:
        await accounts.close()


@at_length(like="tests/integration/test_migrations.py::test_until_they_are_migrated_users_are_refused_with_what_to_do")
async def test_the_rest_is_migrated_when_the_window_ends_and_nobody_stands_in_for_it_until_then(
    tmp_path: Path,
) -> None:
    async with organization_served(tmp_path, offers_personas=True) as graph:
        refresh = graph.sandbox.tokens.mint_refresh("admin", EVERYTHING)
        draft = (await created(graph, unused=True))["id"]
        await act(graph, "selectMigrationUsers", draft, ", emails: $emails, leaveOut: true", emails=[BILLING])
        await act(graph, "startMigration", draft, f', refreshToken: "{refresh}"')
        assert (await ended(graph, draft))["state"] == "DONE"
        found = await store_of(graph).by_id(draft)
        assert found is not None
        assert found.window_ends_at is not None
        await migrated_at(graph, draft, found.window_ends_at - timedelta(seconds=1))
        graph.forget_callers()
        before = len(graph.sandbox.calls.since(0))
        refused = await graph.ask("billing", INVOICES)
        assert {each["reason"] for each in refused.body["extensions"]["hiddenFields"]} == {"MIGRATION_REQUIRED"}
        assert refused.body["data"] == {"invoices": None}
        # There is no administrator behind them.
        assert {call["token_owner"] for call in graph.sandbox.calls.since(0)[before:]} == {"billing"}
        [held] = (await graph.ask("admin", TOKENS)).data["integrationJobTokens"]["tokens"]
        assert (held["refreshable"], held["endedAt"]) == (True, None)
        await migrated_at(graph, draft, found.window_ends_at)
        assert "CREATE" in await actions_of(graph, "billing", "books.invoices")
        everybody = await users_of(graph, draft)
        assert {user["outcome"] for user in everybody.values() if user["wave"]} == {"MIGRATED"}
        # Nothing is left that it could be needed for.
        [dropped] = (await graph.ask("admin", TOKENS)).data["integrationJobTokens"]["tokens"]
        assert dropped["endedAt"] is not None
        assert await store_of(graph).token(draft) is None
        assert refresh.encode() not in await asyncio.to_thread(whole, tmp_path)


@at_length(like="tests/store/test_user_migrations.py::test_refresh_tokens_in_jobs_are_counted_and_end_with_their_jobs")
async def test_an_administrator_sees_the_tokens_of_jobs_is_warned_of_many_and_ends_one(tmp_path: Path) -> None:
    async with organization_served(tmp_path, staff=0) as graph:
        shelf, now = store_of(graph), datetime.now(UTC)
        author = Author(email=ADMIN, name="Ada")
        entry = JournalEntry(TENANT, now, author, "startMigration", "gateway", "job", "done")
        for number in range(MANY_REFRESH_TOKENS):
            migration = UserMigration(
                id=f"job{number}",
                tenant=TENANT,
                state=MigrationState.READY,
                author=author,
                template="current",
                modules=grant_templates()["current"].modules,
                use_days=90,
                created_at=now,
            )
            await shelf.create(migration, entry)
            later = MigrationChange(
                act=MigrationAct.SCHEDULE, author=author, at=now, start_after=now + timedelta(days=1)
            )
            assert await shelf.change(TENANT, migration.id, later, entry, SealedToken("sealed", is_refreshable=True))
        shown = (await graph.ask("admin", TOKENS)).data["integrationJobTokens"]
        assert {token["givenBy"] for token in shown["tokens"]} == {ADMIN}
        [warning] = shown["warnings"]
        assert warning.startswith(f"{ADMIN}: {MANY_REFRESH_TOKENS} ")
        assert "20" in warning
        assert "sealed" not in str(shown)
        await graph.ask("admin", 'mutation { endIntegrationJobToken(migration: "job3") }')
        after = (await graph.ask("admin", TOKENS)).data["integrationJobTokens"]
        assert after["warnings"] == []
        assert [token["migration"] for token in after["tokens"] if token["endedAt"]] == ["job3"]
        assert await shelf.token("job3") is None


@at_length(like="tests/integration/test_durable_runs.py::test_an_upgrade_in_the_middle_of_a_run_loses_nothing")
async def test_a_worker_leaves_the_runs_of_its_neighbours_alone(tmp_path: Path) -> None:
    """By default every process has one name, and each would take up what all others are at."""
    url = f"sqlite:///{tmp_path / 'jobs.db'}"

    async def life(executor: str, new: str | None, *, goes_on: bool = False) -> set[str]:
        """What a worker is at from its start to its end, which it may begin with a new run."""
        done, begun = set[str](), asyncio.Event()

        async def perform(job_id: str, run: int) -> bool:
            done.add(f"{job_id}:{run}")
            begun.set()
            return goes_on

        runs = DurableRuns(url, executor, perform)
        await runs.open()
        if new is not None:
            await runs.start(new, 1)
        async with asyncio.timeout(60):
            await begun.wait()
        await runs.close()
        return done

    assert await life("one", "a", goes_on=True) == {"a:1"}
    assert await life("two", "b") == {"b:1"}
    # It waits for whoever began it, and is theirs to finish.
    assert held_runs(tmp_path / "jobs.db") == [("a:1", "one", "PENDING"), ("b:1", "two", "SUCCESS")]
    assert await life("one", None) == {"a:1"}
    assert held_runs(tmp_path / "jobs.db")[0] == ("a:1", "one", "SUCCESS")
    assert executor_of(Settings(port=8001)) != executor_of(Settings(port=8002))
    assert executor_of(Settings(port=8001, jobs_executor="named")) == "named"
