"""The saved views of the service: in the configured database, or in memory with the journal's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.hash_chain import NO_KEYS, ChainKeys
from domain.journal import JournalEntry
from domain.saved_views import Owner, SavedView, SavedViews
from gateway.journal import MemoryJournal, ServiceJournal, chain_keys_of
from gateway.settings import Settings

if TYPE_CHECKING:
    from adapters.store.database import Database
    from adapters.store.saved_views import SavedViewStore


class MemorySavedViews:
    """Views that end with the process, in the database of its journal, which begins with the first write."""

    def __init__(self, journal: MemoryJournal, keys: ChainKeys = NO_KEYS) -> None:
        self._journal = journal
        self._keys = keys

    async def listed(self, reader: Owner, organization: str, module: str) -> Sequence[SavedView]:
        """As SavedViews says; none where nothing was written yet."""
        return await (await self._store()).listed(reader, organization, module) if self._journal.is_begun else ()

    async def one(self, reader: Owner, view_id: str) -> SavedView | None:
        """As SavedViews says; none where nothing was written yet."""
        return await (await self._store()).one(reader, view_id) if self._journal.is_begun else None

    async def add(self, view: SavedView, entry: JournalEntry) -> None:
        """As SavedViews says."""
        await (await self._store()).add(view, entry)

    async def replace(self, view: SavedView, entry: JournalEntry) -> None:
        """As SavedViews says."""
        await (await self._store()).replace(view, entry)

    async def remove(self, view: SavedView, entry: JournalEntry) -> None:
        """As SavedViews says."""
        await (await self._store()).remove(view, entry)

    async def _store(self) -> "SavedViewStore":
        from adapters.store.saved_views import SavedViewStore  # noqa: PLC0415  # for those alone who save something

        return SavedViewStore(await self._journal.database(), self._keys)


def saved_views_of(settings: Settings, database: "Database | None", journal: ServiceJournal) -> SavedViews:
    """The saved views for these settings: where the journal is, which notes each of their changes."""
    keys = chain_keys_of(settings)
    if isinstance(journal, MemoryJournal):
        return MemorySavedViews(journal, keys)
    if database is None:
        raise RuntimeError("a journal that is kept has a database")
    from adapters.store.saved_views import SavedViewStore  # noqa: PLC0415  # for those alone who have a database

    return SavedViewStore(database, keys)
