"""Answers in parts: what the runner yields where a client takes @defer and @stream at their word."""

from typing import Any

from schema.engine.execute.payloads import Payload
from schema.engine.execute.runner import OperationRequest
from tests.engine.shaped import session_opened
from tests.graphs import Graph


async def payloads_of(graph: Graph, text: str, persona: str = "admin", **variables: Any) -> list[Payload]:
    """The payloads of a query whose client takes it in parts."""
    request = OperationRequest(text, variables, incremental=True)
    async with session_opened(graph, persona) as session:
        return [each async for each in graph.service.runner.run(session, request)]


async def test_fragments_and_items_follow_after_what_they_belong_to(graph: Graph) -> None:
    await graph.meet("admin")
    rows = "nodes @stream(initialCount: 1) { number ... @defer { customer { name } } }"
    deferred = f'... @defer(label: "all") {{ invoices(first: 3) {{ {rows} }} }}'
    text = f"{{ {deferred} accounts(first: 1) {{ nodes {{ name }} }} }}"
    first, *others = await payloads_of(graph, text)
    assert (first.data or {}).keys() == {"accounts"}
    assert [(each.path, each.label) for each in first.pending] == [((), "all")]
    parts = [part for payload in others for part in payload.parts]
    assert [part.pending.path for part in parts] == [
        *((), ("invoices", "nodes")),
        *(("invoices", "nodes", at) for at in range(3)),
    ]
    assert [len(parts[0].data["invoices"]["nodes"]) if parts[0].data else 0, len(parts[1].items or [])] == [1, 2]
    assert all(part.data and part.data["customer"]["name"] for part in parts[2:])
    assert [payload.has_next for payload in (first, *others)] == [True] * 3 + [False]
    assert all(payload.compiled for payload in (first, *others))
    # The list is read once, and each part's cost is what had been called until then.
    assert (others[-1].cost or {})["calls"] == {"crm": 1, "books": 4}
