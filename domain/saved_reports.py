"""Reports that users keep: data in the store, and no figures, which each reader computes from what they may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.errors import StoreUnavailable


class SavedReportError(StoreUnavailable):
    """Reports could not be read or kept."""


@dataclass(frozen=True, slots=True)
class SavedReport:
    """A copy of a system report with its own adjustments. `tenant` is the data centre and the organisation of CRM.

    `owner` names the user within the tenant. `base` is the system report, `adjustments` what differs from it by the
    names of the graph. `version` counts the changes, from 1.
    """

    id: str
    tenant: str
    owner: str
    folder: str
    title: str
    base: str
    adjustments: Mapping[str, Any]
    is_shared: bool
    version: int
    updated_at: datetime


class SavedReports(Protocol):
    """Where reports are kept. Each method raises SavedReportError."""

    async def of(self, tenant: str, owner: str) -> Sequence[SavedReport]:
        """Those that a user may read: their own and those that are shared in the tenant, by folder and title."""
        ...

    async def one(self, tenant: str, owner: str, id_: str) -> SavedReport | None:
        """One that a user may read, None where there is none."""
        ...

    async def create(self, report: SavedReport) -> SavedReport:
        """Keep a new report; the one that is kept under its id where there is one of the same owner."""
        ...

    async def replace(self, report: SavedReport) -> bool:
        """Keep a report in place of its version before; False where that is no longer the kept one of its owner."""
        ...

    async def delete(self, report: SavedReport) -> bool:
        """Delete a report; False where this version of its owner is no longer kept."""
        ...

    async def folders(self, tenant: str, owner: str) -> Sequence[str]:
        """The names of a user's own folders in their order: those that are kept, and those of their reports."""
        ...

    async def keep_folder(self, tenant: str, owner: str, name: str) -> None:
        """Keep a folder, whether or not a report is in it."""
        ...

    async def rename_folder(self, tenant: str, owner: str, name: str, new: str) -> None:
        """Give a folder another name, also in a new version of each of the owner's reports in it."""
        ...

    async def remove_folder(self, tenant: str, owner: str, name: str) -> bool:
        """Keep a folder no longer; False where a report is in it."""
        ...
