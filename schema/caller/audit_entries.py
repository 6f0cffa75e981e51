"""The entries of the audit log without what their reader may not see of the records today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.journal import OF_GATEWAY, Author, JournalEntry, JournalValues
from domain.modules.crm import USERS
from domain.modules.module import Module
from domain.modules.registry import modules
from domain.permissions import Denial, ModuleView
from resolvers.reading.audit_rights import views_of_readable
from resolvers.reading.loader import RecordLoader
from resolvers.reading.read_log import READ
from resolvers.writing.forgotten_users import FORGET
from schema.engine.declare import registry
from schema.shared.changes import visible_state

# The graph's fields of users that an author repeats, by the names of an author's own.
OF_USERS = {"name": "User.name", "email": "User.email"}
Views = Mapping[Module, ModuleView]


@dataclass(frozen=True, slots=True)
class ShownEntries:
    """Entries as their reader may see them, and the coordinates that stay null, with the reason of each."""

    entries: Sequence[JournalEntry]
    hidden: Mapping[str, Denial] = field(default_factory=dict[str, Denial])


async def entries_shown(loader: RecordLoader, entries: Sequence[JournalEntry], *, with_values: bool) -> ShownEntries:
    """The entries without hidden values: one call for each module whose records they are about.

    Without values no call is made, and the entries show nothing of their records.
    """
    known = {str(module): module for module in modules()}
    names = {name for entry in entries for name in _modules_of(entry)} if with_values else set[str]()
    views = await views_of_readable(loader, [known[name] for name in sorted(names & known.keys())])
    users = await loader.permissions.of(USERS)
    denials = {name: users.denial("view") or users.hidden.get(coordinate) for name, coordinate in OF_USERS.items()}
    hidden = {f"AuditAuthor.{name}": denial for name, denial in denials.items() if denial is not None}
    gone = dict.fromkeys((name for name, denial in denials.items() if denial is not None), "")
    shown = [replace(_entry(entry, known, views, gone), author=_author(entry.author, gone)) for entry in entries]
    return ShownEntries(shown, hidden)


def _modules_of(entry: JournalEntry) -> Sequence[str]:
    """The names of the modules whose records an entry is about: an entry of reads may be about several."""
    return [*(entry.after or {}).get("records", ())] if entry.act == READ else [entry.module]


def _author(author: Author, gone: Mapping[str, str]) -> Author:
    return replace(author, **gone) if gone else author


def _entry(entry: JournalEntry, known: Mapping[str, Module], views: Views, gone: Mapping[str, str]) -> JournalEntry:
    if entry.act == FORGET:
        # It names a user as an author is named.
        return replace(entry, after=None) if "email" in gone else entry
    if entry.act == READ:
        return replace(entry, after=_of_readable(entry.after, known, views))
    if entry.module == OF_GATEWAY:
        return entry
    module = known.get(entry.module)
    view = None if module is None else views.get(module)
    if module is None or view is None or f"{registry.type_of(module)}.history" in view.hidden:
        return replace(entry, record_id=None, before=None, after=None, exchanged=())
    if view.shows_all:
        return entry
    # A body repeats what is hidden under names that no declaration knows.
    return replace(
        entry,
        before=visible_state(module, view, entry.before),
        after=visible_state(module, view, entry.after),
        exchanged=tuple(replace(call, body=None) for call in entry.exchanged),
    )


def _of_readable(read: JournalValues | None, known: Mapping[str, Module], views: Views) -> JournalValues | None:
    """What an entry of reads lists, without the ids of records that the reader may not view."""
    if read is None:
        return None
    records = {name: ids for name, ids in read.get("records", {}).items() if known.get(name) in views}
    return {**read, "records": records}
