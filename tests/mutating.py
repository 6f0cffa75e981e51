"""Mutations as tests ask for them, and what came of them."""

from typing import Any

from tests.graphs import Graph

CUSTOMER = "460000000001000001"
ERRORS = "userErrors { code message field }"
WRITING = ("POST", "PUT", "DELETE")


async def done(graph: Graph, persona: str, field: str, given: str, also: str = "") -> Any:
    """The payload of a mutation."""
    return (await graph.ask(persona, f"mutation {{ {field}(input: {{ {given} }}) {{ {ERRORS} {also} }} }}")).data[field]


def codes(payload: Any) -> list[tuple[str, list[str] | None]]:
    """The codes of a payload's errors and where they are."""
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


async def break_writes(graph: Graph, kind: str = "status") -> None:
    """From here on each write is answered by this fault."""
    rule = {"product": "*", "kind": kind, **({"status": 500} if kind == "status" else {})}
    await graph.break_down(*({**rule, "method": method} for method in WRITING))
