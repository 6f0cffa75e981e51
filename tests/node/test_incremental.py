"""Answers in parts as Apollo Client, with each of its handlers, and urql put them together."""

import json
from typing import Any, cast

import pytest

from tests.graphs import Graph
from tests.node.node import output_of

WHOLE = """{ invoices(first: 3) { nodes { id number total { amount } customer { id name } } }
    deals(first: 3) { nodes { id name } } }"""
TYPES = {
    "Apollo, 20220824": 'multipart/mixed; boundary="-"; deferSpec=20220824',
    "Apollo, v0.2": 'multipart/mixed; boundary="-"; incrementalSpec=v0.2',
    "urql": "text/event-stream; charset=utf-8",
}


@pytest.mark.usefixtures("_packages")
async def test_each_client_ends_with_the_whole_answer(graph: Graph) -> None:
    whole = (await graph.ask("admin", WHOLE)).data
    seen = json.loads(await output_of("incremental.js", f"{graph.base}/graphql", "1000.demo.admin"))
    assert {client: each["type"] for client, each in seen.items()} == TYPES
    for client, each in seen.items():
        assert "deals" not in each["first"], client
        assert {*each["first"]["invoices"]["nodes"][0]} - {"__typename"} == {"id", "number"}, client
        assert _plain(each["last"]) == whole, client


def _plain(value: Any) -> Any:
    """The answer without the type names that clients ask for."""
    if isinstance(value, dict):
        return {key: _plain(below) for key, below in cast("dict[str, Any]", value).items() if key != "__typename"}
    return [_plain(each) for each in cast("list[Any]", value)] if isinstance(value, list) else value
