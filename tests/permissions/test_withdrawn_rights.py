"""How long a right lives after it was withdrawn, by a clock that stands still."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.cache import valkey_forgotten
from adapters.cache.forgotten import LocalForgottenUsers
from adapters.cache.valkey_forgotten import HEARD_SECONDS, ValkeyForgottenUsers
from resolvers.caller.caller_cache import CallerCache
from sandbox.crm.profiles import BY_NAME
from tests.graphs import Graph
from tests.valkeys import valkey_served

DEAL = "4150868000003000001"
AMOUNT = f'{{ deal(id: "{DEAL}") {{ name amount {{ amount }} }} }}'
SALES = "samir.okafor@halvorsen.example"
FORGET = "mutation ($user: String!) { forgetPermissions(user: $user) }"
LOGGED = """{ auditLog(first: 5, filter: { act: "forgetPermissions" }) { nodes {
    result author { email } after } } }"""
EXPLAIN = '{ explainPermission(coordinate: "Deal.amount") { visible } }'
REMEMBERED = 300.0


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(graph: Graph) -> Clock:
    """What is remembered of callers ages by this clock."""
    made = Clock()
    graph.service.memory = CallerCache(REMEMBERED, clock=made)
    graph.forget_answers()
    return made


def hide_amounts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Withdraw the right to see the amounts of deals from the profile Sales."""
    monkeypatch.setitem(BY_NAME, "Sales", replace(BY_NAME["Sales"], hidden=frozenset({"Deals.Amount"})))


async def is_visible(graph: Graph) -> bool:
    """What the gateway says of the amounts of deals."""
    visible: bool = (await graph.ask("sales", EXPLAIN)).data["explainPermission"]["visible"]
    return visible


async def amount(graph: Graph, persona: str = "sales") -> Any:
    """The amount of a deal, as it is read now."""
    graph.forget_answers()
    return (await graph.ask(persona, AMOUNT)).data["deal"]["amount"]


async def test_a_withdrawn_right_lives_no_longer_than_what_is_remembered(
    graph: Graph, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await is_visible(graph)
    begun = clock.now
    hide_amounts(monkeypatch)
    clock.now = begun + REMEMBERED - 1
    assert await is_visible(graph)
    clock.now = begun + REMEMBERED + 1
    assert not await is_visible(graph)


async def test_a_column_that_crm_leaves_out_ends_what_is_remembered_at_once(
    graph: Graph, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await amount(graph) is not None
    assert await is_visible(graph)
    hide_amounts(monkeypatch)
    assert await amount(graph) is None
    assert not await is_visible(graph)


async def test_a_refused_record_ends_what_is_remembered_at_once(
    graph: Graph, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await amount(graph) is not None
    hide_amounts(monkeypatch)
    await graph.break_down({"product": "crm", "path": "/crm/v8/Deals.*", "kind": "status", "status": 403})
    try:
        await graph.ask("sales", AMOUNT)
    finally:
        await graph.break_down()
    assert not await is_visible(graph)


async def test_an_administrator_ends_what_is_remembered_of_a_user(
    graph: Graph, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its own clock goes on: what is remembered after it has ended is remembered anew.
    graph.service.rights = replace(graph.service.rights, forgotten=LocalForgottenUsers())
    assert await is_visible(graph)
    hide_amounts(monkeypatch)
    assert await is_visible(graph)
    assert (await graph.ask("accountant", FORGET, {"user": SALES})).codes == ["FORBIDDEN"]
    assert await is_visible(graph)
    told = await graph.ask("admin", FORGET, {"user": SALES.upper()})
    assert told.data == {"forgetPermissions": SALES.upper()}
    assert not await is_visible(graph)
    entries = (await graph.ask("admin", LOGGED)).data["auditLog"]["nodes"]
    assert [(each["result"], each["author"]["email"].partition(".")[0], each["after"]) for each in entries] == [
        ("DONE", "ingrid", {"user": SALES}),
        ("REFUSED", "ana", {"user": SALES}),
    ]
    graph.forget_calls()
    assert not await is_visible(graph)
    assert graph.calls() == []


async def test_every_process_with_the_same_server_forgets_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    # A server that answers late on a busy machine has not failed.
    monkeypatch.setattr(valkey_forgotten, "ANSWER_SECONDS", 20.0)
    clock = Clock()
    with valkey_served() as server:
        one, other = (ValkeyForgottenUsers(server.url, REMEMBERED, clock) for _ in range(2))
        assert await other.forgotten_at(SALES) is None
        begun = clock.now
        await one.forget(SALES)
        assert await one.forgotten_at(SALES) == begun
        # The other process asks anew after five seconds, and until then not once more.
        asked = server.client.info("commandstats")["cmdstat_get"]["calls"]
        assert await other.forgotten_at(SALES) is None
        assert server.client.info("commandstats")["cmdstat_get"]["calls"] == asked
        clock.now += HEARD_SECONDS + 1
        assert await other.forgotten_at(SALES) == begun
        assert await other.forgotten_at("another") is None
        # No name of a user stands in the server.
        assert all(b"samir" not in name for name in server.client.scan_iter())
        for each in (one, other):
            await each.close()
