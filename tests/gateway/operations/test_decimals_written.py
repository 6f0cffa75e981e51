"""Amounts that are written have no more decimals than their currency, in all three products."""

from typing import Any

import pytest

from domain import currencies
from tests.gateway.operations.test_money_written import DOLLAR, LINE
from tests.graphs import Graph

DEAL = "4150868000003000001"
WRITES = {
    "createDeal": ({"name": "New", "stage": "Qualification", "amount": "33.333"}, ["amount"]),
    "updateDeal": ({"id": DEAL, "amount": "33.333"}, ["amount"]),
    "createAccount": ({"name": "New", "annualRevenue": "33.333"}, ["annualRevenue"]),
}


def at(payload: dict[str, Any]) -> list[tuple[str, list[str] | None]]:
    """The codes of a payload's errors and where they are."""
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


async def written(graph: Graph, name: str, given: dict[str, Any], persona: str = "admin") -> dict[str, Any]:
    """The payload of a mutation."""
    query = f"""mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{
        userErrors {{ code message field }} }} }}"""
    payload: dict[str, Any] = (await graph.ask(persona, query, {"input": given})).data[name]
    return payload


@pytest.mark.parametrize("name", WRITES)
async def test_an_amount_in_crm_has_no_more_decimals_than_its_currency(graph: Graph, name: str) -> None:
    given, place = WRITES[name]
    await graph.meet("admin")
    assert at(await written(graph, name, given)) == [("VALIDATION", place)]
    assert [call for call in graph.calls() if call["method"] in {"POST", "PUT"}] == []
    assert at(await written(graph, name, {**given, place[0]: "33.33"})) == []


@pytest.fixture
def coinless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A currency that has no decimals: what yen are, dollars are here."""
    monkeypatch.setitem(currencies._DECIMALS, "USD", 0)  # pyright: ignore[reportPrivateUsage]  # a table


@pytest.mark.usefixtures("coinless")
@pytest.mark.parametrize("persona", ["admin", "sales"])
async def test_half_a_yen_is_refused_whoever_may_read_the_customer(graph: Graph, persona: str) -> None:
    given = {"party": {"customer": DOLLAR}, "lineItems": [LINE]}
    assert at(await written(graph, "createEstimate", {**given, "adjustment": "33.5"}, persona)) == [
        ("VALIDATION", ["adjustment"])
    ]
    assert at(await written(graph, "createEstimate", {**given, "adjustment": "33"}, persona)) == []


BILLING_CUSTOMER, SUBSCRIPTION = "903000000001000001", "903000000005000002"
PRICE = {"code": "care-basic", "price": "10.005"}
SEAT = {"code": "extra-seat", "price": "7.505"}


@pytest.mark.parametrize(
    ("name", "given", "place"),
    [
        ("createSubscription", {"party": {"customer": BILLING_CUSTOMER}, "plan": PRICE}, ["plan", "price"]),
        (
            "createSubscription",
            {"party": {"customer": BILLING_CUSTOMER}, "plan": {"code": "care-basic", "setupFee": "0.001"}},
            ["plan", "setupFee"],
        ),
        ("updateSubscription", {"id": SUBSCRIPTION, "addons": [SEAT]}, ["addons", "0", "price"]),
        ("chargeSubscription", {"id": SUBSCRIPTION, "amount": "5.555", "description": "Work."}, ["amount"]),
    ],
)
async def test_a_price_in_billing_has_no_more_decimals_than_its_currency(
    graph: Graph, name: str, given: dict[str, Any], place: list[str]
) -> None:
    kind = name.replace("Subscription", "BillingSubscription")
    query = f"""mutation ($input: {kind[0].upper()}{kind[1:]}Input!) {{ {name}(input: $input) {{
        userErrors {{ code message field }} }} }}"""
    await graph.meet("admin")
    payload = (await graph.ask("admin", query, {"input": given})).data[name]
    assert at(payload) == [("VALIDATION", place)]
    assert [call for call in graph.calls() if call["method"] in {"POST", "PUT"}] == []
