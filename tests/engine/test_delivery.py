"""Answers in parts: what the runner yields where a client takes @defer and @stream at their word."""

import asyncio
from dataclasses import replace
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


async def test_what_is_not_there_or_not_to_be_deferred_brings_no_parts(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.meet("sales")
    # A null, a condition, and a list with fewer items than come first.
    text = """query ($later: Boolean = false, $most: Int) {
        deals(first: 1) { nodes @stream(initialCount: $most) { name ... @defer(if: $later) { id } } } }"""
    [whole] = await payloads_of(graph, text, most=2)
    assert [*(whole.data or {})["deals"]["nodes"][0]] == ["name", "id"]
    first, items, ids = await payloads_of(graph, text, later=True, most=0)
    assert ((first.data or {})["deals"]["nodes"], len(items.parts[0].items or [])) == ([], 1)
    assert [*(ids.parts[0].data or {})] == ["id"]
    [hidden] = await payloads_of(
        graph, "{ invoices(first: 1) { nodes { customer { ... @defer { name } } } } }", "sales"
    )
    assert (hidden.data or {})["invoices"]["nodes"] == [{"customer": None}]
    assert [each["coordinate"] for each in hidden.hidden] == ["Invoice.customer"]


async def test_a_mutation_is_executed_once_and_answered_whole(graph: Graph) -> None:
    await graph.meet("admin")
    [payload] = await payloads_of(graph, "mutation { refreshPermissions { ... @defer { asOf } } }")
    assert (payload.data or {})["refreshPermissions"]["asOf"]
    [refused] = await payloads_of(graph, "mutation { ... @defer { refreshPermissions { asOf } } }")
    assert refused.errors[0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


async def test_the_deadline_of_the_operation_is_that_of_its_parts(graph: Graph) -> None:
    await graph.meet("admin")
    text = "{ accounts(first: 1) { nodes { name } } ... @defer { invoices(first: 1) { nodes { number } } } }"
    async with session_opened(graph, "admin") as session:
        request = OperationRequest(text, incremental=True)
        payloads = graph.service.runner.run(session, request)
        first = await anext(payloads)
        # The part has been begun, and asks when it is waited for.
        session.loader.upstream.deadline = asyncio.get_running_loop().time()
        late = await anext(payloads)
        await payloads.aclose()
    assert (first.errors, late.has_next) == ([], False)
    assert [error["extensions"]["code"] for error in late.errors] == ["UPSTREAM_TIMEOUT"]
    assert late.parts[0].data == {"invoices": None}


async def test_reads_of_amounts_are_logged_before_the_part_that_shows_them_is_returned(graph: Graph) -> None:
    await graph.meet("admin")
    text = "{ invoices(first: 1) { nodes { number ... @defer { total { amount } } } } }"
    runner = replace(graph.service.runner, logs_reads=True)
    entries: list[set[str]] = []
    async with session_opened(graph, "admin") as session:
        async for _ in runner.run(session, OperationRequest(text, incremental=True)):
            log = session.loader.amounts_read
            assert log is not None
            entries.append({*log.coordinates})
    # A new record begins with each payload: what was read for it has been written.
    assert entries == [set(), set()]
