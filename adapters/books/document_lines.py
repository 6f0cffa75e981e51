"""The lines of a whole document, which what is written of it rests on."""

from adapters.answers import row_list
from domain.queries import Row


def document_lines(document: Row) -> list[Row]:
    """The lines. Raises UpstreamUnavailable where the document does not show them, or one of them lacks its id.

    A document that is read in full has them. Without them it would be converted into one of no lines.
    """
    return row_list("books", document, "line_items", "line_item_id")
