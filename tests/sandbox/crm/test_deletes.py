"""Deleting records, and what was deleted."""

import pytest

from sandbox.people import BY_NAME
from tests.sandbox.crm.conftest import Crm, column, error, item_errors


async def test_a_deleted_record_is_gone_and_lies_in_the_recycle_bin(own_crm: Crm) -> None:
    deal = own_crm.company.deals[0]
    answer = await own_crm.send("admin", "DELETE", f"/Deals/{deal.crm_id}")
    assert answer.status == 200
    assert answer.body["data"] == [
        {"code": "SUCCESS", "details": {"id": deal.crm_id}, "message": "record deleted", "status": "success"}
    ]
    assert (await own_crm.get("sales", f"/Deals/{deal.crm_id}")).status == 204
    (entry,) = (await own_crm.get("sales", "/Deals/deleted")).body["data"]
    assert (entry["id"], entry["display_name"], entry["type"]) == (deal.crm_id, deal.name, "recycle")
    assert entry["deleted_by"] == {"name": "Ingrid Halvorsen", "id": BY_NAME["admin"].crm_id}
    assert entry["created_by"] == {"name": deal.owner.full_name, "id": deal.owner.crm_id}
    assert entry["deleted_time"].startswith(own_crm.company.today.isoformat())


async def test_several_records_are_deleted_by_ids(own_crm: Crm) -> None:
    first, second = own_crm.company.deals[:2]
    answer = await own_crm.send("admin", "DELETE", f"/Deals?ids={first.crm_id},1,{second.crm_id}")
    assert answer.status == 207
    assert [code for code, _ in item_errors(answer)] == ["SUCCESS", "INVALID_DATA", "SUCCESS"]
    assert (answer.body["data"][1]["message"], answer.body["data"][1]["details"]) == ("record not deleted", {"id": "1"})
    assert column(await own_crm.get("admin", "/Deals/deleted"), "id") == [second.crm_id, first.crm_id]


async def test_a_delete_needs_ids_and_at_most_100(own_crm: Crm) -> None:
    missing = await own_crm.send("admin", "DELETE", "/Deals")
    assert error(missing) == (400, "REQUIRED_PARAM_MISSING", {"param_name": "ids"})
    hundred = await own_crm.send("admin", "DELETE", f"/Deals?ids={','.join(['1'] * 100)}")
    assert len(hundred.body["data"]) == 100
    refused = await own_crm.send("admin", "DELETE", f"/Deals?ids={','.join(['1'] * 101)}")
    assert error(refused) == (400, "LIMIT_EXCEEDED", {"param_name": "ids", "limit": 100})
    assert (await own_crm.send("admin", "DELETE", "/Deals/1")).status == 400
    malformed = await own_crm.send("admin", "DELETE", "/Deals/abc")
    assert error(malformed) == (400, "INVALID_DATA", {"resource_path_index": 1})


async def test_deleted_records_come_by_type_and_in_pages(own_crm: Crm) -> None:
    assert (await own_crm.get("admin", "/Deals/deleted")).status == 204
    ids = ",".join(deal.crm_id for deal in own_crm.company.deals[:5])
    await own_crm.send("admin", "DELETE", f"/Deals?ids={ids}")
    answer = await own_crm.get("admin", "/Deals/deleted", type="recycle", page=2, per_page=2)
    assert answer.body["info"] == {"per_page": 2, "count": 2, "page": 2, "more_records": True}
    assert (await own_crm.get("admin", "/Deals/deleted", type="permanent")).status == 204
    assert (await own_crm.get("admin", "/Accounts/deleted")).status == 204
    refused = await own_crm.get("admin", "/Deals/deleted", type="gone")
    assert error(refused)[:2] == (400, "INVALID_DATA")


@pytest.mark.parametrize("path", ["/Vendors/deleted"])
async def test_deleted_records_are_shown_to_those_who_may_view_the_module(own_crm: Crm, path: str) -> None:
    refused = await own_crm.get("restricted", path)
    assert error(refused) == (403, "NO_PERMISSION", {"permissions": ["Crm_Implied_View_Vendors"]})


async def test_lookups_at_a_deleted_record_are_empty(own_crm: Crm) -> None:
    account = own_crm.company.accounts[0]
    contact = own_crm.company.contacts_of(account)[0]
    await own_crm.send("admin", "DELETE", f"/Accounts/{account.crm_id}")
    assert (await own_crm.record("admin", "Contacts", contact.crm_id))["Account_Name"] is None
