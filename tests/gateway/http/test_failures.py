"""What goes wrong behind the graph: bugs, products that fail, clients that leave."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NewType

import pytest
import pytest_asyncio
import strawberry
from strawberry.schema.config import StrawberryConfig
from structlog.testing import capture_logs

from schema.engine.execute.documents import DocumentCache
from schema.engine.execute.limits import DocumentLimits
from schema.engine.execute.payloads import MASKED
from tests.gateway.asking import GRAPHQL, head, told
from tests.graphs import Graph, graph_served

SECRET = "the reason, which is nobody's business"
QUERY = {"query": "{ accounts(first: 1) { nodes { id } } }"}
Odd = NewType("Odd", object)


@strawberry.type
class Query:
    """A graph full of bugs."""

    @strawberry.field
    def bug(self) -> str | None:
        raise KeyError(SECRET)

    @strawberry.field
    def missing(self) -> str:
        return None  # pyright: ignore[reportReturnType]  # the bug

    @strawberry.field
    def bugs(self) -> list[str | None]:
        return [1 / 0 for _ in range(1)] and []  # pyright: ignore[reportReturnType]  # the bug

    @strawberry.field
    def unwritable(self) -> Odd | None:
        return Odd(object())

    @strawberry.field
    def well(self) -> str:
        return "well"


@pytest_asyncio.fixture(scope="module")
async def buggy() -> AsyncIterator[Graph]:
    """A gateway whose graph is the one above."""
    scalars: Any = {Odd: strawberry.scalar(name="Odd", serialize=lambda value: value)}
    schema = strawberry.Schema(Query, config=StrawberryConfig(scalar_map=scalars))._schema  # pyright: ignore[reportPrivateUsage]  # as schema.graph does
    async with graph_served() as graph:
        graph.service.runner.visibility.complete.schema = schema
        graph.service.runner.visibility.complete.documents = DocumentCache(schema, DocumentLimits())
        yield graph


@pytest.mark.parametrize("field", ["bug", "missing", "bugs"])
async def test_a_bug_in_a_field_is_masked_and_logged_under_the_id_that_the_client_gets(
    buggy: Graph, field: str
) -> None:
    with capture_logs() as lines:
        answer = await told(buggy, {"query": f"{{ {field} }}"}, headers={"Accept": GRAPHQL})
    assert (answer.status, answer.codes) == (200, ["INTERNAL_SERVER_ERROR"])
    (error,) = answer.body["errors"]
    assert (error["message"], error["path"]) == (MASKED, [field])
    assert SECRET not in str(answer)
    (bug,) = [line for line in lines if line["event"] == "bug"]
    assert bug["log_level"] == "error"
    assert bug["request_id"] == error["extensions"]["requestId"] == answer.headers["X-Request-ID"]
    assert isinstance(bug["exc_info"], KeyError | TypeError | ZeroDivisionError)


async def test_a_bug_in_a_field_leaves_its_neighbours_alone(buggy: Graph) -> None:
    answer = await told(buggy, {"query": "{ bug well }"})
    assert answer.body["data"] == {"bug": None, "well": "well"}


async def test_a_bug_outside_of_any_field_is_masked_as_well(buggy: Graph) -> None:
    with capture_logs() as lines:
        answer = await told(buggy, {"query": "{ unwritable }"}, headers={"Accept": GRAPHQL})
    assert (answer.status, answer.codes) == (500, ["INTERNAL_SERVER_ERROR"])
    assert answer.body["errors"][0]["message"] == MASKED
    assert answer.headers["Content-Type"] == f"{GRAPHQL}; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert [line["event"] for line in lines] == ["bug", "request"]
    assert {line["request_id"] for line in lines} == {answer.headers["X-Request-ID"]}
    assert (await told(buggy, {"query": "{ well }"})).data == {"well": "well"}


async def test_of_a_bug_that_strikes_everywhere_five_are_logged(buggy: Graph) -> None:
    with capture_logs() as lines:
        answer = await told(buggy, {"query": "{" + "".join(f" a{number}: bug" for number in range(9)) + " }"})
    assert len(answer.codes) == 9
    assert len([line for line in lines if line["event"] == "bug"]) == 5


FAULTS: dict[str, tuple[dict[str, Any], int, str]] = {
    "5xx": ({"kind": "status", "status": 500}, 503, "UPSTREAM_UNAVAILABLE"),
    "nobody there": ({"kind": "refused"}, 503, "UPSTREAM_UNAVAILABLE"),
    "no answer": ({"kind": "hang"}, 504, "UPSTREAM_TIMEOUT"),
    "a page": ({"kind": "html", "status": 200}, 503, "UPSTREAM_UNAVAILABLE"),
    "a redirect": ({"kind": "status", "status": 302}, 503, "UPSTREAM_UNAVAILABLE"),
}


@pytest.mark.parametrize(("fault", "status", "code"), FAULTS.values(), ids=FAULTS)
async def test_a_caller_whom_nobody_can_identify_is_told_why_by_status(
    fault: dict[str, Any], status: int, code: str
) -> None:
    # Only where no answer comes is there no time to wait for it.
    patience = 0.2 if fault["kind"] == "hang" else 5.0
    async with graph_served(upstream_seconds=patience, deadline_seconds=5 * patience) as graph:
        await graph.break_down({"product": "*", **fault})
        answer = await told(graph, {"query": "{ nothing }"})
        assert (answer.status, answer.codes) == (status, [code])
        assert answer.body["errors"][0]["extensions"]["service"] == "accounts"
        assert "data" not in answer.body
        assert answer.headers["Cache-Control"] == "no-store"


async def test_a_quota_that_is_used_up_tells_when_to_come_back(graph: Graph) -> None:
    throttled = {"kind": "throttled", "retry_after": 7}
    await graph.break_down({"product": "crm", **throttled}, {"product": "books", **throttled})
    answer = await told(graph, QUERY)
    assert (answer.status, answer.codes) == (200, ["TOO_MANY_REQUESTS"])
    assert answer.body["errors"][0]["extensions"] == {
        "code": "TOO_MANY_REQUESTS",
        "service": "crm",
        "retryAfter": 7.0,
        "coordinate": "Query.accounts",
        "requestId": answer.headers["X-Request-ID"],
    }


async def test_errors_of_a_product_name_it_and_keep_its_words_to_themselves(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.break_down({"product": "books", "kind": "status", "status": 500})
    answer = await told(graph, {"query": "{ invoices(first: 1) { nodes { id } } viewer { user { email } } }"})
    assert (answer.status, answer.codes) == (200, ["UPSTREAM_UNAVAILABLE"])
    assert answer.body["errors"][0]["extensions"]["service"] == "books"
    assert answer.body["errors"][0]["message"] == "Zoho Books is not available at the moment."
    assert answer.body["data"]["viewer"]["user"]["email"].startswith("ingrid.")
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_client_that_leaves_in_the_middle_of_its_body_is_logged_and_no_bug(graph: Graph) -> None:
    with capture_logs() as lines:
        begun = head(authorization="Bearer 1000.demo.admin", content_type="application/json", content_length="99")
        _, writer = await asyncio.open_connection("localhost", int(graph.base.rpartition(":")[2]))
        writer.write(begun + b'{"query":')
        writer.close()
        await writer.wait_closed()
        while not any(line.get("status") == 499 for line in lines):
            await told(graph, method="GET", path="/livez")
    assert {line["event"] for line in lines} == {"request"}
