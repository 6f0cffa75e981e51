"""Bodies that are no GraphQL request. Stock Strawberry answers 500 to half of them."""

from collections.abc import AsyncIterator

import pytest

from gateway.http.bodies import SHAPE
from tests.gateway.asking import head, told, wired
from tests.graphs import Graph, graph_served

QUERY = b'{"query": "{ __typename }"'

NO_REQUEST = {
    "nothing": b"",
    "a number": b"1",
    "a text": b'"x"',
    "null": b"null",
    "true": b"true",
    "an array": b"[]",
    "a batch": b'[{"query": "{ __typename }"}]',
    "no JSON": b"{",
    "two objects": b'{"query": "{ __typename }"}{}',
    "invalid UTF-8": b'{"query": "\xff"}',
    "UTF-16": '{"query": "{ __typename }"}'.encode("utf-16"),
    "a low half alone": QUERY + b', "variables": {"a": "\\udc00"}}',
    "half a surrogate": b'{"query": "{ \\ud800 }"}',
    "half a surrogate in a variable": QUERY + b', "variables": {"a": "\\ud800"}}',
    "an array 50,000 deep": b"[" * 50_000,
    "variables 50,000 deep": QUERY + b', "variables": {"a": ' + b"[" * 50_000 + b"]" * 50_000 + b"}}",
    "an integer of 5,000 digits": b"9" * 5_000,
    "a variable of 5,000 digits": QUERY + b', "variables": {"a": ' + b"9" * 5_000 + b"}}",
    "a number beyond a double": QUERY + b', "variables": {"a": 1e999}}',
    "NaN": QUERY + b', "variables": {"a": NaN}}',
    "no query": b'{"variables": {}}',
    "an empty query": b'{"query": ""}',
    "a query that is null": b'{"query": null}',
    "a query that is a number": b'{"query": 1}',
    "a query that is an object": b'{"query": {}}',
    "a name that is a list": QUERY + b', "operationName": ["a"]}',
    "variables that are a list": QUERY + b', "variables": []}',
    "variables that are a text": QUERY + b', "variables": "{}"}',
    "extensions that are a number": QUERY + b', "extensions": 1}',
}


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
@pytest.mark.parametrize("body", NO_REQUEST.values(), ids=NO_REQUEST)
async def test_what_is_no_graphql_request_is_a_bad_request(graph: Graph, body: bytes, accept: str) -> None:
    answer = await told(graph, body, headers={"Accept": accept})
    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])
    assert answer.headers["Content-Type"] == f"{accept}; charset=utf-8"
    assert "data" not in answer.body


FAULTS = {
    b"": "The body is empty.",
    b'{"query": "\xff"}': "The body is not UTF-8 at byte 11.",
    b"{": "The body is not JSON at line 1, column 2: expecting property name enclosed in double quotes.",
    b"{\n'query': 1}": "The body is not JSON at line 2, column 1: expecting property name enclosed in double quotes.",
    QUERY + b"}\n{}": "The body is not JSON at line 2, column 1: extra data.",
    b'{"query": "{ a\n }"}': "The body is not JSON at line 1, column 15: invalid control character.",
    QUERY + b',\n "variables": {"NaN": NaN}}': "The body is not JSON at line 2, column 23: JSON has no `NaN`; "
    "send null, or leave it out.",
    QUERY + b', "variables": {"a": -Infinity}}': "The body is not JSON at line 1, column 48: JSON has no `-Infinity`; "
    "send null, or leave it out.",
    b'{"query": "{ \\\\ud800 \\ud83d\\ude00 \\ud800 }"}': "The body has half a surrogate pair at line 1, column 35: "
    "it is no character.",
    b'{"query": "\\udc00"}': "The body has half a surrogate pair at line 1, column 12: it is no character.",
    b'{"query": "-\\ud800\\ud800\\udc00"}': "The body has half a surrogate pair at line 1, column 13: "
    "it is no character.",
    b"[" * 50_000: "The body is nested too deeply.",
    b'{"query": 1}': f"The body {SHAPE}",
    b"9" * 5_000: f"The body {SHAPE}",
}


