"""A client that leaves: its reads end at once and free what they held; what it has begun to change is finished."""

import asyncio
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
from structlog.testing import capture_logs

from domain.errors import ServiceName
from gateway.http.disconnect_watch import WatchedReceive
from tests.gateway.asking import told
from tests.graphs import Graph

TWELVE_LISTS = {
    "query": "{" + "".join(f" a{n}: invoices(first: {n}) {{ nodes {{ id }} }}" for n in range(1, 13)) + " }"
}
REFRESH = {"query": "mutation { refreshPermissions { asOf } }"}
# Of the gateway's answers to somebody else. A call that nobody ends would hang for as long as its deadline allows.
GONE_WITHIN = 100


async def until(graph: Graph, reached: Callable[[], bool]) -> int:
    """How many answers of the gateway it took until then."""
    answers = 0
    async with asyncio.timeout(60):
        while not reached():
            await told(graph, method="GET", path="/livez")
            answers += 1
    return answers


def inside(graph: Graph, service: ServiceName) -> int:
    """How many calls of a product are being answered, as its quota counts."""
    return graph.service.exchange.limiters.calls_inside()[service]


async def answers_until_gone(graph: Graph, asked: dict[str, Any], service: ServiceName, calls: int) -> int:
    """How many other answers are given after the client has left before the product's places are free."""
    asking = asyncio.create_task(told(graph, asked))
    await until(graph, lambda: inside(graph, service) == calls)
    asking.cancel()
    took = await until(graph, lambda: inside(graph, service) == 0)
    await asyncio.gather(asking, return_exceptions=True)
    return took


async def test_calls_that_hang_free_their_places_at_once(graph: Graph) -> None:
    # Eight are on their way, four wait.
    await graph.ask("admin", TWELVE_LISTS["query"])
    await graph.break_down({"product": "books", "kind": "hang", "path": "/invoices$"})
    graph.forget_calls()
    with capture_logs() as lines:
        took = [await answers_until_gone(graph, TWELVE_LISTS, "books", 8) for _ in range(5)]
        await until(graph, lambda: len(lines) == 5)
    assert median(took) < GONE_WITHIN
    assert [line["status"] for line in lines] == [499] * 5
    # Who waited was not sent afterwards.
    assert graph.bill() == {"books": 40}
    assert graph.service.exchange.limiters.calls_waiting()["books"] == 0


async def test_what_an_operation_would_ask_next_is_not_asked_once_its_client_has_left(graph: Graph) -> None:
    asked = {"query": "{ accounts(first: 1) { nodes { name invoices(first: 1) { nodes { id } } } } }"}
    await graph.break_down({"product": "crm", "kind": "latency", "seconds": 0.5, "path": "/Accounts", "count": 2})
    await graph.meet("admin")
    with capture_logs() as lines:
        leaving = asyncio.create_task(told(graph, asked))
        await until(graph, lambda: [rule["count"] for rule in graph.sandbox.faults.in_force()] == [1])
        leaving.cancel()
        # Who asks the same before the gateway has noticed shares the call.
        await until(graph, lambda: inside(graph, "crm") == 0)
        # As long as the first one would have taken for its own, had it not ended.
        whole = await told(graph, asked)
    assert whole.codes == []
    # The one that left had asked for the account alone.
    assert graph.bill() == {"crm": 2, "books": 1}
    assert [line["status"] for line in lines if line["event"] == "request"] == [499, 200]
    assert {line["event"] for line in lines} == {"request"}


@pytest.mark.parametrize("service", ["accounts", "crm"])
async def test_finding_out_who_asks_ends_as_well(graph: Graph, service: ServiceName) -> None:
    dead = [{"product": "accounts", "kind": "status", "status": 500}] if service == "crm" else []
    await graph.break_down(*dead, {"product": service, "kind": "hang"})
    with capture_logs() as lines:
        took = [await answers_until_gone(graph, TWELVE_LISTS, service, 1) for _ in range(5)]
        await until(graph, lambda: len(lines) == 5)
    assert median(took) < GONE_WITHIN
    assert [line["status"] for line in lines] == [499] * 5


async def test_a_client_that_leaves_does_not_end_the_identity_call_of_others_with_its_token(graph: Graph) -> None:
    await graph.break_down({"product": "accounts", "kind": "latency", "seconds": 2})
    leaving = asyncio.create_task(graph.ask("admin", "{ __typename }"))
    await until(graph, lambda: inside(graph, "accounts") == 1)
    staying = asyncio.create_task(graph.ask("admin", "{ __typename }"))
    await told(graph, method="GET", path="/livez")
    leaving.cancel()
    assert (await staying).data == {"__typename": "Query"}


async def test_a_body_that_comes_while_the_caller_is_found_out_is_whole(graph: Graph) -> None:
    await graph.break_down({"product": "accounts", "kind": "latency", "seconds": 0.2})
    query = "{ __typename " + " " * 90_000 + "}"
    assert (await graph.ask("admin", query)).data == {"__typename": "Query"}


async def test_a_mutation_that_was_begun_is_finished(graph: Graph) -> None:
    await graph.meet("admin")
    # As below, it is not known then for which organisation of CRM the calls count.
    graph.forgive()
    await told(graph, REFRESH)
    whole = graph.bill()
    await graph.meet("admin")
    await graph.break_down({"product": "crm", "kind": "latency", "seconds": 0.5})
    graph.forget_calls()
    with capture_logs() as lines:
        asking = asyncio.create_task(told(graph, REFRESH))
        await until(graph, lambda: inside(graph, "crm") > 0)
        asking.cancel()
        await until(graph, lambda: any(line["event"] == "request" for line in lines))
    assert graph.bill() == whole
    [line] = [line for line in lines if line["event"] == "request"]
    assert (line["status"], line["errors"]) == (200, 0)


async def test_what_is_read_ahead_is_bounded_and_in_order() -> None:
    sent = [{"type": "http.request", "body": bytes([number]) * 10, "more_body": True} for number in range(9)]
    waiting = iter(sent)

    async def receive() -> Any:
        return next(waiting)

    watched_receive = WatchedReceive(receive, 35)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(watched_receive.disconnected(), 0.01)
    assert next(waiting) == sent[4]
    assert [await watched_receive() for _ in range(5)] == [*sent[:4], sent[5]]
