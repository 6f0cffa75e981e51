"""The history of a record, from the gateway's audit log and from the product, each entry with its author."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from math import ceil
from typing import Any

import strawberry

from domain.custom_fields import kind_of
from domain.journal import Author, JournalEntry
from domain.modules.module import Module
from domain.permissions import Denial, ModuleView
from domain.products import TRAITS
from domain.queries import LARGEST_PAGE, EntryWindow, Row, RowPage
from domain.sources import WITHHELD
from resolvers.catalogue import CRM
from resolvers.reading import history
from resolvers.reading.loader import RecordLoader
from schema.engine.declare import registry
from schema.engine.declare.costs import OwnCosts
from schema.engine.declare.enums import UNKNOWN_VALUE
from schema.engine.declare.parts import part, upstream
from schema.engine.declare.scalars import instant_of
from schema.engine.declare.sub_resources import SubResourceField
from schema.engine.declare.values import UNKNOWN as NOT_KNOWN
from schema.shared.changes import changes_of, changes_of_timeline

# The order of entries of the same moment: the gateway writes its entry when the product has answered.
ORDER = {"suitegraph": 1}


@strawberry.enum(description="Where a history entry comes from.")
class HistorySource(Enum):
    """The gateway's audit log, or the product."""

    SUITEGRAPH = strawberry.enum_value("suitegraph", description="The gateway's own audit log.")
    BOOKS = strawberry.enum_value("books", description="Zoho Books.")
    BILLING = strawberry.enum_value("billing", description="Zoho Billing.")
    CRM = strawberry.enum_value("crm", description="Zoho CRM.")
    UNKNOWN = UNKNOWN_VALUE


@strawberry.enum(description="Outcome of a write.")
class WriteResult(Enum):
    """The outcomes that the audit log records, by name."""

    DONE = strawberry.enum_value("done", description="The product carried out the write.")
    REFUSED = strawberry.enum_value("refused", description="The write was refused.")
    UNKNOWN = strawberry.enum_value(NOT_KNOWN, description="The write was sent to the product; its outcome is unknown.")


@part
class FieldChange:
    """A field that was changed."""

    field: str | None = upstream("field", "Name of the field in the graph, or of the custom field.")
    before: str | None = upstream("before", "The value before the change, as text; a list or an object as JSON.")
    after: str | None = upstream("after", "The value after the change.")


@part
class HistoryAuthor:
    """The author of a history entry."""

    name: str | None = upstream("name", "Their name.", same_as="User.name")
    email: str | None = upstream("email", "Their e-mail address, if the source reports it.", same_as="User.email")


@part
class HistoryEntry:
    """An action on a record. One taken through the gateway has two entries: the gateway's and the product's."""

    at: datetime | None = upstream("at", "When it happened; Books reports it to the minute.")
    source: HistorySource | None = upstream("source", "Where the entry comes from.")
    author: HistoryAuthor | None = upstream("author", "The author.")
    act: str | None = upstream(
        "act",
        "What was done: the name of the mutation, or the product's own text. Text of Books and Billing that may "
        "mention something hidden from you is omitted.",
    )
    result: WriteResult | None = upstream("result", "Outcome of the action.")
    changes: list[FieldChange] | None = upstream("changes", "Changed fields, without those hidden from you.")
    request_id: str | None = upstream("request_id", "Id of the request, as in the gateway's log.")


def history_field(module: Module) -> SubResourceField:
    """The field `history` of a module's records."""
    most = timeline_calls if module.has_timeline else module.history_calls
    costs: OwnCosts = {module.product: most} if module.history_calls else {}
    sources = " and ".join(("the gateway's audit log", *(TRAITS[each].label for each in costs)))
    verb = "report" if costs else "reports"
    description = f"History of the record, newest first, as {sources} {verb} it."
    return SubResourceField(HistoryEntry, description, history_of, costs, tells_amounts=True)


def timeline_calls(arguments: Mapping[str, Any]) -> int:
    """The most calls for a page of CRM's own history: later pages are reached through those before them."""
    return 1 if arguments.get("after") is None else ceil(history.TIMELINE_REACH / LARGEST_PAGE)


