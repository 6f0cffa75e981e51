"""Notes on records: who reads, writes, changes and deletes them."""

from typing import Any

import pytest

from sandbox.people import BY_NAME
from tests.sandbox.crm.conftest import Crm, column, error, item_errors
from tests.sandbox.crm.test_updates import user

NOTE = {"Note_Title": "Call", "Note_Content": "They will order."}
UNKNOWN = "4150868000009999999"


def account(crm: Crm) -> str:
    return f"/Accounts/{crm.company.accounts[1].crm_id}"


def on(crm: Crm, module: str = "Accounts", id_: str = "") -> dict[str, Any]:
    return NOTE | {"Parent_Id": {"module": {"api_name": module}, "id": id_ or crm.company.accounts[1].crm_id}}


async def noted(crm: Crm, persona: str = "sales", path: str = "", **texts: Any) -> str:
    answer = await crm.create(persona, f"{(path or account(crm))[1:]}/Notes", NOTE | texts)
    assert answer.status == 201, answer
    return answer.body["data"][0]["details"]["id"]


async def test_some_accounts_and_deals_have_notes_from_the_start(crm: Crm) -> None:
    first = crm.company.accounts[0]
    fields = "Note_Title,Note_Content,Parent_Id,Owner,Created_Time,$editable"
    answer = await crm.get("outsider", f"/Accounts/{first.crm_id}/Notes", fields=fields)
    (note,) = answer.body["data"]
    module = {"api_name": "Accounts", "id": "4150868000000002001"}
    assert note["Parent_Id"] == {"name": first.name, "id": first.crm_id, "module": module}
    assert note["Owner"]["name"] == first.owner.full_name
    assert first.name in note["Note_Content"]
    assert note["$editable"] is False
    assert set(note) == {*fields.split(","), "id"}
    deal = crm.company.deals[4].crm_id
    assert column(await crm.get("sales", f"/Deals/{deal}/Notes", fields="Note_Title"), "Note_Title") == ["Call"]
    assert (await crm.get("sales", f"{account(crm)}/Notes", fields="id")).status == 204


async def test_a_note_carries_the_name_of_its_author(own_crm: Crm) -> None:
    answer = await own_crm.create("assigned", f"{account(own_crm)[1:]}/Notes", NOTE)
    assert answer.status == 201
    (item,) = answer.body["data"]
    assert (item["code"], item["message"]) == ("SUCCESS", "record added")
    assert item["details"]["Created_By"] == user("assigned")
    id_ = item["details"]["id"]
    fields = "Note_Title,Note_Content,Owner,Created_By,Modified_By,Modified_Time,$editable"
    (note,) = (await own_crm.get("sales", f"{account(own_crm)}/Notes", fields=fields)).body["data"]
    assert (note["id"], note["Note_Title"], note["Note_Content"]) == (id_, "Call", "They will order.")
    assert {note[name]["name"] for name in ("Owner", "Created_By", "Modified_By")} == {"Astrid Nilsen"}
    assert note["Modified_Time"] == item["details"]["Modified_Time"]


async def test_notes_are_written_on_any_record_by_naming_it(own_crm: Crm) -> None:
    vendor = own_crm.company.vendors[0].crm_id
    answer = await own_crm.create("accountant", "Notes", on(own_crm), on(own_crm, "Vendors", vendor))
    assert answer.status == 201
    for path in (account(own_crm), f"/Vendors/{vendor}"):
        found = await own_crm.get("accountant", f"{path}/Notes", fields="Note_Content")
        assert column(found, "Note_Content") == ["They will order."]


async def test_whoever_may_view_the_record_reads_its_notes_and_nobody_else(own_crm: Crm) -> None:
    vendor = f"/Vendors/{own_crm.company.vendors[0].crm_id}"
    id_ = await noted(own_crm, "accountant", vendor)
    denied = await own_crm.get("outsider", f"{vendor}/Notes", fields="id")
    assert error(denied) == (403, "NO_PERMISSION", {"permissions": ["Crm_Implied_View_Vendors"]})
    assert (await own_crm.get("outsider", f"/Notes/{id_}", fields="id")).status == 204
    assert (await own_crm.get("sales", f"/Notes/{id_}", fields="id")).status == 200
    refused = await own_crm.create("outsider", "Notes", on(own_crm, "Vendors", own_crm.company.vendors[0].crm_id))
    assert item_errors(refused) == [("NO_PERMISSION", {"permissions": ["Crm_Implied_View_Vendors"]})]


