"""Creating records: whose name they carry, how values are kept, and what is refused."""

from typing import Any

import pytest

from sandbox.people import BY_NAME
from tests.sandbox.crm.conftest import Crm, error, item_errors

NEW_DEAL = {"Deal_Name": "New", "Stage": "Qualification"}


def user(name: str) -> dict[str, str]:
    persona = BY_NAME[name]
    return {"name": persona.full_name, "id": persona.crm_id}


async def test_a_created_record_carries_the_name_of_its_author(own_crm: Crm) -> None:
    answer = await own_crm.create("legacy", "Accounts", {"Account_Name": "New one", "Industry": "Energy"})
    assert answer.status == 201
    (item,) = answer.body["data"]
    assert (item["code"], item["message"], item["status"]) == ("SUCCESS", "record added", "success")
    details = item["details"]
    assert (details["Created_By"], details["Modified_By"]) == (user("legacy"), user("legacy"))
    assert details["$approval_state"] == "approved"
    record = await own_crm.record("sales", "Accounts", details["id"])
    assert (record["Account_Name"], record["Industry"]) == ("New one", "Energy")
    for name in ("Owner", "Created_By", "Modified_By"):
        assert record[name] == user("legacy") | {"email": BY_NAME["legacy"].email}
    assert record["Created_Time"] == record["Modified_Time"] == details["Created_Time"]
    assert record["Created_Time"].startswith(own_crm.company.today.isoformat())


async def test_created_records_get_ids_of_their_own(own_crm: Crm) -> None:
    answer = await own_crm.create("admin", "Deals", NEW_DEAL, NEW_DEAL)
    first, second = [item["details"]["id"] for item in answer.body["data"]]
    assert int(second) == int(first) + 1
    await own_crm.send("admin", "DELETE", f"/Deals/{second}")
    (third,) = (await own_crm.create("admin", "Deals", NEW_DEAL)).body["data"]
    assert int(third["details"]["id"]) == int(second) + 1


async def test_a_batch_answers_in_the_order_of_its_items_and_207_where_some_failed(own_crm: Crm) -> None:
    items = ({"Account_Name": "A"}, {"Industry": "Energy"}, {"Account_Name": "C"})
    answer = await own_crm.create("sales", "Accounts", *items)
    assert answer.status == 207
    missing = {"api_name": "Account_Name", "json_path": "$.data[1].Account_Name"}
    assert [item["code"] for item in answer.body["data"]] == ["SUCCESS", "MANDATORY_NOT_FOUND", "SUCCESS"]
    assert answer.body["data"][1]["details"] == missing
    assert answer.body["data"][1]["message"] == "required field not found"


async def test_a_batch_of_which_everything_failed_is_400(own_crm: Crm) -> None:
    answer = await own_crm.create("sales", "Accounts", {}, {"Account_Name": None})
    assert answer.status == 400
    assert {code for code, _ in item_errors(answer)} == {"MANDATORY_NOT_FOUND"}


async def test_several_errors_of_one_record_come_together(own_crm: Crm) -> None:
    answer = await own_crm.create("sales", "Deals", {"Amount": "much", "Stage": "Qualification"})
    ((code, details),) = item_errors(answer)
    assert code == "MULTIPLE_OR_MULTI_ERRORS"
    assert {(each["code"], each["details"]["api_name"]) for each in details["errors"]} == {
        ("MANDATORY_NOT_FOUND", "Deal_Name"),
        ("INVALID_DATA", "Amount"),
    }


