"""The lines of a whole document, which what is written of it rests on."""

from typing import cast

from domain.errors import UpstreamUnavailable
from domain.queries import Row


def lines_of(document: Row) -> list[Row]:
    """The lines. Raises UpstreamUnavailable where the document does not show them, or one of them lacks its id.

    A document that is read in full has them. Without them it would be converted into one of no lines.
    """
    lines = document.get("line_items")
    if not isinstance(lines, list) or not all(_is_line(line) for line in cast("list[object]", lines)):
        raise UpstreamUnavailable(
            "Zoho Books answered with something that is no answer.", service="books", detail="no list of lines"
        )
    return cast("list[Row]", lines)


def _is_line(value: object) -> bool:
    return isinstance(value, dict) and bool(cast("Row", value).get("line_item_id"))
