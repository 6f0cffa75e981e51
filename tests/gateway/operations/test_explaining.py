"""`explainQuery` tells the bill before the query runs, for its caller, and asks for no record."""

import json
from typing import Any

import pytest

from tests.graphs import Graph

EXPLAIN = """query ($document: String!, $variables: String, $operation: String) {
    explainQuery(document: $document, variables: $variables, operation: $operation) {
    calls { product least most } credits { product least most } places { place product least most } } }"""
WAYS = "query ($document: String!) { explainQuery(document: $document) { places { place most way } } }"
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


async def test_it_tells_which_way_each_place_is_read(graph: Graph) -> None:
    await graph.meet("admin")
    query = """{ deals(first: 3) { nodes { owner { name } account { name } contact { name } invoices(first: 1) { nodes {
        customer { name } } } } } subscriptions(first: 3) { nodes { plan { plan { name } } } } }"""
    places = (await graph.ask("admin", WAYS, {"document": query})).data["explainQuery"]["places"]
    assert {each["place"]: (each["way"], each["most"]) for each in places} == {
        "deals": ("LIST", 1),
        "deals.nodes.account": ("CARRIED", 0),
        "deals.nodes.contact": ("BY_IDS", 1),
        "deals.nodes.invoices": ("LIST", 3),
        "deals.nodes.invoices.nodes.customer": ("ONE_BY_ONE", 3),
        "deals.nodes.owner": ("CARRIED", 0),
        "subscriptions": ("LIST", 4),
        "subscriptions.nodes.plan.plan": ("CATALOGUE", 4),
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
