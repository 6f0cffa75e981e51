"""What goes with every answer: caching, the request's id, and the status and headers of a refusal."""

import pytest

from domain.errors import (
    BadRequest,
    BadUserInput,
    Forbidden,
    InternalError,
    NotFound,
    SuitegraphError,
    TooManyRequests,
    Unauthenticated,
    UpstreamRejected,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from gateway.http.refusals import CrossSite, MethodNotAllowed, TooSlow, headers_of, status_of
from tests.gateway.asking import told
from tests.graphs import Graph

WELL = {"query": "{ __typename }"}
UNWELL = [{"query": "{"}, {"query": "{ nothing }"}, {"query": '{ account(id: "x") { id } }'}, {}]
DEPENDS_ON = [
    *("Authorization", "Accept", "Origin"),
    *("Suitegraph-Data-Centre", "Suitegraph-Organization", "Suitegraph-Visibility"),
]


async def test_an_answer_is_its_callers_own_and_asked_for_anew_each_time(graph: Graph) -> None:
    answer = await told(graph, WELL)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("body", UNWELL, ids=str)
async def test_an_answer_with_an_error_is_never_stored(graph: Graph, body: dict[str, str]) -> None:
    assert (await told(graph, body)).headers["Cache-Control"] == "no-store"


async def test_a_refusal_is_never_stored(graph: Graph) -> None:
    assert (await told(graph, WELL, persona=None)).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("persona", ["admin", None])
async def test_an_answer_names_all_that_it_depends_on(graph: Graph, persona: str | None) -> None:
    assert (await told(graph, WELL, persona=persona)).headers["Vary"].split(", ") == DEPENDS_ON


async def test_every_request_has_an_id_of_its_own_whatever_the_client_sends(graph: Graph) -> None:
    answers = [await told(graph, body, headers={"X-Request-Id": "mine"}) for body in (WELL, WELL, *UNWELL)]
    ids = [answer.headers["X-Request-ID"] for answer in answers]
    assert len({*ids, "mine"}) == len(ids) + 1
    assert all(len(id_) == 16 and int(id_, 16) >= 0 for id_ in ids)


async def test_no_answer_tells_what_serves_it(graph: Graph) -> None:
    for path in ("/graphql", "/livez", "/nothing"):
        answer = await told(graph, method="GET", path=path)
        assert "python" not in str(answer.headers).lower()
        assert "X-Powered-By" not in answer.headers


REFUSALS: list[tuple[SuitegraphError, int]] = [
    (BadRequest("?"), 400),
    (BadUserInput("?"), 400),
    (Unauthenticated("?"), 401),
    (Forbidden("?"), 403),
    (CrossSite("?"), 403),
    (NotFound("?"), 404),
    (MethodNotAllowed("?"), 405),
    (TooSlow("?"), 408),
    (TooManyRequests("?", service="books"), 429),
    (InternalError("?"), 500),
    (SuitegraphError("?"), 500),
    (UpstreamRejected("?", service="crm"), 502),
    (UpstreamUnavailable("?", service="crm"), 503),
    (UpstreamTimeout("?", service="crm"), 504),
]


@pytest.mark.parametrize(("error", "status"), REFUSALS, ids=lambda part: type(part).__name__)
def test_a_request_that_is_refused_before_it_runs_has_a_status_for_its_reason(
    error: SuitegraphError, status: int
) -> None:
    assert status_of(error) == status


def test_every_error_has_a_status() -> None:
    assert all(400 <= status_of(kind.__new__(kind)) <= 504 for kind in _below(SuitegraphError))


def _below(kind: type[SuitegraphError]) -> set[type[SuitegraphError]]:
    return {kind}.union(*(_below(child) for child in kind.__subclasses__()))


@pytest.mark.parametrize(("seconds", "header"), [(0.0, "0"), (0.2, "1"), (7.0, "7"), (59.01, "60")])
def test_when_to_come_back_is_told_in_whole_seconds_never_too_few(seconds: float, header: str) -> None:
    error = TooManyRequests("?", service="books", retry_after=seconds)
    assert headers_of(error, with_token=True) == {"Retry-After": header}
