"""A run of a migration, batch by batch, with the token that an administrator gave to it."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog

from adapters.accounts.authorization import AccountsServer
from adapters.jobs.vault import TokenVault, VaultError
from adapters.store.user_migrations import UserMigrationStore
from domain.caller import caller_of
from domain.costs import Costs
from domain.errors import Forbidden, SuitegraphError, Unauthenticated, UpstreamError
from domain.journal import JournalError
from domain.roster_access import Provisioning
from domain.tenants import data_centre_of
from domain.user_migrations import MigratingUser, UserMigration, UserOutcome, UserReason
from gateway.service import GatewayService
from gateway.session import Session, open_session
from resolvers.caller.remembered import forgotten_name
from resolvers.integration.administration import administered_tenant
from resolvers.integration.migration_preview import refusal_of
from resolvers.integration.migration_provisioning import missing_in_books, refused_by_books, retired_in_books
from resolvers.integration.people import BooksPerson, people_of
from resolvers.journal import RequestMetadata

log = structlog.get_logger("suitegraph")
RETRY_SECONDS = 1.0
# Every page of users of an organisation.
READ_SECONDS = 120.0
TOKEN_ENDED = "The token of the migration has ended: resume it, and it goes on with yours."  # noqa: S105  # a sentence
NO_KEY = "The token of the migration cannot be read, since its key is not configured any more: resume it."
NOT_ADMINISTRATOR = "Whoever gave the token is no administrator of the organisation any more: another has to resume it."


class RunHaltedError(Exception):
    """A run cannot go on before an administrator does something; the message says what."""


@dataclass(slots=True)
class BooksSeats:
    """Who is in Books as an integration user: when a run looked there, or made so since then.

    `seats` are those whom Books listed; the operator's file vouches for whom it names without one.
    """

    present: set[str]
    seats: Mapping[str, BooksPerson]


@dataclass(slots=True)
class MigrationRuns:
    """The runs of this process. `_looked_at` are those whose users were compared with CRM and Books by now."""

    service: GatewayService
    store: UserMigrationStore
    vault: TokenVault | None
    accounts: AccountsServer
    _looked_at: dict[tuple[str, int], BooksSeats] = field(default_factory=dict[tuple[str, int], BooksSeats])

    async def perform(self, migration_id: str, run: int) -> bool:
        """Do the next batch of a run; whether it goes on. It never fails: a run that cannot go on is paused."""
        try:
            return await self._batch(migration_id, run)
        except RunHaltedError as halted:
            await self.store.halt(migration_id, run, str(halted))
            return False
        except (JournalError, UpstreamError) as error:
            # The database or a product does not answer: the same batch again, for as long as it takes.
            log.warning("migration waits", job=migration_id, reason=type(error).__name__)
            # What was asked of Books may have come through: everybody is looked for first.
            self._looked_at.pop((migration_id, run), None)
            await asyncio.sleep(RETRY_SECONDS)
            return True
        except Exception:
            log.exception("bug", job=migration_id)
            await self.store.halt(migration_id, run, "A fault of the gateway, which its log describes, ended the run.")
            return False

    async def _batch(self, migration_id: str, run: int) -> bool:
        users = await self.store.waiting(migration_id, run)
        if users is None:
            return False
        migration = await self.store.by_id(migration_id)
        if migration is None:
            return False
        if (migration_id, run) not in self._looked_at:
            self._looked_at[migration_id, run] = await self._look_at(migration)
            # Some of them may have been refused.
            users = await self.store.waiting(migration_id, run) or ()
        if not users and await self._retire(migration, run):
            return True
        refused = await self._provision(migration, users, self._looked_at[migration_id, run])
        result, changed = await self.store.settle(migration_id, run, refused)
        if changed:
            await self._end_remembered(migration, *changed)
            await self.store.announce(migration_id, changed)
        if not result.goes_on:
            self._looked_at.pop((migration_id, run), None)
            # The mails of the run are due.
            self.store.wake()
        return result.goes_on

    async def _look_at(self, migration: UserMigration) -> BooksSeats:
        """Compare those who wait with CRM and Books as they are now: one call per page of 200 users in each."""
        async with self.session_of(migration) as session:
            people = await people_of(session.loader)
        reasons: Mapping[str, UserReason] = {
            user.email: reason
            for user in await asyncio.to_thread(lambda: [*self.store.everybody(migration.id)])
            if user.outcome is UserOutcome.WAITING and (reason := refusal_of(people, user.email)) is not None
        }
        if reasons:
            await self.store.refuse(migration.id, reasons)
        # The operator's file vouches for those whom it names.
        return BooksSeats({*people.provisioned, *people.granted_by_operator}, people.provisioned)

    async def _provision(
        self, migration: UserMigration, users: Sequence[MigratingUser], known: BooksSeats
    ) -> Mapping[str, UserReason]:
        """Make the users of a batch in Books, where their organisation wants it; whom Books did not take, and why.

        That Books is about to be asked is written first: after a kill the next run finds in Books who was made.
        """
        wanted = await self._provisioning(migration)
        waiting = [user for user in users if user.outcome is UserOutcome.WAITING]
        new = missing_in_books(waiting, frozenset(known.present), known.seats)
        if wanted is None or not new:
            return {}
        await self.store.note_asking(migration.id, [user.email for user in new])
        async with self.session_of(migration) as session:
            refused = await refused_by_books(session.loader, wanted.role_id, new, known.seats)
        known.present.update(user.email for user in new if user.email not in refused)
        return refused

    async def _retire(self, migration: UserMigration, run: int) -> bool:
        """Make some of those inactive in Books whom the migration made there and took back; False if none are left.

        They have lost their rights by now. After a kill the next run finds in Books who is inactive.
        """
        wanted, known = await self._provisioning(migration), self._looked_at[migration.id, run]
        users = await self.store.retiring(migration.id) if wanted is not None and wanted.retires else ()
        if not users:
            return False
        if any(user.email in known.present - known.seats.keys() for user in users):
            # They were made in this run: Books has given them ids since.
            known = self._looked_at[migration.id, run] = await self._look_at(migration)
        async with self.session_of(migration) as session:
            reasons = await retired_in_books(session.loader, users, known.seats)
        await self.store.settle_retiring(migration.id, reasons)
        return True

    async def _provisioning(self, migration: UserMigration) -> Provisioning | None:
        access = self.service.rights.access
        return None if access is None else await access.provisioning(migration.tenant)

    @asynccontextmanager
    async def session_of(self, migration: UserMigration) -> AsyncGenerator[Session]:
        """A session of the administrator who gave the token, for as long as they are one. Raises RunHaltedError."""
        place = data_centre_of(migration.tenant)
        costs = Costs()
        try:
            secret, organizations = await self._secret_of(migration)
            caller = caller_of(secret, place, self.service.partition_key, organizations)
            metadata = RequestMetadata(client="migration", request_id=migration.id)
            async with open_session(self.service, caller, metadata, fresh=True, costs=costs) as session:
                session.set_deadline(READ_SECONDS)
                if await administered_tenant(session.loader) != migration.tenant:
                    raise RunHaltedError(NOT_ADMINISTRATOR)
                yield session
        except Unauthenticated:
            raise RunHaltedError(TOKEN_ENDED) from None
        except Forbidden:
            raise RunHaltedError(NOT_ADMINISTRATOR) from None
        except (UpstreamError, JournalError):
            raise
        except SuitegraphError as error:
            raise RunHaltedError(error.message) from None
        finally:
            await self.store.count_calls(migration.id, sum(costs.calls.values()))

    async def _secret_of(self, migration: UserMigration) -> tuple[str, tuple[tuple[str, str], ...]]:
        sealed = await self.store.token(migration.id)
        if sealed is None:
            raise RunHaltedError(TOKEN_ENDED)
        if self.vault is None:
            raise RunHaltedError(NO_KEY)
        try:
            secret = self.vault.opened(migration.id, sealed)
        except VaultError:
            raise RunHaltedError(NO_KEY) from None
        place = data_centre_of(migration.tenant)
        if not sealed.is_refreshable:
            return secret, sealed.organizations
        if not self.accounts.has(place):
            raise RunHaltedError(TOKEN_ENDED)
        return (await self.accounts.renewed(place, secret)).access, sealed.organizations

    async def _end_remembered(self, migration: UserMigration, *emails: str) -> None:
        place = data_centre_of(migration.tenant)
        for email in emails:
            await self.service.rights.forgotten.forget(forgotten_name(place, email))
