"""Updating records: whose name they carry, what stays and what goes."""

from sandbox.people import BY_NAME
from tests.sandbox.crm.conftest import Crm, column, error, item_errors


def user(name: str) -> dict[str, str]:
    persona = BY_NAME[name]
    return {"name": persona.full_name, "id": persona.crm_id}


async def test_an_update_carries_the_name_of_whoever_made_it(own_crm: Crm) -> None:
    deal = own_crm.company.deals[0]
    answer = await own_crm.update("assigned", "Deals", {"id": deal.crm_id, "Next_Step": "Ring them"})
    assert answer.status == 200
    (item,) = answer.body["data"]
    assert (item["message"], item["details"]["Modified_By"]) == ("record updated", user("assigned"))
    record = await own_crm.record("sales", "Deals", deal.crm_id)
    assert (record["Next_Step"], record["Stage"]) == ("Ring them", deal.stage)
    assert record["Modified_By"]["name"] == "Astrid Nilsen"
    assert record["Created_By"]["name"] == deal.owner.full_name
    assert record["Modified_Time"].startswith(own_crm.company.today.isoformat())


async def test_null_clears_a_field(own_crm: Crm) -> None:
    id_ = own_crm.company.deals[0].crm_id
    await own_crm.update("sales", "Deals", {"id": id_, "Amount": None, "Lead_Source": ""})
    record = await own_crm.record("sales", "Deals", id_)
    assert (record["Amount"], record["Expected_Revenue"], record["Lead_Source"]) == (None, None, None)


async def test_one_record_is_updated_by_its_path(own_crm: Crm) -> None:
    id_ = own_crm.company.contacts[0].crm_id
    answer = await own_crm.send("outsider", "PUT", f"/Contacts/{id_}", {"data": [{"Title": "Owner"}]})
    assert answer.status == 200
    record = await own_crm.record("sales", "Contacts", id_)
    assert (record["Title"], record["Modified_By"]["name"]) == ("Owner", "Oskar Weiss")
    malformed = await own_crm.send("sales", "PUT", "/Contacts/abc", {"data": [{"Title": "Owner"}]})
    assert error(malformed) == (400, "INVALID_DATA", {"resource_path_index": 1})


async def test_options_are_appended_on_request(own_crm: Crm) -> None:
    id_ = own_crm.company.deals[0].crm_id
    appended = {"id": id_, "Competitors": ["Anvil Metrics"], "$append_values": {"Competitors": True}}
    await own_crm.update("sales", "Deals", appended)
    assert (await own_crm.record("sales", "Deals", id_))["Competitors"] == ["Anvil Metrics", "Borealis Sensors"]
    await own_crm.update(
        "sales", "Deals", {"id": id_, "Competitors": ["Cutwater Labs"], "$append_values": {"Competitors": False}}
    )
    assert (await own_crm.record("sales", "Deals", id_))["Competitors"] == ["Cutwater Labs"]


async def test_an_update_needs_an_id_that_is_there(own_crm: Crm) -> None:
    answer = await own_crm.update("sales", "Deals", {"Stage": "Closed Won"}, {"id": "1", "Stage": "Closed Won"})
    assert answer.status == 400
    assert item_errors(answer) == [
        ("MANDATORY_NOT_FOUND", {"api_name": "id", "json_path": "$.data[0].id"}),
        ("INVALID_DATA", {"api_name": "id", "json_path": "$.data[1].id"}),
    ]
    assert answer.body["data"][1]["message"] == "the id given seems to be invalid"


async def test_a_mandatory_field_cannot_be_cleared(own_crm: Crm) -> None:
    answer = await own_crm.update("sales", "Deals", {"id": own_crm.company.deals[0].crm_id, "Stage": None})
    assert item_errors(answer) == [("MANDATORY_NOT_FOUND", {"api_name": "Stage", "json_path": "$.data[0].Stage"})]


async def test_a_record_that_was_modified_in_between_is_412(own_crm: Crm) -> None:
    id_ = own_crm.company.deals[0].crm_id
    before = await own_crm.record("sales", "Deals", id_)
    body = {"data": [{"id": id_, "Next_Step": "x"}]}
    current = {"If-Unmodified-Since": before["Modified_Time"]}
    assert (await own_crm.send("sales", "PUT", "/Deals", body, headers=current)).status == 200
    after = await own_crm.record("sales", "Deals", id_)
    refused = await own_crm.send("legacy", "PUT", f"/Deals/{id_}", body, headers=current)
    assert refused.status == 412
    ((code, details),) = item_errors(refused)
    assert code == "ALREADY_MODIFIED"
    assert details["Modified_Time"] == after["Modified_Time"]
    assert details["Modified_By"] == user("sales")
    assert (await own_crm.record("sales", "Deals", id_))["Modified_By"]["name"] == "Samir Okafor"


async def test_a_new_name_appears_in_every_lookup(own_crm: Crm) -> None:
    account = own_crm.company.accounts[0]
    await own_crm.update("sales", "Accounts", {"id": account.crm_id, "Account_Name": "Renamed"})
    for module in ("Contacts", "Deals", "CustomModule5001"):
        answer = await own_crm.get("sales", f"/{module}/search", criteria=f"(Account_Name:equals:{account.crm_id})")
        assert {link["name"] for link in column(answer, "Account_Name")} == {"Renamed"}
