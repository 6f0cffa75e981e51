"""Modules, fields and related lists as each user finds them."""

from typing import Any

import pytest

from tests.sandbox.crm.conftest import Crm, error

FLAGS = ("viewable", "creatable", "editable", "deletable")


async def modules(crm: Crm, persona: str) -> dict[str, dict[str, Any]]:
    answer = await crm.get(persona, "/settings/modules")
    return {module["api_name"]: module for module in answer.body["modules"]}


async def fields(crm: Crm, persona: str, module: str) -> dict[str, dict[str, Any]]:
    answer = await crm.get(persona, "/settings/fields", module=module)
    return {field["api_name"]: field for field in answer.body["fields"]}


@pytest.mark.parametrize(
    ("persona", "module", "flags"),
    [
        ("admin", "Products", "1111"),
        ("sales", "Deals", "1110"),
        ("sales", "Products", "1000"),
        ("sales", "CustomModule5001", "1110"),
        ("accountant", "Vendors", "1010"),
        ("accountant", "CustomModule5003", "1111"),
        ("restricted", "Contacts", "1010"),
        ("restricted", "CustomModule5011", "1000"),
        ("restricted", "CustomModule5002", "0000"),
        ("outsider", "Accounts", "1000"),
        ("outsider", "CustomModule5001", "0000"),
    ],
)
async def test_a_modules_flags_are_those_of_the_calling_user(crm: Crm, persona: str, module: str, flags: str) -> None:
    found = (await modules(crm, persona))[module]
    assert [found[flag] for flag in FLAGS] == [flag == "1" for flag in flags]
    assert found["api_supported"] is True


async def test_finance_modules_are_custom_ones_under_the_finance_tab(crm: Crm) -> None:
    found = await modules(crm, "sales")
    mirrors = {name for name, module in found.items() if module["parent_module"].get("api_name") == "Zoho_Books"}
    assert mirrors == {
        "CustomModule5001",
        "CustomModule5002",
        "CustomModule5003",
        "CustomModule5004",
        "CustomModule5011",
    }
    assert {found[name]["generated_type"] for name in mirrors} == {"custom"}
    assert found["Deals"]["generated_type"] == "default"


async def test_the_module_of_subscriptions_has_the_name_that_the_options_give(other_crm: Crm) -> None:
    found = await modules(other_crm, "sales")
    assert "CustomModule5020" in found
    assert "CustomModule5011" not in found
    answer = await other_crm.get("sales", "/CustomModule5020", fields="Plan_Name")
    assert len(answer.body["data"]) == len(other_crm.company.subscriptions)


async def test_a_module_is_found_by_name_and_by_id(crm: Crm) -> None:
    by_name = (await crm.get("sales", "/settings/modules/Deals")).body["modules"]
    by_id = (await crm.get("sales", f"/settings/modules/{by_name[0]['id']}")).body["modules"]
    assert by_name == by_id
    assert by_name[0]["api_name"] == "Deals"
    unknown = await crm.get("sales", "/settings/modules/Leads")
    assert error(unknown) == (400, "INVALID_MODULE", {"resource_path_index": 2})


async def test_modules_come_by_status(crm: Crm) -> None:
    assert (await crm.get("sales", "/settings/modules", status="visible,user_hidden")).status == 200
    assert (await crm.get("sales", "/settings/modules", status="user_hidden")).status == 204


async def test_fields_know_their_types(crm: Crm) -> None:
    found = await fields(crm, "sales", "Deals")
    types = {name: (found[name]["data_type"], found[name]["json_type"]) for name in found}
    assert types["Deal_Name"] == ("text", "string")
    assert types["Margin_Percent"] == ("percent", "double")
    assert types["Competitors"] == ("multiselectpicklist", "jsonarray")
    assert types["Owner"] == ("ownerlookup", "jsonobject")
    assert types["Tag"] == ("text", "jsonarray")
    assert found["Account_Name"]["lookup"]["module"]["api_name"] == "Accounts"
    assert found["Margin_Percent"]["custom_field"] is True
    assert found["Amount"]["custom_field"] is False
    assert found["Deal_Name"]["system_mandatory"] is True
    assert (await fields(crm, "sales", "Contacts"))["Email"]["unique"] == {"case_sensitive": False}


async def test_fields_know_their_constraints(crm: Crm) -> None:
    found = await fields(crm, "sales", "Deals")
    amount, name, notes, tag = (found[each] for each in ("Amount", "Deal_Name", "Description", "Tag"))
    assert (amount["currency"], amount["decimal_place"]) == ({"rounding_option": "normal", "precision": 2}, 2)
    assert (name["currency"], name["decimal_place"]) == ({}, None)
    assert (notes["textarea"], name["textarea"]) == ({"type": "large"}, None)
    assert (name["display_field"], amount["display_field"]) == (True, False)
    assert (name["view_type"]["quick_create"], amount["view_type"]["quick_create"]) == (True, False)
    assert (amount["filterable"], tag["filterable"]) == (True, False)


