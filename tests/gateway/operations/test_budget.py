"""An operation that may cost too much is refused before any record is asked for, with what to change."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.costs import CostBudget
from tests.graphs import Graph

NESTED = """{ accounts(first: 50) { nodes { name
    invoices(first: 5) { nodes { number lineItems { name } } } deals { nodes { name } } } } }"""
SMALL = "{ accounts(first: 2) { nodes { name invoices(first: 1) { nodes { number } } } } }"
BY_VIEW = "query ($view: ID) { deals(first: 1, view: $view) { nodes { name } } }"


def limit(graph: Graph, *, max_calls: int | None = None, max_credits: int | None = None) -> None:
    """Put these limits in force."""
    graph.service.runner = replace(graph.service.runner, budget=CostBudget(max_calls, max_credits))


@pytest.fixture
def limited(graph: Graph) -> Iterator[Graph]:
    """The gateway, with its own budget again afterwards."""
    runner = graph.service.runner
    yield graph
    graph.service.runner = runner


async def test_what_may_take_too_many_calls_is_refused_and_told_where(limited: Graph) -> None:
    await limited.meet("admin")
    limit(limited, max_calls=100)
    told = await limited.ask("admin", NESTED)
    assert (told.status, told.codes, "data" in told.body) == (200, ["COST_TOO_HIGH"], False)
    [error] = told.body["errors"]
    assert error["message"] == (
        "The operation may take up to 501 calls; 100 are allowed. `accounts.nodes.invoices` takes up to 400 of the "
        "calls: ask for fewer records there or above it (`first`)."
    )
    assert limited.record_calls() == {}


async def test_what_stays_within_is_answered(limited: Graph) -> None:
    await limited.meet("admin")
    limit(limited, max_calls=20, max_credits=1)
    told = await limited.ask("admin", SMALL)
    assert len(told.data["accounts"]["nodes"]) == 2
    (_, most) = told.body["extensions"]["cost"]["estimated"]["calls"]["books"]
    assert sum(limited.record_calls().values()) <= most + 1


async def test_for_a_caller_who_is_not_known_only_permissions_are_asked_before(limited: Graph) -> None:
    limited.forget_callers()
    limit(limited, max_calls=100)
    told = await limited.ask("admin", NESTED)
    assert told.codes == ["COST_TOO_HIGH"]
    assert limited.record_calls() == {}
    assert limited.bill()["crm"] > 0


async def test_what_a_caller_may_not_see_costs_nothing(limited: Graph) -> None:
    await limited.meet("outsider")
    limit(limited, max_calls=60)
    told = await limited.ask("outsider", NESTED)
    assert told.codes == []
    assert told.body["extensions"]["cost"]["estimated"]["calls"] == {"crm": [1, 51]}


async def test_credits_have_a_limit_of_their_own(limited: Graph) -> None:
    await limited.meet("admin")
    view = (await limited.ask("admin", "{ views(of: DEAL) { viewId } }")).data["views"][0]["viewId"]
    limit(limited, max_credits=3)
    told = await limited.ask("admin", BY_VIEW, {"view": view})
    assert told.codes == ["COST_TOO_HIGH"]
    assert "4 credits of Zoho CRM; 3 are allowed" in told.body["errors"][0]["message"]
    limit(limited, max_credits=4)
    assert (await limited.ask("admin", BY_VIEW, {"view": view})).codes == []


async def test_variables_that_do_not_fit_are_told_as_ever(limited: Graph) -> None:
    limit(limited, max_calls=1)
    told = await limited.ask("admin", "query ($n: Int!) { deals(first: $n) { nodes { name } } }", {"n": "x"})
    assert told.codes == ["BAD_USER_INPUT"]


async def test_an_operation_that_has_read_much_asks_for_no_more(limited: Graph) -> None:
    await limited.meet("admin")
    exchange = limited.service.exchange
    bounds, exchange.limits = exchange.limits, replace(exchange.limits, of_operation=1)
    try:
        told = await limited.ask("admin", "{ accounts(first: 2) { nodes { name deals { nodes { name } } } } }")
    finally:
        exchange.limits = bounds
    assert set(told.codes) == {"COST_TOO_HIGH"}
    assert "ask for fewer records at once" in told.body["errors"][0]["message"]
    # What was read before is answered.
    assert [node["deals"] for node in told.body["data"]["accounts"]["nodes"]] == [None, None]
    assert limited.record_calls() == {"crm": 1}
