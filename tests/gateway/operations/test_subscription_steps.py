"""Steps of subscriptions at the edges: hidden statuses, refused addresses, wrong input, what a charge makes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from domain.lifecycles import STEPS
from tests.graphs import Graph, graph_served
from tests.permissions.test_hidden_writes import hiding
from tests.proofs import at_length
from tests.writes.kind import input_type_of, on
from tests.writes.stock import Stock

CANCELLED = "cancelled"


@pytest_asyncio.fixture
async def own() -> AsyncIterator[Graph]:
    """A sandbox and a gateway of one's own."""
    async with graph_served() as graph:
        yield graph


async def payload_of(graph: Graph, mutation: str, selected: str, **values: Any) -> Any:
    """The payload of a mutation of the administrator's."""
    query = f"""mutation ($input: {input_type_of(mutation)}) {{
        {mutation}(input: $input) {{ userErrors {{ code message field }} {selected} }} }}"""
    return (await graph.ask("admin", query, {"input": values})).data[mutation]


async def test_a_hidden_status_shows_neither_in_allowed_actions_nor_in_a_refusal(tmp_path: Path) -> None:
    async with hiding(tmp_path, "BillingSubscription.status", profile="Administrator") as graph:
        id_ = Stock(graph.sandbox).subscription(CANCELLED)
        answer = await graph.ask("admin", f'{{ subscription(id: "{id_}") {{ allowedActions }} }}')
        assert {each.lower() for each in answer.data["subscription"]["allowedActions"]} >= {*STEPS}
        refusal = await payload_of(graph, "pauseSubscription", "", **on("BillingSubscription", id_))
        [error] = refusal["userErrors"]
        assert error["code"] == "VALIDATION"
        assert CANCELLED not in error["message"]
        assert "POST" in {call["method"] for call in graph.calls()}


async def test_a_refusal_names_the_status_and_the_page_that_says_so(own: Graph) -> None:
    id_ = Stock(own.sandbox).subscription("live")
    payload = await payload_of(own, "reactivateSubscription", "", **on("BillingSubscription", id_))
    [error] = payload["userErrors"]
    assert (error["code"], error["field"]) == ("WRONG_STATUS", ["id"])
    assert "Its status is live" in error["message"]
    assert "Reactivate a subscription" in error["message"]


async def test_a_status_that_nobody_knows_refuses_nothing(own: Graph) -> None:
    id_ = Stock(own.sandbox).subscription("live")
    body = own.sandbox.store.body("billing", "subscriptions", id_) or {}
    own.sandbox.store.put("billing", "subscriptions", id_, {**body, "status": "hibernating"})
    answer = await own.ask("admin", f'{{ subscription(id: "{id_}") {{ status allowedActions }} }}')
    assert answer.data["subscription"]["status"] == "UNKNOWN"
    assert {each.lower() for each in answer.data["subscription"]["allowedActions"]} >= {*STEPS}
    payload = await payload_of(own, "cancelSubscription", "", **on("BillingSubscription", id_, when="NOW"))
    assert [each["code"] for each in payload["userErrors"]] == ["VALIDATION"]


async def test_wrong_input_makes_no_call(own: Graph) -> None:
    id_ = Stock(own.sandbox).subscription("live")
    await own.meet("admin")
    subscription = on("BillingSubscription", id_)
    cases: list[tuple[str, dict[str, Any], list[str]]] = [
        ("chargeSubscription", {"amount": "0"}, ["amount"]),
        ("chargeSubscription", {"amount": "-1"}, ["amount"]),
        ("buySubscriptionAddons", {"addons": []}, ["addons"]),
        ("buySubscriptionAddons", {"addons": [{"code": " "}]}, ["addons", "0", "code"]),
        ("pauseSubscription", {"pausesOn": "2027-01-02", "resumesOn": "2027-01-01"}, ["resumesOn"]),
    ]
    for name, values, field in cases:
        payload = await payload_of(own, name, "", **{**subscription, **values})
        assert [(each["code"], each["field"]) for each in payload["userErrors"]] == [("VALIDATION", field)], name
    assert own.calls() == []


async def test_a_card_is_removed_and_the_subscription_is_offline(own: Graph) -> None:
    id_ = Stock(own.sandbox).carded()
    query = (
        f'{{ subscription(id: "{id_}") {{ autoCollect card {{ lastFourDigits gateway expiryMonth expiryYear }} }} }}'
    )
    before = (await own.ask("admin", query)).data["subscription"]
    assert before["autoCollect"] is True
    assert len(before["card"]["lastFourDigits"]) == 4
    selected = "subscription { autoCollect card { lastFourDigits } }"
    payload = await payload_of(own, "removeSubscriptionCard", selected, **on("BillingSubscription", id_))
    assert payload == {"userErrors": [], "subscription": {"autoCollect": False, "card": None}}


async def test_the_same_key_charges_once_and_answers_the_same_invoice(own: Graph) -> None:
    values = {**on("BillingSubscription", Stock(own.sandbox).subscription("live")), "amount": "12.50"}
    selected = "invoice { id status total { amount currency } items { description } }"
    first, second = [
        await payload_of(
            own, "chargeSubscription", selected, **values, description="Site visit", idempotencyKey="a-visit"
        )
        for _ in range(2)
    ]
    assert first == second
    assert first["invoice"]["total"]["amount"] == "12.50"
    assert first["invoice"]["items"] == [{"description": "Site visit"}]
    charged = [call for call in own.calls() if call["path"].endswith("/charge")]
    assert len(charged) == 1


