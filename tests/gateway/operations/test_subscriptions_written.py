"""Subscriptions are written as they are given, by whom Billing lets, and what it refuses is learned."""

from base64 import b64decode
from collections.abc import AsyncGenerator
from typing import Any, cast

import pytest
import pytest_asyncio
from graphql import GraphQLInputObjectType

from domain.journal import JournalQuery
from sandbox.billing.roles import ROLES
from sandbox.crm.organization import ORG_ID
from tests.committed import committed_schema
from tests.graphs import Graph, graph_served
from tests.proofs import at_length

SCHEMA = committed_schema()
CUSTOMER, LIVE = "903000000001000001", "903000000005000002"
ACCOUNT, DEAL = "4150868000001000001", "4150868000003000001"
PLAN = {"code": "care-basic"}
LIVE_STEPS = ["VIEW", "EDIT", "EXPORT", "CANCEL", "CANCEL_AT_TERM_END", "PAUSE", "POSTPONE", "CHARGE", "BUY_ADDON"]
# Which record it is and whom it is for.
APART = {"idempotencyKey", "id", "expectedUpdatedAt", "party", "dealId"}
SELECTED = """id status reference salesperson autoCollect activatedOn expiresOn coupon { code }
    plan { code quantity price { amount } setupFee { amount } trialDays }
    addons { code quantity price { amount } }
    contactPersons { contactPersonId }
    customFields(names: ["Contract Number", "Onboarded"]) {
        ... on CustomText { text } ... on CustomBoolean { boolean } }"""
# What is given and what is told of it.
NEW: dict[str, tuple[Any, dict[str, Any]]] = {
    "plan": (
        {"code": "care-plus", "quantity": "3", "price": "99.5", "setupFee": "20", "trialDays": 0, "billingCycles": 12},
        {
            "plan": {
                "code": "care-plus",
                "quantity": "3",
                "price": {"amount": "99.50"},
                "setupFee": {"amount": "20.00"},
                "trialDays": 0,
            },
            "expiresOn": "2027-09-15",
        },
    ),
    "addons": (
        [{"code": "extra-seat", "quantity": "2", "price": "7.5"}],
        {"addons": [{"code": "extra-seat", "quantity": "2", "price": {"amount": "7.50"}}]},
    ),
    "couponCode": ("CARE25", {"coupon": {"code": "CARE25"}}),
    "reference": ("R-17", {"reference": "R-17"}),
    "salesperson": ("Samir Okafor", {"salesperson": "Samir Okafor"}),
    "autoCollect": (True, {"autoCollect": True}),
    "customFields": (
        [
            {"name": "Contract Number", "value": {"text": "CN-1"}},
            {"name": "Onboarded", "value": {"boolean": True}},
        ],
        {"customFields": [{"text": "CN-1"}, {"boolean": True}]},
    ),
    "contactPersonIds": (["903000000002000002"], {"contactPersons": [{"contactPersonId": "903000000002000002"}]}),
    "startsOn": ("2026-09-15", {"activatedOn": "2026-09-15"}),
}
CHANGED: dict[str, tuple[Any, dict[str, Any]]] = {
    "plan": ({"code": "care-basic", "quantity": "4", "price": "70"}, {}),
    "addons": ([], {"addons": []}),
    "couponCode": ("", {"coupon": None}),
    "reference": ("R-18", {"reference": "R-18"}),
    "salesperson": ("Greta Lind", {"salesperson": "Greta Lind"}),
    "autoCollect": (False, {"autoCollect": False}),
    "contactPersonIds": (["903000000002000001"], {"contactPersons": [{"contactPersonId": "903000000002000001"}]}),
    "customFields": (
        [{"name": "Contract Number", "value": None}, {"name": "Onboarded", "value": {"boolean": False}}],
        {"customFields": [{"text": None}, {"boolean": False}]},
    ),
}


@pytest_asyncio.fixture
async def own() -> AsyncGenerator[Graph]:
    """A sandbox and a gateway of one's own."""
    async with graph_served() as graph:
        yield graph


