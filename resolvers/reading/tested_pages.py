"""Pages of rows that the gateway tests itself: the product's list is walked page by page, and nothing is left out."""

from dataclasses import replace
from datetime import date

from domain.queries import LARGEST_PAGE, ListQuery, Position, Row, RowPage, offset_of
from resolvers.reading.related_pages import PageReader


async def page_of_tested(read: PageReader, query: ListQuery, id_key: str, today: date) -> RowPage:
    """The next rows that pass every test: one call for each page of the product, at most `query.most_walked`.

    A position is the row's place in the product's list, and the day that the walk began with, which it keeps. Where the
    calls are used up before the page is full, `reached` says up to where: the page after it goes on from there.
    """
    index, day = offset_of(query.after), today
    if query.after is not None:
        day = date.fromisoformat(str(query.after[1]))
    rows: dict[str, Row] = {}
    positions: list[Position] = []
    for _ in range(query.most_walked):
        number, start = divmod(index, LARGEST_PAGE)
        begin = number * LARGEST_PAGE
        after = None if begin == 0 else (begin - 1,)
        page = await read(replace(query, first=LARGEST_PAGE, after=after, tests=()))
        for place, row in enumerate(page.rows[start:], begin + start):
            # A row that moved meanwhile comes again.
            if not isinstance(row, dict) or str(row[id_key]) in rows:
                continue
            if all(test.holds(row, day) for test in query.tests):
                if len(rows) == query.first:
                    return RowPage([*rows.values()], positions, more=True)
                rows[str(row[id_key])] = row
                positions.append((place, day.isoformat()))
        index = begin + LARGEST_PAGE
        if not page.more:
            return RowPage([*rows.values()], positions, more=False)
    return RowPage([*rows.values()], positions, more=True, reached=(index - 1, day.isoformat()))
