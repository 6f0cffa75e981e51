"""One of many: a list's place, a related list, a detail or a custom field that fails fails alone."""

from urllib.parse import parse_qsl

from domain.errors import Forbidden
from domain.modules import crm
from domain.sources import Needs
from tests.engine.shaped import session_opened
from tests.faults.story import CALLER
from tests.graphs import Graph

RELATED = "{ accounts(first: 20) { nodes { recordId name contacts(first: 1) { nodes { id } } } } }"
ACCOUNTS, ONE, OTHER = crm.ACCOUNTS, "4150868000001000001", "4150868000001000002"
DETAILS = "{ invoices(first: 10) { nodes { recordId number lineItems { name } } } }"


async def test_one_related_list_of_twenty_parents_fails_alone(fragile: Graph) -> None:
    whole = (await fragile.ask(CALLER, RELATED)).data["accounts"]["nodes"]
    assert len(whole) == 20
    await fragile.break_down({"product": "crm", "kind": "malformed_json", "path": f"/{whole[7]['recordId']}/Contacts$"})
    told = await fragile.ask(CALLER, RELATED)
    assert [error["path"] for error in told.body["errors"]] == [["accounts", "nodes", 7, "contacts"]]
    assert told.codes == ["UPSTREAM_UNAVAILABLE"]
    whole[7] = {**whole[7], "contacts": None}
    assert told.body["data"]["accounts"]["nodes"] == whole


async def test_one_detail_of_ten_fails_alone(fragile: Graph) -> None:
    whole = (await fragile.ask(CALLER, DETAILS)).data["invoices"]["nodes"]
    assert len(whole) == 10
    await fragile.break_down({"product": "books", "kind": "reset", "path": f"/invoices/{whole[3]['recordId']}$"})
    told = await fragile.ask(CALLER, DETAILS)
    assert [error["path"] for error in told.body["errors"]] == [["invoices", "nodes", 3]]
    assert told.body["errors"][0]["extensions"]["service"] == "books"
    whole[3] = None
    assert told.body["data"]["invoices"]["nodes"] == whole


async def test_a_hanging_detail_costs_its_place_and_not_the_deadline_of_the_others(fragile: Graph) -> None:
    whole = (await fragile.ask(CALLER, DETAILS)).data["invoices"]["nodes"]
    await fragile.break_down({"product": "books", "kind": "hang", "path": f"/invoices/{whole[0]['recordId']}$"})
    told = await fragile.ask(CALLER, DETAILS)
    assert told.codes == ["UPSTREAM_TIMEOUT"]
    whole[0] = None
    assert told.body["data"]["invoices"]["nodes"] == whole


async def test_links_that_share_a_failed_call_fail_with_it_and_the_rest_stands(fragile: Graph) -> None:
    query = "{ deals(first: 5) { nodes { name account { phone } } } }"
    whole = (await fragile.ask(CALLER, query)).data["deals"]["nodes"]
    await fragile.break_down({"product": "crm", "kind": "status", "status": 500, "path": "/Accounts$"})
    told = await fragile.ask(CALLER, query)
    linked = [index for index, node in enumerate(whole) if node["account"]]
    assert [error["path"] for error in told.body["errors"]] == [
        ["deals", "nodes", index, "account"] for index in linked
    ]
    assert told.body["data"]["deals"]["nodes"] == [{**node, "account": None} for node in whole]


async def test_without_the_field_permissions_of_a_module_nothing_of_it_is_shown(fragile: Graph) -> None:
    query = "{ accounts(first: 3) { nodes { name } } crmUsers(first: 3) { nodes { name } } }"
    await fragile.break_down({"product": "crm", "kind": "status", "status": 500, "path": "/settings/fields$"})
    told = await fragile.ask(CALLER, query)
    assert told.body["data"]["accounts"] is None
    assert len(told.body["data"]["crmUsers"]["nodes"]) == 3
    assert [error["path"] for error in told.body["errors"]] == [["accounts"]]
    [hidden] = told.body["extensions"]["hiddenFields"]
    assert hidden == {"coordinate": "Query.accounts", "reason": "SOURCE_UNAVAILABLE", "product": "CRM"}


async def test_without_an_organisation_s_currency_only_the_amounts_that_need_it_are_missing(fragile: Graph) -> None:
    await fragile.meet(CALLER)
    query = "{ plain: items(first: 2) { nodes { name } } priced: items(first: 2) { nodes { rate { currency } } } }"
    assert (await fragile.ask(CALLER, query)).codes == []


async def test_what_failed_is_not_asked_for_again_together_with_others(fragile: Graph) -> None:
    name = Needs(frozenset({"Account_Name"}))
    async with session_opened(fragile, CALLER) as session:
        loader = session.loader
        await fragile.break_down({"product": "crm", "kind": "status", "status": 403, "path": "/Accounts$"})
        fragile.forget_calls()
        first = await loader.many(ACCOUNTS, (ONE,), name)
        both = await loader.many(ACCOUNTS, (ONE, OTHER), name)
        assert both[ONE] is first[ONE]
        assert isinstance(first[ONE], Forbidden)
        # More of the record is another question.
        await loader.many(ACCOUNTS, (ONE,), name | Needs(frozenset({"Phone"})))
    asked = [dict(parse_qsl(call["query"]))["ids"] for call in fragile.calls() if call["path"].endswith("/Accounts")]
    assert asked == [ONE, OTHER, ONE]
