"""What the service keeps of people: directories, those who have left, and who reaches Books."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from adapters.cache.forgotten import ForgottenUsers
from domain.journal import Journal
from domain.roster_access import RosterAccess
from gateway.leavers import LeaverWatch
from gateway.settings import Settings
from resolvers.caller.rosters import Rosters
from resolvers.directory_sync import DirectorySync

if TYPE_CHECKING:
    from adapters.store.database import Database


def leavers_of(settings: Settings, database: "Database | None", process: str) -> LeaverWatch | None:
    """Who has left, not yet read; None without a database."""
    if database is None:
        return None
    from adapters.store.leavers import LeaverStore  # noqa: PLC0415  # for those alone who have a database

    return LeaverWatch(LeaverStore(database), process, shared=settings.database is not None)


def directories_of(
    database: "Database",
    rosters: Rosters,
    forgotten: ForgottenUsers,
    journal: Callable[[], Journal],
    leavers: LeaverWatch,
) -> DirectorySync:
    """The directories of all organisations."""
    from adapters.store.directories import DirectoryStore  # noqa: PLC0415  # as above
    from adapters.store.leavers import LeaverStore  # noqa: PLC0415  # as above
    from adapters.store.reported_people import ReportedPeople  # noqa: PLC0415  # as above

    return DirectorySync(
        DirectoryStore(database),
        ReportedPeople(database),
        LeaverStore(database),
        rosters,
        forgotten,
        journal,
        leavers.heed,
    )


def access_of(database: "Database | None") -> RosterAccess | None:
    """Who reaches Books; None without a database."""
    if database is None:
        return None
    from adapters.store.roster_access import RosterAccessStore  # noqa: PLC0415  # as above

    return RosterAccessStore(database)
