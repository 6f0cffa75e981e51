"""Whatever fails in whatever way: nothing is done twice, nothing is told as done that was not, each is written down.

Writes of all kinds are asked for at once, with a key and without one, while a fault strikes every write; then those
with a key once more without the fault.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest

from adapters.limits.circuits import FAILURES
from domain.journal import JournalEntry, JournalQuery
from sandbox.approvals import Approval, ApprovalSettings
from sandbox.crm.organization import ORG_ID
from sandbox.faults.injection import INJECTIONS
from schema.graph import graph as whole_graph
from tests.graphs import Graph, Told
from tests.mutating import WRITING, WRITTEN
from tests.own_mutations import OWN_MUTATIONS
from tests.proofs import proof
from tests.writes.attaching import attached
from tests.writes.kind import ATTACHING, Holds, Kind
from tests.writes.kinds import KINDS
from tests.writes.stock import Stock
from tests.writes.troubles import ATTEMPT, TROUBLES, Trouble

CALLER = "admin"
# They change nothing in a product.
# One kind in so many is asked for without a key too: another one with each fault.
UNKEYED = 3
AT_ONCE = min(8, FAILURES - 1)
# The kinds that the unique field makes a difference to.
MARKED = tuple(kind for kind in KINDS if "with the field" in {kind.found, kind.repeatable})


@dataclass(slots=True)
class Wanted:
    """One write that is asked for, and how often the sandbox had it before."""

    kind: Kind
    word: str
    given: dict[str, Any]
    key: str | None
    before: int = 0
    request_id: str = ""

    async def asked(self, graph: Graph) -> str:
        """Ask for it: done, unknown, refused, or an error."""
        if self.kind.mutation == ATTACHING:
            self.request_id, outcome = await attached(graph, CALLER, self.given, self.key)
            return outcome
        given = self.given | ({"idempotencyKey": self.key} if self.key else {})
        told = await graph.ask(CALLER, self.kind.query, {"input": given})
        self.request_id = next(value for name, value in told.headers.items() if name.lower() == "x-request-id")
        return outcome_of(told, self.kind)

    def times(self, graph: Graph) -> int:
        """How often it has happened."""
        return self.kind.times(graph.sandbox, self.given, self.word) - self.before


def outcome_of(told: Told, kind: Kind) -> str:
    """In a word."""
    if "errors" in told.body:
        assert not {"INTERNAL_SERVER_ERROR", "GRAPHQL_VALIDATION_FAILED"} & set(told.codes), (kind.name, told.body)
        return "error"
    codes = [each["code"] for each in told.body["data"][kind.mutation]["userErrors"]]
    if "OUTCOME_UNKNOWN" in codes:
        return "unknown"
    return "refused" if codes else "done"


def wanted(graph: Graph, kinds: Sequence[Kind], turn: int) -> list[Wanted]:
    """Each kind with a key and, where it is its turn, without one, on records of their own."""
    stock, found = Stock(graph.sandbox), list[Wanted]()
    for place, kind in enumerate(kinds):
        for keyed in (True, False) if (place + turn) % UNKEYED == 0 else (True,):
            word = f"word {uuid4().hex}"
            found.append(Wanted(kind, word, kind.given(stock, word), uuid4().hex if keyed else None))
            found[-1].before = found[-1].times(graph)
    return found


def some_of(kinds: Sequence[Kind], count: int, turn: int) -> Sequence[Kind]:
    """So many of the kinds: with each trouble the next ones, so that each kind meets several troubles."""
    return [kinds[(turn * count + place) % len(kinds)] for place in range(count)]


def shares(writes: Sequence[Wanted]) -> Iterator[Sequence[Wanted]]:
    """So many at once that no circuit opens and no read is late."""
    for start in range(0, len(writes), AT_ONCE):
        yield writes[start : start + AT_ONCE]


async def outcomes(graph: Graph, writes: Sequence[Wanted], *rules: dict[str, Any]) -> dict[str, str]:
    """What came of each, by its word, with these faults in force."""
    found: dict[str, str] = {}
    for share in shares(writes):
        await graph.break_down(*rules)
        came = await asyncio.gather(*(each.asked(graph) for each in share))
        found |= {each.word: outcome for each, outcome in zip(share, came, strict=True)}
    await graph.break_down()
    return found


async def entries_of(graph: Graph, writes: Sequence[Wanted]) -> dict[str, list[JournalEntry]]:
    """The audit log's lines of the last question for each write, by its word; those of an import on its way too."""
    page = await graph.service.journal.entries(JournalQuery(f"local:{ORG_ID}", first=1000))
    by_request: dict[str, list[JournalEntry]] = {}
    for numbered in page.entries:
        by_request.setdefault(numbered.entry.request_id, []).append(numbered.entry)
    return {each.word: by_request.get(each.request_id, []) for each in writes}