@pytest.mark.parametrize("body", FAULTS, ids=lambda body: body[:30])
async def test_each_fault_of_a_body_has_its_own_sentence_with_the_place(graph: Graph, body: bytes) -> None:
    [error] = (await told(graph, body)).body["errors"]
    assert error["message"] == FAULTS[body]


async def test_a_byte_order_mark_before_the_body_is_no_fault(graph: Graph) -> None:
    assert (await told(graph, b"\xef\xbb\xbf" + QUERY + b"}")).data == {"__typename": "Query"}
    [error] = (await told(graph, b"\xef\xbb\xbf" + QUERY + b",}")).body["errors"]
    assert "at line 1, column 28" in error["message"]


async def test_an_empty_name_of_an_operation_is_none(graph: Graph) -> None:
    assert (await told(graph, QUERY + b', "operationName": ""}')).data == {"__typename": "Query"}
    two = {"query": "query A { __typename } query B { __typename }", "operationName": ""}
    assert (await told(graph, two)).codes == ["BAD_USER_INPUT"]
    explained = 'query { explainQuery(document: "{ accounts { nodes { id } } }", operation: "") { calls { most } } }'
    assert (await told(graph, {"query": explained})).data["explainQuery"]["calls"] == [{"most": 1}]


@pytest.mark.parametrize(
    "field", ["accounts(first: 1, after: $a)", "invoices(first: 1, after: $a)", "auditLog(after: $a)"]
)
async def test_an_empty_cursor_is_none(graph: Graph, field: str) -> None:
    query = f"query ($a: String) {{ {field} {{ pageInfo {{ hasPreviousPage }} }} }}"
    [name] = [field.partition("(")[0]]
    answer = await told(graph, {"query": query, "variables": {"a": ""}})
    assert answer.data == {name: {"pageInfo": {"hasPreviousPage": False}}}


async def test_optional_members_may_be_null_and_unknown_ones_are_ignored(graph: Graph) -> None:
    body = QUERY + b', "operationName": null, "variables": null, "extensions": null, "id": 7}'
    assert (await told(graph, body)).data == {"__typename": "Query"}


async def test_of_a_member_given_twice_the_last_counts(graph: Graph) -> None:
    body = b'{"query": "{ viewer { user { email } } }", "query": "{ __typename }"}'
    assert (await told(graph, body)).data == {"__typename": "Query"}


async def test_variables_that_the_operation_does_not_know_are_ignored_whatever_they_hold(graph: Graph) -> None:
    body = QUERY + b', "variables": {"a": ' + b"[" * 500 + b"]" * 500 + b', "b": 123456789012345678901234567890}}'
    assert (await told(graph, body)).data == {"__typename": "Query"}


async def test_a_body_may_be_as_large_as_allowed_and_no_larger() -> None:
    async with graph_served(max_body_bytes=1024) as graph:
        assert (await told(graph, (QUERY + b"}").ljust(1024))).data == {"__typename": "Query"}
        answer = await told(graph, (QUERY + b"}").ljust(1025))
        assert (answer.status, answer.codes) == (413, ["PAYLOAD_TOO_LARGE"])


async def test_a_body_announced_as_too_large_is_refused_before_it_comes(graph: Graph) -> None:
    announced = head(authorization="Bearer 1000.demo.admin", content_type="application/json", content_length=f"{10**9}")
    assert (await wired(graph.base, announced)).startswith(b"HTTP/1.1 413 ")


async def test_a_body_of_unknown_size_is_refused_once_it_is_too_large(graph: Graph) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b" " * 65_536

    answer = await told(graph, chunks())
    assert (answer.status, answer.codes) == (413, ["PAYLOAD_TOO_LARGE"])


@pytest.mark.parametrize("part", [b"", QUERY])
async def test_a_body_that_does_not_arrive_in_time_is_refused(part: bytes) -> None:
    async with graph_served(request_seconds=0.2) as graph:
        begun = head(authorization="Bearer 1000.demo.admin", content_type="application/json", content_length="100")
        assert (await wired(graph.base, begun + part)).startswith(b"HTTP/1.1 408 ")
