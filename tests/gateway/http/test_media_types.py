"""Which type an answer has, and what its status means there. Source: GraphQL over HTTP."""

import pytest

from gateway.http.negotiation import GRAPHQL, JSON, answer_type, wants_page
from tests.gateway.asking import told
from tests.graphs import Graph

TYPENAME = {"query": "{ __typename }"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

ANSWERED = {
    "": JSON,
    "*/*": JSON,
    "application/*": JSON,
    JSON: JSON,
    GRAPHQL: GRAPHQL,
    GRAPHQL.upper(): GRAPHQL,
    f"{GRAPHQL}; charset=utf-8": GRAPHQL,
    f"{GRAPHQL}, {JSON}": GRAPHQL,
    f"{JSON}, {GRAPHQL}": GRAPHQL,
    f"{JSON}, {GRAPHQL};q=0.9": JSON,
    f"{GRAPHQL};q=0.5, {JSON};q=0.5": GRAPHQL,
    f"{GRAPHQL};q=0, */*": JSON,
    f"{JSON};q=0, {GRAPHQL}": GRAPHQL,
    f"text/event-stream, {GRAPHQL}, {JSON}": GRAPHQL,
    "text/html, */*;q=0.1": JSON,
    BROWSER: JSON,
    "text/html": None,
    "text/*": None,
    "application/xml": None,
    f"{JSON};q=0": None,
    "*/*;q=0": None,
    "application/*;q=0, */*": None,
    f"{JSON};q=nan": None,
    f"{JSON};q=inf": None,
    f"{JSON};q=-1": None,
    f"{JSON};q=": None,
    ",;,=": None,
}


@pytest.mark.parametrize(("accept", "media_type"), ANSWERED.items())
def test_the_answer_is_of_the_type_that_the_client_accepts(accept: str, media_type: str | None) -> None:
    assert answer_type(accept) == media_type


@pytest.mark.parametrize(
    ("accept", "page"), [(BROWSER, True), ("*/*", False), (JSON, False), ("", False), (f"text/html, {JSON}", False)]
)
def test_a_page_is_for_those_who_prefer_html_to_data(accept: str, page: bool) -> None:
    assert wants_page(accept) is page


@pytest.mark.parametrize("media_type", [JSON, GRAPHQL])
async def test_an_executed_operation_answers_200_in_either_type(graph: Graph, media_type: str) -> None:
    answer = await told(graph, TYPENAME, headers={"Accept": media_type})
    assert (answer.status, answer.data) == (200, {"__typename": "Query"})
    assert answer.headers["Content-Type"] == f"{media_type}; charset=utf-8"


@pytest.mark.parametrize("media_type", [JSON, GRAPHQL])
async def test_an_operation_with_failed_fields_was_executed_all_the_same(graph: Graph, media_type: str) -> None:
    answer = await told(graph, {"query": '{ account(id: "no") { name } }'}, headers={"Accept": media_type})
    assert (answer.status, answer.codes, answer.body["data"]) == (200, ["BAD_USER_INPUT"], {"account": None})


NOT_EXECUTED = {
    "GRAPHQL_PARSE_FAILED": {"query": "{"},
    "GRAPHQL_VALIDATION_FAILED": {"query": "{ nothing }"},
    "BAD_USER_INPUT": {"query": "query A { __typename } query B { __typename }"},
}


@pytest.mark.parametrize(("media_type", "status"), [(JSON, 200), (GRAPHQL, 400)])
@pytest.mark.parametrize(("code", "body"), NOT_EXECUTED.items(), ids=NOT_EXECUTED)
async def test_a_graphql_mistake_is_400_only_in_the_newer_type(
    graph: Graph, media_type: str, status: int, code: str, body: dict[str, str]
) -> None:
    answer = await told(graph, body, headers={"Accept": media_type})
    assert (answer.status, answer.codes) == (status, [code])
    assert "data" not in answer.body


async def test_a_wrong_variable_is_400_only_in_the_newer_type(graph: Graph) -> None:
    body = {"query": "query ($n: Int) { accounts(first: $n) { nodes { id } } }", "variables": {"n": "many"}}
    answers = [await told(graph, body, headers={"Accept": media_type}) for media_type in (JSON, GRAPHQL)]
    assert [(answer.status, answer.codes) for answer in answers] == [
        (200, ["BAD_USER_INPUT"]),
        (400, ["BAD_USER_INPUT"]),
    ]
    assert all("data" not in answer.body for answer in answers)


async def test_a_client_that_accepts_neither_type_is_told_so(graph: Graph) -> None:
    answer = await told(graph, TYPENAME, headers={"Accept": "application/xml"})
    assert (answer.status, answer.codes) == (406, ["BAD_REQUEST"])
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "APPLICATION/JSON", "application/json; charset=utf-8", 'application/json;charset="UTF-8"'],
)
async def test_json_in_utf_8_is_understood_however_it_is_spelled(graph: Graph, content_type: str) -> None:
    assert (await told(graph, TYPENAME, headers={"Content-Type": content_type})).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": ""},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/graphql"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/jsonp"},
        {"Content-Type": "text/plain; application/json"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Encoding": "gzip"},
    ],
)
async def test_a_body_of_any_other_type_is_not_read(graph: Graph, headers: dict[str, str]) -> None:
    answer = await told(graph, TYPENAME, headers=headers)
    assert (answer.status, answer.codes) == (415, ["BAD_REQUEST"])
