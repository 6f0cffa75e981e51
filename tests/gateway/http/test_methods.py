"""What each method of HTTP does at `/graphql`."""

import pytest

from tests.gateway.asking import GRAPHQL, queried, told
from tests.graphs import Graph


async def test_a_query_may_travel_in_the_address(graph: Graph) -> None:
    query = "query A($n: Int!) { accounts(first: $n) { nodes { __typename } } } query B { __typename }"
    answer = await queried(graph, query, parameters={"operationName": "A", "variables": '{"n": 1}'})
    assert answer.data == {"accounts": {"nodes": [{"__typename": "Account"}]}}


NO_OBJECT = {"a list": "[]", "a number": "1", "a text": '"x"', "no JSON": "{", "5,000 deep": '{"a":' + "[" * 5_000}


@pytest.mark.parametrize("name", ["variables", "extensions"])
@pytest.mark.parametrize("value", NO_OBJECT.values(), ids=NO_OBJECT)
async def test_parameters_that_are_no_json_objects_are_a_bad_request(graph: Graph, name: str, value: str) -> None:
    answer = await queried(graph, "{ __typename }", parameters={name: value})
    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])


async def test_empty_parameters_are_as_good_as_none(graph: Graph) -> None:
    parameters = {"variables": "", "operationName": "", "extensions": "null"}
    assert (await queried(graph, "{ __typename }", parameters=parameters)).status == 200


@pytest.mark.parametrize("path", ["/graphql", "/graphql?query="])
async def test_an_address_without_a_query_is_a_bad_request(graph: Graph, path: str) -> None:
    answer = await told(graph, method="GET", path=path)
    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])


async def test_bytes_of_the_address_that_are_no_utf_8_are_a_syntax_error(graph: Graph) -> None:
    answer = await told(graph, method="GET", path="/graphql?query={%ff}", headers={"Accept": GRAPHQL})
    assert (answer.status, answer.codes) == (400, ["GRAPHQL_PARSE_FAILED"])


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("persona", ["admin", "outsider"])
async def test_a_mutation_never_travels_in_the_address(graph: Graph, method: str, persona: str) -> None:
    path = "/graphql?query=mutation{__typename}"
    answer = await told(graph, method=method, path=path, persona=persona)
    assert (answer.status, answer.headers["Allow"]) == (405, "POST")


async def test_only_the_operation_that_is_to_run_decides_whether_it_is_a_mutation(graph: Graph) -> None:
    document = "mutation A { __typename } query B { __typename }"
    assert (await queried(graph, document, parameters={"operationName": "A"})).status == 405
    assert (await queried(graph, document, parameters={"operationName": "B"})).data == {"__typename": "Query"}
    assert (await queried(graph, document, parameters={})).codes == ["BAD_USER_INPUT"]


async def test_head_answers_like_get_without_the_body(graph: Graph) -> None:
    path = "/graphql?query={__typename}"
    # What an operation cost is in its answer: nobody asks who the caller is in either of the two.
    await told(graph, path=path, method="GET")
    whole, head = [await told(graph, method=method, path=path) for method in ("GET", "HEAD")]
    assert (head.status, head.body) == (200, "")
    for name in ("Content-Type", "Content-Length", "Cache-Control", "Vary"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
async def test_other_methods_are_told_which_ones_there_are(graph: Graph, method: str) -> None:
    answer = await told(graph, {"query": "{ __typename }"}, method=method)
    assert (answer.status, answer.codes) == (405, ["BAD_REQUEST"])
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


async def test_options_tell_the_methods_and_nothing_else(graph: Graph) -> None:
    answer = await told(graph, method="OPTIONS", persona=None)
    assert (answer.status, answer.body, answer.headers["Allow"]) == (204, "", "GET, HEAD, OPTIONS, POST")


async def test_a_kind_of_operation_that_the_graph_lacks_is_a_mistake_of_the_document(graph: Graph) -> None:
    assert (await graph.ask("admin", "subscription { __typename }")).codes == ["GRAPHQL_VALIDATION_FAILED"]


@pytest.mark.parametrize("path", ["/graphql/", "/graphql/graphql", "//graphql", "/graphql%2f"])
async def test_no_other_address_leads_to_the_graph_or_elsewhere(graph: Graph, path: str) -> None:
    answer = await told(graph, {"query": "{ __typename }"}, path=path)
    assert answer.status == 404
    assert "Location" not in answer.headers
