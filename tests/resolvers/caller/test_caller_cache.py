"""Getting to know a caller: once for all who ask at the same time, and not again where it has just failed."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from domain.caller import Caller, caller_of
from domain.errors import UpstreamUnavailable
from resolvers.caller.caller_cache import CallerCache
from resolvers.gathering import Once
from tests.graphs import ACQUAINTANCE, Graph

NAME = "{ viewer { user { name } } }"
IDENTITY = "/oauth/user/info"
ORGANIZATIONS = ("/books/v3/organizations", "/billing/v1/organizations")
FOUR_LISTS = (
    "{ invoices { nodes { id } } estimates { nodes { id } } items { nodes { id } } salesOrders { nodes { id } } }"
)


def caller(name: str = "one") -> Caller:
    """A caller by name."""
    return caller_of(f"1000.test.{name}", "own", b"key")


def paths(graph: Graph) -> Counter[str]:
    """How often each path was asked."""
    return Counter(call["path"] for call in graph.calls())


async def test_ten_requests_of_a_new_caller_at_once_make_one_identity_call(graph: Graph) -> None:
    graph.forget_callers()
    graph.forget_calls()
    told = await asyncio.gather(*(graph.ask("admin", NAME) for _ in range(10)))
    assert {answer.data["viewer"]["user"]["name"] for answer in told} == {"Ingrid Halvorsen"}
    assert paths(graph) == {IDENTITY: 1}


async def test_ten_requests_at_once_ask_for_each_organisation_once(graph: Graph) -> None:
    graph.forget_callers()
    graph.forget_calls()
    await asyncio.gather(*(graph.ask("admin", ACQUAINTANCE) for _ in range(10)))
    asked = paths(graph)
    assert [asked[path] for path in (IDENTITY, "/crm/v8/org", *ORGANIZATIONS)] == [1, 1, 1, 1]
    assert max(asked[path] for path in asked if path != "/crm/v8/settings/fields") == 1
    fields = Counter(call["query"] for call in graph.calls() if call["path"] == "/crm/v8/settings/fields")
    assert len(fields) == fields.total() == 10


async def test_a_caller_who_is_known_is_not_asked_about_again(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.ask("admin", ACQUAINTANCE)
    assert graph.calls() == []


async def test_two_callers_are_two_acquaintances(graph: Graph) -> None:
    graph.forget_callers()
    graph.forget_calls()
    told = await asyncio.gather(*(graph.ask(name, NAME) for name in ("admin", "sales") for _ in range(5)))
    assert [answer.data["viewer"]["user"]["name"] for answer in told] == ["Ingrid Halvorsen"] * 5 + ["Samir Okafor"] * 5
    assert Counter(call["token_owner"] for call in graph.calls()) == {"admin": 1, "sales": 1}


async def test_two_tokens_of_one_user_are_two_callers(graph: Graph) -> None:
    other = graph.sandbox.tokens.mint("admin", frozenset({"AaaServer.profile.READ"}))
    await graph.meet("admin")
    told = await graph.ask(None, "{ invoices { nodes { id } } viewer { user { name } } }", token=other)
    assert told.body["data"] == {"invoices": None, "viewer": {"user": {"name": "Ingrid Halvorsen"}}}
    assert told.codes == ["FORBIDDEN"]


async def test_an_organisation_that_could_not_be_looked_up_is_looked_up_once_in_an_operation(graph: Graph) -> None:
    graph.forget_callers()
    await graph.ask("admin", NAME)
    graph.forget_calls()
    await graph.break_down({"product": "books", "kind": "status", "status": 500, "path": "/organizations$"})
    told = await graph.ask("admin", FOUR_LISTS)
    assert told.body["data"] == dict.fromkeys(("invoices", "estimates", "items", "salesOrders"))
    assert told.codes == ["UPSTREAM_UNAVAILABLE"] * 4
    # What CRM says of its fields is read in the request that asks it anyway.
    of_crm = ("/crm/v8/settings/modules", "/crm/v8/settings/fields", "/crm/v8/org")
    assert paths(graph) == {**dict.fromkeys(of_crm, 1), ORGANIZATIONS[0]: 1}


async def test_the_next_operation_looks_it_up_again(graph: Graph) -> None:
    graph.forget_callers()
    await graph.ask("admin", NAME)
    await graph.break_down({"product": "books", "kind": "status", "status": 500, "path": "/organizations$", "count": 1})
    assert (await graph.ask("admin", FOUR_LISTS)).codes == ["UPSTREAM_UNAVAILABLE"] * 4
    assert (await graph.ask("admin", FOUR_LISTS)).codes == []


async def test_what_several_ask_once_for_is_loaded_once_and_fails_for_all() -> None:
    loads: list[int] = []

    async def load() -> Any:
        loads.append(1)
        await asyncio.sleep(0)
        raise UpstreamUnavailable("no", service="books")

    once = Once()
    failures = await asyncio.gather(*(once("name", load) for _ in range(5)), return_exceptions=True)
    assert [type(failure) for failure in failures] == [UpstreamUnavailable] * 5
    assert loads == [1]


async def test_a_memory_loads_once_for_all_who_wait_and_forgets_failures() -> None:
    loads: list[int] = []

    async def load() -> int:
        loads.append(1)
        await asyncio.sleep(0)
        if len(loads) == 1:
            raise UpstreamUnavailable("no", service="books")
        return len(loads)

    memory = CallerCache()
    found = await asyncio.gather(*(memory.load(caller(), "name", load) for _ in range(5)), return_exceptions=True)
    assert [type(each) for each in found].count(UpstreamUnavailable) == 1
    assert found.count(2) == 4
    assert len(loads) == 2


async def test_a_memory_keeps_callers_apart_and_forgets_one_alone() -> None:
    memory = CallerCache()

    async def value(text: str) -> str:
        return text

    for name in ("one", "two"):
        assert await memory.load(caller(name), "name", lambda name=name: value(name)) == name
    memory.forget(caller("one"))
    assert await memory.load(caller("one"), "name", lambda: value("again")) == "again"
    assert await memory.load(caller("two"), "name", lambda: value("again")) == "two"


async def test_a_fact_may_end_in_the_very_moment_in_which_it_is_recalled() -> None:
    times = iter(range(1000))
    memory = CallerCache(seconds=6, clock=lambda: next(times))

    async def nothing() -> None:
        return None

    for _ in range(50):
        await memory.load(caller(), "name", nothing)


@pytest.mark.parametrize("seconds", [0, 1])
async def test_a_fact_is_remembered_for_its_time(seconds: int) -> None:
    now = 0.0
    memory = CallerCache(seconds=1.5, clock=lambda: now)

    async def at() -> float:
        return now

    await memory.load(caller(), "name", at)
    now = 1.0 + seconds
    assert await memory.load(caller(), "name", at) == (0.0 if seconds == 0 else now)
