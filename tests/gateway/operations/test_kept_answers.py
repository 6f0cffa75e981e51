"""What the next request of a caller is answered with, and who decides that it is not."""

from typing import Any

import pytest

from gateway.service import single_flight_of
from tests.graphs import Graph

DEALS = "{ deals(first: 1) { nodes { name } } }"


async def asked(graph: Graph, headers: dict[str, str] | None = None, persona: str = "admin") -> dict[str, int]:
    """The bill of the question."""
    graph.forget_calls()
    told = await graph.ask(persona, DEALS, headers=headers)
    assert len(told.data["deals"]["nodes"]) == 1
    return graph.bill()


async def test_the_same_question_of_the_same_caller_costs_once(graph: Graph) -> None:
    for persona in ("admin", "sales"):
        await graph.meet(persona)
        assert [await asked(graph, persona=persona) for _ in range(2)] == [{"crm": 1}, {}]


@pytest.mark.parametrize("value", ["no-cache", "No-Cache", "max-age=0, no-cache"])
async def test_a_client_that_wants_none_of_it_says_so(graph: Graph, value: str) -> None:
    await graph.meet("admin")
    bills = [await asked(graph), await asked(graph, {"Cache-Control": value}), await asked(graph)]
    assert bills == [{"crm": 1}, {"crm": 1}, {}]


@pytest.mark.parametrize("value", ["max-age=60", "no-transform", ""])
async def test_other_words_of_that_header_mean_nothing(graph: Graph, value: str) -> None:
    await graph.meet("admin")
    assert [await asked(graph), await asked(graph, {"Cache-Control": value})] == [{"crm": 1}, {}]


@pytest.mark.parametrize(("changed", "again"), [({"cache_scale": 0.0}, {"crm": 1}), ({"cache_bytes": 65_536}, {})])
async def test_an_operator_decides_how_much_is_kept(
    graph: Graph, changed: dict[str, Any], again: dict[str, int]
) -> None:
    await graph.meet("admin")
    graph.service.exchange.single_flight = single_flight_of(graph.service.settings.model_copy(update=changed))
    assert [await asked(graph), await asked(graph)] == [{"crm": 1}, again]


async def test_permissions_asked_anew_are_not_answered_with_what_is_kept(graph: Graph) -> None:
    await graph.meet("admin")
    await asked(graph)
    await graph.ask("admin", "mutation { refreshPermissions { asOf } }")
    assert await asked(graph) == {"crm": 1}
