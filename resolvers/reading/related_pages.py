"""Pages of the rows that belong to other rows: of several parents one after the other, and of one alone."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from domain.queries import EMPTY_PAGE, ListQuery, Position, Row, RowPage

PageReader = Callable[[ListQuery], Awaitable[RowPage]]


async def pages_within(query: ListQuery, page_of: PageReader) -> RowPage:
    """The rows of several parents, one parent after the other; each position begins with the parent's ordinal."""
    within = query.within
    if within is None or not within.values:
        return EMPTY_PAGE
    rows: list[Row | Exception] = []
    positions: list[Position] = []
    start, after = (0, None) if query.after is None else (int(query.after[0]), query.after[1:] or None)
    for ordinal in range(start, len(within.values)):
        part = replace(
            query,
            within=replace(within, values=(within.values[ordinal],)),
            first=query.first - len(rows),
            after=after if ordinal == start else None,
        )
        page = await page_of(part)
        rows += page.rows
        positions += [(ordinal, *position) for position in page.positions]
        if page.reached is not None:
            return RowPage(rows, positions, more=True, reached=(ordinal, *page.reached))
        if page.more or len(rows) >= query.first:
            return RowPage(rows, positions, page.more or ordinal + 1 < len(within.values))
    return RowPage(rows, positions, more=False)


def page_of_parent(page: RowPage, key: str, value: str) -> RowPage:
    """The page without the rows whose `key` is not the parent's: the product's filter only contains it."""
    matching = [
        (row, position)
        for row, position in zip(page.rows, page.positions, strict=True)
        if not isinstance(row, dict) or row.get(key) == value
    ]
    return replace(page, rows=[row for row, _ in matching], positions=[position for _, position in matching])
