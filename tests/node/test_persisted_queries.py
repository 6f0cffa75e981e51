"""Persisted queries as Apollo Client's link and urql's exchange ask them."""

import json

import pytest

from tests.graphs import Graph
from tests.node.node import output_of

CLIENTS = ("Apollo, POST", "Apollo, GET", "urql, POST", "urql, GET")


@pytest.mark.usefixtures("_packages")
async def test_each_client_sends_a_hash_once_and_documents_from_then_on(graph: Graph) -> None:
    asked = json.loads(await output_of("persisted.js", f"{graph.base}/graphql", "1000.demo.admin"))
    assert tuple(asked) == CLIENTS
    for client in CLIENTS:
        answers = [answer[name]["user"]["name"] for name, answer in zip("abc", asked[client]["answers"], strict=True)]
        assert answers == ["Ingrid Halvorsen"] * 3
        assert asked[client]["sent"] == ["hash", "document", "document", "document"], client
