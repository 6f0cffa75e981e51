"""The queries of GraphiQL's menu are right, and each shows its persona something."""

import pytest
from graphql import parse, validate

from gateway.http.examples import EXAMPLES, Example
from sandbox.people import PERSONAS
from schema.graph import graph as complete
from tests.gateway.asking import told
from tests.graphs import Graph


async def test_the_menu_has_an_example_for_every_persona_who_may_ask(graph: Graph) -> None:
    answer = await told(graph, method="GET", path="/graphql/examples", persona=None)
    assert answer.body == EXAMPLES
    assert {each["persona"] for each in answer.body} == {one.name for one in PERSONAS} - {"expired"}
    assert len({each["title"] for each in answer.body}) == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["title"])
async def test_an_example_runs_without_an_error(graph: Graph, example: Example) -> None:
    assert validate(complete(), parse(example["query"])) == []
    assert (await graph.ask(example["persona"], example["query"])).data