async def written(graph: Graph, act: str, persona: str = "billing", **given: Any) -> dict[str, Any]:
    """The payload of a mutation."""
    query = f"""mutation ($input: {act}BillingSubscriptionInput!) {{ {act.lower()}Subscription(input: $input) {{
        userErrors {{ code message field }} subscription {{ {SELECTED} }} }} }}"""
    payload: dict[str, Any] = (await graph.ask(persona, query, {"input": given})).data[f"{act.lower()}Subscription"]
    return payload


async def refused(graph: Graph, act: str, **given: Any) -> list[tuple[str, list[str] | None]]:
    """The codes of a payload's errors and where they are."""
    return [(each["code"], each["field"]) for each in (await written(graph, act, **given))["userErrors"]]


async def test_what_is_written_is_read(own: Graph) -> None:
    made = await written(
        own, "Create", party={"customer": CUSTOMER}, **{name: value for name, (value, _) in NEW.items()}
    )
    assert made["userErrors"] == []
    for _, told in NEW.values():
        assert {key: made["subscription"][key] for key in told} == told
    id_ = made["subscription"]["id"]
    changed = await written(own, "Update", id=id_, **{name: value for name, (value, _) in CHANGED.items()})
    assert changed["userErrors"] == []
    for _, told in CHANGED.values():
        assert {key: changed["subscription"][key] for key in told} == told
    plan = changed["subscription"]["plan"]
    assert (plan["code"], plan["quantity"], plan["price"]) == ("care-basic", "4", {"amount": "70.00"})


async def test_a_change_sends_along_what_billing_wants_and_changes_nothing_else(own: Graph) -> None:
    given = {name: NEW[name][0] for name in ("plan", "addons")}
    id_ = (await written(own, "Create", party={"customer": CUSTOMER}, **given))["subscription"]["id"]
    changed = await written(own, "Update", id=id_, reference="R-19")
    plan = changed["subscription"]["plan"]
    assert (plan["code"], plan["quantity"], plan["price"]) == ("care-plus", "3", {"amount": "99.50"})
    assert changed["subscription"]["addons"] == NEW["addons"][1]["addons"]
    page = await own.service.journal.entries(JournalQuery(f"local:{ORG_ID}", first=1))
    [exchanged] = page.entries[0].entry.exchanged
    assert exchanged.body == {
        "customer_id": CUSTOMER,
        "plan": {"plan_code": "care-plus", "quantity": 3, "price": "99.5"},
        "addons": [{"addon_code": "extra-seat", "quantity": 2, "price": "7.5"}],
        "reference_id": "R-19",
    }
    other = await written(own, "Update", id=id_, plan={"code": "care-basic"})
    plan = other["subscription"]["plan"]
    assert (plan["code"], plan["quantity"], plan["price"]) == ("care-basic", "1", {"amount": "79.00"})


@pytest.mark.parametrize(("act", "values"), [("Create", NEW), ("Update", CHANGED)])
def test_no_value_of_an_input_is_left_out_above(act: str, values: dict[str, tuple[Any, Any]]) -> None:
    fields = cast("GraphQLInputObjectType", SCHEMA.type_map[f"{act}BillingSubscriptionInput"]).fields
    assert set(fields) - APART - {"atTermEnd"} == set(values)
    part = "SubscribedPlanInput" if act == "Create" else "ChangedPlanInput"
    assert set(cast("GraphQLInputObjectType", SCHEMA.type_map[part]).fields) == set(values["plan"][0])
    addon = cast("GraphQLInputObjectType", SCHEMA.type_map["SubscribedAddonInput"])
    assert set(addon.fields) == set(NEW["addons"][0][0])