async def test_picklists_list_their_values(crm: Crm) -> None:
    values = (await fields(crm, "sales", "Accounts"))["Customer_Tier"]["pick_list_values"]
    assert [value["display_value"] for value in values] == ["Gold", "Silver", "Bronze"]
    assert [value["sequence_number"] for value in values] == [1, 2, 3]


async def test_no_two_fields_or_values_share_an_id(crm: Crm) -> None:
    ids: list[str] = []
    for name in await modules(crm, "admin"):
        for field in (await fields(crm, "admin", name)).values():
            ids += [field["id"], *(value["id"] for value in field["pick_list_values"])]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("persona", "module", "field", "visible", "writable"),
    [
        ("sales", "Accounts", "Annual_Revenue", True, False),
        ("admin", "Accounts", "Annual_Revenue", True, True),
        ("accountant", "Deals", "Margin_Percent", False, False),
        ("sales", "Deals", "Margin_Percent", True, True),
        ("restricted", "CustomModule5001", "Balance", False, False),
        ("restricted", "CustomModule5001", "Status", True, True),
        ("restricted", "CustomModule5011", "Amount", False, False),
        ("outsider", "Contacts", "Phone", True, False),
        ("outsider", "Contacts", "Email", True, True),
        ("admin", "Deals", "Expected_Revenue", True, False),
    ],
)
async def test_field_permissions_are_those_of_the_calling_user(
    crm: Crm, persona: str, module: str, field: str, visible: bool, writable: bool
) -> None:
    found = (await fields(crm, persona, module))[field]
    assert (found["visible"], found["view_type"]["view"]) == (visible, visible)
    assert (found["view_type"]["edit"], found["operation_type"]["api_update"]) == (writable, writable)
    assert found["operation_type"]["api_create"] is writable
    assert found["read_only"] == (visible and not writable)


async def test_only_an_administrator_sees_the_permissions_of_every_profile(crm: Crm) -> None:
    found = (await fields(crm, "admin", "Accounts"))["Annual_Revenue"]["profiles"]
    assert {each["name"]: each["permission_type"] for each in found} == {
        "Administrator": "read_write",
        "Sales": "read_only",
        "Accounting": "read_write",
        "Support": "hidden",
        "Marketing": "hidden",
    }
    assert (await fields(crm, "sales", "Accounts"))["Annual_Revenue"]["profiles"] is None


async def test_a_field_is_found_by_id(crm: Crm) -> None:
    amount = (await fields(crm, "sales", "Deals"))["Amount"]
    answer = await crm.get("sales", f"/settings/fields/{amount['id']}", module="Deals")
    assert answer.body["fields"] == [amount]
    unknown = await crm.get("sales", "/settings/fields/1", module="Deals")
    assert error(unknown) == (400, "INVALID_DATA", {"resource_path_index": 2})


async def test_every_field_is_in_use(crm: Crm) -> None:
    assert (await crm.get("sales", "/settings/fields", module="Deals", type="unused")).status == 204


@pytest.mark.parametrize("path", ["/settings/fields", "/settings/related_lists", "/settings/custom_views"])
async def test_metadata_of_a_module_needs_a_module_that_the_user_may_see(crm: Crm, path: str) -> None:
    assert error(await crm.get("sales", path)) == (400, "REQUIRED_PARAM_MISSING", {"param_name": "module"})
    assert error(await crm.get("sales", path, module="Leads")) == (400, "INVALID_MODULE", {"param_name": "module"})
    hidden = await crm.get("outsider", path, module="CustomModule5001")
    assert error(hidden) == (403, "NO_PERMISSION", {"permissions": ["Crm_Implied_View_CustomModule5001"]})


async def test_related_lists_are_those_whose_module_the_user_may_see(crm: Crm) -> None:
    async def names(persona: str, module: str) -> list[str]:
        answer = await crm.get(persona, "/settings/related_lists", module=module)
        return [each["api_name"] for each in answer.body["related_lists"]]

    everything = ["Contacts", "Deals", "CustomModule5001", "CustomModule5002", "CustomModule5004", "CustomModule5011"]
    assert await names("sales", "Accounts") == everything
    assert await names("restricted", "Accounts") == ["Contacts", "Deals", "CustomModule5001", "CustomModule5011"]
    assert await names("outsider", "Accounts") == ["Contacts", "Deals"]
    assert await names("sales", "Vendors") == ["Products", "CustomModule5003"]
    assert (await crm.get("sales", "/settings/related_lists", module="Products")).status == 204


async def test_a_related_list_says_how_to_ask_for_it(crm: Crm) -> None:
    answer = await crm.get("restricted", "/settings/related_lists", module="Deals")
    roles, invoices = answer.body["related_lists"]
    assert (roles["api_name"], roles["href"]) == ("Contact_Roles", "Deals/{ENTITYID}/Contact_Roles")
    assert roles["module"]["api_name"] == "Contacts"
    assert roles["record_operations"]["edit"] is True
    assert invoices["record_operations"]["edit"] is False
