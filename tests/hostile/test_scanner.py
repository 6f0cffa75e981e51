"""What the scanner graphql-cop looks for: each of its checks, as a stranger sends it and as a known caller does."""

from typing import Any

import pytest

from tests.gateway.asking import GRAPHQL, queried, told
from tests.graphs import Graph, Told

TYPENAME = "{ __typename }"
# As the scanner sends them: a body or an address, and headers.
OVERLOADED = {
    "alias overloading": "{" + " ".join(f"alias{number}: __typename" for number in range(101)) + "}",
    "directive overloading": "{ __typename " + "@aa" * 10 + " @include(if: true)" * 200 + " }",
    "field duplication": "{" + " __typename" * 500 + "}",
    "circular introspection": "{ __schema { types" + " { fields { type" * 4 + " { name }" + " } }" * 4 + " } }",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def test_a_stranger_learns_nothing_from_any_check(graph: Graph) -> None:
    answers: dict[str, Told] = {
        **{name: await told(graph, {"query": query}, persona=None) for name, query in OVERLOADED.items()},
        "introspection": await told(graph, {"query": "{ __schema { types { name } } }"}, persona=None),
        "field suggestions": await told(graph, {"query": "{ __schema { directive } }"}, persona=None),
        "batching": await told(graph, b"[" + b'{"query": "{ __typename }"},' * 9 + b"{}]", persona=None),
        "tracing": await told(graph, {"query": TYPENAME}, persona=None),
        "unhandled errors": await told(graph, {"query": "qwerty { abc }"}, persona=None),
        "GET": await queried(graph, TYPENAME, persona=None),
        "a mutation by GET": await queried(graph, "mutation { __typename }", persona=None),
        "a form": await told(graph, b"query=%7B__typename%7D", persona=None, headers=FORM),
    }
    assert {name: answer.status for name, answer in answers.items()} == dict.fromkeys(answers, 401)
    told_ = {str(answer.body["errors"][0]["message"]) for answer in answers.values()}
    # One and the same sentence, in which nothing of the graph is named.
    assert len(told_) == 1


@pytest.mark.parametrize("name", OVERLOADED)
async def test_what_overloads_is_refused_to_a_known_caller_at_no_call(graph: Graph, name: str) -> None:
    await graph.meet("admin")
    answer = await told(graph, {"query": OVERLOADED[name]}, headers={"Accept": GRAPHQL})
    assert (answer.status, set(answer.codes)) == (400, {"GRAPHQL_VALIDATION_FAILED"})
    assert graph.bill() == {}


async def test_a_known_caller_cannot_do_by_other_ways_what_the_endpoint_is_not_for(graph: Graph) -> None:
    batch: Any = b'[{"query": "{ __typename }"}, {"query": "{ __typename }"}]'
    assert (await told(graph, batch)).status == 400
    assert (await queried(graph, "mutation { __typename }")).status == 405
    for content in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
        assert (await told(graph, b"query=mutation", headers={"Content-Type": content})).status == 415
    answer = await told(
        graph, {"query": TYPENAME}, headers={"X-Apollo-Tracing": "1", "Apollo-Federation-Include-Trace": "1"}
    )
    assert answer.body["extensions"].keys() == {"cost"}
    broken = await told(graph, {"query": "qwerty { abc }"})
    assert broken.codes == ["GRAPHQL_PARSE_FAILED"]
    assert "Traceback" not in str(broken.body)


async def test_no_address_beside_the_endpoint_shows_a_console(graph: Graph) -> None:
    for path in ("/graphiql", "/playground", "/console", "/graphql/console", "/altair", "/v1/graphql"):
        assert (await told(graph, method="GET", path=path, headers={"Accept": "text/html"})).status == 404
