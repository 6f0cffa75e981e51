"""What takes migrations up in this process: those that are due, and those that nobody is at work at."""

import asyncio
import platform
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from pydantic import SecretStr

from adapters.jobs.durable import DurableRuns
from adapters.jobs.vault import TokenVault
from adapters.store.engines import url_beside
from adapters.store.user_migrations import UserMigrationStore
from domain.journal import JournalError
from gateway.accounts import accounts_of
from gateway.migrations.mails import MailDelivery, delivery_of
from gateway.migrations.runs import MigrationRuns
from gateway.service import GatewayService
from gateway.settings import Settings

log = structlog.get_logger("suitegraph")
# How often it is looked for what is due; an act of an administrator wakes it at once.
TICK_SECONDS = 10.0


@dataclass(slots=True)
class MigrationSupervisor:
    """Watches the migrations of all organisations. Nobody's start waits for others' mails: each has a watch."""

    store: UserMigrationStore
    runs: DurableRuns
    mails: MailDelivery | None
    woken: tuple[asyncio.Event, asyncio.Event] = field(default_factory=lambda: (asyncio.Event(), asyncio.Event()))
    is_ending: bool = False

    def wake(self) -> None:
        """Look at once for what is due."""
        for event in self.woken:
            event.set()

    async def take_up(self, now: datetime) -> None:
        """Begin what is due, and take up what nobody is at work at. Raises JournalError."""
        for migration_id, run in await self.store.claim(now):
            await self.runs.start(migration_id, run)

    async def watch(self) -> None:
        """Take up and send, until it is to end."""
        watches = [self._watch(self.take_up, self.woken[0])]
        if self.mails is not None:
            watches.append(self._watch(self.mails.deliver, self.woken[1]))
        await asyncio.gather(*watches)

    async def _watch(self, act: Callable[[datetime], Awaitable[None]], woken: asyncio.Event) -> None:
        while not self.is_ending:
            try:
                await act(datetime.now(UTC))
            except JournalError as error:
                log.warning("migrations wait", reason=str(error))
            except Exception:
                log.exception("bug", part="migrations")
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await woken.wait()
            woken.clear()


@asynccontextmanager
async def migrations_at_work(service: GatewayService) -> AsyncGenerator[MigrationSupervisor | None]:
    """Migrations are run for the duration of the block. The library for it is loaded with the first one."""
    migrations = service.rights.migrations
    store = None if migrations is None else migrations.shelf
    if migrations is None or not isinstance(store, UserMigrationStore):
        yield None
        return
    vault = migrations.sealer if isinstance(migrations.sealer, TokenVault) else None
    accounts = accounts_of(service.settings)
    at_work = MigrationRuns(service, store, vault, accounts)
    with runs_database(service.settings) as url:
        runs = DurableRuns(url, executor_of(service.settings), at_work.perform)
        supervisor = MigrationSupervisor(store, runs, delivery_of(service.settings, store))
        store.wake = supervisor.wake
        await accounts.open()
        if await store.is_running():
            await runs.open()
        watching = asyncio.create_task(supervisor.watch())
        try:
            yield supervisor
        finally:
            store.wake = _nothing
            # A look is short, and a mail that is being sent is better sent: neither is cancelled.
            supervisor.is_ending = True
            if supervisor.mails is not None:
                supervisor.mails.is_ending = True
            supervisor.wake()
            await watching
            await runs.close()
            await accounts.close()


def _nothing() -> None:
    """Nobody is to be woken."""


def executor_of(settings: Settings) -> str:
    """The name of this worker among those that share a database."""
    return settings.jobs_executor or f"{platform.node()}:{settings.port}"


@contextmanager
def runs_database(settings: Settings) -> Generator[str]:
    """The database of the runs: as configured, else a file beside the store, or the store's own PostgreSQL.

    Beside a store that is in memory it is a file that is gone after the block, as the store is.
    """
    chosen = settings.jobs_database or settings.database or SecretStr("")
    url = chosen.get_secret_value()
    if settings.jobs_database is not None or not url.startswith("sqlite"):
        yield url
        return
    with TemporaryDirectory(prefix="suitegraph-") as folder:
        # SQLite has one writer: the library has a file of its own.
        yield url_beside(url, "-jobs") or f"sqlite:///{Path(folder) / 'jobs.db'}"
