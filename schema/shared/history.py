"""The history of a record, from the gateway's audit log and from the product, each entry with its author."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import strawberry

from domain.custom_fields import kind_of
from domain.journal import Author, JournalEntry
from domain.modules.module import Module
from domain.permissions import ModuleView
from domain.products import TRAITS, ZohoProduct
from domain.queries import Row
from resolvers.catalogue import CRM
from resolvers.reading import history
from resolvers.reading.loader import RecordLoader
from schema.engine.declare import registry
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

    SUITEGRAPH = "suitegraph"
    BOOKS = "books"
    BILLING = "billing"
    CRM = "crm"
    UNKNOWN = NOT_KNOWN


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
    costs: dict[ZohoProduct, int] = {module.product: module.history_calls} if module.history_calls else {}
    sources = " and ".join(("the gateway's audit log", *(TRAITS[each].label for each in costs)))
    verb = "report" if costs else "reports"
    description = f"History of the record, newest first, as {sources} {verb} it."
    return SubResourceField(HistoryEntry, description, history_of, costs, tells_amounts=True)


async def history_of(loader: RecordLoader, module: Module, record_id: str, first: int) -> list[Row]:
    """The newest entries of a record's history.

    The product is called first: a caller who may not see the product's history sees none.
    """
    entries: list[Row] = []
    for source in history.SOURCES:
        if source.has(module):
            entries += await _of_source(loader, source, module, record_id, first)
    view = await loader.permissions.of(module)
    entries += [_of_entry(entry, module, view) for entry in await history.entries_of(loader, module, record_id, first)]
    return sorted(entries, key=_moment, reverse=True)[:first]


async def _of_source(
    loader: RecordLoader, source: history.PastSource, module: Module, record_id: str, first: int
) -> list[Row]:
    """The newest entries of a source as history has them: one call, and none where the source is closed."""
    view = await loader.permissions.of(module)
    subjects = [await loader.permissions.of(each) for each in source.about]
    shown_by = f"{registry.type_of(module)}.{source.shown_by}"
    if shown_by in view.hidden or not all(each.viewable for each in subjects):
        return []
    past = await source.entries(loader, module, record_id, first)
    rows = await history.past_shown(loader, module, past, first)
    return await _ROWS[source.name](loader, module, rows)


async def timeline_of(loader: RecordLoader, module: Module, record_id: str, first: int) -> list[Row]:
    """CRM's own history of a record, the newest first, without fields that are hidden: one call."""
    return await _of_source(loader, history.TIMELINE, module, record_id, first)


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
    zone = await history.zone_of(loader)
    return [_remarked("books", row, history.instant_of(row, zone)) for row in rows]


async def _of_activities(_loader: RecordLoader, _module: Module, rows: list[Row]) -> list[Row]:
    return [_remarked("billing", row, row.get("activity_time")) for row in rows]


# How the entries of each product become those of a history.
_ROWS = {"crm": _of_timeline, "books": _of_comments, "billing": _of_activities}


def _remarked(source: str, row: Row, at: object) -> Row:
    return {
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