@at_length(like="test_what_is_written_is_read")
async def test_a_deal_brings_its_account_and_becomes_the_reference(own: Graph) -> None:
    query = f'{{ deal(id: "{DEAL}") {{ account {{ recordId }} }} }}'
    account = (await own.ask("billing", query)).data["deal"]["account"]["recordId"]
    [customer] = [
        body["customer_id"]
        for body in own.sandbox.store.bodies("billing", "customers")
        if body.get("zcrm_account_id") == account
    ]
    made = await written(own, "Create", party={"deal": DEAL}, plan=PLAN)
    assert made["subscription"]["reference"] == DEAL
    record_id = b64decode(made["subscription"]["id"]).decode().removeprefix("BillingSubscription:")
    row = own.sandbox.store.body("billing", "subscriptions", record_id)
    assert row is not None
    assert row["customer_id"] == customer


async def test_wrong_input_is_refused_where_it_is_wrong_and_before_any_call(own: Graph) -> None:
    await written(own, "Create", party={"customer": CUSTOMER}, plan=PLAN)
    own.forget_calls()
    both = await refused(own, "Create", plan=PLAN, party={"deal": DEAL}, reference="R-1")
    assert both == [("VALIDATION", ["reference"])]
    assert await refused(own, "Update", id=LIVE) == [("VALIDATION", None)]
    waiting = await refused(own, "Update", id=LIVE, reference="R-1", plan={"quantity": "2"}, atTermEnd=True)
    assert waiting == [("VALIDATION", ["reference"])]
    for nobody in (None, ""):
        assert await refused(own, "Update", id=LIVE, salesperson=nobody) == [("VALIDATION", ["salesperson"])]
    assert await refused(own, "Cancel", id="Deal:1", when="NOW") == [("VALIDATION", ["id"])]
    assert own.calls() == []


async def test_what_billing_refuses_is_told_where_it_is_wrong(own: Graph) -> None:
    made = await written(own, "Create", party={"customer": CUSTOMER}, plan={"code": "no-such-plan"})
    [error] = made["userErrors"]
    assert (error["code"], error["field"]) == ("VALIDATION", ["plan"])
    assert "Plan does not exist" in error["message"]
    unknown = [row["id"] for row in own.sandbox.store.bodies("crm", "Accounts")]
    known = {row.get("zcrm_account_id") for row in own.sandbox.store.bodies("billing", "customers")}
    account = next(id_ for id_ in unknown if id_ not in known)
    own.forget_calls()
    assert await refused(own, "Create", party={"account": account}, plan=PLAN) == [("VALIDATION", ["party", "account"])]
    assert {call["method"] for call in own.calls()} == {"GET"}


async def test_who_reactivates_what_goes_on_is_told_so(own: Graph) -> None:
    assert await refused(own, "Reactivate", id=LIVE) == [("WRONG_STATUS", ["id"])]
    assert await refused(own, "Cancel", id=LIVE, when="TERM_END") == []
    back = await written(own, "Reactivate", id=LIVE)
    assert (back["userErrors"], back["subscription"]["status"]) == ([], "LIVE")


async def test_what_billing_does_not_allow_is_learned(own: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    roles = cast("dict[str, Any]", ROLES)
    monkeypatch.setitem(roles, "staff", {**roles["staff"], "subscriptions": frozenset({"view", "edit"})})
    await own.meet("billing")
    given = {"party": {"customer": CUSTOMER}, "plan": PLAN}
    assert await refused(own, "Create", **given) == [("FORBIDDEN", None)]
    assert [call["method"] for call in own.calls() if call["product"] == "billing"] == ["POST"]
    own.forget_calls()
    # The facts are asked anew, Billing is not.
    assert await refused(own, "Create", **given) == [("FORBIDDEN", None)]
    assert [call["path"] for call in own.calls() if "/subscriptions" in call["path"]] == []
    query = f'{{ subscription(id: "{LIVE}") {{ allowedActions }} }}'
    told = await own.ask("billing", query)
    assert told.data == {"subscription": {"allowedActions": LIVE_STEPS}}
    assert await refused(own, "Update", id=LIVE, reference="R-2") == []
    monkeypatch.undo()
    await own.ask("billing", "mutation { refreshPermissions { asOf } }")
    assert await refused(own, "Create", **given) == []
