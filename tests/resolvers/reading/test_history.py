"""What is told of a record's past, beside what the case pages show."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.journal import Author, Journal, JournalEntry, JournalPage, JournalQuery
from domain.policy import Policy, Rule
from gateway.journal import MemoryJournal
from resolvers.reading.history import instant_of
from sandbox.books.memberships import ORGANIZATIONS
from tests.graphs import Graph, graph_served
from tests.noninterference.world import NOON

INVOICE = "460000000008000001"
HISTORY = f'{{ invoice(id: "{INVOICE}") {{ history {{ nodes {{ at source act author {{ name }} }} }} }} }}'
OSLO = ZoneInfo("Europe/Oslo")


def entry(tenant: str, act: str, **more: Any) -> JournalEntry:
    made = JournalEntry(tenant, NOON, Author("Somebody", "somebody@x.example"), act, "books.invoices", INVOICE, "done")
    return replace(made, **more)


async def acts(graph: Graph, persona: str = "sales", query: str = HISTORY) -> list[str]:
    told = await graph.ask(persona, query)
    return [each["act"] for each in told.data["invoice"]["history"]["nodes"] if each["source"] == "SUITEGRAPH"]


async def tenant(graph: Graph) -> str:
    told = await graph.ask("admin", "{ viewer { crmOrganization { organizationId } } }")
    return f"local:{told.data['viewer']['crmOrganization']['organizationId']}"


async def test_another_organisations_acts_and_other_records_are_not_told(graph: Graph) -> None:
    own, note = await tenant(graph), graph.service.journal.note
    before = await acts(graph)
    await note(entry("local:1", "another organisation"))
    await note(entry(own.replace("local", "eu"), "another data centre"))
    await note(entry(own, "another record", record_id="460000000008000002"))
    await note(entry(own, "another module", module="books.estimates"))
    await note(entry(own, "this record"))
    assert set(await acts(graph)) - set(before) == {"this record"}


async def test_who_may_not_read_the_record_is_told_nothing_and_the_log_is_not_asked(graph: Graph) -> None:
    await graph.service.journal.note(entry(await tenant(graph), "this record"))
    journal_writer, watched = graph.service.journal_writer, Watched(graph.service.journal)
    journal, journal_writer.journal = journal_writer.journal, watched
    try:
        for persona, query in (("outsider", HISTORY), ("sales", HISTORY.replace(INVOICE, "460000000999999999"))):
            assert (await graph.ask(persona, query)).body["data"]["invoice"] is None
        # The product has the last word, also where the record itself is known from elsewhere.
        await graph.break_down({"product": "books", "path": ".*comments", "kind": "status", "status": 500})
        assert (await graph.ask("sales", HISTORY)).body["data"]["invoice"]["history"] is None
        assert watched.asked == []
        await graph.break_down()
        assert "this record" in await acts(graph)
        assert watched.asked != []
    finally:
        await graph.break_down()
        journal_writer.journal = journal


class Watched(MemoryJournal):
    """A journal that remembers what it was asked."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._watched = journal
        self.asked: list[JournalQuery] = []

    async def entries(self, question: JournalQuery) -> JournalPage:
        """The other one's."""
        self.asked.append(question)
        return await self._watched.entries(question)


async def test_a_policy_hides_histories_and_comments_and_no_call_is_made_for_them() -> None:
    policy = Policy((Rule("Not for everybody.", frozenset({"Invoice.history", "Invoice.comments"})),))
    async with graph_served() as graph:
        graph.service.rights = replace(graph.service.rights, policy=policy)
        await graph.meet("sales")
        told = await graph.ask(
            "sales",
            f'{{ invoice(id: "{INVOICE}") {{ history {{ nodes {{ act }} }} comments {{ nodes {{ text }} }} }} }}',
        )
        assert told.body["data"] == {"invoice": {"history": None, "comments": None}}
        hidden = told.body["extensions"]["hiddenFields"]
        assert [each["coordinate"] for each in hidden] == ["Invoice.comments", "Invoice.history"]
        assert graph.bill() == {"books": 1}


@pytest.mark.parametrize(
    ("day", "time", "instant"),
    [
        ("2026-10-01", "8:05 AM", "2026-10-01T08:05:00+02:00"),
        ("2026-12-01", "12:30 PM", "2026-12-01T12:30:00+01:00"),
        ("2026-10-01", "17:05", "2026-10-01T17:05:00+02:00"),
        ("2026-10-01", "soon", "2026-10-01T00:00:00+02:00"),
        # What is no day has no instant, and is an error where it is shown.
        ("soon", "8:05 AM", "soon"),
        ("", "", None),
    ],
)
def test_a_comments_day_and_time_are_an_instant_of_the_organisation(day: str, time: str, instant: str | None) -> None:
    assert instant_of({"date": day, "time": time}, OSLO) == instant


async def test_a_customer_with_many_comments_is_read_page_by_page_the_newest_first(graph: Graph) -> None:
    shelf, store = "contacts/460000000001000001/comments", graph.sandbox.store
    last = store.bodies(ORGANIZATIONS[0].shelf, shelf)[-1]
    for number in range(450):
        body = {**last, "comment_id": str(470000000000000000 + number), "description": f"No. {number}"}
        store.put(ORGANIZATIONS[0].shelf, shelf, body["comment_id"], body)
    try:
        await graph.meet("admin")
        told = await graph.ask(
            "admin", '{ customer(id: "460000000001000001") { comments(first: 2) { nodes { text } } } }'
        )
        assert [each["text"] for each in told.data["customer"]["comments"]["nodes"]] == ["No. 449", "No. 448"]
        assert graph.bill() == {"books": 4}
    finally:
        graph.renew()
