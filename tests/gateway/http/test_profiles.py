"""Each status of the two profiles of GraphQL over HTTP, row by row."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

from tests.gateway.asking import GRAPHQL, JSON, told
from tests.graphs import Graph, graph_served

TWO = "query A { __typename } query B { __typename }"
BROKEN = {"product": "books", "kind": "status", "status": 500}


@dataclass(frozen=True, slots=True)
class Row:
    """A request and its status: in the draft's profile, in the audits', and for the older media type."""

    draft: int
    audits: int
    older: int
    body: Any = None
    options: dict[str, Any] = field(default_factory=dict[str, Any])


ROWS = {
    "data": Row(200, 200, 200, {"query": "{ __typename }"}),
    "data and an error": Row(
        294, 200, 200, {"query": '{ __typename invoices(after: "x", first: 1) { nodes { id } } }'}
    ),
    "JSON that cannot be parsed": Row(400, 400, 400, b"NONSENSE"),
    "JSON that is no request": Row(422, 400, 400, {"qeury": "{ __typename }"}),
    "variables that are a list": Row(422, 400, 400, {"query": "{ __typename }", "variables": [7]}),
    "a document that cannot be parsed": Row(400, 400, 200, {"query": "{"}),
    "a document that is not valid": Row(422, 400, 200, {"query": "{ nothing }"}),
    "an operation beyond a limit": Row(422, 400, 200, {"query": "{" + " __typename" * 30 + "}"}),
    "no operation of that name": Row(422, 400, 200, {"query": TWO, "operationName": "C"}),
    "one of two operations": Row(422, 400, 200, {"query": TWO}),
    "a variable of the wrong type": Row(
        422, 400, 200, {"query": "query ($n: Int!) { accounts(first: $n) { nodes { id } } }", "variables": {"n": "x"}}
    ),
    "no token": Row(401, 401, 401, {"query": "{ __typename }"}, {"persona": None}),
    "another method": Row(405, 405, 405, None, {"method": "PUT"}),
    "a mutation by GET": Row(405, 405, 405, None, {"method": "GET", "path": "/graphql?query=mutation{__typename}"}),
    "another type of content": Row(415, 415, 415, b"query=1", {"headers": {"Content-Type": "text/plain"}}),
    "an address too long": Row(
        414, 414, 414, None, {"method": "GET", "path": "/graphql?query={__typename}" + "%20" * 17_000}
    ),
}


@pytest_asyncio.fixture(scope="module")
async def drafted() -> AsyncIterator[Graph]:
    """A gateway in the draft's profile."""
    async with graph_served(http_profile="draft") as graph:
        yield graph


async def status(graph: Graph, row: Row, accept: str | None) -> int:
    """The status of a row's request."""
    options = dict(row.options)
    own = {"Accept": accept} if accept else {}
    headers = {**own, **options.pop("headers", {})}
    return (await told(graph, row.body, headers=headers, **options)).status


# 413 and 408 are rows of test_bodies.py, 431 one of tests/gateway/test_process.py: they are the same in both profiles.
async def test_each_row_has_its_status_in_each_profile(drafted: Graph, graph: Graph) -> None:
    results = {
        name: (
            await status(drafted, row, GRAPHQL),
            await status(graph, row, GRAPHQL),
            await status(drafted, row, JSON),
            await status(graph, row, JSON),
        )
        for name, row in ROWS.items()
    }
    assert results == {name: (row.draft, row.audits, row.older, row.older) for name, row in ROWS.items()}


@pytest.mark.parametrize("accept", ["text/html;q=0.1, image/png", "application/xml"])
async def test_what_a_client_does_not_accept_is_406(drafted: Graph, accept: str) -> None:
    assert (await told(drafted, {"query": "{ __typename }"}, headers={"Accept": accept})).status == 406


async def test_a_client_that_sends_no_accept_takes_the_newer_type_in_the_draft(drafted: Graph, graph: Graph) -> None:
    types = [
        (await told(each, {"query": "{ __typename }"}, headers={"Accept": ""})).headers["Content-Type"]
        for each in (drafted, graph)
    ]
    assert types == [f"{GRAPHQL}; charset=utf-8", f"{JSON}; charset=utf-8"]
