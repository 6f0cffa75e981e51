"""Timelines: who did what to a record."""

from typing import Any

from aiohttp import FormData

from sandbox.people import BY_NAME
from tests.sandbox.crm.conftest import Crm, error

ENTRY_KEYS = {
    "action", "audited_time", "automation_details", "done_by", "extension", "field_history", "id", "record",
    "related_record", "source", "type",
}  # fmt: skip


def account(crm: Crm) -> str:
    return f"/Accounts/{crm.company.accounts[1].crm_id}"


async def entries(crm: Crm, path: str, persona: str = "admin", **params: str | int) -> list[dict[str, Any]]:
    answer = await crm.get(persona, f"{path}/__timeline", **params)
    assert answer.status == 200, answer
    return answer.body["__timeline"]


def told(entry: dict[str, Any]) -> tuple[str, str, str]:
    """What was done to what, and by whom."""
    return entry["action"], entry["record"]["module"]["api_name"], entry["done_by"]["name"]


def history(entry: dict[str, Any]) -> dict[str, tuple[str | None, str | None]]:
    return {each["api_name"]: (each["_value"]["old"], each["_value"]["new"]) for each in entry["field_history"]}


async def test_a_seeded_record_was_added_by_its_owner(crm: Crm) -> None:
    deal = crm.company.deals[1]
    (entry,) = await entries(crm, f"/Deals/{deal.crm_id}", "outsider")
    record = await crm.record("admin", "Deals", deal.crm_id)
    assert set(entry) == ENTRY_KEYS
    assert told(entry) == ("added", "Deals", deal.owner.full_name)
    assert (entry["record"]["name"], entry["record"]["id"]) == (deal.name, deal.crm_id)
    assert (entry["audited_time"], entry["field_history"]) == (record["Created_Time"], None)
    assert entry["done_by"]["profile"]["name"] == deal.owner.profile
    noted = await entries(crm, f"/Deals/{crm.company.deals[4].crm_id}")
    assert [told(each)[:2] for each in noted] == [("added", "Notes"), ("added", "Deals")]


async def test_a_new_record_was_added_by_its_author(own_crm: Crm) -> None:
    made = await own_crm.create("assigned", "Deals", {"Deal_Name": "New", "Stage": "Qualification"})
    (entry,) = await entries(own_crm, f"/Deals/{made.body['data'][0]['details']['id']}")
    assert told(entry) == ("added", "Deals", "Astrid Nilsen")


async def test_each_change_tells_who_changed_what_from_what(own_crm: Crm) -> None:
    deal = own_crm.company.deals[1]
    await own_crm.update("sales", "Deals", {"id": deal.crm_id, "Stage": "Closed Won", "Next_Step": None})
    other = own_crm.company.accounts[5]
    changes = {"Account_Name": {"id": other.crm_id}, "Competitors": ["Anvil Metrics", "Cutwater Labs"]}
    await own_crm.send("legacy", "PUT", f"/Deals/{deal.crm_id}", {"data": [changes]})
    second, first, _ = await entries(own_crm, f"/Deals/{deal.crm_id}")
    assert told(first) == ("updated", "Deals", "Samir Okafor")
    assert history(first)["Stage"] == (deal.stage, "Closed Won")
    assert history(first)["Probability"][1] == "100"
    assert history(first)["Next_Step"] == (deal.next_step, None)
    assert {"Modified_By", "Modified_Time"}.isdisjoint(history(first))
    assert told(second) == ("updated", "Deals", "Lena Brandt")
    assert history(second)["Account_Name"] == (deal.account.name, other.name)
    assert history(second)["Competitors"][1] == "Anvil Metrics;Cutwater Labs"
    stage = next(each for each in first["field_history"] if each["api_name"] == "Stage")
    assert (stage["field_label"], stage["data_type"]) == ("Stage", "picklist")


async def test_a_write_that_changes_nothing_leaves_no_trace(own_crm: Crm) -> None:
    deal = own_crm.company.deals[1]
    await own_crm.update("sales", "Deals", {"id": deal.crm_id, "Stage": deal.stage})
    await own_crm.update("sales", "Deals", {"id": deal.crm_id, "Stage": "No such stage"})
    assert len(await entries(own_crm, f"/Deals/{deal.crm_id}")) == 1


async def test_an_upsert_that_finds_a_record_changes_it(own_crm: Crm) -> None:
    deal = own_crm.company.deals[1]
    await own_crm.create("sales", "Deals/upsert", {"Deal_Name": deal.name, "Amount": 12345.5})
    entry, _ = await entries(own_crm, f"/Deals/{deal.crm_id}")
    assert (told(entry), history(entry)["Amount"][1]) == (("updated", "Deals", "Samir Okafor"), "12345.5")


