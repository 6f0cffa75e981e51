"""Upserting: which record is found, and what becomes of it."""

from typing import Any

from tests.sandbox.conftest import Answer
from tests.sandbox.crm.conftest import Crm, error, item_errors


async def upsert(crm: Crm, module: str, *items: dict[str, Any], by: list[str] | None = None) -> Answer:
    body: dict[str, Any] = {"data": items} | ({"duplicate_check_fields": by} if by else {})
    return await crm.send("admin", "POST", f"/{module}/upsert", body)


async def test_the_system_field_finds_the_record_to_update(own_crm: Crm) -> None:
    account = own_crm.company.accounts[0]
    known = {"Account_Name": account.name, "Rating": "Active"}
    answer = await upsert(own_crm, "Accounts", known, {"Account_Name": "Nobody"})
    assert answer.status == 200
    updated, inserted = answer.body["data"]
    assert (updated["action"], updated["duplicate_field"], updated["message"]) == (
        "update",
        "Account_Name",
        "record updated",
    )
    assert updated["details"]["id"] == account.crm_id
    assert (inserted["action"], inserted["duplicate_field"], inserted["message"]) == ("insert", None, "record added")
    record = await own_crm.record("admin", "Accounts", account.crm_id)
    assert (record["Rating"], record["Industry"]) == ("Active", account.industry)


async def test_unique_fields_find_it_after_the_system_field(own_crm: Crm) -> None:
    product = own_crm.company.products[0]
    answer = await upsert(own_crm, "Products", {"Product_Name": "Renamed", "Product_Code": product.code})
    (item,) = answer.body["data"]
    assert (item["action"], item["duplicate_field"]) == ("update", "Product_Code")
    assert (await own_crm.record("admin", "Products", product.crm_id))["Product_Name"] == "Renamed"


async def test_listed_fields_are_looked_at_in_their_order(own_crm: Crm) -> None:
    first, second = own_crm.company.products[:2]
    both = {"Product_Name": first.name, "Product_Code": second.code, "Unit_Price": 1}
    by_name = await upsert(own_crm, "Products", {"Product_Name": first.name, "Unit_Price": 1}, by=["Product_Name"])
    assert by_name.body["data"][0]["details"]["id"] == first.crm_id
    by_code = await upsert(own_crm, "Products", both, by=["Product_Code", "Product_Name"])
    assert (by_code.body["data"][0]["details"]["id"], by_code.body["data"][0]["duplicate_field"]) == (
        second.crm_id,
        "Product_Code",
    )


async def test_a_system_field_that_is_not_listed_is_not_looked_at(own_crm: Crm) -> None:
    product = own_crm.company.products[0]
    answer = await upsert(
        own_crm, "Products", {"Product_Name": product.name, "Product_Code": "NEW"}, by=["Product_Code"]
    )
    assert answer.body["data"][0]["action"] == "insert"


async def test_only_system_and_unique_fields_can_be_listed(own_crm: Crm) -> None:
    refused = await upsert(own_crm, "Products", {"Product_Name": "x"}, by=["Usage_Unit"])
    status, code, details = error(refused)
    assert (status, code, details["supported_values"]) == (400, "INVALID_DATA", ["Product_Name", "Product_Code"])


async def test_an_item_that_cannot_be_inserted_is_refused_alone(own_crm: Crm) -> None:
    answer = await upsert(own_crm, "Contacts", {"First_Name": "Ada"}, {"Last_Name": "Novak"})
    assert answer.status == 207
    assert [code for code, _ in item_errors(answer)] == ["MANDATORY_NOT_FOUND", "SUCCESS"]


async def test_an_upsert_carries_the_name_of_whoever_made_it(own_crm: Crm) -> None:
    contact = own_crm.company.contacts[0]
    body = {"data": [{"Email": contact.email, "Title": "Boss"}]}
    answer = await own_crm.send("legacy", "POST", "/Contacts/upsert", body)
    assert answer.body["data"][0]["details"]["Modified_By"]["name"] == "Lena Brandt"


async def test_an_upsert_of_what_was_modified_in_between_is_412(own_crm: Crm) -> None:
    contact = own_crm.company.contacts[0]
    body = {"data": [{"Email": contact.email, "Title": "Boss"}]}
    seen = {"If-Unmodified-Since": (await own_crm.record("admin", "Contacts", contact.crm_id))["Modified_Time"]}
    assert (await own_crm.send("sales", "POST", "/Contacts/upsert", body, headers=seen)).status == 200
    refused = await own_crm.send("legacy", "POST", "/Contacts/upsert", body, headers=seen)
    assert refused.status == 412
    ((code, details),) = item_errors(refused)
    assert (code, details["id"], details["Modified_By"]["name"]) == ("ALREADY_MODIFIED", contact.crm_id, "Samir Okafor")


async def test_a_unique_value_of_another_record_than_the_found_one_is_a_duplicate(own_crm: Crm) -> None:
    first, second = own_crm.company.products[:2]
    item = {"Product_Name": first.name, "Product_Code": second.code}
    answer = await upsert(own_crm, "Products", item, by=["Product_Name"])
    assert answer.status == 400
    ((code, details),) = item_errors(answer)
    assert (code, details["api_name"], details["json_path"]) == (
        "DUPLICATE_DATA",
        "Product_Code",
        "$.data[0].Product_Code",
    )
    assert details["duplicate_record"]["id"] == second.crm_id
    assert (await own_crm.record("admin", "Products", first.crm_id))["Product_Code"] == first.code
