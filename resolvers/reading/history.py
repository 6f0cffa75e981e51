"""A record's history: the gateway's audit log, Books' comments, CRM's timeline and Billing's activities.

Each source says of its entries what they may speak of; what the caller may not see of that is taken out in one place.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.errors import BadUserInput
from domain.journal import JournalEntry, JournalQuery
from domain.modules.billing import INVOICES as BILLING_INVOICES
from domain.modules.billing import PAYMENTS as BILLING_PAYMENTS
from domain.modules.billing import SUBSCRIPTIONS
from domain.modules.module import Module
from domain.modules.registry import modules
from domain.permissions import Denial, ModuleView
from domain.queries import EntryWindow, Row, RowPage
from domain.sources import WITHHELD
from resolvers.caller.authors import tenant_of
from resolvers.catalogue import CRM
from resolvers.reading.comments import comments_of
from resolvers.reading.loader import RecordLoader

# The pages of CRM's timeline follow from one another: each beyond the first takes one call more.
TIMELINE_REACH = 2000
# The kinds of comments that people write; what is of another kind may be Books' own.
BY_PEOPLE = ("internal", "client")
# How Books writes times of day, in the organisation's zone.
TIMES = ("%I:%M %p", "%H:%M")
# The moment of an entry of a history.
AT = "at"
# Billing does not say what an activity is about: these are what its text may name.
OF_ACTIVITIES = (SUBSCRIPTIONS, BILLING_INVOICES, BILLING_PAYMENTS)


@dataclass(frozen=True, slots=True)
class PastEntry:
    """An entry of a product's own history of a record.

    `speaks_of` are the modules whose records it may speak of, all of the product where that is unknown. `text` is the
    key of a text that the product wrote itself and that may name any value of those records, None where it has none.
    """

    row: Row
    speaks_of: tuple[Module, ...]
    text: str | None = None


class PastPage(NamedTuple):
    """The newest entries of a source, at least as many as were asked for if there are, and whether others follow."""

    entries: Iterable[PastEntry]
    more: bool = False


@dataclass(frozen=True, slots=True)
class PastSource:
    """A product's own history of a module's records, as one source of `history`.

    `name` is the product. `shown_by` is the field of a record that shows the same entries by itself: where it is
    hidden, the source is closed. `about` are the modules that each of its entries may speak of: where one may not be
    viewed, the source is closed as well. `shown_as` are the fields of those entries by the columns that a history has
    of them: where one is hidden, so is the column. Entries whose moment is hidden have no place in a history.
    """

    name: str
    shown_by: str
    has: Callable[[Module], bool]
    entries: Callable[[RecordLoader, Module, str, int], Awaitable[PastPage]]
    shown_as: Mapping[str, tuple[str, ...]]
    about: tuple[Module, ...] = ()

    def withheld(self, view: ModuleView) -> dict[str, Denial]:
        """The columns of its entries that a reader may not see in a history, with the reason of each."""
        hidden = {column: view.hidden.get(each) for column, fields in self.shown_as.items() for each in fields}
        return {column: denial for column, denial in hidden.items() if denial is not None}


async def entries_of(loader: RecordLoader, module: Module, record_id: str, newest: int) -> Sequence[JournalEntry]:
    """The newest entries of the audit log about a record, the newest first; none where there is no journal.

    The caller must have read the record before.
    """
    if not loader.has_journal:
        return ()
    tenant = await tenant_of(loader.permissions)
    page = await loader.journal.entries(JournalQuery(tenant, newest, module=str(module), record_id=record_id))
    return [each.entry for each in page.entries]


async def past_shown(loader: RecordLoader, module: Module, past: Iterable[PastEntry]) -> list[Row]:
    """The entries whose subjects the caller may all view, in their order.

    A text of the product is left out where a value of the record or of what it may speak of is hidden.
    """
    visible: list[Row] = []
    for entry in past:
        views = [await loader.permissions.of(each) for each in dict.fromkeys((module, *entry.speaks_of))]
        if all(view.is_viewable() for view in views):
            hidden = (each for view in views for each in (*view.dropped.values(), *view.withheld.values()))
            denial = next(hidden, None)
            visible.append(_without_text(entry, denial) if denial is not None and entry.text is not None else entry.row)
    return visible


def _without_text(entry: PastEntry, denial: Denial) -> Row:
    """The entry without what the product says in its own words, and with why."""
    return {**entry.row, str(entry.text): None, WITHHELD: {str(entry.text): denial}}


async def timeline_past(loader: RecordLoader, module: Module, record_id: str, newest: int) -> PastPage:
    """CRM's own history of a record, the newest first, whose changes name their fields: one call per 200.

    Raises BadUserInput beyond its reach.
    """
    if newest > TIMELINE_REACH:
        raise BadUserInput(f"CRM's own history of a record can be paged to {TIMELINE_REACH:,} entries.")
    page = await loader.crm.timeline((CRM[module].api_name, record_id), newest)
    return PastPage((PastEntry(row, (module,)) for row in page.rows), page.more)


async def comments_past(loader: RecordLoader, module: Module, record_id: str, _newest: int) -> PastPage:
    """All comments in Books, the newest first: one call, for a customer up to five."""
    rows = await comments_of(loader, module, record_id, module.comment_calls)
    return PastPage(
        PastEntry(row, _subjects(row, module), None if row.get("comment_type") in BY_PEOPLE else "description")
        for row in reversed(rows)
    )


async def activities_past(loader: RecordLoader, module: Module, record_id: str, _newest: int) -> PastPage:
    """All activities that Billing recorded on a subscription: one call."""
    rows = await (await loader.billing()).activities(record_id)
    return PastPage(PastEntry(row, OF_ACTIVITIES, "description") for row in rows)


# At most one of them has a module's records.
COMMENTS = PastSource(
    "books",
    "comments",
    lambda module: bool(module.comment_calls),
    comments_past,
    {AT: ("Comment.on", "Comment.time"), "act": ("Comment.text",), "author": ("Comment.author",)},
)
TIMELINE = PastSource(
    "crm",
    "timeline",
    lambda module: module.has_timeline,
    timeline_past,
    {
        AT: ("TimelineEntry.at",),
        "act": ("TimelineEntry.action",),
        "author": ("TimelineEntry.author", "NoteAuthor.name"),
        "changes": ("TimelineEntry.changes",),
    },
)
ACTIVITIES = PastSource(
    "billing",
    "activities",
    lambda module: module.has_activities,
    activities_past,
    {
        AT: ("BillingActivity.at",),
        "act": ("BillingActivity.text",),
        "author": ("BillingActivity.author", "BillingActivityAuthor.name"),
    },
    OF_ACTIVITIES,
)
SOURCES = (COMMENTS, TIMELINE, ACTIVITIES)


async def comments_shown(loader: RecordLoader, module: Module, record_id: str, window: EntryWindow) -> RowPage:
    """A page of the comments in Books that the caller may see: one call, for a customer up to five."""
    past = await comments_past(loader, module, record_id, window.end)
    return window.of(await past_shown(loader, module, past.entries))


def _subjects(row: Row, module: Module) -> tuple[Module, ...]:
    """What a comment is about: a customer's are about documents, an invoice's about its payments.

    It may be anything for a word that no module declares, and for a note of Books itself that names none.
    """
    word = row.get("transaction_type")
    if word in (None, "") and row.get("comment_type") in BY_PEOPLE:
        return (module,)
    own = tuple(each for each in modules() if each.product == module.product)
    named = tuple(each for each in own if word in {each.entity, *each.comment_words}) if isinstance(word, str) else ()
    return (module,) if module in named else named or own


def instant_of(row: Row, zone: ZoneInfo) -> str | None:
    """The instant of a comment to the minute, in ISO 8601; the start of its day where the time cannot be parsed.

    What is no day is returned as it was sent: the field that shows it reports that it is malformed.
    """
    date = row.get("date")
    if date is None or date == "":
        return None
    day, time = str(date), str(row.get("time") or "").strip()
    for form in TIMES:
        try:
            return datetime.strptime(f"{day} {time}", f"%Y-%m-%d {form}").replace(tzinfo=zone).isoformat()
        except ValueError:
            continue
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=zone).isoformat()
    except ValueError:
        return day
