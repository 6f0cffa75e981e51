"""What pages of other sites can do: nothing, unless their origin is on the list."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.gateway.asking import queried, told
from tests.graphs import Graph, graph_served

APP = "https://app.example"
QUERY = {"query": "{ __typename }"}
SIMPLE_TYPES = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]


@pytest_asyncio.fixture(scope="module")
async def listed() -> AsyncIterator[Graph]:
    """A gateway with one front end of another origin."""
    async with graph_served(cors_origins=(APP,), cors_headers=("x-acme", "X-Shop-*")) as graph:
        yield graph


@pytest.mark.parametrize("content_type", SIMPLE_TYPES)
async def test_no_form_of_another_site_runs_an_operation(graph: Graph, content_type: str) -> None:
    headers = {"Content-Type": content_type, "Origin": "https://evil.example"}
    assert (await told(graph, QUERY, persona=None, headers=headers)).status == 401
    assert (await told(graph, QUERY, headers=headers)).status == 415


async def test_a_page_must_send_a_header_that_needs_a_preflight_and_no_cookie_stands_in_for_it(graph: Graph) -> None:
    answer = await queried(graph, "{ __typename }", persona=None, headers={"Cookie": "token=1000.demo.admin"})
    assert answer.status == 401
    assert "Set-Cookie" not in answer.headers


async def test_without_a_list_no_preflight_succeeds(graph: Graph) -> None:
    headers = {"Origin": APP, "Access-Control-Request-Method": "POST"}
    answer = await told(graph, method="OPTIONS", persona=None, headers=headers)
    assert not [name for name in answer.headers if name.startswith("Access-Control-")]


@pytest.mark.parametrize("site", ["same-origin", "same-site", "none"])
async def test_requests_from_where_the_browser_sees_no_other_site_are_served(graph: Graph, site: str) -> None:
    assert (await told(graph, QUERY, headers={"Sec-Fetch-Site": site})).status == 200


@pytest.mark.parametrize("origin", [APP, "null", ""])
async def test_what_the_browser_calls_cross_site_is_refused_before_anybody_is_asked(graph: Graph, origin: str) -> None:
    graph.forget_calls()
    answer = await told(graph, QUERY, headers={"Sec-Fetch-Site": "cross-site", "Origin": origin})
    assert (answer.status, answer.codes, graph.bill()) == (403, ["BAD_REQUEST"], {})


async def test_a_listed_origin_passes_its_preflight_and_reads_its_answers(listed: Graph) -> None:
    preflight = await told(
        listed,
        method="OPTIONS",
        persona=None,
        headers={
            "Origin": APP,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type, suitegraph-organization",
        },
    )
    assert preflight.status == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == APP
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in preflight.headers

    answer = await told(listed, QUERY, headers={"Origin": APP, "Sec-Fetch-Site": "cross-site"})
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, APP)
    assert "X-Request-Id" in answer.headers["Access-Control-Expose-Headers"]
    # Refusals as well: a front end must be able to read why.
    refusal = await told(listed, QUERY, persona=None, headers={"Origin": APP, "Sec-Fetch-Site": "cross-site"})
    assert (refusal.status, refusal.headers["Access-Control-Allow-Origin"]) == (401, APP)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", f"{APP}.evil.example", f"{APP}:8443", "http://app.example", "null", f"{APP}/"]
)
async def test_an_origin_that_is_not_on_the_list_passes_nowhere(listed: Graph, origin: str) -> None:
    asks = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    assert (await told(listed, method="OPTIONS", persona=None, headers=asks)).status == 400
    answer = await told(listed, QUERY, headers={"Origin": origin, "Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


TRACED = [
    "traceparent, tracestate, baggage",
    "sentry-trace,baggage",
    "x-request-id",
    "b3",
    "newrelic, traceparent",
    "X-APOLLO-OPERATION-NAME, x-apollo-operation-id",
    "apollo-require-preflight, authorization, content-type",
    "x-datadog-trace-id, x-datadog-parent-id",
    "x-b3-traceid",
    "x-acme, x-shop-page",
]


@pytest.mark.parametrize("asked", TRACED)
async def test_headers_of_tracing_libraries_and_those_of_the_settings_pass(listed: Graph, asked: str) -> None:
    asks = {"Origin": APP, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": asked}
    preflight = await told(listed, method="OPTIONS", persona=None, headers=asks)
    allowed = {name.strip().lower() for name in preflight.headers["Access-Control-Allow-Headers"].split(",")}
    assert preflight.status == 200
    assert {name.strip().lower() for name in asked.split(",")} < allowed
    # A browser takes no beginning of a name for the names.
    assert not [name for name in allowed if "*" in name]


NOT_TRACED = [
    "x-other",
    "x-apollo-a, x-other",
    "x-acme-more",
    "apollo",
    "apollo-\u00e9",
    "x-apollo-a x-other",
    "x-shop",
]


@pytest.mark.parametrize("asked", NOT_TRACED)
async def test_no_other_header_passes_in_their_company(listed: Graph, asked: str) -> None:
    asks = {"Origin": APP, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": asked}
    assert (await told(listed, method="OPTIONS", persona=None, headers=asks)).status == 400


async def test_a_listed_origin_may_send_only_headers_that_are_listed(listed: Graph) -> None:
    asks = {"Origin": APP, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-other"}
    assert (await told(listed, method="OPTIONS", persona=None, headers=asks)).status == 400
