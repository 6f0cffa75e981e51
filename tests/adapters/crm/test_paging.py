"""Paging through more records than CRM numbers: the first 2,000 by page, the rest by token, as one list."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from adapters.crm.client import FIELDS_AT_ONCE, Crm
from adapters.crm.module import CrmModule
from adapters.crm.paging import REACH, records_page
from adapters.exchange import Exchange
from domain.caller import caller_of
from domain.errors import BadUserInput
from domain.queries import Condition, ListQuery, Operator, Order, Position, Within
from sandbox.app import records
from sandbox.context import Options, Sandbox
from sandbox.store import text_at
from tests.adapters.products import exchange_to
from tests.servers import sandbox_served

CONTACTS = CrmModule("Contacts")
COUNT = REACH + 330
FIRST_ID = 4150868000009000000
NAME = frozenset({"Last_Name"})
ACCOUNT = "4150868000001000001"


@dataclass(frozen=True, slots=True)
class Crowd:
    """A sandbox with many contacts."""

    sandbox: Sandbox
    exchange: Exchange
    ids: list[str]

    def crm(self, persona: str = "admin") -> Crm:
        """CRM as a persona reaches it."""
        caller = caller_of(f"1000.demo.{persona}", "own", b"key")
        return Crm(self.exchange.upstream(caller, asyncio.get_running_loop().time() + 20))

    async def pages(self, query: ListQuery, fields: frozenset[str] = NAME) -> list[dict[str, Any]]:
        """Every row of a query, page by page."""
        found: list[dict[str, Any]] = []
        after: Position | None = query.after
        while True:
            asked = ListQuery(query.first, after, query.conditions, query.search, query.view, query.order, query.within)
            page = await records_page(self.crm(), CONTACTS, asked, fields)
            found += [row for row in page.rows if isinstance(row, dict)]
            assert len(page.rows) == len(page.positions) <= query.first
            if not page.more:
                return found
            after = page.positions[-1]

    def asked(self, since: int) -> list[str]:
        """The queries that CRM was asked."""
        return [call["query"] for call in self.sandbox.calls.since(since)]

    def mark(self) -> int:
        """Where the call log stands."""
        return self.sandbox.calls.since(0)[-1]["sequence"]


@pytest_asyncio.fixture(scope="session")
async def crowd() -> AsyncIterator[Crowd]:
    """Served once for all: nothing here changes it."""
    sandbox = Sandbox(Options(port=0))
    async with sandbox_served(sandbox) as port, exchange_to(port) as exchange:
        seeded = list(records(sandbox))
        contacts = [
            body
            for product, module, _, body in seeded
            if (product, module) == ("crm", "Contacts") and isinstance(body, dict)
        ]
        more = [
            {**contacts[0], "id": str(FIRST_ID + number), "Last_Name": f"Number {number:04}"}
            for number in range(COUNT - len(contacts))
        ]
        sandbox.store.load([*seeded, *(("crm", "Contacts", body["id"], body) for body in more)])
        ids = [str(body["id"]) for body in (*contacts, *more)]
        yield Crowd(sandbox, exchange, sorted(ids, reverse=True))


async def test_a_list_goes_on_beyond_two_thousand_without_a_gap_or_a_double(crowd: Crowd) -> None:
    rows = await crowd.pages(ListQuery(first=70, after=(REACH - 160,)))
    assert [row["id"] for row in rows] == crowd.ids[REACH - 159 :]


@pytest.mark.parametrize("start", [REACH - 101, REACH - 100, REACH - 50, REACH - 1, REACH])
async def test_the_border_may_lie_anywhere_in_a_page(crowd: Crowd, start: int) -> None:
    page = await records_page(crowd.crm(), CONTACTS, ListQuery(first=100, after=(start - 1,)), NAME)
    assert [row["id"] for row in page.rows if isinstance(row, dict)] == crowd.ids[start : start + 100]
    assert [position[0] for position in page.positions] == [*range(start, start + 100)]
    assert page.more


async def test_within_reach_no_token_is_asked_with_and_beyond_it_no_page(crowd: Crowd) -> None:
    mark = crowd.mark()
    await crowd.pages(ListQuery(first=100, after=(REACH - 300,)))
    asked = crowd.asked(mark)
    assert ["page_token=" in query for query in asked] == [False] * 3 + [True] * (len(asked) - 3)
    assert ["&page=" in query for query in asked] == [True] * 3 + [False] * (len(asked) - 3)


async def test_the_end_of_the_list_is_the_end(crowd: Crowd) -> None:
    rows = await crowd.pages(ListQuery(first=100, after=(REACH - 1,)))
    assert len(rows) == COUNT - REACH


async def test_an_order_holds_across_the_border(crowd: Crowd) -> None:
    rows = await crowd.pages(ListQuery(first=100, after=(REACH - 101,), order=Order("id", descending=False)))
    assert [row["id"] for row in rows] == crowd.ids[::-1][REACH - 100 :]


async def test_a_related_list_goes_on_beyond_two_thousand_too(crowd: Crowd) -> None:
    within = Within("Account_Name", (ACCOUNT,), relation=("Accounts", "Contacts"))
    rows = await crowd.pages(ListQuery(first=100, after=(REACH - 51,), within=within))
    of_account = crowd.sandbox.store.count("crm", "Contacts", [text_at("Account_Name", "id") == ACCOUNT])
    assert of_account > REACH
    assert len(rows) == len({row["id"] for row in rows}) == of_account - (REACH - 50)


async def test_more_than_fifty_fields_go_beyond_the_border_too(crowd: Crowd) -> None:
    # The names sort before Last_Name: that comes with the second call.
    names = frozenset({*(f"A_{number:02}" for number in range(FIELDS_AT_ONCE)), "Last_Name"})
    rows = await crowd.pages(ListQuery(first=100, after=(REACH - 51,)), names)
    assert [row["id"] for row in rows] == crowd.ids[REACH - 50 :]
    assert all(row["Last_Name"] for row in rows)


async def test_a_token_belongs_to_the_fields_that_it_was_made_with(crowd: Crowd) -> None:
    page = await records_page(crowd.crm(), CONTACTS, ListQuery(first=10, after=(REACH + 19,)), NAME)
    with pytest.raises(BadUserInput, match="other fields"):
        await records_page(crowd.crm(), CONTACTS, ListQuery(first=10, after=page.positions[-1]), frozenset({"Email"}))


async def test_a_token_belongs_to_its_caller(crowd: Crowd) -> None:
    page = await records_page(crowd.crm(), CONTACTS, ListQuery(first=10, after=(REACH + 19,)), NAME)
    with pytest.raises(BadUserInput):
        await records_page(crowd.crm("sales"), CONTACTS, ListQuery(first=10, after=page.positions[-1]), NAME)


async def test_search_ends_at_two_thousand_and_says_so_without_a_call(crowd: Crowd) -> None:
    mark = crowd.mark()
    query = ListQuery(
        first=100, after=(REACH - 100,), conditions=(Condition("Last_Name", Operator.CONTAINS, "Number"),)
    )
    with pytest.raises(BadUserInput, match="narrow the filter"):
        await records_page(crowd.crm(), CONTACTS, query, NAME)
    assert crowd.asked(mark) == []


async def test_search_reaches_its_last_page(crowd: Crowd) -> None:
    condition = Condition("Last_Name", Operator.CONTAINS, "Number")
    page = await records_page(
        crowd.crm(), CONTACTS, ListQuery(first=100, after=(REACH - 101,), conditions=(condition,)), NAME
    )
    assert (len(page.rows), page.more) == (100, True)


async def test_a_view_cannot_be_combined_and_says_so_without_a_call(crowd: Crowd) -> None:
    mark = crowd.mark()
    for query in (
        ListQuery(view="1", search="Dahl"),
        ListQuery(view="1", order=Order("id")),
        ListQuery(view="1", conditions=(Condition("Email", Operator.CONTAINS, "a"),)),
        ListQuery(view="1", within=Within("Account_Name", (ACCOUNT,))),
    ):
        with pytest.raises(BadUserInput, match="saved view"):
            await records_page(crowd.crm(), CONTACTS, query, NAME)
    assert crowd.asked(mark) == []


async def test_words_and_a_filter_cannot_be_combined(crowd: Crowd) -> None:
    query = ListQuery(search="Dahl", conditions=(Condition("Email", Operator.CONTAINS, "a"),))
    with pytest.raises(BadUserInput, match="not by both"):
        await records_page(crowd.crm(), CONTACTS, query, NAME)


async def test_an_order_that_lists_do_not_know_is_a_search_for_everything(crowd: Crowd) -> None:
    mark = crowd.mark()
    query = ListQuery(first=5, order=Order("Last_Name", descending=False))
    page = await records_page(crowd.crm(), CONTACTS, query, NAME)
    names = [row["Last_Name"] for row in page.rows if isinstance(row, dict)]
    assert names == sorted(names)
    [asked] = crowd.asked(mark)
    assert "criteria=" in asked
    assert "sort_by=Last_Name&sort_order=asc" in asked
