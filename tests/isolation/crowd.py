"""Personas who ask at the same time, and what may be seen of whom in an answer."""

import asyncio
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sandbox.isolation import RANGE
from sandbox.people import BY_NAME, PERSONAS
from tests.graphs import Graph
from tests.isolation.documents import Document

CROWD = [persona.name for persona in PERSONAS if persona.name != "expired"]
MARK = re.compile(rb"~([a-z]+)~")
# Numbers of the size of a moved amount, wherever they stand; ids are longer.
LARGE = re.compile(rb"(?<![\w.+-])-?(\d{11})(?:\.\d+)?(?![\w-])")
CHANGING = frozenset({"requestId", "cost"})
AMOUNT = re.compile(rb'"amount":"-?([\d.]+)"')

Calls = Counter[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes that one persona got."""

    persona: str
    status: int
    raw: bytes

    @property
    def body(self) -> Any:
        """The answer, decoded, without its request ids and its cost, which depends on what was asked before."""
        return json.loads(self.raw, object_hook=lambda found: {k: v for k, v in found.items() if k not in CHANGING})

    @property
    def marks(self) -> set[str]:
        """Whose marks it carries."""
        return {mark.decode() for mark in MARK.findall(self.raw)}

    @property
    def ranges(self) -> set[int]:
        """In whose ranges its amounts lie, by number: 0 is nobody's."""
        amounts = [float(amount) for amount in AMOUNT.findall(self.raw) + LARGE.findall(self.raw)]
        return {int(amount // RANGE) for amount in amounts if amount}

    def is_only_its_callers(self) -> bool:
        """Whether nothing in it is somebody else's."""
        return self.marks <= {self.persona} and self.ranges <= {BY_NAME[self.persona].number}


@dataclass(frozen=True, slots=True)
class Alone:
    """What a persona is answered while nobody else asks, and which calls that took."""

    answer: Answer
    calls: Calls


async def answered(graph: Graph, persona: str, document: Document) -> Answer:
    """The bytes of the answer to one document with the persona's token."""
    sent = {"query": document.query, "variables": document.variables}
    headers = {"Authorization": f"Bearer {BY_NAME[persona].access_token}"}
    async with graph.session.post(f"{graph.base}/graphql", json=sent, headers=headers) as response:
        return Answer(persona, response.status, await response.read())


async def alone(graph: Graph, persona: str, document: Document) -> Alone:
    """One answer from an empty memory, while nobody else asks."""
    graph.renew()
    graph.forget_calls()
    answer = await answered(graph, persona, document)
    return Alone(answer, calls_by_owner(graph)[persona])


async def together(graph: Graph, questions: list[tuple[str, Document]]) -> list[Answer]:
    """The answers to all questions, asked at the same moment."""
    return await asyncio.gather(*(answered(graph, persona, document) for persona, document in questions))


def calls_by_owner(graph: Graph) -> dict[str | None, Calls]:
    """What the products were asked since the mark, by the owner of the token that came along.

    A search word or filter with somebody's mark would have come out of that person's answer: there must be none.
    """
    found: dict[str | None, Calls] = {}
    for call in graph.calls():
        assert MARK.search(call["query"].encode()) is None or f"~{call['token_owner']}~" in call["query"]
        asked = (call["method"], call["path"], call["query"])
        found.setdefault(call["token_owner"], Counter())[asked] += 1
    return found