def holds(what: Holds, *, marking: bool) -> bool:
    return what == "always" or (what == "with the field" and marking)


async def check_written_down(graph: Graph, writes: Sequence[Wanted], came: dict[str, str]) -> None:
    """Each attempt has one line, which says what the client was told; each call to a product stands in one of them."""
    found = await entries_of(graph, writes)
    for each in writes:
        lines = [entry for entry in found[each.word] if entry.act == each.kind.mutation]
        if not lines and came[each.word] == "error":
            # It failed before there was anything to write down: that no call was sent is counted below.
            continue
        assert len(lines) == 1, (each.kind.name, came[each.word], lines)
        [entry] = lines
        # What an import before it kept from being sent was refused, though nobody can tell whether the import was made.
        unsent = entry.codes == ("OUTCOME_UNKNOWN",) and not entry.exchanged
        told = "refused" if unsent or came[each.word] == "error" else came[each.word]
        assert entry.result == told, (each.kind.name, told, entry)
    sent = [call for call in graph.calls() if call["method"] in WRITING and re.search(WRITTEN, call["path"])]
    written = sum(len(entry.exchanged) for entries in found.values() for entry in entries)
    # A call that its client has left may be logged later than it is looked for.
    assert written >= len(sent)


async def check(graph: Graph, kinds: Sequence[Kind], count: int, trouble: Trouble, *, marking: bool) -> None:
    turn = [*TROUBLES.values()].index(trouble)
    graph.renew()
    graph.service.journal_writer.reconciliation_pauses = (0.0, 0.05)
    graph.sandbox.approvals.replace(ApprovalSettings(estimates=Approval(type="simple")))
    await graph.meet(CALLER)
    writes = wanted(graph, some_of(kinds, count, turn), turn)
    rules = [{"product": "*", "method": method, "path": WRITTEN, **trouble.rule} for method in WRITING]
    patient = graph.service.exchange.limits
    if trouble.waits:
        graph.service.exchange.limits = replace(patient, attempt=ATTEMPT)
    try:
        first = await outcomes(graph, writes, *rules)
    finally:
        graph.service.exchange.limits = patient
    for each in writes:
        name, told, times = each.kind.name, first[each.word], each.times(graph)
        lost = trouble.happens and trouble.loses and not holds(each.kind.found, marking=marking)
        assert told in ({"unknown"} if lost else trouble.told), name
        assert times == (1 if trouble.happens else 0), (name, told, times)
    await check_written_down(graph, writes, first)
    keyed = [each for each in writes if each.key]
    second = await outcomes(graph, keyed)
    for each in keyed:
        name, told, times = each.kind.name, second[each.word], each.times(graph)
        before, again = first[each.word], holds(each.kind.repeatable, marking=marking)
        if before == "unknown" and not again:
            assert (told, times) == ("unknown", 1 if trouble.happens else 0), name
        elif before == "refused" and told == "refused":
            assert times == 0, name
        else:
            assert (told, times) == ("done", 1), (name, before)


@pytest.mark.parametrize("name", TROUBLES)
@proof("count", short=len(KINDS) // 8, full=len(KINDS))
async def test_with_the_unique_field(served_marking: Graph, name: str, count: int) -> None:
    await check(served_marking, KINDS, count, TROUBLES[name], marking=True)


@pytest.mark.parametrize("name", TROUBLES)
@proof("count", short=len(MARKED) // 6, full=len(MARKED))
async def test_without_the_unique_field(served_plain: Graph, name: str, count: int) -> None:
    await check(served_plain, MARKED, count, TROUBLES[name], marking=False)


@pytest.mark.parametrize(("kinds", "count"), [(KINDS, len(KINDS) // 8), (MARKED, len(MARKED) // 6)])
def test_every_kind_meets_several_troubles_in_the_short_form_too(kinds: Sequence[Kind], count: int) -> None:
    met = Counter(kind.name for turn in range(len(TROUBLES)) for kind in some_of(kinds, count, turn))
    assert met.keys() == {kind.name for kind in kinds}
    assert min(met.values()) >= 2
    assert all(Counter(some_of(kinds, len(kinds), turn)) == Counter(kinds) for turn in (0, 3))


def test_every_mutation_is_here() -> None:
    mutation = whole_graph().mutation_type
    assert mutation is not None
    assert {kind.mutation for kind in KINDS} | OWN_MUTATIONS == {*mutation.fields, ATTACHING}


def test_every_fault_is_here() -> None:
    assert {trouble.rule["kind"] for trouble in TROUBLES.values()} == set(INJECTIONS)
