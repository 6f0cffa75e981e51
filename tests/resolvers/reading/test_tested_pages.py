"""Lists that the gateway tests row by row: whatever the pages, every row that passes comes once, and no other."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.queries import LARGEST_PAGE, ListQuery, Row, RowPage, offset_of
from domain.system_views import RowTest
from resolvers.reading.tested_pages import page_of_tested
from tests.proofs import examples

TODAY = date(2026, 10, 1)
PAUSED = (RowTest("status", "paused"),)


class Listed:
    """A list of a product, which counts its calls."""

    def __init__(self, paused: list[bool]) -> None:
        words = ("live", "paused")
        self.rows: list[Row] = [{"id": str(at), "status": words[each]} for at, each in enumerate(paused)]
        self.calls = 0

    async def read(self, query: ListQuery) -> RowPage:
        """One page of it."""
        assert (query.first, query.tests) == (LARGEST_PAGE, ())
        self.calls += 1
        begin = offset_of(query.after)
        page = self.rows[begin : begin + query.first]
        positions: list[Any] = [(begin + at,) for at in range(len(page))]
        return RowPage([*page], positions, len(self.rows) > begin + query.first)


@examples(150, short=30)
@given(st.lists(st.booleans(), max_size=900), st.integers(1, 200), st.integers(1, 4))
def test_the_pages_of_a_walk_have_every_row_that_passes_in_order(paused: list[bool], first: int, most: int) -> None:
    listed, walked = Listed(paused * 3), list[str]()
    query = ListQuery(first=first, tests=PAUSED, most_walked=most)

    async def walk() -> None:
        asked = query
        while True:
            before = listed.calls
            page = await page_of_tested(listed.read, asked, "id", TODAY)
            assert listed.calls - before <= most
            assert len(page.rows) == len(page.positions) <= first
            walked.extend(str(row["id"]) for row in page.rows if isinstance(row, dict))
            if not page.more:
                return
            after = page.reached or page.positions[-1]
            asked = ListQuery(first=first, tests=PAUSED, most_walked=most, after=after)

    asyncio.run(walk())
    assert walked == [row["id"] for row in listed.rows if row["status"] == "paused"]


async def test_a_page_that_is_not_full_says_up_to_where_it_looked() -> None:
    listed = Listed([False] * 1000 + [True])
    page = await page_of_tested(listed.read, ListQuery(tests=PAUSED, most_walked=2), "id", TODAY)
    assert (page.rows, page.more, page.reached) == ([], True, (399, TODAY.isoformat()))
    assert listed.calls == 2


async def test_a_walk_keeps_the_day_that_it_began_with() -> None:
    listed, soon = Listed([]), (RowTest("due", days=7),)
    listed.rows = [{"id": "1", "due": "2026-10-01"}, {"id": "2", "due": "2026-10-08"}, {"id": "3", "due": "2026-10-09"}]
    after = (0, "2026-10-01")
    page = await page_of_tested(listed.read, ListQuery(tests=soon, after=after), "id", TODAY + timedelta(days=5))
    assert [row["id"] for row in page.rows if isinstance(row, dict)] == ["2"]


@pytest.mark.parametrize(
    ("value", "holds"),
    [("2026-09-30", False), ("2026-10-01", True), ("2026-10-31", True), ("2026-11-01", False), ("", False),
     (None, False), ("soon", False)],
)  # fmt: skip
def test_a_day_soon_is_today_or_one_of_the_days_after_it(value: object, holds: bool) -> None:
    assert RowTest("due", days=30).holds({"due": value}, TODAY) is holds
