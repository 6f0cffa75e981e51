"""Pages of lists that the gateway itself keeps."""

from collections.abc import Sequence

from domain.errors import BadUserInput
from domain.queries import DEFAULT_PAGE
from schema.engine.declare.connections import PageInfo


def page_size(first: int | None, most: int) -> int:
    """The number of entries that a page has. Raises BadUserInput."""
    size = DEFAULT_PAGE if first is None else first
    if not 1 <= size <= most:
        raise BadUserInput(f"`first` must be between 1 and {most}.")
    return size


def page_info(cursors: Sequence[str], *, more: bool) -> PageInfo:
    """What a page says of itself, by the cursors of its entries."""
    ends = cursors or [None]
    return PageInfo(has_next_page=more, has_previous_page=False, start_cursor=ends[0], end_cursor=ends[-1])
