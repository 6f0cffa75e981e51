"""Callers at the same time, in fair weather and foul: each call carries the token whose data it feeds."""

import asyncio
from typing import Any

from tests.faults.story import QUERY, Story
from tests.graphs import Graph, Told

PERSONAS = ("admin", "sales", "legacy", "accountant", "billing", "assigned", "restricted", "outsider")
Calls = set[tuple[str, str, str]]


def told_apart(graph: Graph) -> dict[str, Calls]:
    """What was asked with each caller's token, but for what another branch may have brought before.

    Not how often: which branches share a call is a matter of moments.
    """
    found: dict[str, Calls] = {}
    for call in graph.calls():
        if call["path"].startswith("/books/v3/contacts/"):
            # Whose customer an invoice is: the account's branch knows it too, where it is the faster one.
            continue
        found.setdefault(str(call["token_owner"]), Calls()).add((call["product"], call["path"], call["query"]))
    return found


def comparable(told: Told) -> Any:
    """The answer without what differs from request to request, errors in the order of their paths."""
    errors = [
        (error["path"], error["extensions"]["code"], error["extensions"].get("service"))
        for error in told.body.get("errors", [])
    ]
    return told.status, told.body.get("data"), sorted(errors, key=str)


async def alone(graph: Graph, story: Story, persona: str) -> tuple[Any, dict[str, Calls]]:
    """A persona's answer and calls when nobody else asks."""
    graph.renew()
    graph.forget_calls()
    told = await graph.ask(persona, QUERY, story.variables)
    return comparable(told), told_apart(graph)


async def test_eight_callers_at_once_get_what_each_gets_alone_with_their_own_token(
    fragile: Graph, story: Story
) -> None:
    expected = {persona: await alone(fragile, story, persona) for persona in PERSONAS}
    assert len({str(answer) for answer, _ in expected.values()}) > 3
    fragile.renew()
    fragile.forget_calls()
    told = await asyncio.gather(*(fragile.ask(persona, QUERY, story.variables) for persona in PERSONAS))
    for persona, answer in zip(PERSONAS, told, strict=True):
        assert comparable(answer) == expected[persona][0], persona
    asked = told_apart(fragile)
    assert asked == {persona: expected[persona][1][persona] for persona in PERSONAS}
