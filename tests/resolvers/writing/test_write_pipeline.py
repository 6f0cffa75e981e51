"""A write and its intent: who may have it in hand, who answers a repeated key, and what a failing journal means."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from domain.errors import OutcomeUnknown
from domain.journal import (
    Intent,
    JournalError,
    JournalQuery,
)
from domain.modules import books
from domain.queries import Row
from domain.writes import ProblemCode, not_done
from resolvers.journal import JournalWriter
from resolvers.writing.mutation_command import MutationCommand
from resolvers.writing.reconciliation import holds_values
from resolvers.writing.write_pipeline import perform_mutation
from resolvers.writing.write_result import MutationResult
from tests.engine.shaped import session_opened
from tests.graphs import Graph
from tests.resolvers.writing.failing_journal import FailingJournal

ESTIMATES = books.ESTIMATES
ROW: Row = {"estimate_id": "1"}
BUSY = [ProblemCode.CONFLICT]


@dataclass(slots=True)
class Acts:
    """A write that does nothing but count how often it is sent and looked for; `there` is what a look finds."""

    sent: int = 0
    looked: list[Intent] = field(default_factory=list[Intent])
    there: Row | None = None
    fails: Exception | None = None
    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def send(self, _mark: str) -> Row:
        self.sent += 1
        await asyncio.sleep(0)
        if self.fails is not None:
            raise self.fails
        return ROW

    async def find(self, intent: Intent) -> Row | None:
        self.looked.append(intent)
        if self.meanwhile is not None:
            await self.meanwhile()
        return self.there

    def write(self, key: str | None = "k", *, repeatable: bool = False, **client_input: Any) -> MutationCommand:
        return MutationCommand(
            act="createEstimate",
            module=ESTIMATES,
            action="create",
            client_input=client_input,
            key=key,
            send=self.send,
            find=self.find,
            repeatable=repeatable,
        )


class Crash(Exception):
    """The process dies while it waits for the answer."""


async def ask(
    graph: Graph, write: MutationCommand, journal_writer: JournalWriter | None = None, persona: str = "admin"
) -> MutationResult:
    """Make it in an operation of its own, with the graph's journal writer unless there is another."""
    async with session_opened(graph, persona) as session:
        loader = session.loader
        loader._journal_writer = journal_writer or graph.service.journal_writer  # pyright: ignore[reportPrivateUsage]  # another process's
        return await perform_mutation(loader, write)


def other(graph: Graph) -> JournalWriter:
    """Another process with the same journal."""
    return JournalWriter(graph.service.journal, reconciliation_pauses=(0.0,))


def codes(told: MutationResult) -> list[ProblemCode]:
    return [problem.code for problem in told.problems]


async def crashed(graph: Graph, acts: Acts, write: MutationCommand, journal_writer: JournalWriter) -> None:
    """An attempt of that process that ends without a word."""
    acts.fails = Crash()
    with pytest.raises(Crash):
        await ask(graph, write, journal_writer)
    acts.fails = None


async def results(graph: Graph) -> list[str]:
    """What the audit log says, oldest first."""
    page = await graph.service.journal.entries(JournalQuery("local:4150868000000225000"))
    return [each.entry.result for each in reversed(page.entries)]


async def test_two_at_once_with_one_key_are_one_write(graph: Graph) -> None:
    acts = Acts()
    told = await asyncio.gather(*(ask(graph, acts.write()) for _ in range(5)))
    assert [each.record_id for each in told] == ["1"] * 5
    assert (acts.sent, await results(graph)) == (1, ["done"])


async def test_without_a_key_each_is_a_write(graph: Graph) -> None:
    acts = Acts()
    await asyncio.gather(*(ask(graph, acts.write(None)) for _ in range(3)))
    assert acts.sent == 3


async def test_keys_are_each_user_s_own(graph: Graph) -> None:
    acts = Acts()
    for persona in ("admin", "accountant"):
        assert (await ask(graph, acts.write(), persona=persona)).problems == ()
    assert acts.sent == 2


async def test_a_key_is_spent_for_another_input(graph: Graph) -> None:
    acts = Acts()
    await ask(graph, acts.write(notes="a"))
    told = await ask(graph, acts.write(notes="b"))
    assert (codes(told), acts.sent) == (BUSY, 1)
    assert told.problems[0].path == ("idempotencyKey",)


@pytest.mark.parametrize("repeatable", [False, True])
async def test_what_another_process_has_in_hand_is_left_alone(graph: Graph, repeatable: bool) -> None:
    acts, living = Acts(), other(graph)
    house, _, word = living.process.split("-")
    living.process = f"{house}-{os.getppid()}-{word}"
    await crashed(graph, acts, acts.write(repeatable=repeatable), living)
    assert codes(await ask(graph, acts.write(repeatable=repeatable))) == BUSY
    assert (acts.sent, acts.looked) == (1, [])


@pytest.mark.parametrize(("there", "sent"), [(ROW, 1), (None, 2)])
async def test_what_cannot_happen_twice_is_looked_for_and_else_sent_again(
    graph: Graph, there: Row | None, sent: int
) -> None:
    acts = Acts(there=there)
    await crashed(graph, acts, acts.write(repeatable=True), other(graph))
    told = await ask(graph, acts.write(repeatable=True))
    assert (told.record_id, told.problems, acts.sent) == ("1", (), sent)
    assert (await ask(graph, acts.write(repeatable=True))).record_id == "1"
    assert acts.sent == sent


async def test_what_the_process_itself_gave_up_is_looked_for_and_not_sent_again(graph: Graph) -> None:
    acts = Acts()
    await crashed(graph, acts, acts.write(), graph.service.journal_writer)
    assert codes(await ask(graph, acts.write())) == [ProblemCode.OUTCOME_UNKNOWN]
    acts.there = ROW
    assert (await ask(graph, acts.write())).record_id == "1"
    assert (acts.sent, await results(graph)) == (1, ["unknown", "done"])