async def test_only_an_administrator_lists_the_notes_of_all_records(own_crm: Crm) -> None:
    refused = await own_crm.get("sales", "/Notes", fields="id")
    assert error(refused) == (403, "NOT_SUPPORTED", {"resource_path_index": 0})
    id_ = await noted(own_crm)
    found = await own_crm.get("admin", "/Notes", fields="Parent_Id", per_page=2)
    assert column(found, "id")[0] == id_
    assert (found.body["info"]["count"], found.body["info"]["more_records"]) == (2, True)
    following = await own_crm.get("admin", "/Notes", fields="Parent_Id", per_page=2, page=2)
    assert set(column(following, "id")).isdisjoint(column(found, "id"))


async def test_the_author_and_an_administrator_change_a_note(own_crm: Crm) -> None:
    id_ = await noted(own_crm)
    path = f"/Notes/{id_}"
    for persona, text in (("sales", "One"), ("admin", "Two")):
        answer = await own_crm.send(persona, "PUT", path, {"data": [{"Note_Content": text, "Note_Title": None}]})
        assert (answer.status, answer.body["data"][0]["message"]) == (200, "record updated")
        (note,) = (await own_crm.get("sales", path, fields="Note_Title,Note_Content,Modified_By,Owner")).body["data"]
        assert (note["Note_Content"], note["Note_Title"]) == (text, None)
        assert (note["Modified_By"]["name"], note["Owner"]["name"]) == (BY_NAME[persona].full_name, "Samir Okafor")
    for method in ("PUT", "DELETE"):
        body = {"data": [{"Note_Content": "Three"}]} if method == "PUT" else None
        refused = await own_crm.send("legacy", method, path, body)
        action = "Edit" if method == "PUT" else "Delete"
        assert refused.status == 400
        assert item_errors(refused) == [("NO_PERMISSION", {"permissions": [f"Crm_Implied_{action}_Notes"]})]
    (note,) = (await own_crm.get("legacy", path, fields="Note_Content,$editable")).body["data"]
    assert (note["Note_Content"], note["$editable"]) == ("Two", False)


async def test_several_notes_are_changed_and_deleted_at_once(own_crm: Crm) -> None:
    mine, theirs = await noted(own_crm), await noted(own_crm, "legacy")
    path = f"{account(own_crm)}/Notes"
    body = {"data": [{"id": mine, "Note_Title": "A"}, {"id": theirs, "Note_Title": "B"}, {"Note_Title": "C"}]}
    changed = await own_crm.send("sales", "PUT", path, body)
    assert (changed.status, [item["code"] for item in changed.body["data"]]) == (
        207,
        ["SUCCESS", "NO_PERMISSION", "MANDATORY_NOT_FOUND"],
    )
    deleted = await own_crm.send("sales", "DELETE", f"{path}?ids={mine},{theirs},1")
    assert deleted.status == 207
    assert deleted.body["data"][0] == {
        "code": "SUCCESS", "details": {"id": mine}, "message": "record deleted", "status": "success",
    }  # fmt: skip
    assert item_errors(deleted)[2] == ("INVALID_DATA", {"id": "1"})
    assert column(await own_crm.get("sales", path, fields="id"), "id") == [theirs]


async def test_a_note_is_found_under_its_own_record_alone(own_crm: Crm) -> None:
    id_ = await noted(own_crm)
    other = f"/Accounts/{own_crm.company.accounts[4].crm_id}/Notes/{id_}"
    assert (await own_crm.get("sales", other, fields="id")).status == 204
    assert (await own_crm.send("sales", "DELETE", other)).status == 400
    path = f"{account(own_crm)}/Notes/{id_}"
    assert column(await own_crm.get("sales", path, fields="id"), "id") == [id_]
    assert (await own_crm.send("sales", "PUT", path, {"data": [{"Note_Title": "X"}]})).status == 200
    assert (await own_crm.send("sales", "DELETE", path)).status == 200
    assert (await own_crm.get("sales", path, fields="id")).status == 204


