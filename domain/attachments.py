"""Files that are attached to records."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file on a record, its `size` in bytes. `kind` is the ending of its name.

    A link of CRM has no content, and neither has a file of an order of Books that is not its last.
    """

    id: str
    name: str
    size: int | None
    kind: str | None
    created_at: str | None
    author: str | None
    author_id: str | None
    has_content: bool = True
