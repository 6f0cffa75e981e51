"""Mistakes of a client, by the code and the place that it is told."""

from typing import Any

import pytest

from tests.graphs import Graph
from tests.proofs import family

TWO = "query A { a: __typename } query B { b: __typename }"


@pytest.mark.parametrize(("name", "data"), [("A", {"a": "Query"}), ("B", {"b": "Query"})])
async def test_the_name_chooses_the_operation(graph: Graph, name: str, data: dict[str, str]) -> None:
    assert (await graph.ask("admin", TWO, operation=name)).data == data


@pytest.mark.parametrize("name", [None, "", "C", "a", "A ", "__typename"])
async def test_a_name_that_chooses_no_operation_is_a_mistake(graph: Graph, name: str | None) -> None:
    assert (await graph.ask("admin", TWO, operation=name)).codes == ["BAD_USER_INPUT"]


async def test_the_only_operation_needs_no_name_but_a_name_must_be_right(graph: Graph) -> None:
    assert (await graph.ask("admin", "query A { __typename }")).status == 200
    assert (await graph.ask("admin", "query A { __typename }", operation="B")).codes == ["BAD_USER_INPUT"]


# Variables as declared, where they go, and values that they cannot take.
VARIABLES: list[tuple[str, str, list[Any]]] = [
    ("$v: Int", "accounts(first: $v) { nodes { id } }", ["1", 1.5, True, [], {}, 2**31, -(2**40), 10**30, 1e300]),
    ("$v: Int!", "accounts(first: $v) { nodes { id } }", [None]),
    ("$v: String", "accounts(search: $v) { nodes { id } }", [1, True, ["a"], {"a": 1}]),
    ("$v: ID!", "account(id: $v) { id }", [1.5, True, [], {}, None]),
    ("$v: [ID!]!", "nodes(ids: $v) { id }", [None, [None], [[]], [1.5], {"a": "b"}]),
    ("$v: Boolean!", "viewer @include(if: $v) { user { name } }", ["true", 1, 0, None, []]),
    ("$v: Date", "invoices(filter: { issuedOn: { on: $v } }) { nodes { id } }", ["2026-13-01", 20261001, "soon", []]),
    ("$v: DecimalFilter", "invoices(filter: { total: $v }) { nodes { id } }", [{"is": "NaN"}, {"is": "1e999999999"}]),
    ("$v: DecimalFilter", "invoices(filter: { total: $v }) { nodes { id } }", [{"over": 1}, [], "1", 1]),
    ("$v: TextFilter", "invoices(filter: { number: $v }) { nodes { id } }", [{}, {"is": "a", "contains": "b"}]),
    ("$v: InvoiceOrder", "invoices(orderBy: $v) { nodes { id } }", [{}, {"field": "COLOUR"}, {"field": 1}, "TOTAL"]),
]
CASES = [(declared, used, value) for declared, used, values in VARIABLES for value in values]


@family(short=8)
@pytest.mark.parametrize(("declared", "used", "value"), CASES, ids=lambda part: str(part)[:30])
async def test_a_variable_of_a_wrong_kind_is_bad_input_and_executes_nothing(
    graph: Graph, declared: str, used: str, value: object
) -> None:
    await graph.meet("admin")
    answer = await graph.ask("admin", f"query ({declared}) {{ {used} }}", {"v": value})
    assert (answer.status, set(answer.codes), graph.bill()) == (200, {"BAD_USER_INPUT"}, {})
    assert "data" not in answer.body
    (location,) = answer.body["errors"][0]["locations"]
    assert location == {"line": 1, "column": 8}


async def test_a_null_that_reaches_a_needed_argument_by_a_default_is_bad_input_of_that_field(graph: Graph) -> None:
    answer = await graph.ask("admin", 'query ($v: ID = "1") { account(id: $v) { id } __typename }', {"v": None})
    assert (answer.status, answer.codes) == (200, ["BAD_USER_INPUT"])
    assert answer.body["errors"][0]["path"] == ["account"]
    assert answer.body["data"] == {"account": None, "__typename": "Query"}


async def test_a_null_that_reaches_a_directive_by_a_default_is_bad_input(graph: Graph) -> None:
    answer = await graph.ask("admin", "query ($v: Boolean = true) { __typename @include(if: $v) }", {"v": None})
    assert answer.codes == ["BAD_USER_INPUT"]


