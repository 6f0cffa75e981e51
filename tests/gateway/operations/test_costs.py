"""Each executed operation tells its bill: what it sent, what it was spared, and credits."""

import asyncio
from typing import Any

import pytest

from domain.costs import credits_of
from domain.errors import ServiceName
from tests.graphs import Graph, Told

DEALS = "{ deals(first: 1) { nodes { name } } }"
VIEWS = "{ views(of: DEAL) { viewId } }"


def cost(told: Told) -> dict[str, Any]:
    """The answer's bill without its estimate."""
    bill = dict(told.body["extensions"]["cost"])
    bill.pop("estimated", None)
    return bill


def bill(calls: dict[str, int] | None = None, **more: Any) -> dict[str, Any]:
    """A bill of nothing but this, each call in an exchange of its own."""
    sent = calls or {}
    return {"calls": sent, "credits": {}, "exchanges": sent, "cached": 0, "shared": 0, "waitedMs": 0, **more}


async def test_a_new_caller_pays_for_being_known(graph: Graph) -> None:
    graph.forget_callers()
    told = cost(await graph.ask("admin", DEALS))
    assert told["calls"] == graph.bill() == {"accounts": 1, "crm": 4}
    # Who they are; CRM's modules, the fields of deals and the organisation at once; the deals.
    assert told["exchanges"] == graph.exchange_bill() == {"accounts": 1, "crm": 2}
    assert told["credits"] == {"crm": 2}


async def test_a_known_one_pays_for_what_they_ask_once(graph: Graph) -> None:
    await graph.meet("admin")
    assert cost(await graph.ask("admin", DEALS)) == bill(calls={"crm": 1}, credits={"crm": 1})
    assert cost(await graph.ask("admin", DEALS)) == bill(cached=1)


async def test_what_another_operation_sends_is_shared(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.break_down({"product": "crm", "kind": "latency", "seconds": 0.3, "path": "/Deals"})
    told = await asyncio.gather(*(graph.ask("admin", DEALS) for _ in range(3)))
    assert sorted(cost(each)["shared"] for each in told) == [0, 1, 1]
    assert sum(cost(each)["calls"].get("crm", 0) for each in told) == graph.bill()["crm"] == 1


async def test_a_list_by_a_saved_view_takes_three_credits(graph: Graph) -> None:
    await graph.meet("admin")
    view = (await graph.ask("admin", VIEWS)).data["views"][0]["viewId"]
    query = "query ($view: ID) { deals(first: 1, view: $view) { nodes { name } } }"
    assert cost(await graph.ask("admin", query, {"view": view})) == bill(calls={"crm": 1}, credits={"crm": 3})


async def test_attempts_count_and_so_do_operations_that_fail(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.break_down({"product": "books", "kind": "status", "status": 503, "path": "/invoices"})
    told = await graph.ask("admin", "{ invoices(first: 1) { nodes { number } } }")
    assert told.codes == ["UPSTREAM_UNAVAILABLE"]
    assert cost(told) == bill(calls={"books": 3})


@pytest.mark.parametrize("query", ["{ nothing }", "{", "query ($a: Int!) { deals(first: $a) { nodes { name } } }"])
async def test_what_was_not_executed_has_none(graph: Graph, query: str) -> None:
    assert "extensions" not in (await graph.ask("admin", query)).body


async def test_nothing_asked_is_a_bill_of_nothing(graph: Graph) -> None:
    await graph.meet("admin")
    assert cost(await graph.ask("admin", "{ __typename }")) == bill()


@pytest.mark.parametrize(
    ("service", "params", "credits_"),
    [("crm", (("fields", "id"),), 1), ("crm", (("cvid", "1"),), 3), ("books", (("cvid", "1"),), 0)],
)
def test_credits_are_crm_s(service: ServiceName, params: tuple[tuple[str, str], ...], credits_: int) -> None:
    assert credits_of(service, params) == credits_


async def test_an_estimate_that_is_kept_is_the_one_of_the_same_arguments_and_the_same_view(graph: Graph) -> None:
    query = "query ($first: Int) { accounts(first: $first) { nodes { invoices(first: 1) { nodes { number } } } } }"
    asked = [(persona, {"first": first}) for persona in ("admin", "outsider") for first in (2, 5)]
    fresh: list[Any] = []
    for persona, variables in asked:
        # Nothing was estimated before: another document with the same meaning.
        document = f"{query} # {persona} {variables['first']}"
        await graph.meet(persona)
        fresh.append((await graph.ask(persona, document, variables)).body["extensions"]["cost"]["estimated"])
    assert len({str(each) for each in fresh}) == len(asked) - 1, (
        "to the outsider no invoice is shown, whatever is asked"
    )
    for _ in range(3):
        for (persona, variables), expected in zip(asked, fresh, strict=True):
            told = await graph.ask(persona, query, variables)
            assert told.body["extensions"]["cost"]["estimated"] == expected
