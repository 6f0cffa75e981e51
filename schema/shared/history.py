"""What became of a record, from the gateway's audit log and from the product itself, each under its author's name."""

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
from schema.engine.declare.changes import changes_of, changes_of_timeline
from schema.engine.declare.parts import part, upstream
from schema.engine.declare.scalars import instant_of
from schema.engine.declare.sub_resources import SubResourceField
from schema.engine.declare.values import UNKNOWN as NOT_KNOWN

# What comes first of the same moment: the gateway writes its line down when the product has answered.
ORDER = {"suitegraph": 1}


@strawberry.enum(description="Who tells of an act.")
class HistorySource(Enum):
    """The gateway's audit log, or the product."""

    SUITEGRAPH = "suitegraph"
    BOOKS = "books"
    BILLING = "billing"
    CRM = "crm"
    UNKNOWN = NOT_KNOWN


@strawberry.enum(description="What came of a write.")
class WriteResult(Enum):
    """The audit log's words, by name."""

    DONE = strawberry.enum_value("done", description="The product did it.")
    REFUSED = strawberry.enum_value("refused", description="It was refused.")
    UNKNOWN = strawberry.enum_value(NOT_KNOWN, description="The product was asked, and nobody knows what came of it.")


@part
class FieldChange:
    """A field that was changed."""

    field: str | None = upstream("field", "The field in the graph, or the name of a custom one.")
    before: str | None = upstream("before", "What it was, as a text; a list or an object as JSON.")
    after: str | None = upstream("after", "What it is since.")


@part
class HistoryAuthor:
    """Who did it."""

    name: str | None = upstream("name", "Their name.")
    email: str | None = upstream("email", "Their e-mail address, where the source tells it.")


@part
class HistoryEntry:
    """One act on a record. What was done through the gateway stands here twice: as it saw it and as the product did."""

    at: datetime | None = upstream("at", "When; Books tells minutes.")
    source: HistorySource | None = upstream("source", "Who tells of it.")
    author: HistoryAuthor | None = upstream("author", "Who did it.")
    act: str | None = upstream(
        "act",
        "What was done: the mutation's name, or the product's words. Those of Books and Billing that may name "
        "something hidden from you are left out.",
    )
    result: WriteResult | None = upstream("result", "What came of it.")
    changes: list[FieldChange] | None = upstream("changes", "What was changed of what you may see.")
    request_id: str | None = upstream("request_id", "The request, as the gateway's log has it.")


def history_field(module: Module) -> SubResourceField:
    """The field `history` of a module's records."""
    costs: dict[ZohoProduct, int] = {module.product: module.history_calls} if module.history_calls else {}
    sources = " and ".join(("the gateway's audit log", *(TRAITS[each].label for each in costs)))
    verb = "report" if costs else "reports"
    description = f"What happened to it, as {sources} {verb}, newest first."
    return SubResourceField(HistoryEntry, description, history_of, costs, tells_amounts=True)


async def history_of(loader: RecordLoader, module: Module, record_id: str, first: int) -> list[Row]:
    """The newest acts on a record. The product is asked first: who may not see its history sees none."""
    found: list[Row] = []
    if module.comment_calls:
        zone = await history.zone_of(loader)
        rows = await history.comments_shown(loader, module, record_id, first)
        view = await loader.permissions.of(module)
        if f"{registry.type_of(module)}.comments" in view.hidden:
            rows = [{**row, "description": None} for row in rows]
        found = [_of_books(row, history.instant_of(row, zone)) for row in rows]
    elif module.has_timeline:
        found = await timeline_of(loader, module, record_id, first)
    elif module.has_activities:
        found = [_of_billing(row) for row in await history.activities_shown(loader, record_id)]
    view = await loader.permissions.of(module)
    own = [_of_entry(entry, module, view) for entry in await history.entries_of(loader, module, record_id, first)]
    return sorted((*own, *found), key=_moment, reverse=True)[:first]


async def timeline_of(loader: RecordLoader, module: Module, record_id: str, first: int) -> list[Row]:
    """CRM's own history of a record, the newest first, without fields that are hidden: one call."""
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
        for row in await history.timeline_of(loader, module, record_id, first)
    ]


def _moment(row: Row) -> tuple[datetime, int]:
    try:
        at = datetime.fromisoformat(instant_of(str(row["at"])))
    except ValueError:
        # Whoever asks for it is told that it is malformed.
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
        "author": _told_author(entry.author),
        "act": entry.act,
        "result": entry.result,
        "changes": changes_of(module, view, entry.before, entry.after) if entry.result == "done" else [],
        "request_id": entry.request_id,
    }


def _told_author(author: Author) -> Mapping[str, Any]:
    return {"name": author.name, "email": author.email}
