"""Walks through a list in the order of creation, the oldest first: rows that are deleted meanwhile make it lose none.

Products page by number: when a row goes, those behind it move up, and the next page would begin one row too late. So a
position in such a list also names its row, and the next page is read from that row on: where it has moved, it is looked
for. New rows come at the end.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.queries import LARGEST_PAGE, ListQuery, Position, Row, RowPage

Read = Callable[[ListQuery], Awaitable[RowPage]]
# Marks a position that names its row: (mark, when the row was created, its id, *the place in the list).
MARK = "row"


@dataclass(frozen=True, slots=True)
class CreationOrder:
    """How rows show when they were created and which they are."""

    created: str
    id: str

    def orders(self, query: ListQuery) -> bool:
        """Whether a query lists the oldest first."""
        return query.order is not None and query.order.column == self.created and not query.order.descending

    def created_at(self, row: Row) -> int | None:
        """When the row was created, in seconds since 1970; None where the product does not say."""
        try:
            return int(datetime.fromisoformat(str(row.get(self.created))).timestamp())
        except (ValueError, OverflowError):
            return None

    def named(self, page: RowPage) -> RowPage:
        """The page with positions that name their rows."""
        pairs = zip(page.rows, page.positions, strict=True)
        return replace(page, positions=[self._named(row, place) for row, place in pairs])

    def _named(self, row: Row | Exception, place: Position) -> Position:
        created = self.created_at(row) if isinstance(row, dict) else None
        return place if created is None or isinstance(row, Exception) else (MARK, created, str(row[self.id]), *place)

    def is_older(self, row: Row, created: int) -> bool:
        """Whether the row was created before that second."""
        own = self.created_at(row)
        return own is not None and own < created


async def page_of_walk(read: Read, query: ListQuery, order: CreationOrder) -> RowPage:
    """The page after a position; `read` reads one by the place alone.

    It costs what that page and one row before it cost, and the calls of a search where rows have moved.
    """
    after = query.after
    if after is None or after[0] != MARK:
        return order.named(await read(query))
    _, created, id_, *rest = after
    place = tuple(rest)
    page = await read(replace(query, first=query.first + 1, after=_before(place)))
    at = _index_of(page, order, str(id_))
    if at == 0:
        return order.named(RowPage(page.rows[1:], page.positions[1:], page.more))
    if at is None:
        resume_after = await _last_known(read, query, order, place, int(created), str(id_))
    else:
        resume_after = page.positions[at]
    return order.named(await read(replace(query, after=resume_after)))


async def _last_known(
    read: Read, query: ListQuery, order: CreationOrder, place: Position, created: int, id_: str
) -> Position | None:
    """The place of the named row, or of the last one that is older, at the place where the row was or before it."""
    end = place
    while True:
        first = min(_within(end) + 1, LARGEST_PAGE)
        begin = (int(end[0]) - first, *((end[1], _within(end) - first) if len(end) > 1 else ()))
        page = await read(replace(query, first=first, after=begin))
        for row, at in reversed([*zip(page.rows, page.positions, strict=True)]):
            if isinstance(row, dict) and (str(row[order.id]) == id_ or order.is_older(row, created)):
                return at
        if _within(begin) < 0:
            # Pages by token do not lead back: this one is read from its start.
            return begin if len(begin) > 1 else None
        end = begin


def _before(place: Position) -> Position:
    """The place before another one, of which the first has one too."""
    return (int(place[0]) - 1, *((place[1], int(place[2]) - 1) if len(place) > 1 else ()))


def _within(place: Position) -> int:
    """Which row of the list, or of its page by token, it is."""
    return int(place[-1])


def _index_of(page: RowPage, order: CreationOrder, id_: str) -> int | None:
    return next((at for at, row in enumerate(page.rows) if isinstance(row, dict) and str(row[order.id]) == id_), None)