INVALID: list[tuple[str, str, Any, dict[str, Any]]] = [
    ("Deals", "Deal_Name", 5, {"expected_data_type": "string"}),
    ("Deals", "Deal_Name", "x" * 256, {"maximum_length": 255}),
    ("Deals", "Stage", "Dreaming", {"supported_values": ["Qualification", "Needs Analysis", "Proposal/Price Quote",
                                                         "Negotiation/Review", "Closed Won", "Closed Lost"]}),
    ("Deals", "Amount", "5", {"expected_data_type": "double"}),
    ("Deals", "Amount", True, {"expected_data_type": "double"}),
    ("Deals", "Amount", float("nan"), {"expected_data_type": "double"}),
    ("Deals", "Amount", 10**17, {"maximum_length": 16}),
    ("Deals", "Closing_Date", "soon", {"expected_data_type": "date"}),
    ("Deals", "Budget_Confirmed_At", "2026-10-01T10:00:00", {"expected_data_type": "datetime"}),
    ("Deals", "Budget_Confirmed_At", 7, {"expected_data_type": "datetime"}),
    ("Deals", "Competitors", "Anvil Metrics", {"expected_data_type": "jsonarray"}),
    ("Deals", "Competitors", ["Nobody"], {"supported_values": ["Anvil Metrics", "Borealis Sensors", "Cutwater Labs"]}),
    ("Deals", "Account_Name", "4150868000001000001", {"expected_data_type": "jsonobject"}),
    ("Deals", "Account_Name", {"id": "1"}, {}),
    ("Deals", "Owner", {"id": "1"}, {}),
    ("Accounts", "Employees", 1.5, {"expected_data_type": "integer"}),
    ("Accounts", "Key_Account", "true", {"expected_data_type": "boolean"}),
    ("Contacts", "Email", "no address", {"regex": r"[^@\s]+@[^@\s]+\.[^@\s]+"}),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name", "value", "details"), INVALID)
async def test_a_value_that_does_not_suit_its_field_is_refused(
    own_crm: Crm, module: str, name: str, value: Any, details: dict[str, Any]
) -> None:
    whole = {"Deals": NEW_DEAL, "Accounts": {"Account_Name": "A"}, "Contacts": {"Last_Name": "L"}}[module]
    answer = await own_crm.create("sales", module, whole | {name: value})
    place = {"api_name": name, "json_path": f"$.data[0].{name}"}
    assert item_errors(answer) == [("INVALID_DATA", place | details)]


async def test_values_are_kept_in_the_shape_of_their_type(own_crm: Crm) -> None:
    given = {
        "Account_Name": {"id": own_crm.company.accounts[0].crm_id},
        "Owner": {"id": BY_NAME["legacy"].crm_id},
        "Budget_Confirmed_At": "2026-01-05T09:00:00Z",
        "Competitors": ["Cutwater Labs", "Anvil Metrics", "Anvil Metrics"],
        "Amount": 99.999,
        "Closing_Date": "2026-12-24",
    }
    answer = await own_crm.create("sales", "Deals", NEW_DEAL | given)
    record = await own_crm.record("sales", "Deals", answer.body["data"][0]["details"]["id"])
    assert record["Account_Name"] == {"name": "Aurora Optics", "id": own_crm.company.accounts[0].crm_id}
    assert record["Owner"] == user("legacy") | {"email": BY_NAME["legacy"].email}
    assert record["Budget_Confirmed_At"] == "2026-01-05T10:00:00+01:00"
    assert record["Competitors"] == ["Anvil Metrics", "Cutwater Labs"]
    assert (record["Amount"], record["Closing_Date"]) == (100.0, "2026-12-24")


async def test_the_stage_sets_the_probability_and_with_the_amount_the_expected_revenue(own_crm: Crm) -> None:
    answer = await own_crm.create("sales", "Deals", NEW_DEAL | {"Amount": 1000, "Stage": "Negotiation/Review"})
    id_ = answer.body["data"][0]["details"]["id"]
    record = await own_crm.record("sales", "Deals", id_)
    assert (record["Probability"], record["Expected_Revenue"], record["Currency"]) == (90, 900.0, "EUR")
    await own_crm.update("sales", "Deals", {"id": id_, "Stage": "Needs Analysis", "Probability": 50})
    record = await own_crm.record("sales", "Deals", id_)
    assert (record["Probability"], record["Expected_Revenue"]) == (50, 500.0)
    await own_crm.update("sales", "Deals", {"id": id_, "Amount": 1000.55, "Probability": 10})
    assert (await own_crm.record("sales", "Deals", id_))["Expected_Revenue"] == 100.06
    await own_crm.update("sales", "Deals", {"id": id_, "Probability": None})
    assert (await own_crm.record("sales", "Deals", id_))["Expected_Revenue"] == 0


async def test_crm_s_own_fields_and_unknown_keys_are_passed_over(own_crm: Crm) -> None:
    given = {"Created_By": {"id": "1"}, "id": "7", "Expected_Revenue": 5, "Whatever": 1, "Full_Name": "x"}
    answer = await own_crm.create("sales", "Contacts", {"First_Name": "Ada", "Last_Name": "Novak"} | given)
    assert answer.status == 201
    record = await own_crm.record("sales", "Contacts", answer.body["data"][0]["details"]["id"])
    assert record["Created_By"]["name"] == "Samir Okafor"
    assert record["Full_Name"] == "Ada Novak"
    assert "Whatever" not in record


async def test_a_unique_value_is_refused_a_second_time_with_the_record_that_has_it(own_crm: Crm) -> None:
    contact = own_crm.company.contacts[0]
    answer = await own_crm.create("sales", "Contacts", {"Last_Name": "Twin", "Email": contact.email.upper()})
    ((code, details),) = item_errors(answer)
    assert (answer.status, code, details["api_name"], details["json_path"]) == (
        400, "DUPLICATE_DATA", "Email", "$.data[0].Email",
    )  # fmt: skip
    assert details["more_records"] is False
    assert details["duplicate_record"]["id"] == contact.crm_id
    assert details["duplicate_record"]["Owner"]["id"] == contact.owner.crm_id
    assert details["duplicate_record"]["module"]["api_name"] == "Contacts"
    other = own_crm.company.contacts[1]
    moved = await own_crm.update("sales", "Contacts", {"id": other.crm_id, "Email": contact.email})
    assert item_errors(moved)[0][0] == "DUPLICATE_DATA"
    kept = await own_crm.update("sales", "Contacts", {"id": contact.crm_id, "Email": contact.email})
    assert kept.status == 200


async def test_a_batch_has_at_most_100_records(own_crm: Crm) -> None:
    whole = await own_crm.create("sales", "Accounts", *({"Account_Name": f"A{index}"} for index in range(100)))
    assert (whole.status, len(whole.body["data"])) == (201, 100)
    refused = await own_crm.create("sales", "Accounts", *({"Account_Name": "A"} for _ in range(101)))
    assert error(refused) == (400, "LIMIT_EXCEEDED", {"maximum_length": 100, "api_name": "data"})


async def test_records_come_in_a_list_called_data(own_crm: Crm) -> None:
    place = {"api_name": "data", "json_path": "$.data"}
    bodies: tuple[dict[str, Any], ...] = ({}, {"data": []})
    for body in bodies:
        assert error(await own_crm.send("sales", "POST", "/Deals", body)) == (400, "MANDATORY_NOT_FOUND", place)
    refused = await own_crm.send("sales", "POST", "/Deals", {"data": NEW_DEAL})
    assert error(refused) == (400, "INVALID_DATA", {"expected_data_type": "jsonarray", **place})
    refused = await own_crm.send("sales", "POST", "/Deals", {"data": ["Deal"]})
    assert error(refused) == (400, "INVALID_DATA", {"expected_data_type": "jsonobject", **place})


@pytest.mark.parametrize(
    ("module", "display", "item"),
    [
        ("Accounts", "Account_Name", {"Account_Name": "Zephyr Works", "Industry": "Energy"}),
        ("Contacts", "Last_Name", {"Last_Name": "Zephyrson", "Email": "z@zephyr.example"}),
        ("Deals", "Deal_Name", NEW_DEAL | {"Deal_Name": "Zephyr Deal", "Amount": 10}),
    ],
)
async def test_a_new_record_is_read_listed_searched_and_queried_at_once_by_its_author(
    own_crm: Crm, module: str, display: str, item: dict[str, Any]
) -> None:
    made = await own_crm.create("assigned", module, item)
    id_ = made.body["data"][0]["details"]["id"]
    record = await own_crm.record("assigned", module, id_)
    assert {name: record[name] for name in item} == item
    own = user("assigned") | {"email": BY_NAME["assigned"].email}
    assert [record[name] for name in ("Owner", "Created_By", "Modified_By")] == [own, own, own]
    query = f"select {display}, Owner from {module} where {display} = '{item[display]}'"
    found = [
        await own_crm.get("assigned", f"/{module}", fields=display, per_page=1),
        await own_crm.get("assigned", f"/{module}", fields=display, ids=id_),
        await own_crm.get("assigned", f"/{module}/search", criteria=f"({display}:equals:{item[display]})"),
        await own_crm.get("assigned", f"/{module}/search", word="zephyr"),
        await own_crm.coql("assigned", query),
    ]
    assert [answer.body["data"][0]["id"] for answer in found] == [id_] * len(found)