INPUTS = {
    "a page too large": "accounts(first: 201) { nodes { id } }",
    "a page of nothing": "accounts(first: 0) { nodes { id } }",
    "a page of less": "accounts(first: -1) { nodes { id } }",
    "an invented cursor": 'accounts(after: "YXJyYXljb25uZWN0aW9uOi0x") { nodes { id } }',
    "no cursor": 'accounts(after: "☃") { nodes { id } }',
    "a long cursor": 'accounts(after: "' + "A" * 5000 + '") { nodes { id } }',
    "an id that leaves its path": 'account(id: "1/../../users") { id }',
    "an id with a query": 'account(id: "1?a=b") { id }',
    "an id with a line break": 'account(id: "1\\r\\nX-Evil: 1") { id }',
    "an id of other digits": 'account(id: "１２３") { id }',
    "an id of another type": 'account(id: "SW52b2ljZTox") { id }',
    "an empty id": 'account(id: "") { id }',
    "no node": 'node(id: "x") { id }',
    "a node that leaves its path": 'node(id: "QWNjb3VudDouLi91c2Vycw==") { id }',
    "too many nodes": "nodes(ids: [" + '"x" ' * 101 + "]) { id }",
    "a search for a letter": 'accounts(search: "a") { nodes { id } }',
    "a search with a null": 'accounts(search: "a\\u0000b") { nodes { id } }',
    "a filter for nothing": 'invoices(filter: { number: { is: "" } }) { nodes { id } }',
}


@pytest.mark.parametrize("field", INPUTS.values(), ids=INPUTS)
async def test_a_value_that_cannot_be_meant_is_bad_input_and_makes_no_call(graph: Graph, field: str) -> None:
    await graph.meet("admin")
    answer = await graph.ask("admin", f"{{ {field} }}")
    assert (answer.status, set(answer.codes), graph.bill()) == (200, {"BAD_USER_INPUT"}, {})
    assert answer.body["errors"][0]["path"] == [field.partition("(")[0]]


async def test_no_value_of_one_field_keeps_its_neighbours_from_their_answers(graph: Graph) -> None:
    answer = await graph.ask(
        "admin", "{ bad: accounts(first: 0) { nodes { id } } good: accounts(first: 1) { nodes { id } } }"
    )
    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.body["data"]["bad"] is None
    assert len(answer.body["data"]["good"]["nodes"]) == 1


LITERALS = [
    'accounts(first: "1") { nodes { id } }',
    "accounts(first: 99999999999) { nodes { id } }",
    "invoices(filter: { issuedOn: { on: 5 } }) { nodes { id } }",
    'invoices(filter: { total: { is: "NaN" } }) { nodes { id } }',
    "accounts(limit: 1) { nodes { id } }",
    "accounts { nodes { id { a } } }",
    "accounts",
    "account { id }",
    "accounts @stream { nodes { id } }",
    "__typename @unknown",
]


@pytest.mark.parametrize("field", LITERALS)
async def test_what_the_schema_forbids_is_a_mistake_of_the_document_and_makes_no_call(graph: Graph, field: str) -> None:
    await graph.meet("admin")
    answer = await graph.ask("admin", f"{{ {field} }}")
    assert (answer.status, set(answer.codes), graph.bill()) == (200, {"GRAPHQL_VALIDATION_FAILED"}, {})
    assert "data" not in answer.body
    assert answer.body["errors"][0]["locations"]


@pytest.mark.parametrize(("query", "place"), [("{ a", (1, 4)), ("{\n  a(: 1) }", (2, 5)), ("\ufeff", (1, 2))])
async def test_a_syntax_error_has_its_place(graph: Graph, query: str, place: tuple[int, int]) -> None:
    answer = await graph.ask("admin", query)
    assert answer.codes == ["GRAPHQL_PARSE_FAILED"]
    assert answer.body["errors"][0]["locations"] == [{"line": place[0], "column": place[1]}]


async def test_every_error_has_a_code_and_the_id_of_its_request(graph: Graph) -> None:
    for query in ("{", "{ nothing }", '{ account(id: "x") { id } }'):
        answer = await graph.ask("admin", query)
        assert {error["extensions"]["requestId"] for error in answer.body["errors"]} == {answer.headers["X-Request-ID"]}
