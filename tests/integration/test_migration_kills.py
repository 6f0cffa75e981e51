"""A gateway that is killed while it migrates leaves everybody migrated once, and nobody skipped."""

import asyncio
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, create_engine, text

from sandbox.context import Options, Sandbox
from sandbox.staff import staff
from tests.gateway.processes import Gateway, gateway_before
from tests.integration.migrating import CREATE
from tests.proofs import proof
from tests.servers import sandbox_served

GLANCE = 0.004
TOKEN = "1000.demo.admin"


async def answered(gateway: Gateway, query: str, **variables: Any) -> Any:
    """The data of the administrator's question."""
    sent = {"query": query, "variables": variables}
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with gateway.session.post(f"{gateway.base}/graphql", json=sent, headers=headers) as response:
        body = await response.json()
    assert "errors" not in body, body
    return body["data"]


def rows(engine: Engine, statement: str) -> list[Any]:
    """What a statement finds."""
    with engine.connect() as connection:
        return [*connection.execute(text(statement))]


async def until_migrated(engine: Engine, count: int) -> None:
    """Wait until so many users are migrated, or the migration is through."""
    async with asyncio.timeout(240):
        while True:
            [(done,)] = rows(engine, "SELECT count(*) FROM migrating_user WHERE outcome = 'MIGRATED'")
            [(running,)] = rows(engine, "SELECT count(*) FROM user_migration WHERE state = 'RUNNING'")
            if done >= count or not running:
                return
            await asyncio.sleep(GLANCE)


@pytest.mark.parametrize("seed", [7])
@proof("kills", short=1, full=10)
async def test_killed_gateways_migrate_everybody_once(kills: int, seed: int, tmp_path: Path) -> None:
    people, chance = kills * 100, Random(seed)
    sandbox = Sandbox(Options(port=0, staff=people))
    store, jobs = tmp_path / "store.db", tmp_path / "store-jobs.db"
    settings = {"database": f"sqlite:///{store}", "job_keys": Fernet.generate_key().decode(), "graphiql": "false"}
    engine = create_engine(f"sqlite:///{store}")
    async with sandbox_served(sandbox) as port:
        migration, reported = "", list[Any]()
        for life in range(kills + 1):
            async with gateway_before(sandbox, port, **settings) as gateway:
                if not migration:
                    migration = (await answered(gateway, CREATE, unused=True))["createMigration"]["id"]
                    start = "mutation ($id: ID!) { startMigration(migration: $id) { concerned } }"
                    await answered(gateway, start, id=migration)
                if life < kills:
                    await until_migrated(engine, (life + 1) * people // (kills + 1))
                    await asyncio.sleep(chance.random() * 0.05)
                    gateway.process.kill()
                else:
                    await until_migrated(engine, people * 2)
                    report = gateway.session.get(
                        f"{gateway.base}/files/migrations/{migration}.json",
                        headers={"Authorization": f"Bearer {TOKEN}"},
                    )
                    async with report as response:
                        reported = (await response.json())["users"]
    check_exact(engine, [person.email for person in staff(people)], reported)
    check_silent(store, jobs, [person.last_name for person in staff(people)])
    engine.dispose()


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
