"""Callers who ask at the same time: every byte of an answer is its caller's, every call carries its caller's token."""

import asyncio
from typing import Any

import pytest

from tests.graphs import Graph
from tests.isolation.crowd import CROWD, MARK, Alone, Answer, answered, calls_by_owner, together
from tests.isolation.documents import DOCUMENTS, Document

NAMES = list(DOCUMENTS)
ByThemselves = dict[tuple[str, str], Alone]
FAULTS: dict[str, dict[str, Any]] = {
    "slow": {"kind": "latency", "seconds": 0.02, "probability": 0.5},
    "broken connections": {"kind": "reset", "probability": 0.4},
    "half answers": {"kind": "truncated_json", "probability": 0.4},
    "out of order": {"kind": "status", "status": 503, "probability": 0.4},
    "too many calls": {"kind": "throttled", "probability": 0.4},
}


def check(answers: list[Answer], asked: list[str], by_themselves: ByThemselves) -> None:
    """Each answer is its caller's alone, and the very one that the caller gets while nobody else asks."""
    for answer, name in zip(answers, asked, strict=True):
        assert answer.is_only_its_callers(), (answer.persona, name, answer.marks, answer.ranges)
        assert answer.body == by_themselves[answer.persona, name].answer.body, (answer.persona, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_document_shows_marks_and_amounts_of_several_callers(name: str, by_themselves: ByThemselves) -> None:
    answers = [by_themselves[persona, name].answer for persona in CROWD]
    assert all(answer.is_only_its_callers() for answer in answers)
    assert sum(answer.marks == {answer.persona} for answer in answers) >= 2
    assert "amount" not in DOCUMENTS[name].query or sum(bool(answer.ranges) for answer in answers) >= 2


@pytest.mark.parametrize("persona", CROWD)
def test_every_caller_is_shown_something(persona: str, by_themselves: ByThemselves) -> None:
    answers = [by_themselves[persona, name].answer for name in NAMES]
    assert sum(bool(answer.marks) for answer in answers) >= 5


@pytest.mark.parametrize("name", NAMES)
async def test_the_same_question_of_all_is_answered_to_each(
    name: str, graph: Graph, by_themselves: ByThemselves
) -> None:
    questions = [(persona, DOCUMENTS[name]) for persona in CROWD]
    cold = await together(graph, questions)
    calls = calls_by_owner(graph)
    check(cold, [name] * len(CROWD), by_themselves)
    assert calls == {persona: by_themselves[persona, name].calls for persona in CROWD}
    check(await together(graph, questions), [name] * len(CROWD), by_themselves)
    assert set(calls_by_owner(graph)) == set(CROWD)


@pytest.mark.parametrize("memory", ["cold", "warm"])
async def test_different_questions_at_once_keep_their_callers(
    memory: str, graph: Graph, by_themselves: ByThemselves
) -> None:
    for step in (1, 2):
        asked = [(persona, NAMES[(step * place + step) % len(NAMES)]) for place, persona in enumerate(CROWD * 2)]
        if memory == "cold":
            graph.forget_callers()
        answers = await together(graph, [(persona, DOCUMENTS[name]) for persona, name in asked])
        check(answers, [name for _, name in asked], by_themselves)
    assert set(calls_by_owner(graph)) == set(CROWD)


async def test_one_caller_asks_what_nobody_else_does(graph: Graph, by_themselves: ByThemselves) -> None:
    asked = [(persona, "links across products" if persona == "admin" else "a list") for persona in CROWD]
    answers = await together(graph, [(persona, DOCUMENTS[name]) for persona, name in asked])
    check(answers, [name for _, name in asked], by_themselves)
    finance = {
        owner for owner, calls in calls_by_owner(graph).items() if any("/billing/" in path for _, path, _ in calls)
    }
    assert finance == {"admin"}


@pytest.mark.parametrize("kind", FAULTS)
async def test_retries_of_one_caller_bring_nothing_of_another(
    kind: str, graph: Graph, by_themselves: ByThemselves
) -> None:
    await graph.break_down({"product": "*", "count": 40, **FAULTS[kind]})
    asked = [(persona, name) for persona in CROWD for name in ("links across products", "batches")]
    answers = await together(graph, [(persona, DOCUMENTS[name]) for persona, name in asked])
    assert all(rule["count"] < 30 for rule in graph.sandbox.faults.in_force())
    for answer, (persona, name) in zip(answers, asked, strict=True):
        assert answer.is_only_its_callers(), (persona, name, answer.marks, answer.ranges)
        if b'"errors"' not in answer.raw:
            assert answer.body == by_themselves[persona, name].answer.body
    calls = calls_by_owner(graph)
    assert set(calls) == set(CROWD)
    sent_again = [call for counted in calls.values() for call, count in counted.items() if count > 1]
    assert sent_again or kind == "slow"
    assert any(answer.marks for answer in answers)


@pytest.mark.parametrize(("path", "name"), [("/user/info", "what is remembered"), ("/Deals", "batches")])
async def test_who_leaves_takes_nothing_along_and_leaves_nothing_behind(
    path: str, name: str, graph: Graph, by_themselves: ByThemselves
) -> None:
    leaving, staying = CROWD[:3], CROWD[3:]
    await graph.break_down({"product": "*", "kind": "hang", "path": path, "count": len(leaving)})
    tasks = [asyncio.create_task(answered(graph, persona, DOCUMENTS[name])) for persona in leaving]
    async with asyncio.timeout(60):
        while graph.sandbox.faults.in_force():
            await graph.ask(None, "{ __typename }")
    for task in tasks[1:]:
        task.cancel()
    answers = await together(graph, [(persona, DOCUMENTS[name]) for persona in staying])
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert all(task.cancelled() for task in tasks)
    check(answers, [name] * len(staying), by_themselves)
    everybody = await together(graph, [(persona, DOCUMENTS[name]) for persona in CROWD])
    check(everybody, [name] * len(CROWD), by_themselves)
    assert set(calls_by_owner(graph)) == set(CROWD)


async def test_a_cursor_of_another_caller_leads_to_ones_own_rows(graph: Graph) -> None:
    query = "query ($after: String) { accounts(first: 2, after: $after) { nodes { name } pageInfo { endCursor } } }"
    first = await together(graph, [(persona, Document(query)) for persona in CROWD])
    cursors = {answer.persona: answer.body["data"]["accounts"]["pageInfo"]["endCursor"] for answer in first}
    second = await together(graph, [(persona, Document(query, {"after": cursors[persona]})) for persona in CROWD])
    passed_on = zip(CROWD, [*CROWD[1:], CROWD[0]], strict=True)
    graph.forget_answers()
    swapped = await together(graph, [(persona, Document(query, {"after": cursors[of]})) for persona, of in passed_on])
    assert swapped == second
    assert all(answer.is_only_its_callers() and answer.marks == {answer.persona} for answer in swapped)
    assert set(calls_by_owner(graph)) == set(CROWD)


async def test_who_brings_no_good_token_is_told_nothing_of_those_who_do(
    graph: Graph, by_themselves: ByThemselves
) -> None:
    names = ["a list", "what is remembered"] * (len(CROWD) // 2)
    crowd = together(graph, [(persona, DOCUMENTS[name]) for persona, name in zip(CROWD, names, strict=True)])
    strangers = (
        graph.ask(persona, DOCUMENTS[name].query, token=token)
        for name in ("a list", "what is remembered")
        for persona, token in ((None, None), (None, "1000.nobodys.token"), ("expired", None))
    )
    answers, refused = await asyncio.gather(crowd, asyncio.gather(*strangers))
    check(answers, names, by_themselves)
    assert [(told.status, told.codes) for told in refused] == [(401, ["UNAUTHENTICATED"])] * len(refused)
    assert not any(MARK.search(str(told.body).encode()) for told in refused)
    assert set(calls_by_owner(graph)) <= {*CROWD, "expired", None}
