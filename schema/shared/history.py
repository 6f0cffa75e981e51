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
from domain.permissions import ModuleView
from domain.products import TRAITS
from domain.queries import LARGEST_PAGE, EntryWindow, Row, RowPage
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

    name: str | None = upstream("name", "Their name.")
    email: str | None = upstream("email", "Their e-mail address, if the source reports it.")


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
    product_entries: list[Row] = []
    more = False
    if module.comment_calls:
        zone = await loader.organizations.zone_of("books")
        comments = await history.comments_shown(loader, module, record_id)
        view = await loader.permissions.of(module)
        if f"{registry.type_of(module)}.comments" in view.hidden:
            comments = [{**row, "description": None} for row in comments]
        product_entries = [_of_books(row, history.instant_of(row, zone)) for row in comments]
    elif module.has_timeline:
        product_entries, more = await timeline_entries(loader, module, record_id, window.end)
    elif module.has_activities:
        product_entries = [_of_billing(row) for row in await history.activities_shown(loader, record_id)]
    view = await loader.permissions.of(module)
    own = [
        _of_entry(entry, module, view) for entry in await history.entries_of(loader, module, record_id, window.end + 1)
    ]
    return window.of(sorted((*own, *product_entries), key=_moment, reverse=True), more=more)


async def timeline_of(loader: RecordLoader, module: Module, record_id: str, window: EntryWindow) -> RowPage:
    """A page of CRM's own history of a record, the newest entry first."""
    entries, more = await timeline_entries(loader, module, record_id, window.end)
    return window.of(entries, more=more)


async def timeline_entries(loader: RecordLoader, module: Module, record_id: str, newest: int) -> tuple[list[Row], bool]:
    """The newest entries of CRM's own history of a record, without fields that are hidden, and whether others follow.

    One call per 200.
    """
    view = await loader.permissions.of(module)
    fields = await loader.permissions.sources.crm_fields(CRM[module].api_name)
    custom = [str(each["api_name"]) for each in fields.custom if not view.hides_custom(kind_of(each.get("data_type")))]
    page = await history.timeline_of(loader, module, record_id, newest)
    entries: list[Row] = [
        {
            "at": row.get("audited_time"),
            "source": "crm",
            "author": row.get("done_by"),
            "act": row.get("action"),
            "through": row.get("source"),
            "result": "done",
            "changes": changes_of_timeline(module, view, row.get("field_history"), custom),
        }
        for row in page.rows
    ]
    return entries, page.more


def _moment(row: Row) -> tuple[datetime, int]:
    try:
        at = datetime.fromisoformat(instant_of(str(row["at"])))
    except ValueError:
        # The field itself reports that it is malformed.
        at = datetime.min.replace(tzinfo=UTC)
    return at, ORDER.get(row["source"], 0)


def _of_books(row: Row, at: str | None) -> Row:
    return {
        "at": at,
        "source": "books",
        "author": {"name": row.get("commented_by")},
        "act": row.get("description"),
        "result": "done",
        "changes": [],
    }


def _of_billing(row: Row) -> Row:
    return {
        "at": row.get("activity_time"),
        "source": "billing",
        "author": {"name": row.get("commented_by")},
        "act": row.get("description"),
        "result": "done",
        "changes": [],
    }


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
