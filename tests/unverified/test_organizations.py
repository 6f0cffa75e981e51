"""A list of organisations that cannot be had is no denial: a named or a configured organisation does."""

import pytest

from sandbox.billing.access import ORGANIZATION_ID
from tests.unverified.alterations import SHAPES, at, refused
from tests.unverified.assumed_answers import BILLING_ORGANIZATIONS, BOOKS_ORGANIZATIONS
from tests.unverified.proxy import Alteration, AlteredGraph, altered_graph_served

SUBSCRIPTIONS = "{ subscriptions(first: 2) { nodes { name amount { amount currency } } } }"
INVOICES = "{ invoices(first: 2) { nodes { number } } }"
ALTERED = [
    refused(BILLING_ORGANIZATIONS, 404, {"code": 5, "message": "Invalid URL Passed"}),
    refused(BILLING_ORGANIZATIONS, 403, {"code": 57, "message": "You are not authorized"}),
    refused(BILLING_ORGANIZATIONS, 500, {"code": 1000, "message": "Internal error"}),
    at(BILLING_ORGANIZATIONS, "organizations", SHAPES["renamed"]),
    at(BILLING_ORGANIZATIONS, "organizations.*.organization_id", SHAPES["null"]),
]


@pytest.mark.parametrize("alteration", ALTERED, ids=lambda each: each.name)
async def test_a_named_organisation_does(altered: AlteredGraph, alteration: Alteration) -> None:
    true = await altered.graph.ask("admin", SUBSCRIPTIONS)
    altered.alter(alteration)
    named = {"Suitegraph-Organization": f"billing={ORGANIZATION_ID}"}
    assert (await altered.graph.ask("admin", SUBSCRIPTIONS, headers=named)).data == true.data


@pytest.mark.parametrize("alteration", ALTERED, ids=lambda each: each.name)
async def test_without_a_name_there_is_an_error(altered: AlteredGraph, alteration: Alteration) -> None:
    altered.alter(alteration)
    told = await altered.graph.ask("billing", SUBSCRIPTIONS)
    assert told.body["data"] == {"subscriptions": None}
    assert len(told.codes) == 1
    assert told.codes[0] != "INTERNAL_SERVER_ERROR"


async def test_a_configured_organisation_does_and_a_refused_list_is_asked_once() -> None:
    async with altered_graph_served(billing_organization=ORGANIZATION_ID) as own:
        own.alter(ALTERED[0])
        for _ in range(2):
            told = await own.graph.ask("admin", SUBSCRIPTIONS)
            assert told.data["subscriptions"]["nodes"] != []
        assert len([call for call in own.graph.calls() if call["path"].endswith("v1/organizations")]) == 1


async def test_whoever_is_no_member_is_refused_by_the_product_and_it_is_learnt() -> None:
    async with altered_graph_served(billing_organization=ORGANIZATION_ID) as own:
        own.alter(ALTERED[0])
        assert (await own.graph.ask("accountant", SUBSCRIPTIONS)).codes == ["FORBIDDEN"]
        own.graph.forget_calls()
        again = await own.graph.ask("accountant", SUBSCRIPTIONS)
        assert again.data == {"subscriptions": None}
        assert not any(call["path"].endswith("/subscriptions") for call in own.graph.calls())


async def test_which_of_several_organisations_is_the_default_is_not_guessed(altered: AlteredGraph) -> None:
    altered.alter(at(BOOKS_ORGANIZATIONS, "organizations.*.is_default_org", SHAPES["missing"]))
    told = await altered.graph.ask("admin", INVOICES)
    assert told.body["data"] == {"invoices": None}
    assert told.codes == ["BAD_USER_INPUT"]
    assert "Suitegraph-Organization" in told.body["errors"][0]["message"]
