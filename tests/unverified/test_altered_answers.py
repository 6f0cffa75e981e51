"""Whatever becomes of an answer that rests on an assumption, what is hidden stays so, and nothing vanishes silently.

Each case alters one kind of answer over real HTTP and asks the core of what clients ask as one persona, twice: what the
gateway has learnt of the first answers may hide nothing, and show nothing, either.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from random import Random

import pytest
import pytest_asyncio

from sandbox.context import Options
from tests.gateway.tables import codes
from tests.graphs import Told
from tests.proofs import family, proof
from tests.unverified.alterations import denied_as
from tests.unverified.assumed_answers import ALTERED, ASKED
from tests.unverified.proxy import Alteration, AlteredGraph, altered_graph_served
from tests.unverified.questions import PERSONAS, QUESTIONS, faults

CODES = frozenset(codes())
# A roster decides, or roles do; or CRM sends hidden fields blank.
WORLDS = ("granted", "ungranted", "blank")


@dataclass(slots=True)
class World:
    """A gateway, and what it answers to each persona as long as nothing is altered."""

    altered: AlteredGraph
    true: dict[tuple[str, str], list[Told]] = field(default_factory=dict[tuple[str, str], list[Told]])

    async def answers(self, group: str, persona: str, *alterations: Alteration) -> list[Told]:
        """The answers to the questions of a group, in order, each asked twice."""
        self.altered.alter(*alterations)
        graph = self.altered.graph
        return [await graph.ask(persona, QUESTIONS[question]) for question in ASKED[group] for _ in range(2)]

    async def faults(self, group: str, persona: str, alterations: tuple[Alteration, ...]) -> list[str]:
        """What is wrong with the altered answers to a persona."""
        if (group, persona) not in self.true:
            self.true[group, persona] = await self.answers(group, persona)
        told = await self.answers(group, persona, *alterations)
        questions = [question for question in ASKED[group] for _ in range(2)]
        names = " and ".join(each.name for each in alterations)
        return [
            f"{persona}, {question}, {names}: {fault}"
            for question, before, after in zip(questions, self.true[group, persona], told, strict=True)
            for fault in faults(question, before, after, CODES)
        ]


@pytest_asyncio.fixture(scope="module")
async def worlds() -> AsyncIterator[Mapping[str, World]]:
    """The gateways by name."""
    async with AsyncExitStack() as stack:
        granted = await stack.enter_async_context(altered_graph_served())
        ungranted = await stack.enter_async_context(altered_graph_served(grants=None))
        options = Options(port=0, hidden_fields="blank")
        blank = await stack.enter_async_context(altered_graph_served(options))
        yield dict(zip(WORLDS, map(World, (granted, ungranted, blank)), strict=True))


def drawn(count: int) -> Iterator[tuple[str, str, str, tuple[Alteration, ...]]]:
    """World, group, persona and alterations of so many cases: every group has its turn, then the next round begins."""
    dice = Random(count)
    for number in range(count):
        group = [*ALTERED][number % len(ALTERED)]
        also = [] if dice.random() < 0.7 else [denied_as(*dice.choice(((403, 57), (400, 1002))))]
        chosen = (dice.choice(ALTERED[group]), *also)
        yield dice.choice(WORLDS), group, dice.choice(PERSONAS), chosen


@proof("cases", short=len(ALTERED), full=400)
async def test_nothing_visible_vanishes_silently_and_nothing_hidden_is_shown(
    worlds: Mapping[str, World], cases: int
) -> None:
    wrong = [
        f"{world}: {fault}"
        for world, group, persona, alterations in drawn(cases)
        for fault in await worlds[world].faults(group, persona, alterations)
    ]
    assert wrong == []


# One alteration of each group, for those who may see everything and for whom amounts are hidden.
@family(short=3)
@pytest.mark.parametrize("group", ALTERED)
@pytest.mark.parametrize("persona", ["admin", "restricted"])
async def test_an_assumption_that_is_false_costs_no_right_and_gives_none(
    worlds: Mapping[str, World], group: str, persona: str
) -> None:
    for alteration in ALTERED[group][::7]:
        assert await worlds["granted"].faults(group, persona, (alteration,)) == []


@pytest.mark.parametrize("group", ALTERED)
async def test_an_alteration_alters_something(worlds: Mapping[str, World], group: str) -> None:
    altered = worlds["granted"].altered
    altered.alter(*ALTERED[group])
    for question in ASKED[group]:
        await altered.graph.ask("admin", QUESTIONS[question])
    assert altered.proxy.altered