async def test_each_look_is_for_what_the_first_attempt_began(graph: Graph) -> None:
    acts = Acts()
    await crashed(graph, acts, acts.write(), graph.service.journal_writer)
    for _ in range(3):
        await ask(graph, acts.write())
    assert len({(each.intent_id, each.entry.at, each.mark) for each in acts.looked}) == 1
    page = await graph.service.journal.entries(JournalQuery("local:4150868000000225000"))
    assert {each.entry.intent_id for each in page.entries} == {acts.looked[0].intent_id}
    assert len({each.entry.at for each in page.entries}) == 3


async def test_of_two_who_look_one_sends(graph: Graph) -> None:
    acts, rival = Acts(), Acts()
    write = acts.write(repeatable=True)
    await crashed(graph, acts, write, other(graph))
    acts.meanwhile = lambda: ask(graph, rival.write(repeatable=True), other(graph))
    assert codes(await ask(graph, write)) == BUSY
    assert (acts.sent, rival.sent) == (1, 1)


async def test_a_look_that_fails_leaves_the_intent_as_it_was(graph: Graph) -> None:
    acts = Acts(there=ROW)
    await crashed(graph, acts, acts.write(), graph.service.journal_writer)
    acts.meanwhile = down
    with pytest.raises(OutcomeUnknown):
        await ask(graph, acts.write())
    assert await results(graph) == []
    acts.meanwhile = None
    assert (await ask(graph, acts.write())).record_id == "1"


async def down() -> None:
    raise OutcomeUnknown("no answer", service="books")


async def test_a_refusal_of_what_came_through_meanwhile_is_done(graph: Graph) -> None:
    acts = Acts()
    await crashed(graph, acts, acts.write(repeatable=True), other(graph))
    refusing = replace(acts.write(repeatable=True), send=refuse(acts))
    assert (await ask(graph, refusing)).record_id == "1"
    assert await results(graph) == ["done"]


def refuse(acts: Acts) -> Callable[[str], Awaitable[Row]]:
    """What the product says of a mark that it has by now."""

    async def send(_mark: str) -> Row:
        acts.there = ROW
        raise not_done(ProblemCode.CONFLICT, "It exists already.")

    return send


@pytest.mark.parametrize(("code", "sent"), [(ProblemCode.VALIDATION, 0), (ProblemCode.FORBIDDEN, 1)])
async def test_a_refusal_is_kept_unless_it_may_pass(graph: Graph, code: ProblemCode, sent: int) -> None:
    acts = Acts()

    async def check() -> None:
        raise not_done(code, "No.")

    assert codes(await ask(graph, replace(acts.write(), check=check))) == [code]
    assert (len((await ask(graph, acts.write())).problems), acts.sent) == (1 - sent, sent)


async def test_without_a_journal_nothing_is_sent(graph: Graph) -> None:
    acts = Acts()
    with pytest.raises(JournalError):
        await ask(graph, acts.write(), JournalWriter(FailingJournal(graph.service.journal, "begin")))
    assert acts.sent == 0


async def test_what_could_not_be_written_down_is_unclear_and_found_by_its_key(graph: Graph) -> None:
    acts = Acts(there=ROW)
    journal_writer = JournalWriter(FailingJournal(graph.service.journal, "settle"))
    told = await ask(graph, acts.write(), journal_writer)
    assert (codes(told), told.record_id) == ([ProblemCode.OUTCOME_UNKNOWN], "1")
    again = await ask(graph, acts.write(), JournalWriter(graph.service.journal, process=journal_writer.process))
    assert (again.problems, again.record_id, acts.sent) == ((), "1", 1)


async def test_what_is_lost_and_cannot_be_written_down_is_unclear_all_the_same(graph: Graph) -> None:
    acts = Acts(fails=OutcomeUnknown("no answer", service="books"))
    told = await ask(
        graph,
        acts.write(),
        JournalWriter(FailingJournal(graph.service.journal, "settle"), reconciliation_pauses=(0.0,)),
    )
    assert codes(told) == [ProblemCode.OUTCOME_UNKNOWN]


async def test_a_write_that_nobody_can_find_is_unclear(graph: Graph) -> None:
    acts = Acts(fails=OutcomeUnknown("no answer", service="books"))
    assert codes(await ask(graph, replace(acts.write(), find=None))) == [ProblemCode.OUTCOME_UNKNOWN]


def test_a_record_has_its_custom_fields_too() -> None:
    row = {"notes": "a", "custom_fields": [{"api_name": "cf_region", "value": "North"}]}
    wanted = {"notes": "a", "custom_fields": [{"api_name": "cf_region", "value": "North"}]}
    assert holds_values(row, wanted)
    assert not holds_values(row, {"custom_fields": [{"api_name": "cf_region", "value": "South"}]})
    assert not holds_values(row, {**wanted, "notes": "b"})


def test_a_moment_is_the_same_in_another_zone() -> None:
    assert holds_values({"At": "2026-09-01T10:00:00+02:00"}, {"At": "2026-09-01T08:00:00+00:00"})
    assert not holds_values({"At": "2026-09-01T10:00:00+02:00"}, {"At": "2026-09-01T10:00:00+00:00"})


def test_a_share_is_the_same_with_other_decimals() -> None:
    assert holds_values({"discount": "10.00%"}, {"discount": "10%"})
    assert not holds_values({"discount": "10.00%"}, {"discount": "11%"})
    assert not holds_values({"discount": 10}, {"discount": "10%"})
