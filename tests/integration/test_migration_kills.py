"""A gateway that is killed while it migrates leaves everybody migrated once, and nobody skipped."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
from pydantic import SecretStr
from sqlalchemy import Engine, create_engine, text

from adapters.store.user_migrations import UserMigrationStore
from domain.user_migrations import MigrationState, UserOutcome
from gateway.app import application
from gateway.migrations.mails import MailDelivery
from gateway.migrations.messages import MailTexts
from gateway.service import GatewayService, service_of
from gateway.settings import Settings
from sandbox.books.roles import ROLES
from sandbox.context import Options, Sandbox
from sandbox.people import BY_NAME
from sandbox.staff import staff
from tests.graphs import Graph, settings_for
from tests.integration.migrating import TENANT, act, created
from tests.integration.migration_worker import worker_started
from tests.integration.test_provisioning import invitations
from tests.proofs import at_length, proof
from tests.servers import sandbox_served, served

# Each look asks the database that the worker writes: seldom enough to leave it the machine.
GLANCE = 0.03
VOUCHED_FOR = ("sales", "legacy", "restricted")
TOKEN = "1000.demo.admin"


def rows(engine: Engine, statement: str) -> list[Any]:
    """What a statement finds."""
    with engine.connect() as connection:
        return [*connection.execute(text(statement))]


async def until_migrated(service: GatewayService, migration: str, count: int | None) -> None:
    """Wait until so many users are migrated, or with None until the migration is through."""
    assert service.rights.migrations is not None
    shelf = service.rights.migrations.shelf
    async with asyncio.timeout(240):
        while True:
            found = await shelf.one(TENANT, migration)
            assert found is not None
            done = (await shelf.progress(migration)).outcomes.get(UserOutcome.MIGRATED, 0)
            if found.state is not MigrationState.RUNNING or (count is not None and done >= count):
                return
            await asyncio.sleep(GLANCE)


@proof("kills", short=1, full=10)
@at_length(like="tests/integration/test_migration_story.py::test_an_administrator_migrates_everybody_on_two_workers")
async def test_killed_workers_migrate_everybody_once(kills: int, tmp_path: Path) -> None:
    people, chance = kills * 100, Random(7)
    sandbox = Sandbox(Options(port=0, staff=people))
    store, jobs = tmp_path / "store.db", tmp_path / "store-jobs.db"
    chosen = {
        "database": f"sqlite:///{store}",
        "job_keys": ("a key for the tests alone, long enough",),
        "jobs_executor": "one",
    }
    async with sandbox_served(sandbox) as port, aiohttp.ClientSession() as session:
        settings = settings_for(sandbox, port, **chosen)
        service = service_of(settings)
        # Nothing runs migrations here: without its lifespan the gateway only answers.
        async with service.connected(), served(application(service)) as gateway:
            graph = Graph(f"http://localhost:{gateway}", session, sandbox, service)
            await graph.ask("admin", 'mutation { setIntegrationUserLimit(limit: 2000, reason: "kills") { limit } }')
            role = ROLES["integration"].role_id
            await graph.ask("admin", f'mutation {{ setIntegrationProvisioning(role: "{role}") }}')
            migration = (await created(graph, unused=True))["id"]
            await act(graph, "startMigration", migration)
            for life in range(kills + 1):
                worker = await asyncio.to_thread(worker_started, plain(settings))
                try:
                    await until_migrated(
                        service, migration, (life + 1) * people // (kills + 1) if life < kills else None
                    )
                    await asyncio.sleep(chance.random() * 0.05 * (life < kills))
                finally:
                    worker.kill()
                    await asyncio.to_thread(worker.join)
            reported = await report_of(graph, migration)
            await check_mails_wait_for_a_server(service)
            owners = Counter(call["token_owner"] for call in invitations(graph) if call["status"] < 300)
    engine = create_engine(f"sqlite:///{store}")
    check_exact(engine, [person.email for person in staff(people)], reported)
    # Everybody is in Books, each made once and in the administrator's name; the operator's file has the three others.
    chosen = "SELECT count(*) FROM migrating_user WHERE outcome = 'MIGRATED' AND email NOT IN"
    [(new,)] = rows(engine, f"{chosen} ({', '.join(repr(BY_NAME[name].email) for name in VOUCHED_FOR)})")
    assert owners == {"admin": new}
    check_silent(store, jobs, [person.last_name for person in staff(people)])
    engine.dispose()


def plain(settings: Settings) -> dict[str, Any]:
    """Settings as another process takes them."""
    shown = settings.model_dump(exclude_unset=True)
    shown["job_keys"] = tuple(key.get_secret_value() for key in settings.job_keys)
    return {name: value.get_secret_value() if isinstance(value, SecretStr) else value for name, value in shown.items()}


async def report_of(graph: Graph, migration: str) -> list[Any]:
    """The users of the report that a file has."""
    place, headers = f"{graph.base}/files/migrations/{migration}.json", {"Authorization": f"Bearer {TOKEN}"}
    async with graph.session.get(place, headers=headers) as response:
        return (await response.json())["users"]


async def check_mails_wait_for_a_server(service: GatewayService) -> None:
    """A mail server that is away is no attempt at a mail: whatever was claimed is due again at once."""
    assert service.rights.migrations is not None
    store = service.rights.migrations.shelf
    assert isinstance(store, UserMigrationStore)
    now = datetime.now(UTC)
    for _ in range(20):
        await MailDelivery(store, MailTexts(None, "office@x.example"), "smtp://127.0.0.1:1").deliver(now)
    assert await store.mails_due(now, 1)


def check_exact(engine: Engine, emails: list[str], reported: list[Any]) -> None:
    """Roster, outcomes, report and audit log have everybody once; more than those chosen are nobody."""
    roster = Counter(email for (email,) in rows(engine, "SELECT email FROM roster_member WHERE state = 'active'"))
    assert {email: roster[email] for email in emails if roster[email] != 1} == {}
    versions = rows(engine, "SELECT email FROM roster_member WHERE version != 1")
    assert versions == []
    [(state,)] = rows(engine, "SELECT state FROM user_migration")
    assert state == "DONE"
    migrated = {email for (email,) in rows(engine, "SELECT email FROM migrating_user WHERE outcome = 'MIGRATED'")}
    assert migrated == set(roster)
    assert {user["email"] for user in reported if user["outcome"] == "MIGRATED"} == migrated
    bodies = [body for (body,) in rows(engine, "SELECT body FROM audit_entry WHERE act = 'migrateUsers'")]
    assert {email: n for email in migrated if (n := sum(f'"{email}"' in body for body in bodies)) != 1} == {}
    mails = rows(engine, "SELECT email FROM migration_mail WHERE kind = 'MIGRATED'")
    assert sorted(email for (email,) in mails) == sorted(migrated)
    [(tokens,)] = rows(engine, "SELECT count(*) FROM job_token WHERE sealed != ''")
    assert tokens == 0


def check_silent(store: Path, jobs: Path, names: list[str]) -> None:
    """Neither database has a token in it; that of the library has neither names nor addresses."""
    kept = b"".join(file.read_bytes() for file in store.parent.glob("store.db*"))
    library = b"".join(file.read_bytes() for file in store.parent.glob("store-jobs.db*"))
    assert jobs.exists()
    assert TOKEN.encode() not in kept + library
    assert [name for name in names if name.encode() in library] == []
    assert b"halvorsen" not in library.lower()
