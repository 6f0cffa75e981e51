"""Notes on records of CRM, and CRM's own history of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from resolvers.reading.comments import notes_of
from schema.engine.declare.records import part, sub_resource, upstream
from schema.shared.history import FieldChange, timeline_calls, timeline_of


@part
class NoteAuthor:
    """The author of a note or of a timeline entry."""

    user_id: str | None = upstream("id", "Their id in CRM.")
    name: str | None = upstream("name", "Their name.", same_as="User.name")


@part
class Note:
    """A note on a record of CRM."""

    note_id: str | None = upstream("id", "Its id in CRM.")
    title: str | None = upstream("Note_Title", "Its title.")
    text: str | None = upstream("Note_Content", "Text.")
    author: NoteAuthor | None = upstream("Created_By", "The author.")
    created_at: datetime | None = upstream("Created_Time", "When it was written.", is_moment=True)
    updated_at: datetime | None = upstream("Modified_Time", "When it was last changed.", is_moment=True)


@part
class TimelineEntry:
    """An entry of CRM's own history of a record."""

    at: datetime | None = upstream("at", "When it happened.")
    action: str | None = upstream("act", "What was done, as CRM names it.")
    author: NoteAuthor | None = upstream("author", "The author.")
    through: str | None = upstream("through", "Origin of the change, as CRM names it: `crm_ui`, `crm_api`, `workflow`.")
    changes: list[FieldChange] | None = upstream("changes", "Changed fields, without those hidden from you.")


def note_calls(arguments: Mapping[str, Any]) -> int:
    """The most calls for a page of notes: one that continues may span two pages of CRM."""
    return 1 if arguments.get("after") is None else 2


def notes(*, init: Any = False) -> Any:
    """The field `notes` of a module's records."""
    return sub_resource(
        Note,
        "Notes on it, the newest first. Takes one call.",
        reads=notes_of,
        costs={"crm": note_calls},
        tells_amounts=False,
    )


def timeline(*, init: Any = False) -> Any:
    """The field `timeline` of a module's records."""
    text = "CRM's own history of it, the newest first. Takes one call."
    return sub_resource(TimelineEntry, text, reads=timeline_of, costs={"crm": timeline_calls}, tells_amounts=True)
