"""A write refers by id only to what its author may view, or to what something leads to that they may view."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox.books.memberships import ORGANIZATIONS
from tests.graphs import Graph, graph_served
from tests.mutating import codes

NOBODY = "460000000999999999"
# Two customers and two items whose numbers are known to the author; nothing in CRM or in documents leads to the first.
STRAY_CUSTOMER, LED_CUSTOMER = "460000000777000001", "460000000001000001"
STRAY_ITEM, LED_ITEM = "460000000777000002", "460000000005000001"
QUERY = """mutation ($input: CreateEstimateInput!) { createEstimate(input: $input) {
    userErrors { code field message }
    estimate { customerName customer { name } lineItems { name rate { amount } item { name } } } } }"""
UPDATE = """mutation ($input: UpdateEstimateInput!) { updateEstimate(input: $input) { userErrors { code field } } }"""
SUBSCRIBE = """mutation ($input: CreateBillingSubscriptionInput!) { createSubscription(input: $input) {
    userErrors { code field } } }"""
REFUSED = "NOT_FOUND"


@asynccontextmanager
async def strays(graph: Graph) -> AsyncGenerator[None]:
    """With a customer and an item that CRM does not know, of whom there are no documents."""
    store, shelf = graph.sandbox.store, ORGANIZATIONS[0].shelf
    for module, like, id_, key, link in (
        ("contacts", LED_CUSTOMER, STRAY_CUSTOMER, "contact_id", "zcrm_account_id"),
        ("items", LED_ITEM, STRAY_ITEM, "item_id", "zcrm_product_id"),
    ):
        body = store.body(shelf, module, like) or {}
        store.put(shelf, module, id_, {**body, key: id_, link: "", "contact_name": "Stray", "name": "Stray"})
    try:
        yield
    finally:
        graph.renew()


async def payload_of(graph: Graph, persona: str, **given: Any) -> tuple[Any, Mapping[str, Any]]:
    """What creating an estimate answered, and what it cost."""
    values = {"lineItems": [{"name": "Calibration", "rate": "9"}], "party": {"customer": LED_CUSTOMER}, **given}
    told = await graph.ask(persona, QUERY, {"input": values})
    return told.data["createEstimate"], told.body["extensions"]["cost"]["calls"]


async def test_nothing_shows_whether_there_is_a_customer(graph: Graph) -> None:
    async with strays(graph):
        # The first write of an author asks who they are.
        await payload_of(graph, "sales", party={"customer": "460000000999999998"})
        there, here_cost = await payload_of(graph, "sales", party={"customer": STRAY_CUSTOMER})
        nowhere, cost = await payload_of(graph, "sales", party={"customer": NOBODY})
        assert (there, here_cost) == (nowhere, cost)
        assert codes(there) == [(REFUSED, ["party", "customer"])]
        assert [call for call in graph.calls() if call["method"] == "POST"] == []
        # Whoever views customers refers to any.
        assert codes((await payload_of(graph, "admin", party={"customer": STRAY_CUSTOMER}))[0]) == []


async def test_nothing_shows_whether_there_is_an_item(graph: Graph) -> None:
    async with strays(graph):
        answers = [
            await payload_of(graph, "sales", lineItems=[{"itemId": item, "rate": "9"}])
            for item in ("460000000999999998", STRAY_ITEM, NOBODY)
        ][1:]
        assert answers[0] == answers[1]
        assert codes(answers[0][0]) == [(REFUSED, ["lineItems", "0", "itemId"])]
        told, _ = await payload_of(graph, "admin", lineItems=[{"itemId": STRAY_ITEM, "rate": "9"}])
        assert codes(told) == []


async def test_what_is_referred_to_shows_its_name_and_no_more(graph: Graph) -> None:
    told, _ = await payload_of(graph, "sales", lineItems=[{"itemId": LED_ITEM, "rate": "9"}])
    assert codes(told) == []
    [line] = told["estimate"]["lineItems"]
    assert line["item"] is None
    assert line["rate"]["amount"].startswith("9")
    assert line["name"]
    assert (told["estimate"]["customerName"], told["estimate"]["customer"]) == ("Aurora Optics", None)
    graph.renew()


async def test_the_price_of_an_item_that_may_not_be_viewed_is_not_filled_in(graph: Graph) -> None:
    for item in (LED_ITEM, NOBODY):
        told, _ = await payload_of(graph, "sales", lineItems=[{"itemId": item}])
        assert codes(told) == [("VALIDATION", ["lineItems", "0", "rate"])]
    assert codes((await payload_of(graph, "admin", lineItems=[{"itemId": LED_ITEM}]))[0]) == []
    graph.renew()


async def test_a_change_refers_to_no_other_item_either(graph: Graph) -> None:
    async with strays(graph):
        line = {"itemId": LED_ITEM, "rate": "9"}
        query = QUERY.replace("customerName", "id lineItems { lineItemId } customerName")
        made = await graph.ask("sales", query, {"input": {"party": {"customer": LED_CUSTOMER}, "lineItems": [line]}})
        estimate = made.data["createEstimate"]["estimate"]
        kept = {**line, "lineItemId": estimate["lineItems"][0]["lineItemId"]}
        for more, expected in (
            ([], []),
            ([{"itemId": STRAY_ITEM, "rate": "9"}], [(REFUSED, ["lineItems", "1", "itemId"])]),
        ):
            given = {"id": estimate["id"], "lineItems": [kept, *more]}
            told = await graph.ask("sales", UPDATE, {"input": given})
            assert codes(told.data["updateEstimate"]) == expected


@pytest.mark.parametrize("field", ["account", "contact"])
async def test_an_account_that_crm_does_not_show_leads_nowhere(graph: Graph, field: str) -> None:
    told, _ = await payload_of(graph, "sales", party={field: "4150868000001999999"})
    assert codes(told) == [(REFUSED, ["party", field])]
    assert [call for call in graph.calls() if call["product"] == "books" and call["method"] == "POST"] == []


POLICY = """
[[rule]]
reason = "Not theirs."
profiles = ["Accounting"]
modules = { %s }
"""


@pytest.mark.parametrize(
    ("module", "given", "path"),
    [
        ("plans", {}, ["plan", "code"]),
        ("addons", {"addons": [{"code": "extra-sensor"}]}, ["addons", "0", "code"]),
        ("coupons", {"couponCode": "WELCOME10"}, ["couponCode"]),
        ("customers", {"party": {"customer": "903000000001999999"}}, ["party", "customer"]),
    ],
)
async def test_a_subscription_refers_to_no_hidden_plan_addon_coupon_or_customer(
    tmp_path: Path, module: str, given: dict[str, Any], path: list[str]
) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(POLICY % f'"billing.{module}" = ["view"]', "utf-8")
    values = {"party": {"customer": "903000000001000001"}, "plan": {"code": "care-basic"}, **given}
    async with graph_served(policy=file) as graph:
        told = await graph.ask("billing", SUBSCRIBE, {"input": values})
        assert codes(told.data["createSubscription"]) == [(REFUSED, path)]
        assert [call for call in graph.calls() if call["method"] == "POST"] == []
