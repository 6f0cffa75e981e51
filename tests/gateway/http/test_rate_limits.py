"""How often a user or a client may ask, and what the answers say of it."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from adapters.limits import shared_counts
from gateway.rate_limits import MOST_COUNTED, RequestRate
from tests.gateway.http.holding import held_up, status_reached
from tests.graphs import Graph, Told, graph_served
from tests.proofs import at_length
from tests.valkeys import valkey_served

QUERY = "{ __typename }"
POLICY = re.compile(r'"(user|client)";q=([0-9]+);w=60')
LEFT = re.compile(r'"(user|client)";r=([0-9]+);t=([0-9]+)')


def left(told: Told) -> dict[str, int]:
    """What is left of each limit."""
    assert dict(POLICY.findall(told.headers["ratelimit-policy"])) == {
        "user": "3",
        "client": "5",
    }
    states = LEFT.findall(told.headers["ratelimit"])
    assert all(0 < int(seconds) <= 60 for _, _, seconds in states)
    return {name: int(rest) for name, rest, _ in states}


async def test_answers_say_what_is_left_and_one_too_many_is_refused_with_the_time_to_wait() -> None:
    async with graph_served(user_requests=3, client_requests=5) as graph:
        headers = {"apollographql-client-name": "board", "apollographql-client-version": "1"}
        asked = [await graph.ask("sales", QUERY, headers=headers) for _ in range(4)]
        assert [told.status for told in asked] == [200, 200, 200, 429]
        assert [left(told)["user"] for told in asked] == [2, 1, 0, 0]
        refused = asked[-1]
        assert refused.codes == ["RATE_LIMITED"]
        [error] = refused.body["errors"]
        seconds = int(refused.headers["Retry-After"])
        assert 0 < seconds <= 60
        assert error["extensions"]["retryAfter"] == seconds
        assert error["message"].startswith("A user may send 3 requests in 60 seconds: wait ")
        # Nobody pays for another user, and everybody for their client, whatever its version.
        newer = {**headers, "apollographql-client-version": "2"}
        others = [await graph.ask("admin", QUERY, headers=newer) for _ in range(2)]
        assert [(told.status, left(told)) for told in others] == [
            (200, {"user": 2, "client": 0}),
            (429, {"user": 1, "client": 0}),
        ]
        assert others[1].body["errors"][0]["message"].startswith("A client may send 5 requests in 60 seconds")
        assert (await graph.ask("admin", QUERY)).status == 200
        # A name is one text here as for trusted documents, whatever is in it.
        another = await graph.ask("accountant", QUERY, headers={**headers, "apollographql-client-name": "board/2"})
        assert (another.status, left(another)) == (200, {"user": 2, "client": 4})


async def test_a_user_is_one_whichever_token_and_whichever_organisation() -> None:
    async with graph_served(user_requests=2) as graph:
        assert (await graph.ask("sales", QUERY)).status == 200
        elsewhere = {"Suitegraph-Organization": "460000000000100"}
        assert (await graph.ask("sales", QUERY, headers=elsewhere)).status == 200
        assert (await graph.ask("sales", QUERY)).status == 429


async def test_without_limits_no_header_speaks_of_them(graph: Graph) -> None:
    assert not {"ratelimit", "ratelimit-policy"} & (await graph.ask("admin", QUERY)).headers.keys()


async def test_a_user_has_so_many_requests_under_way_and_others_have_theirs() -> None:
    async with graph_served(user_at_once=2) as graph:
        async with held_up(graph, 2):
            refused = await status_reached(graph, "admin", 429)
            assert (refused.codes, refused.headers["Retry-After"]) == (["RATE_LIMITED"], "1")
            assert (await graph.ask("sales", QUERY)).status == 200
        assert (await status_reached(graph, "admin", 200)).data == {"__typename": "Query"}


async def test_a_minute_begins_with_the_first_request_and_ends_sixty_seconds_later() -> None:
    now = 100.5
    rate = RequestRate("user", 2, lambda: now)
    assert [state.left for _ in range(3) for state in await rate.add("one")] == [1, 0, -1]
    assert [state.left for state in await rate.add("two")] == [1]
    now = 160.4
    [state] = await rate.add("one")
    assert (state.left, state.seconds) == (-2, 1)
    now = 160.5
    [state] = await rate.add("one")
    assert (state.left, state.seconds) == (1, 60)


async def test_no_more_are_remembered_than_there_is_room_for() -> None:
    rate = RequestRate("user", 1)
    for number in range(MOST_COUNTED + 10):
        await rate.add(f"{number}")
    # The first ones had to make room.
    assert [state.left for state in await rate.add("0")] == [0]
    assert [state.left for state in await rate.add(f"{MOST_COUNTED + 9}")] == [-1]


@asynccontextmanager
async def two_workers(url: str) -> AsyncGenerator[tuple[Graph, Graph]]:
    """Two gateways that share a server."""
    shared: dict[str, Any] = {
        "limits_url": SecretStr(url),
        "limits_workers": 2,
        "user_requests": 4,
        "client_requests": 7,
    }
    async with graph_served(**shared) as one, graph_served(**shared) as other:
        yield one, other


@at_length(like="test_answers_say_what_is_left_and_one_too_many_is_refused_with_the_time_to_wait")
async def test_a_user_has_one_limit_on_all_workers_and_a_part_of_it_on_each_while_the_server_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A server that answers late on a busy machine is no server that fails.
    monkeypatch.setattr(shared_counts, "ANSWER_SECONDS", 20.0)
    with valkey_served() as server:
        async with two_workers(server.url) as (one, other):
            told = [await worker.ask("sales", QUERY) for _ in range(2) for worker in (one, other)]
            assert [each.status for each in told] == [200] * 4
            assert [LEFT.findall(each.headers["ratelimit"])[0][1] for each in told] == ["3", "2", "1", "0"]
            for worker in (one, other):
                refused = await worker.ask("sales", QUERY)
                assert (refused.status, refused.codes) == (429, ["RATE_LIMITED"])
                assert 0 < int(refused.headers["Retry-After"]) <= 60
            # Both of them have counted the client, too.
            assert [(await one.ask("admin", QUERY)).status, (await other.ask("admin", QUERY)).status] == [200, 429]
            names = [key.decode() for key in server.client.keys("suitegraph count *")]
            assert len(names) == 3
            assert not [name for name in names if "sales" in name or "@" in name]
            assert all(0 < server.client.pttl(name) <= 60_000 for name in names)
            server.stop()
            # Each has counted along: of four two are a worker's, of seven four.
            alone = [await one.ask("accountant", QUERY) for _ in range(2)]
            assert [each.status for each in alone] == [429, 429]
            policies = {each.headers["ratelimit-policy"] for each in alone}
            assert policies == {'"user";q=2;w=60, "client";q=4;w=60'}
