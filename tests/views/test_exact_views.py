"""Views that a product has no filter for: priced before, bounded by the budget, and exact wherever they are asked."""

from typing import Any

import pytest

from domain.system_views import MOST_WALKED
from schema.billing.subscription_views import BillingSubscriptionView
from tests.graphs import Graph, graph_served

EXACT = [each.name for each in BillingSubscriptionView if each.value.tests]
EVERY = """{ subscriptions(first: 200) { nodes { recordId status nextBillingOn customer { recordId } }
    pageInfo { hasNextPage } } }"""


async def listed(graph: Graph, view: str, first: int) -> list[str]:
    """The ids of a view, page by page."""
    query = """query ($view: ID, $first: Int, $after: String) { subscriptions(first: $first, view: $view, after: $after)
        { nodes { recordId } pageInfo { hasNextPage endCursor } } }"""
    ids: list[str] = []
    after = None
    while True:
        page = (await graph.ask("admin", query, {"view": view, "first": first, "after": after})).data["subscriptions"]
        ids += [node["recordId"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return ids
        after = page["pageInfo"]["endCursor"]


def belongs(view: str, node: Any) -> bool:
    """Whether a subscription belongs to a view on the sandbox's day."""
    if view == "PAUSED":
        return node["status"] == "PAUSED"
    status, until = ("TRIAL", "2026-10-08") if view == "EXPIRING_TRIALS" else ("LIVE", "2026-10-31")
    return node["status"] == status and "2026-10-01" <= (node["nextBillingOn"] or "") <= until


@pytest.mark.parametrize("view", EXACT)
async def test_the_pages_of_an_exact_view_have_exactly_what_belongs_to_it(graph: Graph, view: str) -> None:
    every = (await graph.ask("admin", EVERY)).data["subscriptions"]
    assert not every["pageInfo"]["hasNextPage"]
    expected = {node["recordId"] for node in every["nodes"] if belongs(view, node)}
    for first in (1, 3, 200):
        ids = await listed(graph, view, first)
        assert len(ids) == len({*ids})
        assert {*ids} == expected


async def test_an_exact_view_is_exact_in_a_related_list_too(graph: Graph) -> None:
    every = (await graph.ask("admin", EVERY)).data["subscriptions"]["nodes"]
    paused = next(node for node in every if node["status"] == "PAUSED")
    query = """query ($id: ID!) { billingCustomer(id: $id) {
        subscriptions(first: 50, view: "PAUSED") { nodes { recordId status } } } }"""
    answer = await graph.ask("admin", query, {"id": paused["customer"]["recordId"]})
    of_customer = [node for node in every if node["customer"] == paused["customer"] and node["status"] == "PAUSED"]
    nodes = answer.data["billingCustomer"]["subscriptions"]["nodes"]
    assert {node["recordId"] for node in nodes} == {node["recordId"] for node in of_customer}


@pytest.mark.parametrize("view", EXACT)
async def test_an_exact_view_is_priced_before_it_is_walked(graph: Graph, view: str) -> None:
    document = f'{{ subscriptions(first: 2, view: "{view}") {{ nodes {{ name }} }} }}'
    told = (await graph.ask("admin", document)).body["extensions"]["cost"]
    assert told["estimated"]["calls"] == {"billing": [1, MOST_WALKED]}


async def test_a_walk_takes_no_more_calls_than_an_operation_may() -> None:
    async with graph_served(max_calls=3) as limited:
        await limited.meet("admin")
        document = '{ subscriptions(first: 2, view: "PAUSED") { nodes { name } } }'
        answer = await limited.ask("admin", document)
        assert answer.data["subscriptions"]["nodes"]
        assert answer.body["extensions"]["cost"]["estimated"]["calls"] == {"billing": [1, 3]}
        views = await limited.ask("admin", "{ views(of: BILLING_SUBSCRIPTION) { exact upstreamCalls { most } } }")
        assert {view["upstreamCalls"]["most"] for view in views.data["views"] if view["exact"]} == {3}
        twice = await limited.ask(
            "admin", f"{document[:-1]} trials: {document[2:-1].replace('PAUSED', 'EXPIRING_TRIALS')} }}"
        )
        assert twice.codes == ["COST_TOO_HIGH"]