async def test_a_hosted_page_is_a_link_that_expires(own: Graph) -> None:
    selected = "hostedPage { id url status action createdAt expiresAt subscription { id } }"
    subscription = on("BillingSubscription", Stock(own.sandbox).subscription("live"))
    values = {**subscription, "redirectUrl": "https://shop.example/back", "idempotencyKey": "a-card"}
    first, second = [await payload_of(own, "createCardUpdatePage", selected, **values) for _ in range(2)]
    assert first == second
    page = first["hostedPage"]
    assert page["url"].startswith("https://")
    assert page["createdAt"] < page["expiresAt"]
    assert (page["status"], page["action"], page["subscription"]) == ("FRESH", "UPDATE_CARD", None)
    assert len([call for call in own.calls() if call["method"] == "POST"]) == 1
    read = await own.ask(
        "admin", f'{{ hostedPage(id: "{page["id"]}") {{ url expiresAt }} hostedPages {{ nodes {{ id }} }} }}'
    )
    assert read.data["hostedPage"] == {"url": page["url"], "expiresAt": page["expiresAt"]}
    assert {"id": page["id"]} in read.data["hostedPages"]["nodes"]


async def test_a_page_is_sent_the_plan_and_the_addons_that_the_subscription_has(own: Graph) -> None:
    subscription = on("BillingSubscription", Stock(own.sandbox).subscription("live"))
    values = {**subscription, "plan": {"quantity": "7"}}
    assert (await payload_of(own, "createSubscriptionUpdatePage", "", **values))["userErrors"] == []
    page = own.sandbox.store.bodies("billing", "hostedpages")[-1]
    assert page["_sent"]["plan"]["quantity"] == 7
    assert page["_sent"]["plan"]["plan_code"]
    assert page["_sent"].keys() == {"subscription_id", "plan", "addons"}


NO_ADDRESSES = (
    *("javascript:alert(1)", "//shop.example", "shop.example", "https://", "http://[a", "http://a]"),
    *("https://shop.example@evil.example", "https://a:b@evil.example/", "https://evil.example\\@shop.example"),
)


@pytest.mark.parametrize("url", NO_ADDRESSES)
async def test_a_customer_is_sent_to_addresses_of_the_web_alone(own: Graph, url: str) -> None:
    subscription = on("BillingSubscription", Stock(own.sandbox).subscription("live"))
    await own.meet("admin")
    payload = await payload_of(own, "createCardUpdatePage", "", **subscription, redirectUrl=url)
    assert [(each["code"], each["field"]) for each in payload["userErrors"]] == [("VALIDATION", ["redirectUrl"])]
    assert own.calls() == []


@pytest.mark.parametrize("name", ["createCardUpdatePage", "createSubscriptionUpdatePage"])
@at_length(like="test_a_hidden_status_shows_neither_in_allowed_actions_nor_in_a_refusal")
async def test_no_page_shows_what_is_hidden_from_its_author(tmp_path: Path, name: str) -> None:
    async with hiding(tmp_path, "BillingSubscription.amount", profile="Administrator") as graph:
        subscription = on("BillingSubscription", Stock(graph.sandbox).subscription("live"))
        await graph.meet("admin")
        payload = await payload_of(graph, name, "", **subscription)
        assert [(each["code"], each["field"]) for each in payload["userErrors"]] == [("FORBIDDEN", ["id"])]
        assert graph.calls() == []


async def test_a_new_customer_needs_the_right_to_create_one(tmp_path: Path) -> None:
    party = {"newCustomer": {"name": "Brand New", "email": "brand@new.example"}}
    values: dict[str, Any] = {"party": party, "plan": {"code": "care-basic"}}
    selected = "subscription { customer { name email } }"
    async with hiding(tmp_path, "billing.customers create", profile="Administrator") as graph:
        await graph.meet("admin")
        payload = await payload_of(graph, "createSubscription", selected, **values)
        assert [(each["code"], each["field"]) for each in payload["userErrors"]] == [
            ("FORBIDDEN", ["party", "newCustomer"])
        ]
        assert graph.calls() == []
    async with hiding(tmp_path, "BillingCustomer.email", profile="Administrator") as graph:
        payload = await payload_of(graph, "createSubscription", selected, **values)
        assert [(each["code"], each["field"]) for each in payload["userErrors"]] == [
            ("FIELD_NOT_EDITABLE", ["party", "newCustomer", "email"])
        ]


async def test_a_new_customer_is_created_with_the_subscription_or_alone(own: Graph) -> None:
    party = {"newCustomer": {"name": "Brand New", "email": "brand@new.example"}}
    selected = "subscription { customer { name email account { id } } }"
    payload = await payload_of(own, "createSubscription", selected, party=party, plan={"code": "care-basic"})
    assert payload["userErrors"] == []
    assert payload["subscription"]["customer"] == {"name": "Brand New", "email": "brand@new.example", "account": None}
    address = {"street": "Kanalgata 1", "city": "Bergen"}
    values: dict[str, Any] = {"name": "Alone", "email": "a@alone.example", "billingAddress": address}
    payload = await payload_of(
        own, "createBillingCustomer", "customer { name billingAddress { street city } }", **values
    )
    assert payload["customer"] == {"name": "Alone", "billingAddress": address}
    again = await payload_of(own, "createBillingCustomer", "", **values)
    assert [each["code"] for each in again["userErrors"]] == ["CONFLICT"]
