"""The journal of the service: in the configured database, or in memory from the first write on."""

import asyncio
from typing import TYPE_CHECKING, Protocol

import structlog

from domain.hash_chain import NO_KEYS, ChainKeys
from domain.journal import Intent, IntentState, Journal, JournalEntry, JournalPage, JournalQuery, JournalValues
from gateway.settings import Settings

if TYPE_CHECKING:
    from adapters.store.database import Database
    from adapters.store.journal import StoredJournal

log = structlog.get_logger("suitegraph")


class ServiceJournal(Journal, Protocol):
    """A journal that lives as long as the service."""

    async def open(self) -> None:
        """Begin, once the database is open. Raises StoreError."""
        ...

    async def close(self) -> None:
        """Finish what is being written."""
        ...


class MemoryJournal:
    """A journal that ends with the process. Its database, a quarter of all memory, begins with the first write."""

    def __init__(self, keys: ChainKeys = NO_KEYS) -> None:
        self._keys = keys
        self._opened: asyncio.Task[tuple[Database, StoredJournal]] | None = None

    async def open(self) -> None:
        """Nothing to connect to yet."""

    async def close(self) -> None:
        """Close the database, and everything in it is gone."""
        if self._opened is not None:
            for part in reversed(await self._opened):
                await part.close()

    async def begin(self, intent: Intent) -> Intent | None:
        """As the Journal says."""
        return await (await self._journal()).begin(intent)

    async def retake(self, known: Intent, again: Intent) -> bool:
        """As the Journal says."""
        return await (await self._journal()).retake(known, again)

    async def settle(self, intent: Intent, state: IntentState, result: JournalValues, entry: JournalEntry) -> None:
        """As the Journal says."""
        await (await self._journal()).settle(intent, state, result, entry)

    async def note(self, entry: JournalEntry) -> None:
        """As the Journal says."""
        await (await self._journal()).note(entry)

    async def entries(self, question: JournalQuery) -> JournalPage:
        """As the Journal says; an empty page where nothing was written yet."""
        return JournalPage() if self._opened is None else await (await self._journal()).entries(question)

    @property
    def is_begun(self) -> bool:
        """Whether anything was written yet."""
        return self._opened is not None

    async def database(self) -> "Database":
        """The database, which begins now where nothing was written yet."""
        return (await self._begun())[0]

    async def _journal(self) -> "StoredJournal":
        return (await self._begun())[1]

    async def _begun(self) -> "tuple[Database, StoredJournal]":
        # One shielded task: a caller who leaves early cancels it for nobody else.
        self._opened = self._opened or asyncio.create_task(_in_memory(self._keys))
        return await asyncio.shield(self._opened)


def journal_of(settings: Settings, database: "Database | None") -> ServiceJournal:
    """The journal for these settings, not yet open: in the database where they name one."""
    keys = chain_keys_of(settings)
    if settings.database is None or database is None:
        return MemoryJournal(keys)
    from adapters.store.journal import StoredJournal  # noqa: PLC0415  # for those alone who have a database

    return StoredJournal(database, keys)


def chain_keys_of(settings: Settings) -> ChainKeys:
    """The keys of the audit log's chain."""
    return ChainKeys(*(part.encode() for part in settings.audit_keys()))


async def _in_memory(keys: ChainKeys) -> "tuple[Database, StoredJournal]":
    from adapters.store.database import Database  # noqa: PLC0415  # as above
    from adapters.store.journal import StoredJournal  # noqa: PLC0415  # as above

    log.warning("journal", kept="writes are remembered in memory only")
    database = Database()
    await database.open()
    journal = StoredJournal(database, keys)
    await journal.open()
    return database, journal