async def history_of(loader: RecordLoader, module: Module, record_id: str, window: EntryWindow) -> RowPage:
    """A page of a record's history, the newest entry first.

    The product is called first: a caller who may not see the product's history sees none.
    """
    view = await loader.permissions.of(module)
    entries: list[Row] = []
    more = False
    for source in history.SOURCES:
        withheld = source.withheld(view)
        if source.has(module) and history.AT not in withheld:
            rows, follow = await _of_source(loader, source, module, record_id, window.end)
            entries, more = entries + [_without(row, withheld) for row in rows], more or follow
    # One more than is shown, to know whether others follow.
    own = await history.entries_of(loader, module, record_id, window.end + 1)
    entries += [_of_entry(entry, module, view) for entry in own]
    return window.of(sorted(entries, key=_moment, reverse=True), more=more)


async def _of_source(
    loader: RecordLoader, source: history.PastSource, module: Module, record_id: str, newest: int
) -> tuple[list[Row], bool]:
    """The newest entries of a source as history has them, and whether others follow; none of a closed source."""
    view = await loader.permissions.of(module)
    subjects = [await loader.permissions.of(each) for each in source.about]
    shown_by = f"{registry.type_of(module)}.{source.shown_by}"
    if shown_by in view.hidden or not all(each.is_viewable() for each in subjects):
        return [], False
    past = await source.entries(loader, module, record_id, newest)
    rows = await history.past_shown(loader, module, past.entries)
    return await _ROWS[source.name](loader, module, rows), past.more


def _without(row: Row, withheld: Mapping[str, Denial]) -> Row:
    return {**row, **dict.fromkeys(withheld), WITHHELD: {**row.get(WITHHELD, {}), **withheld}} if withheld else row


async def timeline_of(loader: RecordLoader, module: Module, record_id: str, window: EntryWindow) -> RowPage:
    """A page of CRM's own history of a record, the newest first, without fields that are hidden."""
    entries, more = await _of_source(loader, history.TIMELINE, module, record_id, window.end)
    return window.of(entries, more=more)


async def activities_of(loader: RecordLoader, module: Module, record_id: str, window: EntryWindow) -> RowPage:
    """A page of Billing's own activities on a record, the newest first, without words that may name what is hidden."""
    entries, more = await _of_source(loader, history.ACTIVITIES, module, record_id, window.end)
    return window.of(entries, more=more)


async def _of_timeline(loader: RecordLoader, module: Module, rows: list[Row]) -> list[Row]:
    view = await loader.permissions.of(module)
    fields = await loader.permissions.sources.crm_fields(CRM[module].api_name)
    custom = [str(each["api_name"]) for each in fields.custom if not view.hides_custom(kind_of(each.get("data_type")))]
    return [
        {
            "at": row.get("audited_time"),
            "source": "crm",
            "author": row.get("done_by"),
            "act": row.get("action"),
            "through": row.get("source"),
            "result": "done",
            "changes": changes_of_timeline(module, view, row.get("field_history"), custom),
        }
        for row in rows
    ]


async def _of_comments(loader: RecordLoader, _module: Module, rows: list[Row]) -> list[Row]:
    zone = await loader.organizations.zone_of("books")
    return [_remarked("books", row, history.instant_of(row, zone)) for row in rows]


async def _of_activities(_loader: RecordLoader, _module: Module, rows: list[Row]) -> list[Row]:
    return [_remarked("billing", row, row.get("activity_time")) for row in rows]


# How the entries of each product become those of a history.
_ROWS = {"crm": _of_timeline, "books": _of_comments, "billing": _of_activities}


def _remarked(source: str, row: Row, at: object) -> Row:
    withheld = {WITHHELD: dict.fromkeys(("act",), *row[WITHHELD].values())} if WITHHELD in row else {}
    return {
        **withheld,
        "at": at,
        "source": source,
        "author": {"name": row.get("commented_by")},
        "act": row.get("description"),
        "result": "done",
        "changes": [],
    }


def _moment(row: Row) -> tuple[datetime, int]:
    try:
        at = datetime.fromisoformat(instant_of(str(row["at"])))
    except ValueError:
        # The field itself reports that it is malformed.
        at = datetime.min.replace(tzinfo=UTC)
    return at, ORDER.get(row["source"], 0)


def _of_entry(entry: JournalEntry, module: Module, view: ModuleView) -> Row:
    return {
        "at": entry.at.astimezone(UTC).isoformat(),
        "source": "suitegraph",
        "author": _author_row(entry.author),
        "act": entry.act,
        "result": entry.result,
        "changes": changes_of(module, view, entry.before, entry.after) if entry.result == "done" else [],
        "request_id": entry.request_id,
    }


def _author_row(author: Author) -> Mapping[str, Any]:
    return {"name": author.name, "email": author.email}
