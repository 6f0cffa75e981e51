"""Where reports are kept: in the database that the settings name, else in memory for as long as the process lives."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.kept_results import KeptResults
from domain.kept_rows import KeptRowsShelf
from domain.report_runs import ReportRuns
from domain.saved_reports import SavedReport, SavedReports
from gateway.memory_rows import MemoryRows
from gateway.settings import Settings

if TYPE_CHECKING:
    from adapters.store.database import Database
    from adapters.store.saved_reports import StoredReports


class MemoryReports:
    """Reports that end with the process. Their database begins with the first one that is kept."""

    def __init__(self) -> None:
        self._opened: asyncio.Task[tuple[Database, StoredReports]] | None = None

    async def close(self) -> None:
        """Close the database, and everything in it is gone."""
        if self._opened is not None:
            database, _ = await self._opened
            await database.close()

    async def of(self, tenant: str, owner: str) -> Sequence[SavedReport]:
        """As SavedReports says."""
        return () if self._opened is None else await (await self._reports()).of(tenant, owner)

    async def one(self, tenant: str, owner: str, id_: str) -> SavedReport | None:
        """As SavedReports says."""
        return None if self._opened is None else await (await self._reports()).one(tenant, owner, id_)

    async def create(self, report: SavedReport) -> SavedReport:
        """As SavedReports says."""
        return await (await self._reports()).create(report)

    async def replace(self, report: SavedReport) -> bool:
        """As SavedReports says."""
        return await (await self._reports()).replace(report)

    async def delete(self, report: SavedReport) -> bool:
        """As SavedReports says."""
        return await (await self._reports()).delete(report)

    async def folders(self, tenant: str, owner: str) -> Sequence[str]:
        """As SavedReports says."""
        return () if self._opened is None else await (await self._reports()).folders(tenant, owner)

    async def keep_folder(self, tenant: str, owner: str, name: str) -> None:
        """As SavedReports says."""
        await (await self._reports()).keep_folder(tenant, owner, name)

    async def rename_folder(self, tenant: str, owner: str, name: str, new: str) -> None:
        """As SavedReports says."""
        await (await self._reports()).rename_folder(tenant, owner, name, new)

    async def remove_folder(self, tenant: str, owner: str, name: str) -> bool:
        """As SavedReports says."""
        return await (await self._reports()).remove_folder(tenant, owner, name)

    async def _reports(self) -> "StoredReports":
        # One shielded task: a caller who leaves early cancels it for nobody else.
        self._opened = self._opened or asyncio.create_task(_in_memory())
        _, reports = await asyncio.shield(self._opened)
        return reports


def saved_reports_of(settings: Settings, database: "Database | None") -> SavedReports:
    """Where reports are kept by these settings; a database is opened by whoever owns it."""
    if settings.database is None or database is None:
        return MemoryReports()
    from adapters.store.saved_reports import StoredReports  # noqa: PLC0415  # for those alone who have a database

    return StoredReports(database)


def report_runs_of(settings: Settings, database: "Database | None") -> ReportRuns | None:
    """Where runs are kept; None without a database, since they then end with the process."""
    if settings.database is None or database is None:
        return None
    from adapters.store.report_runs import StoredRuns  # noqa: PLC0415  # as above

    return StoredRuns(database)


def kept_results_of(settings: Settings, database: "Database | None") -> KeptResults | None:
    """Where results of closed periods are kept; None without a database."""
    if settings.database is None or database is None:
        return None
    from adapters.sealing import Keyring  # noqa: PLC0415  # as above
    from adapters.store.kept_results import StoredResults  # noqa: PLC0415  # as above

    return StoredResults(database, Keyring([key.get_secret_value() for key in settings.session_keys]))


def kept_rows_of(settings: Settings) -> KeptRowsShelf:
    """Where rows are kept beyond their token: in the directory that the settings name, else in memory."""
    longest = timedelta(hours=settings.report_rows_hours)
    if settings.report_rows_directory is None:
        return MemoryRows(longest)
    from adapters.kept_rows import SealedRowFiles  # noqa: PLC0415  # as above
    from adapters.sealing import Keyring  # noqa: PLC0415  # as above

    keyring = Keyring([key.get_secret_value() for key in settings.session_keys])
    return SealedRowFiles(settings.report_rows_directory, keyring, longest)


async def _in_memory() -> "tuple[Database, StoredReports]":
    from adapters.store.database import Database  # noqa: PLC0415  # as above
    from adapters.store.saved_reports import StoredReports  # noqa: PLC0415  # as above

    database = Database()
    await database.open()
    return database, StoredReports(database)
