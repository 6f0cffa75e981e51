"""`suitegraph integration migrate`: migrations of the configured database, as an administrator's token allows."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from domain.caller import caller_of
from domain.errors import SuitegraphError
from domain.user_migrations import TO_DO, MigrationAct, MigrationProgress, MigrationState, UserMigration
from gateway.commands.audit import NoDatabaseError
from gateway.files.migration_files import csv_of
from gateway.migrations.supervisor import migrations_at_work
from gateway.service import service_of
from gateway.session import open_session
from gateway.settings import Settings
from resolvers.integration import user_migrations
from resolvers.integration.administration import administered_tenant
from resolvers.integration.templates import granted
from resolvers.reading.loader import RecordLoader

GLANCE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and where."""

    settings: Settings
    secret: str = field(repr=False)
    data_centre: str


@asynccontextmanager
async def _loader(asked: Asked, *, works: bool = False) -> AsyncGenerator[RecordLoader]:
    """The administrator's way to the migrations; with `works` this process runs them meanwhile."""
    if asked.settings.database is None:
        raise NoDatabaseError("SUITEGRAPH_DATABASE is not set: there are no migrations.")
    service = service_of(asked.settings)
    caller = caller_of(asked.secret, asked.data_centre, service.partition_key)
    async with service.connected(), open_session(service, caller) as session:
        session.set_deadline(asked.settings.deadline_seconds * 6)
        if not works:
            yield session.loader
            return
        async with migrations_at_work(service):
            yield session.loader


async def prepared(asked: Asked, template: str, use_days: int, *, with_unused: bool) -> list[str]:
    """A new migration in words. Raises SuitegraphError, NoDatabaseError and StoreError."""
    async with _loader(asked) as loader:
        name, modules = await granted(loader, await administered_tenant(loader), (template,), None)
        migration = await user_migrations.create_migration(loader, name, modules, use_days, with_unused=with_unused)
        return await _words(loader, migration)


async def acted(asked: Asked, migration_id: str, act: MigrationAct, emails: list[str]) -> list[str]:
    """A migration after an act, in words. Raises as `prepared`."""
    async with _loader(asked) as loader:
        outcome = await user_migrations.change_migration(loader, migration_id, act, emails=emails or None)
        refused = [f"refused: {email} {reason.value}" for email, reason in outcome.refused.items()]
        return [f"concerned: {outcome.concerned}", *refused, *await _words(loader, outcome.migration)]


async def started(asked: Asked, migration_id: str, note: Callable[[int, int], None]) -> list[str]:
    """A migration that was started and is through, in words; `note` hears of users done and left.

    This process runs it, unless a serving gateway takes it up first. Raises as `prepared`.
    """
    async with _loader(asked, works=True) as loader:
        await user_migrations.change_migration(loader, migration_id, MigrationAct.START)
        while True:
            migration = await user_migrations.migration_named(loader, migration_id)
            progress = await user_migrations.migrations_of(loader).shelf.progress(migration_id)
            left = sum(progress.outcomes.get(outcome, 0) for outcome in TO_DO)
            note(sum(progress.outcomes.values()) - left, left)
            if migration.state is not MigrationState.RUNNING:
                return await _words(loader, migration)
            await asyncio.sleep(GLANCE_SECONDS)


async def shown(asked: Asked, migration_id: str, report: Path | None) -> list[str]:
    """A migration in words, and its report as CSV in a file. Raises as `prepared`, and OSError."""
    async with _loader(asked) as loader:
        migration = await user_migrations.migration_named(loader, migration_id)
        if report is not None:
            shelf = user_migrations.migrations_of(loader).shelf
            mails = await shelf.mails(migration_id)
            body = await asyncio.to_thread(lambda: csv_of(migration, shelf.everybody(migration_id), mails))
            await asyncio.to_thread(report.write_bytes, body)
        return await _words(loader, migration)


async def _words(loader: RecordLoader, migration: UserMigration) -> list[str]:
    progress = await user_migrations.migrations_of(loader).shelf.progress(migration.id)
    return [
        f"migration {migration.id}: {migration.state.value}",
        *([migration.note] if migration.note else []),
        *_counts(progress),
    ]


def _counts(progress: MigrationProgress) -> list[str]:
    becoming = [f"  {becomes.value}: {count:,}" for becomes, count in progress.becoming.items()]
    return [*becoming, *(f"  {outcome.value}: {count:,}" for outcome, count in progress.outcomes.items())]


def failure_text(error: SuitegraphError) -> str:
    """Why it could not be done."""
    return f"The migration was not changed: {error.message}"
