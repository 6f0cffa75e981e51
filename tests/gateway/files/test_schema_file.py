"""`/schema.graphql`: the text that clients generate code from, for whoever may see all names."""

from pathlib import Path

import pytest
from graphql import build_schema

from tests.gateway.fetching import fetched
from tests.graphs import Graph

COMMITTED = Path(__file__).parents[3] / "schema" / "schema.graphql"


@pytest.mark.parametrize("persona", ["admin", "restricted", "outsider"])
async def test_every_known_caller_gets_the_schema_by_which_documents_are_validated(graph: Graph, persona: str) -> None:
    answer = await fetched(graph, "/schema.graphql", persona=persona)
    assert (answer.status, answer.content.decode()) == (200, COMMITTED.read_text("utf-8"))
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("persona", [None, "expired", "nobody"])
async def test_nobody_else_learns_a_name(graph: Graph, persona: str | None) -> None:
    answer = await fetched(graph, "/schema.graphql", persona=persona)
    assert (answer.status, b"Invoice" in answer.content) == (401, False)


async def test_a_strict_caller_gets_the_names_that_they_see(graph: Graph) -> None:
    strict = {"Suitegraph-Visibility": "strict"}
    text = (await fetched(graph, "/schema.graphql", persona="outsider", headers=strict)).content.decode()
    own = await graph.ask("outsider", "{ viewer { sdl } }")
    assert text == own.data["viewer"]["sdl"]
    assert "type Invoice " not in text
    assert "type Account " in text
    assert build_schema(text)
    assert (await fetched(graph, "/schema.graphql", headers={"Suitegraph-Visibility": "lax"})).status == 400


async def test_it_is_only_read(graph: Graph) -> None:
    answer = await fetched(graph, "/schema.graphql", method="POST")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    head = await fetched(graph, "/schema.graphql", method="HEAD")
    assert (head.status, head.content) == (200, b"")
