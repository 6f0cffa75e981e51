"""`explainQuery` tells the bill before the query runs, for its caller, and asks for no record."""

import json
from typing import Any

import pytest

from tests.graphs import Graph

EXPLAIN = """query ($document: String!, $variables: String, $operation: String) {
    explainQuery(document: $document, variables: $variables, operation: $operation) {
    calls { product least most } credits { product least most } places { place product least most } } }"""
NESTED = """query ($n: Int) { accounts(first: $n) { nodes { name invoices(first: 2) { nodes { number } } } } }"""


async def explained(graph: Graph, document: str, persona: str = "admin", **more: Any) -> Any:
    """The explanation, with the codes of the errors."""
    told = await graph.ask(persona, EXPLAIN, {"document": document, **more})
    return told.body["data"]["explainQuery"] or told.codes


async def test_it_tells_calls_credits_and_the_dearest_place(graph: Graph) -> None:
    await graph.meet("admin")
    told = await explained(graph, NESTED, variables='{"n": 10}')
    assert graph.calls() == []
    assert told == {
        "calls": [
            {"product": "BOOKS", "least": 0, "most": 40},
            {"product": "CRM", "least": 1, "most": 1},
        ],
        "credits": [{"product": "CRM", "least": 1, "most": 1}],
        "places": [
            {"place": "accounts.nodes.invoices", "product": "BOOKS", "least": 0, "most": 30},
            {"place": "accounts.nodes.invoices.(link)", "product": "BOOKS", "least": 0, "most": 10},
            {"place": "accounts", "product": "CRM", "least": 1, "most": 1},
        ],
    }


async def test_it_is_the_estimate_that_the_query_itself_is_answered_with(graph: Graph) -> None:
    await graph.meet("admin")
    told = await explained(graph, NESTED, variables='{"n": 3}')
    cost = (await graph.ask("admin", NESTED, {"n": 3})).body["extensions"]["cost"]
    calls = {each["product"].lower(): [each["least"], each["most"]] for each in told["calls"]}
    assert calls == cost["estimated"]["calls"]


async def test_what_is_hidden_from_the_caller_costs_nothing(graph: Graph) -> None:
    await graph.meet("outsider")
    told = await explained(graph, NESTED, "outsider")
    assert told["calls"] == [{"product": "CRM", "least": 1, "most": 1}]


async def test_for_a_new_caller_it_asks_for_permissions_alone(graph: Graph) -> None:
    assert (await explained(graph, NESTED))["calls"]
    assert graph.record_calls() == {}


@pytest.mark.parametrize(
    ("document", "more", "code"),
    [
        ("{", {}, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", {}, "BAD_USER_INPUT"),
        (NESTED, {"variables": '{"n": "x"}'}, "BAD_USER_INPUT"),
        (NESTED, {"variables": "[1]"}, "BAD_USER_INPUT"),
        (NESTED, {"variables": "{"}, "BAD_USER_INPUT"),
    ],
)
async def test_what_is_wrong_is_told(graph: Graph, document: str, more: dict[str, str], code: str) -> None:
    await graph.meet("admin")
    assert await explained(graph, document, **more) == [code]


async def test_of_several_operations_the_named_one_is_explained(graph: Graph) -> None:
    await graph.meet("admin")
    both = "query A { __typename } query B { deals(first: 1) { nodes { name } } }"
    assert (await explained(graph, both, operation="A"))["calls"] == []
    assert (await explained(graph, both, operation="B"))["calls"] == [{"product": "CRM", "least": 1, "most": 1}]
    assert json.dumps(await explained(graph, '{ explainQuery(document: "x") { calls { most } } }')).count("most") == 0