MIRROR = {"api_name": "CustomModule5001"}
PARTS: list[tuple[dict[str, Any], str, str, str, dict[str, Any]]] = [
    ({"Note_Content": ""}, "MANDATORY_NOT_FOUND", "Note_Content", "Note_Content", {}),
    ({"Note_Content": "x" * 65_536}, "INVALID_DATA", "Note_Content", "Note_Content", {"maximum_length": 65_535}),
    ({"Note_Title": "x" * 121}, "INVALID_DATA", "Note_Title", "Note_Title", {"maximum_length": 120}),
    ({"Note_Title": 5}, "INVALID_DATA", "Note_Title", "Note_Title", {"expected_data_type": "string"}),
    ({"Parent_Id": None}, "MANDATORY_NOT_FOUND", "Parent_Id", "Parent_Id", {}),
    ({"Parent_Id": {"id": "1"}}, "INVALID_DATA", "module", "Parent_Id.module", {}),
    ({"Parent_Id": {"id": "1", "module": MIRROR}}, "INVALID_DATA", "module", "Parent_Id.module", {}),
    ({"Parent_Id": {"id": UNKNOWN, "module": {"api_name": "Deals"}}}, "INVALID_DATA", "id", "Parent_Id.id", {}),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "code", "name", "at", "details"), PARTS)
async def test_what_is_wrong_with_a_note_is_told_with_its_place(
    own_crm: Crm, parts: dict[str, Any], code: str, name: str, at: str, details: dict[str, Any]
) -> None:
    answer = await own_crm.create("sales", "Notes", on(own_crm) | parts)
    assert answer.status == 400
    assert item_errors(answer) == [(code, {"api_name": name, "json_path": f"$.data[0].{at}"} | details)]


async def test_a_note_needs_its_content_and_reading_needs_fields(own_crm: Crm) -> None:
    answer = await own_crm.create("sales", f"{account(own_crm)[1:]}/Notes", {"Note_Title": "Only"})
    assert item_errors(answer) == [
        ("MANDATORY_NOT_FOUND", {"api_name": "Note_Content", "json_path": "$.data[0].Note_Content"})
    ]
    for path in (f"{account(own_crm)}/Notes", "/Notes/1"):
        assert error(await own_crm.get("sales", path)) == (400, "REQUIRED_PARAM_MISSING", {"param_name": "fields"})


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
async def test_notes_need_a_record_that_is_there(own_crm: Crm, method: str) -> None:
    for id_ in (UNKNOWN, "abc"):
        body = {"data": [NOTE]} if method in {"POST", "PUT"} else None
        refused = await own_crm.send("sales", method, f"/Accounts/{id_}/Notes?fields=id", body)
        assert error(refused) == (400, "INVALID_DATA", {"resource_path_index": 1})
    mirror = await own_crm.send("admin", method, "/CustomModule5001/1/Notes")
    assert error(mirror) == (400, "NOT_SUPPORTED", {"resource_path_index": 0})


async def test_a_malformed_id_of_a_note_is_refused(own_crm: Crm) -> None:
    for path, index in (("/Notes/abc", 1), (f"{account(own_crm)}/Notes/abc", 3)):
        refused = await own_crm.get("sales", path, fields="id")
        assert error(refused) == (400, "INVALID_DATA", {"resource_path_index": index})


async def test_notes_follow_their_record(own_crm: Crm) -> None:
    first = own_crm.company.accounts[0]
    (id_,) = column(await own_crm.get("sales", f"/Accounts/{first.crm_id}/Notes", fields="id"), "id")
    await own_crm.update("sales", "Accounts", {"id": first.crm_id, "Account_Name": "Renamed"})
    (note,) = (await own_crm.get("sales", f"/Notes/{id_}", fields="Parent_Id")).body["data"]
    assert note["Parent_Id"]["name"] == "Renamed"
    await own_crm.send("admin", "DELETE", f"/Accounts/{first.crm_id}")
    assert (await own_crm.get("sales", f"/Notes/{id_}", fields="id")).status == 204


async def test_notes_have_a_scope_beside_their_records_module(own_crm: Crm) -> None:
    path = f"{account(own_crm)}/Notes"
    both = {"ZohoCRM.modules.notes.CREATE", "ZohoCRM.modules.accounts.READ"}
    assert (await own_crm.with_scopes(both, "POST", path, {"data": [NOTE]})).status == 201
    for scope in both:
        refused = await own_crm.with_scopes({scope}, "POST", path, {"data": [NOTE]})
        assert error(refused) == (401, "OAUTH_SCOPE_MISMATCH", {})
    alone = await own_crm.with_scopes({"ZohoCRM.modules.notes.CREATE"}, "POST", "/Notes", {"data": [on(own_crm)]})
    assert alone.status == 201
