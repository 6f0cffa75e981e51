"""Where migrations of users are kept, and what a gateway needs to run them."""

from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.caller import Token
from domain.grants import casefolded
from domain.job_tokens import JobToken, SealedToken
from domain.journal import JournalEntry, JournalError
from domain.migration_mails import MigrationMail
from domain.rollout import Rollout
from domain.user_migrations import (
    MigratingUser,
    MigrationAct,
    MigrationChange,
    MigrationOutcome,
    MigrationProgress,
    MigrationUserQuery,
    UserMigration,
)


class MigrationShelf(Protocol):
    """The migrations of all organisations. Each method is one transaction."""

    async def create(self, migration: UserMigration, entry: JournalEntry) -> None:
        """Store a new migration without users."""
        ...

    async def validated(
        self, migration_id: str, users: Sequence[MigratingUser], act: MigrationAct, note: str, entry: JournalEntry
    ) -> UserMigration | None:
        """Store what validation has found; None where it is not awaited."""
        ...

    async def change(
        self, tenant: str, migration_id: str, change: MigrationChange, entry: JournalEntry, sealed: SealedToken | None
    ) -> MigrationOutcome | None:
        """A migration after an act, None where the organisation has no such migration."""
        ...

    async def one(self, tenant: str, migration_id: str) -> UserMigration | None:
        """A migration of an organisation."""
        ...

    async def all(self, tenant: str, first: int) -> Sequence[UserMigration]:
        """The migrations of an organisation, the newest first."""
        ...

    async def users(self, query: MigrationUserQuery) -> Sequence[MigratingUser]:
        """A page of users, by address."""
        ...

    async def progress(self, migration_id: str) -> MigrationProgress:
        """How many users are how far."""
        ...

    async def awaited(self, tenant: str, email: str) -> bool:
        """Whether a user is still to be migrated by a migration that is under way."""
        ...

    async def uses(self, tenant: str, since: datetime) -> Mapping[str, int]:
        """How often each user has used the finance modules, by address."""
        ...

    async def mails(self, migration_id: str) -> Sequence[MigrationMail]:
        """All mails of a migration."""
        ...

    async def tokens(self, tenant: str) -> Sequence[JobToken]:
        """The tokens that administrators gave to jobs, the newest first."""
        ...

    async def end_token(self, tenant: str, migration_id: str, entry: JournalEntry) -> bool:
        """Drop the token of a migration; whether it had one."""
        ...

    def everybody(self, migration_id: str) -> Iterator[MigratingUser]:
        """All users of a migration, by address."""
        ...


class TokenSealer(Protocol):
    """Encrypts tokens for jobs."""

    def sealed(self, job_id: str, token: Token) -> str:
        """A token, readable for that job alone."""
        ...


@dataclass(frozen=True, slots=True)
class Migrations:
    """What migrations need. Without a `sealer` none can be started.

    `oauth_clients` are the data centres in which the gateway is registered, and can renew tokens.
    """

    shelf: MigrationShelf
    sealer: TokenSealer | None = None
    rollout: Rollout = field(default_factory=Rollout)
    oauth_clients: frozenset[str] = frozenset()

    async def awaits(self, tenant: Awaitable[str], email: Awaitable[str]) -> bool:
        """Whether a user is still to be migrated; no, where the database fails: they are refused for another reason."""
        try:
            return await self.shelf.awaited(await tenant, casefolded(await email))
        except JournalError:
            return False
