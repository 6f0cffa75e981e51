"""What an operation reads of CRM at one moment goes in one exchange, and is answered as by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from adapters.composites import Composites
from adapters.joint_reads import JointReads
from adapters.limits.limiters import Limiters
from adapters.limits.permits import Allowance
from adapters.messages import Request, Response
from domain.costs import Costs
from domain.errors import UpstreamTimeout
from sandbox.tokens import EVERYTHING
from tests.adapters.limits.test_limiters import caller
from tests.graphs import Graph, Told

COMPOSITE = "/crm/v8/__composite_requests"
PAGE = """query ($account: ID!) { account(id: $account) { name
  contacts(first: 10) { nodes { name email } } deals(first: 10) { nodes { name stage amount { amount } } } } }"""
# A token without the scope of composite requests.
PLAIN = EVERYTHING - {"ZohoCRM.composite_requests.CUSTOM"}


async def account_of(graph: Graph, persona: str = "sales") -> str:
    await graph.meet(persona)
    told = await graph.ask(persona, "{ accounts(first: 3) { nodes { id } } }")
    # The fields of contacts and deals are known from here on.
    await graph.ask(persona, PAGE, {"account": told.data["accounts"]["nodes"][2]["id"]})
    graph.forget_answers()
    graph.forget_calls()
    return told.data["accounts"]["nodes"][2]["id"]


async def page(graph: Graph, account: str, **more: Any) -> tuple[Told, int]:
    """The answer, and how many exchanges it took."""
    graph.forget_answers()
    graph.forget_calls()
    told = await graph.ask("sales", PAGE, {"account": account}, **more)
    return told, len(graph.exchanges())


def comparable(told: Told) -> Any:
    errors = [(each["path"], each["extensions"]["code"]) for each in told.body.get("errors", [])]
    return told.body["data"], errors, told.body["extensions"].get("hiddenFields")


@pytest.mark.parametrize("persona", ["sales", "restricted"])
async def test_two_lists_of_a_record_are_one_exchange_and_one_credit(graph: Graph, persona: str) -> None:
    account = await account_of(graph, persona)
    together = await graph.ask(persona, PAGE, {"account": account})
    assert [each["path"] for each in graph.exchanges()] == ["/crm/v8/Accounts", COMPOSITE]
    assert {each["token_owner"] for each in graph.exchanges()} == {persona}
    cost = together.body["extensions"]["cost"]
    assert (cost["calls"], cost["exchanges"], cost["credits"]) == ({"crm": 3}, {"crm": 2}, {"crm": 2})
    graph.service.exchange.composites = None
    graph.forget_answers()
    graph.forget_calls()
    alone = await graph.ask(persona, PAGE, {"account": account})
    assert (len(graph.exchanges()), alone.data) == (3, together.data)


TROUBLE: dict[str, list[dict[str, Any]]] = {
    "one read fails": [{"kind": "status", "status": 500, "path": "/Contacts"}],
    "one read is forbidden": [{"kind": "status", "status": 403, "path": "/Deals"}],
    "one read is slow": [{"kind": "latency", "seconds": 0.05, "path": "/Deals"}],
    "all fail": [{"kind": "status", "status": 503, "path": "/Accounts/"}],
    "CRM throttles": [{"kind": "throttled", "path": ""}],
}


async def test_trouble_is_that_of_each_read_by_itself(graph: Graph) -> None:
    account = await account_of(graph)
    for name, rules in TROUBLE.items():
        answers: list[Any] = []
        for composites in (Composites(), None):
            graph.forget_callers()
            await account_of(graph)
            await graph.break_down(*({"product": "crm", **rule} for rule in rules))
            graph.service.exchange.composites = composites
            told, _ = await page(graph, account)
            answers.append(comparable(told))
            await graph.break_down()
        assert answers[0] == answers[1], name


async def test_whatever_comes_of_the_whole_the_reads_are_sent_by_themselves(graph: Graph) -> None:
    account = await account_of(graph)
    expected, _ = await page(graph, account)
    for kind, more in {"status": {"status": 404}, "malformed_json": {}, "reset": {}, "hollow_json": {}}.items():
        await graph.break_down({"product": "crm", "kind": kind, "path": COMPOSITE, **more})
        told, exchanges = await page(graph, account)
        assert (comparable(told), exchanges) == (comparable(expected), 4), kind
    await graph.break_down({"product": "crm", "kind": "status", "status": 503, "path": COMPOSITE})
    assert comparable((await page(graph, account))[0]) == comparable(expected)


async def test_a_token_without_the_scope_is_refused_once(graph: Graph) -> None:
    account = await account_of(graph)
    expected, _ = await page(graph, account)
    token = graph.sandbox.tokens.mint("sales", PLAIN)
    told, _ = await page(graph, account, token=token)
    assert comparable(told) == comparable(expected)
    assert [each["status"] for each in graph.exchanges() if each["path"] == COMPOSITE] == [401]
    told, exchanges = await page(graph, account, token=token)
    assert (comparable(told), exchanges) == (comparable(expected), 3)


async def test_where_fewer_places_are_free_nothing_waits_for_five(graph: Graph) -> None:
    account = await account_of(graph)
    graph.service.exchange.limiters = Limiters({"crm": Allowance(at_once=4)})
    told, exchanges = await page(graph, account)
    assert (exchanges, told.body["extensions"]["cost"]["calls"]) == (3, {"crm": 3})
    assert graph.service.exchange.limiters.calls_inside()["crm"] == 0


def reads(send: Callable[[Request], Awaitable[Response]]) -> JointReads:
    return JointReads(caller("sales"), Composites(), Limiters(), Costs(), send)


CONTACTS, DEALS = (
    Request("crm", ("Accounts", "7", name), (("fields", "id"), ("per_page", "10"))) for name in ("Contacts", "Deals")
)


async def test_who_leaves_takes_no_answer_from_the_other_and_the_last_one_ends_the_exchange() -> None:
    sent, left = asyncio.Event(), asyncio.Event()

    async def send(_: Request) -> Response:
        sent.set()
        try:
            return await asyncio.Future()
        finally:
            left.set()

    joint = reads(send)
    tasks = [asyncio.ensure_future(joint.response(each)) for each in (CONTACTS, DEALS)]
    await sent.wait()
    tasks[0].cancel()
    await asyncio.gather(tasks[0], return_exceptions=True)
    assert not left.is_set()
    tasks[1].cancel()
    await left.wait()


async def test_after_a_failure_and_for_a_retry_nothing_goes_together() -> None:
    asked: list[Request] = []

    async def send(request: Request) -> Response:
        asked.append(request)
        raise UpstreamTimeout("late", service="crm")

    joint = reads(send)
    for _ in range(2):
        assert await asyncio.gather(*(joint.response(each) for each in (CONTACTS, DEALS))) == [None, None]
    assert len(asked) == 1
