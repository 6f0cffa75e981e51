"""The compiled way follows the root fields side by side and ends when all of them have."""

import asyncio
from typing import Any

import pytest

from domain.errors import UpstreamUnavailable
from schema.engine.declare.operation import OperationContext
from schema.engine.execute.runner import OperationRequest
from tests.engine.shaped import session_opened
from tests.graphs import Graph

TWO = "{ accounts(first: 1) { nodes { name } } invoices(first: 1) { nodes { number } } }"


async def data_of(graph: Graph, text: str) -> Any:
    """The data of a query as `admin`."""
    runner = graph.service.runner
    variant = runner.visibility.complete
    document = variant.documents.document(text)
    planned = document.planned(variant.schema, document.operation(None), {})
    assert planned.compiled is not None
    async with session_opened(graph, "admin") as session:
        context = OperationContext(session.loader, planned.plan, runner.cursors, runner)
        return await planned.compiled.data(context, {})


async def test_root_fields_stand_in_the_order_of_the_document(graph: Graph) -> None:
    await graph.meet("admin")
    data = await data_of(graph, TWO)
    assert list(data) == ["accounts", "invoices"]
    assert data["accounts"]["nodes"][0]["name"]
    assert data["invoices"]["nodes"][0]["number"]


async def test_an_error_is_raised_when_everything_has_ended(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.break_down({"product": "books", "path": "/invoices", "kind": "status", "status": 500})
    before = len(asyncio.all_tasks())
    with pytest.raises(UpstreamUnavailable):
        await data_of(graph, TWO)
    await graph.break_down()
    assert len(asyncio.all_tasks()) == before
    assert [call["path"].rpartition("/")[2] for call in graph.calls()].count("Accounts") == 1


async def test_a_null_that_chooses_nothing_is_no_bug(graph: Graph) -> None:
    await graph.meet("admin")
    text = (
        "query ($shown: Boolean = true) { __typename ... on Query @include(if: false) "
        "{ invoices(first: 1) { nodes { number @include(if: $shown) } } } }"
    )
    request = OperationRequest(text, {"shown": None})
    async with session_opened(graph, "admin") as session:
        [payload] = [each async for each in graph.service.runner.run(session, request)]
    assert (payload.data, payload.errors, payload.causes) == ({"__typename": "Query"}, [], [])