async def test_hidden_fields_are_left_out_for_whom_they_are_hidden(own_crm: Crm) -> None:
    deal = own_crm.company.deals[1].crm_id
    await own_crm.update("sales", "Deals", {"id": deal, "Amount": 777, "Next_Step": "Ring"})
    await own_crm.update("sales", "Deals", {"id": deal, "List_Value": 778})
    only, both, _ = await entries(own_crm, f"/Deals/{deal}", "restricted")
    assert set(history(both)) == {"Next_Step"}
    assert only["field_history"] == []
    assert "77" not in str([only["field_history"], both["field_history"]])
    _, full, _ = await entries(own_crm, f"/Deals/{deal}", "outsider")
    assert {"Amount", "Expected_Revenue", "Next_Step"} <= set(history(full))


async def test_notes_files_and_mail_stand_in_their_records_timeline(own_crm: Crm) -> None:
    path = account(own_crm)
    note = {"Note_Title": "Call", "Note_Content": "Here"}
    made = await own_crm.create("sales", f"{path[1:]}/Notes", note)
    id_ = made.body["data"][0]["details"]["id"]
    await own_crm.send("admin", "PUT", f"/Notes/{id_}", {"data": [{"Note_Content": "There"}]})
    await own_crm.send("admin", "DELETE", f"/Notes/{id_}")
    form = FormData()
    form.add_field("file", b"x", filename="plan.pdf")
    uploaded = await own_crm.zoho.ask("legacy", "POST", f"/crm/v8{path}/Attachments", data=form)
    await own_crm.send("legacy", "DELETE", f"{path}/Attachments/{uploaded.body['data'][0]['details']['id']}")
    mail = {"from": {"email": BY_NAME["outsider"].email}, "to": [{"email": "b@x.example"}], "subject": "Offer"}
    await own_crm.send("outsider", "POST", f"{path}/actions/send_mail", {"data": [mail]})
    later = mail | {"scheduled_time": f"{own_crm.company.today.year + 1}-01-01T10:00:00Z"}
    await own_crm.send("outsider", "POST", f"{path}/actions/send_mail", {"data": [later]})
    found = await entries(own_crm, path, "outsider", sort_order="asc")
    assert [told(each) for each in found[1:]] == [
        ("added", "Notes", "Samir Okafor"),
        ("updated", "Notes", "Ingrid Halvorsen"),
        ("deleted", "Notes", "Ingrid Halvorsen"),
        ("added", "Attachments", "Lena Brandt"),
        ("deleted", "Attachments", "Lena Brandt"),
        ("sent", "Emails", "Oskar Weiss"),
    ]
    assert [each["record"]["name"] for each in found[1:]] == ["Call"] * 3 + ["plan.pdf"] * 2 + ["Offer"]
    assert {each["source"] for each in found[1:]} == {"crm_api"}
    assert len({each["id"] for each in found}) == len(found)


async def test_timelines_come_in_pages(own_crm: Crm) -> None:
    deal = own_crm.company.deals[1].crm_id
    for number in range(4):
        await own_crm.update("sales", "Deals", {"id": deal, "Next_Step": f"Step {number}"})
    path = f"/Deals/{deal}/__timeline"
    first = await own_crm.get("sales", path, per_page=2)
    info = first.body["info"]
    assert (info["per_page"], info["page"], info["count"], info["more_records"]) == (2, 1, 2, True)
    second = await own_crm.get("sales", path, page_token=info["next_page_token"])
    third = await own_crm.get("sales", path, page_token=second.body["info"]["next_page_token"])
    assert third.body["info"]["next_page_token"] is None
    back = await own_crm.get("sales", path, page_token=third.body["info"]["previous_page_token"])
    assert back.body["__timeline"] == second.body["__timeline"]
    found = [*first.body["__timeline"], *second.body["__timeline"], *third.body["__timeline"]]
    assert found == await entries(own_crm, f"/Deals/{deal}", "sales")
    assert [each["audited_time"] for each in found] == sorted((each["audited_time"] for each in found), reverse=True)
    assert (await own_crm.get("sales", path, per_page=2, page=2)).body["__timeline"] == second.body["__timeline"]
    assert (await own_crm.get("sales", path, page=9)).status == 204
    both = await own_crm.get("sales", path, per_page=2, page_token=info["next_page_token"])
    assert error(both)[1] == "AMBIGUITY_DURING_PROCESSING"
    foreign = await own_crm.get("legacy", path, page_token=info["next_page_token"])
    assert error(foreign)[1] == "TOKEN_BOUND_DATA_MISMATCH"
    assert error(await own_crm.get("sales", path, sort_order="up"))[2]["param_name"] == "sort_order"


async def test_a_timeline_needs_a_record_that_the_caller_may_view(own_crm: Crm) -> None:
    for id_ in ("4150868000009999999", "abc"):
        refused = await own_crm.get("sales", f"/Deals/{id_}/__timeline")
        assert error(refused) == (400, "INVALID_DATA", {"resource_path_index": 1})
    denied = await own_crm.get("outsider", f"/Vendors/{own_crm.company.vendors[0].crm_id}/__timeline")
    assert error(denied) == (403, "NO_PERMISSION", {"permissions": ["Crm_Implied_View_Vendors"]})
    mirror = await own_crm.get("sales", "/CustomModule5001/1/__timeline")
    assert error(mirror) == (400, "NOT_SUPPORTED", {"resource_path_index": 0})
