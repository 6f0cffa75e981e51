"""What people write on records of CRM, and what CRM itself keeps of them."""

from datetime import datetime
from typing import Any

from resolvers.reading.comments import notes_of
from schema.engine.declare.records import part, sub_resource, upstream
from schema.shared.history import FieldChange, timeline_of


@part
class NoteAuthor:
    """Who wrote a note or did something."""

    user_id: str | None = upstream("id", "Their id in CRM.")
    name: str | None = upstream("name", "Their name.")


@part
class Note:
    """A note on a record of CRM."""

    note_id: str | None = upstream("id", "Its id in CRM.")
    title: str | None = upstream("Note_Title", "Its title.")
    text: str | None = upstream("Note_Content", "What it says.")
    author: NoteAuthor | None = upstream("Created_By", "Who wrote it.")
    created_at: datetime | None = upstream("Created_Time", "When it was written.")
    updated_at: datetime | None = upstream("Modified_Time", "When it was last changed.")


@part
class TimelineEntry:
    """What CRM keeps of an act on a record."""

    at: datetime | None = upstream("at", "When.")
    action: str | None = upstream("act", "What was done, in CRM's words.")
    author: NoteAuthor | None = upstream("author", "Who did it.")
    through: str | None = upstream("through", "By which way, in CRM's words: `crm_ui`, `crm_api`, `workflow`.")
    changes: list[FieldChange] | None = upstream("changes", "What was changed of what you may see.")


def notes(*, init: Any = False) -> Any:
    """The field `notes` of a module's records."""
    return sub_resource(
        Note, "Notes on it, the newest first: one call.", reads=notes_of, costs={"crm": 1}, tells_amounts=False
    )


def timeline(*, init: Any = False) -> Any:
    """The field `timeline` of a module's records."""
    text = "What CRM keeps of its past, the newest first: one call."
    return sub_resource(TimelineEntry, text, reads=timeline_of, costs={"crm": 1}, tells_amounts=True)
