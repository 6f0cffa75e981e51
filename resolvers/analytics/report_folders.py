"""Folders of the caller's own reports: kept, renamed and deleted by their owner. Those of the system are fixed."""

from collections.abc import Sequence

from domain.kpis.reports import BOOKS_FOLDER, FOLDER
from domain.writes import ProblemCode, not_done
from resolvers.analytics.own_reports import place_of, reports_of
from resolvers.reading.journal_entries import entry_of
from resolvers.reading.loader import RecordLoader

MOST_FOLDERS = 100
LONGEST_NAME = 120
SYSTEM_FOLDERS = (FOLDER, BOOKS_FOLDER)
_OF_SYSTEM = frozenset(name.casefold() for name in SYSTEM_FOLDERS)


async def own_folders(loader: RecordLoader) -> Sequence[str]:
    """The names of the caller's own folders, in their order."""
    return () if loader.analytics.reports is None else await reports_of(loader).folders(*await place_of(loader))


def checked_folder(name: str, *path: str) -> str:
    """A name for a folder of one's own. Raises NotDone."""
    kept = name.strip()
    if not 1 <= len(kept) <= LONGEST_NAME or any(ord(letter) < 32 for letter in kept):
        text = f"It has 1 to {LONGEST_NAME} characters, none of them a line break."
        raise not_done(ProblemCode.VALIDATION, text, *path)
    if kept.casefold() in _OF_SYSTEM:
        raise not_done(ProblemCode.VALIDATION, "Folders of the system hold reports of the system alone.", *path)
    return kept


async def create_folder(loader: RecordLoader, name: str) -> str:
    """Keep a new folder. Raises NotDone."""
    new, known = checked_folder(name, "name"), await own_folders(loader)
    _check_free(new, known, "name")
    if len(known) >= MOST_FOLDERS:
        raise not_done(ProblemCode.CONFLICT, f"A user keeps {MOST_FOLDERS} folders at most: delete one.")
    await reports_of(loader).keep_folder(*await place_of(loader), new)
    await _note(loader, "createReportFolder", new)
    return new


async def rename_folder(loader: RecordLoader, name: str, new_name: str) -> str:
    """Give a folder of the caller's another name. Raises NotDone."""
    new, known = checked_folder(new_name, "newName"), await own_folders(loader)
    _check_known(name, known)
    _check_free(new, [each for each in known if each != name], "newName")
    await reports_of(loader).rename_folder(*await place_of(loader), name, new)
    await _note(loader, "renameReportFolder", new, before=name)
    return new


async def delete_folder(loader: RecordLoader, name: str) -> str:
    """Delete an empty folder of the caller's. Raises NotDone."""
    _check_known(name, await own_folders(loader))
    if not await reports_of(loader).remove_folder(*await place_of(loader), name):
        raise not_done(ProblemCode.CONFLICT, "Reports are in it: move or delete them first.", "name")
    await _note(loader, "deleteReportFolder", name)
    return name


def _check_known(name: str, known: Sequence[str]) -> None:
    if name.casefold() in _OF_SYSTEM:
        raise not_done(ProblemCode.FORBIDDEN, "The folder is the system's.", "name")
    if name not in known:
        raise not_done(ProblemCode.NOT_FOUND, "You have no such folder.", "name")


def _check_free(name: str, known: Sequence[str], path: str) -> None:
    if name.casefold() in {each.casefold() for each in known}:
        raise not_done(ProblemCode.CONFLICT, "You have a folder of this name.", path)


async def _note(loader: RecordLoader, act: str, name: str, *, before: str | None = None) -> None:
    """Write what was done into the audit log, where there is one."""
    if loader.has_journal:
        was = None if before is None else {"name": before}
        await loader.journal.note(await entry_of(loader, act, before=was, after={"name": name}))
