"""Mutations as tests ask for them, and what came of them."""

from typing import Any

from tests.graphs import Graph

CUSTOMER = "460000000001000001"
LINES = 'lineItems: [{ name: "Calibration", rate: "9" }]'
SOLD = f'party: {{ customer: "{CUSTOMER}" }}, {LINES}'
ERRORS = "userErrors { code message field }"
WRITING = ("POST", "PUT", "DELETE")
# A composite request of CRM is sent by POST and reads.
WRITTEN = "^(?!.*/__composite_requests$)"


async def done(graph: Graph, persona: str, field: str, given: str, also: str = "") -> Any:
    """The payload of a mutation."""
    return (await graph.ask(persona, f"mutation {{ {field}(input: {{ {given} }}) {{ {ERRORS} {also} }} }}")).data[field]


async def new(graph: Graph, kind: str = "Estimate", persona: str = "admin", more: str = "") -> str:
    """The `id` of a new document for a customer."""
    field = kind[0].lower() + kind[1:]
    payload = await done(graph, persona, f"create{kind}", f"{SOLD} {more}", f"{field} {{ id }}")
    id_: str = payload[field]["id"]
    return id_


def codes(payload: Any) -> list[tuple[str, list[str] | None]]:
    """The codes of a payload's errors and where they are."""
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


async def break_writes(graph: Graph, kind: str = "status") -> None:
    """From here on each write is answered by this fault."""
    rule = {
        "product": "*",
        "kind": kind,
        "path": WRITTEN,
        **({"status": 500} if kind == "status" else {}),
    }
    await graph.break_down(*({**rule, "method": method} for method in WRITING))
