"""Migrations in the store. Each method is one transaction."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import func, insert, or_
from sqlmodel import Session, col, delete, select

from adapters.store import audit, job_tokens, migration_batches, migration_mails, migration_retirements
from adapters.store.database import Database
from adapters.store.engines import reading, writing
from adapters.store.migration_acts import apply_change, locked_row
from adapters.store.migration_rows import migration_of, migration_row, user_of, user_row
from adapters.store.migration_tables import MigratingUserRow, UserMigrationRow
from adapters.store.tables import AuditRow
from adapters.store.transactions import TransactionResult, transaction_result
from adapters.store.value_parts import in_parts
from domain.hash_chain import NO_KEYS, ChainKeys
from domain.job_tokens import JobToken, SealedToken
from domain.journal import JournalEntry
from domain.migration_mails import MigrationMail
from domain.user_migrations import (
    UNDER_WAY,
    BatchResult,
    Becomes,
    MigratingUser,
    MigrationAct,
    MigrationChange,
    MigrationOutcome,
    MigrationProgress,
    MigrationState,
    MigrationUserQuery,
    UserMigration,
    UserOutcome,
    UserReason,
    next_state,
)

PART = 500


class UserMigrationStore:
    """Raises JournalError where the database fails. `wake` is called when there may be something for a run to do."""

    def __init__(
        self, database: Database, keys: ChainKeys = NO_KEYS, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`keys` seal the audit log."""
        self._engine = database.engine
        self._keys = keys
        self._now = now
        self.wake: Callable[[], None] = lambda: None

    async def create(self, migration: UserMigration, entry: JournalEntry) -> None:
        """Store a new migration without users."""

        def work(session: Session) -> None:
            session.add(migration_row(migration))
            audit.append(session, self._keys, entry)

        await self._write(work)

    async def validated(
        self, migration_id: str, users: Sequence[MigratingUser], act: MigrationAct, note: str, entry: JournalEntry
    ) -> UserMigration | None:
        """Store what validation has found in the place of what it found before; None where it is not awaited."""

        def work(session: Session) -> UserMigration | None:
            row = locked_row(session, migration_id)
            state = None if row is None else next_state(MigrationState[row.state], act)
            if row is None or state is None:
                return None
            session.exec(delete(MigratingUserRow).where(col(MigratingUserRow.migration_id) == migration_id))
            for part in in_parts(users):
                # The session keeps none of them: thousands would be tens of megabytes.
                rows = [user_row(migration_id, user).model_dump() for user in part]
                session.exec(insert(MigratingUserRow), params=rows)
            row.state, row.note, row.version = state.name, note, row.version + 1
            session.add(row)
            audit.append(session, self._keys, entry)
            return migration_of(row)

        return await self._write(work)

    async def change(
        self, tenant: str, migration_id: str, change: MigrationChange, entry: JournalEntry, sealed: SealedToken | None
    ) -> MigrationOutcome | None:
        """A migration after an act, None where the organisation has no such migration. `sealed` is given to it."""

        def work(session: Session) -> MigrationOutcome | None:
            outcome = apply_change(session, tenant, migration_id, change)
            if outcome is not None and outcome.is_done:
                if sealed is not None:
                    job_tokens.give(session, migration_id, tenant, change, sealed)
                audit.append(session, self._keys, entry)
            return outcome

        outcome = await self._write(work)
        self.wake()
        return outcome

    async def one(self, tenant: str, migration_id: str) -> UserMigration | None:
        """A migration of an organisation."""

        def work(session: Session) -> UserMigration | None:
            row = session.get(UserMigrationRow, migration_id)
            return None if row is None or row.tenant != tenant else migration_of(row)

        return await self._read(work)

    async def by_id(self, migration_id: str) -> UserMigration | None:
        """A migration, for its run."""

        def work(session: Session) -> UserMigration | None:
            row = session.get(UserMigrationRow, migration_id)
            return None if row is None else migration_of(row)

        return await self._read(work)

    async def all(self, tenant: str, first: int) -> Sequence[UserMigration]:
        """The migrations of an organisation, the newest first."""
        wanted = select(UserMigrationRow).where(UserMigrationRow.tenant == tenant)
        ordered = wanted.order_by(col(UserMigrationRow.created_at).desc(), col(UserMigrationRow.migration_id))
        return await self._read(lambda session: [migration_of(row) for row in session.exec(ordered.limit(first))])

    async def users(self, query: MigrationUserQuery) -> Sequence[MigratingUser]:
        """A page of users, by address."""
        wanted = select(MigratingUserRow).where(
            MigratingUserRow.migration_id == query.migration_id, MigratingUserRow.email > query.after
        )
        if query.outcome is not None:
            wanted = wanted.where(MigratingUserRow.outcome == query.outcome.name)
        if query.becomes is not None:
            wanted = wanted.where(MigratingUserRow.becomes == query.becomes.name)
        if query.search:
            name, email = (func.lower(column) for column in (MigratingUserRow.name, MigratingUserRow.email))
            word = query.search.lower()
            wanted = wanted.where(or_(name.contains(word, autoescape=True), email.contains(word, autoescape=True)))
        ordered = wanted.order_by(col(MigratingUserRow.email)).limit(query.first)
        return await self._read(lambda session: [user_of(row) for row in session.exec(ordered)])

    async def progress(self, migration_id: str) -> MigrationProgress:
        """How many users are how far."""
        becomes = select(MigratingUserRow.becomes, func.count()).where(MigratingUserRow.migration_id == migration_id)

        def work(session: Session) -> MigrationProgress:
            counted = session.exec(becomes.group_by(MigratingUserRow.becomes))
            becoming = {Becomes[name]: count for name, count in counted}
            return MigrationProgress(migration_batches.outcomes_of(session, migration_id), becoming)

        return await self._read(work)

    async def awaited(self, tenant: str, email: str) -> bool:
        """Whether a user is still to be migrated by a migration that is under way."""
        wanted = (
            select(MigratingUserRow.outcome)
            .join(UserMigrationRow, col(UserMigrationRow.migration_id) == col(MigratingUserRow.migration_id))
            .where(
                MigratingUserRow.email == email,
                MigratingUserRow.becomes == Becomes.INTEGRATION_USER.name,
                col(MigratingUserRow.outcome).in_(
                    [each.name for each in (UserOutcome.OPEN, UserOutcome.WAITING, UserOutcome.FAILED)]
                ),
                UserMigrationRow.tenant == tenant,
                col(UserMigrationRow.state).in_([state.name for state in UNDER_WAY]),
            )
        )
        return await self._read(lambda session: session.exec(wanted.limit(1)).first() is not None)

    async def uses(self, tenant: str, since: datetime) -> Mapping[str, int]:
        """How often each user has used the finance modules through this gateway, by address; from the audit log."""
        finance = or_(col(AuditRow.module).startswith("books."), col(AuditRow.module).startswith("billing."))
        counted = select(AuditRow.email, func.count()).where(AuditRow.tenant == tenant, AuditRow.at >= since, finance)
        return await self._read(lambda session: dict(session.exec(counted.group_by(AuditRow.email)).all()))

    async def claim(self, now: datetime) -> Sequence[tuple[str, int]]:
        """Begin what is due, and take up migrations that nobody is at work at, each with the number of its new run."""

        def work(session: Session) -> Sequence[tuple[str, int]]:
            migration_batches.begin_due(session, self._keys, now)
            migration_mails.add_reminders(session, now)
            session.flush()
            return migration_batches.claimed_runs(session, now)

        return await self._write(work)

    async def is_running(self) -> bool:
        """Whether a migration runs, of whichever organisation."""
        wanted = select(UserMigrationRow.migration_id).where(UserMigrationRow.state == MigrationState.RUNNING.name)
        return await self._read(lambda session: session.exec(wanted.limit(1)).first() is not None)

    async def waiting(self, migration_id: str, run: int) -> Sequence[MigratingUser] | None:
        """The users of the next batch of a run, None where it is not to go on."""
        return await self._write(
            lambda session: migration_batches.waiting_users(session, migration_id, run, self._now())
        )

    async def refuse(self, migration_id: str, reasons: Mapping[str, UserReason]) -> None:
        """Write why users cannot be migrated."""
        await self._write(lambda session: migration_batches.refuse_users(session, migration_id, self._now(), reasons))

    async def note_asking(self, migration_id: str, emails: Sequence[str]) -> None:
        """Write that Books is about to be asked to take these users."""
        await self._write(lambda session: migration_batches.note_asking(session, migration_id, emails))

    async def settle(
        self, migration_id: str, run: int, refused: Mapping[str, UserReason]
    ) -> tuple[BatchResult, Sequence[str]]:
        """Migrate the next users; and everybody whose remembered permissions are still to be ended."""

        def work(session: Session) -> tuple[BatchResult, Sequence[str]]:
            result = migration_batches.settle_batch(session, self._keys, migration_id, run, self._now(), refused)
            session.flush()
            return result, migration_batches.unannounced(session, migration_id)

        return await self._write(work)

    async def retiring(self, migration_id: str) -> Sequence[MigratingUser]:
        """The next users of those who were taken back and are still users of Books."""
        return await self._read(lambda session: migration_retirements.retiring_users(session, migration_id))

    async def settle_retiring(self, migration_id: str, reasons: Mapping[str, UserReason]) -> None:
        """Write what became of them in Books."""
        await self._write(lambda session: migration_retirements.settle_retiring(session, migration_id, reasons))

    async def announce(self, migration_id: str, emails: Sequence[str]) -> None:
        """Write that the remembered permissions of these users were ended."""
        await self._write(lambda session: migration_batches.announce(session, migration_id, emails))

    async def halt(self, migration_id: str, run: int, note: str) -> None:
        """Pause a run that cannot go on."""
        await self._write(
            lambda session: migration_batches.halt(session, self._keys, migration_id, run, self._now(), note)
        )

    async def mails_due(self, now: datetime, most: int) -> Sequence[MigrationMail]:
        """Mails that are due, claimed for this process."""
        return await self._write(lambda session: migration_mails.claimed_mails(session, now, most))

    async def release_mails(self, mails: Sequence[MigrationMail]) -> None:
        """Give back mails that nobody has tried to send."""
        await self._write(lambda session: migration_mails.release_mails(session, mails))

    async def settle_mail(self, mail: MigrationMail, sent_at: datetime) -> None:
        """Write that a mail was sent."""
        await self._write(lambda session: migration_mails.settle_mail(session, mail, sent_at))

    async def mails(self, migration_id: str) -> Sequence[MigrationMail]:
        """All mails of a migration."""
        return await self._read(lambda session: migration_mails.mails_of(session, migration_id))

    async def token(self, migration_id: str) -> SealedToken | None:
        """The token of a migration, encrypted; None where it has none, or it has ended."""
        return await self._read(lambda session: job_tokens.sealed_token(session, migration_id))

    async def tokens(self, tenant: str) -> Sequence[JobToken]:
        """The tokens that administrators of an organisation gave to jobs, the newest first."""
        return await self._read(lambda session: job_tokens.of_tenant(session, tenant))

    async def end_token(self, tenant: str, migration_id: str, entry: JournalEntry) -> bool:
        """Drop the token of a migration; whether it had one."""

        def work(session: Session) -> bool:
            is_ended = job_tokens.end(session, tenant, migration_id, entry.at)
            if is_ended:
                audit.append(session, self._keys, entry)
            return is_ended

        return await self._write(work)

    async def count_calls(self, migration_id: str, calls: int) -> None:
        """Add calls that a job has made with its token."""
        await self._write(lambda session: job_tokens.count_calls(session, migration_id, calls))

    def everybody(self, migration_id: str) -> Iterator[MigratingUser]:
        """All users of a migration, by address, a part of them in memory at a time; for a thread."""
        after = ""
        wanted = select(MigratingUserRow).where(MigratingUserRow.migration_id == migration_id)
        while True:
            with Session(reading(self._engine)) as session:
                part = wanted.where(MigratingUserRow.email > after).order_by(col(MigratingUserRow.email)).limit(PART)
                users = [user_of(row) for row in session.exec(part)]
            yield from users
            if len(users) < PART:
                return
            after = users[-1].email

    async def _write(self, work: Callable[[Session], TransactionResult]) -> TransactionResult:
        return await asyncio.to_thread(transaction_result, writing(self._engine), work)

    async def _read(self, work: Callable[[Session], TransactionResult]) -> TransactionResult:
        return await asyncio.to_thread(transaction_result, reading(self._engine), work)
