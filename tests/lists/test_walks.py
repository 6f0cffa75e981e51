"""Pages shift when rows come and go. A walk from the oldest to the newest loses none of those that stay."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from adapters.walks import CreationOrder, page_of_walk
from domain.queries import ListQuery, Order, Position, Row, RowPage, offset_of
from tests.graphs import Graph, graph_served

OLDEST_FIRST = Order("created", descending=False)
BY_CREATION = CreationOrder("created", "id")


@dataclass
class Shifting:
    """A list in the order of creation that is paged by number, as products page."""

    rows: list[Row]
    calls: int = 0

    async def read(self, query: ListQuery) -> RowPage:
        """One page by its place."""
        self.calls += 1
        offset = offset_of(query.after)
        rows: list[Row | Exception] = [*self.rows[offset : offset + query.first]]
        positions: list[Position] = [(offset + index,) for index in range(len(rows))]
        return RowPage(rows, positions, offset + query.first < len(self.rows))

    def drop(self, ids: Sequence[str]) -> None:
        """Delete rows."""
        self.rows = [row for row in self.rows if row["id"] not in ids]

    def add(self, *moments: int) -> None:
        """Create rows."""
        top = max((int(row["id"]) for row in self.rows), default=0)
        self.rows += [row_of(top + 1 + at, moment) for at, moment in enumerate(moments)]


def row_of(number: int, moment: int) -> Row:
    """A row that was created at so many minutes past eight."""
    return {"id": str(number), "created": f"2026-10-01T{8 + moment // 60:02}:{moment % 60:02}:00+02:00"}


async def walked(source: Shifting, first: int, meanwhile: Callable[[int, list[str]], None]) -> list[str]:
    """The ids of all rows that a walk shows; `meanwhile` changes the list after each page."""
    seen: list[str] = []
    after: Position | None = None
    for number in range(1000):
        page = await page_of_walk(source.read, ListQuery(first, after, order=OLDEST_FIRST), BY_CREATION)
        seen += [str(row["id"]) for row in page.rows if isinstance(row, dict)]
        if not page.more or not page.positions:
            return seen
        after = page.positions[-1]
        meanwhile(number, seen)
    raise AssertionError("the walk has no end")


@given(
    moments=st.lists(st.integers(0, 9), max_size=30).map(sorted),
    first=st.integers(1, 7),
    dice=st.randoms(use_true_random=False),
)
async def test_a_walk_loses_no_row_that_stays_whatever_comes_and_goes(
    moments: list[int], first: int, dice: Any
) -> None:
    source = Shifting([row_of(number + 1, moment) for number, moment in enumerate(moments)])
    stays = {row["id"] for row in source.rows}

    def meanwhile(number: int, seen: list[str]) -> None:
        gone = {row["id"] for row in source.rows if dice.random() < 0.3}
        source.drop([*gone])
        stays.difference_update(gone - set(seen))
        if number < 5:
            source.add(*range(10, 10 + dice.randrange(3)))

    assert stays <= set(await walked(source, first, meanwhile))


def nothing_happens(_number: int, _seen: list[str]) -> None:
    """A list that stays as it is."""


async def test_where_nothing_changes_a_page_costs_one_call_and_no_row_comes_twice() -> None:
    source = Shifting([row_of(number, number // 3) for number in range(1, 50)])
    seen = await walked(source, 7, nothing_happens)
    assert (seen, source.calls) == ([str(number) for number in range(1, 50)], 7)


async def test_of_what_moved_no_row_comes_twice_as_long_as_the_last_one_is_there() -> None:
    source = Shifting([row_of(number, 0) for number in range(1, 500)])

    def meanwhile(_: int, seen: list[str]) -> None:
        source.drop(seen[:50])

    seen = await walked(source, 100, meanwhile)
    assert seen == [str(number) for number in range(1, 500)]


@pytest_asyncio.fixture(scope="module")
async def emptied() -> AsyncIterator[Graph]:
    """A gateway of its own, whose records are deleted."""
    async with graph_served(cache_scale=0) as graph:
        yield graph


WALKS = [
    ("contacts", "crm", "Contacts", ""),
    ("deals", "crm", "Deals", 'filter: { stage: { notIn: ["Closed Lost"] } }, '),
    ("invoices", "books", "invoices", ""),
    ("customers", "books", "contacts", ""),
]


@pytest.mark.parametrize(("field", "product", "module", "filtered"), WALKS)
async def test_the_graph_s_lists_lose_no_record_when_others_are_deleted(
    emptied: Graph, field: str, product: str, module: str, filtered: str
) -> None:
    emptied.renew()
    arguments = f"first: 4, after: $after, {filtered} orderBy: {{ field: CREATED_AT, direction: ASC }}"
    selected = "nodes { recordId } pageInfo { hasNextPage endCursor }"
    query = f"query ($after: String) {{ {field}({arguments}) {{ {selected} }} }}"

    async def page(after: str | None) -> dict[str, Any]:
        return (await emptied.ask("admin", query, {"after": after})).data[field]

    everything: list[str] = []
    after: str | None = None
    while True:
        answer = await page(after)
        everything += [node["recordId"] for node in answer["nodes"]]
        if not answer["pageInfo"]["hasNextPage"]:
            break
        after = answer["pageInfo"]["endCursor"]
    assert len(set(everything)) == len(everything) > 12
    seen: list[str] = []
    after = None
    while True:
        answer = await page(after)
        seen += [node["recordId"] for node in answer["nodes"]]
        if not answer["pageInfo"]["hasNextPage"]:
            break
        after = answer["pageInfo"]["endCursor"]
        # The first of each page goes, and on the second page the last, from which the walk goes on.
        emptied.sandbox.store.remove(product, module, seen[-len(answer["nodes"])])
        if len(seen) == 8:
            emptied.sandbox.store.remove(product, module, seen[-1])
    assert set(seen) == set(everything)
