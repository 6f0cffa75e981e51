"""Profiles: what each may do, by permission name."""

from typing import Any

import pytest

from sandbox.people import PERSONAS
from tests.sandbox.crm.conftest import Crm, error

RIGHTS = {
    "Administrator": "Accounts VCED, Vendors VCED, CustomModule5001 VCED, CustomModule5011 VCED",
    "Sales": "Accounts VCE, Deals VCE, Products V, Vendors V, CustomModule5003 VCE, CustomModule5011 V",
    "Accounting": "Accounts V, Deals V, Vendors VE, CustomModule5004 VCED, CustomModule5011 VCED",
    "Support": "Contacts VE, Deals V, Vendors -, CustomModule5001 V, CustomModule5002 -, CustomModule5011 V",
    "Marketing": "Contacts VE, Accounts V, Products -, CustomModule5001 -, CustomModule5011 -",
}


async def profile(crm: Crm, name: str) -> dict[str, Any]:
    listed = (await crm.get("sales", "/settings/profiles")).body["profiles"]
    (id_,) = [each["id"] for each in listed if each["name"] == name]
    return (await crm.get("sales", f"/settings/profiles/{id_}")).body["profiles"][0]


async def test_the_list_of_profiles_says_nothing_of_permissions(crm: Crm) -> None:
    listed = (await crm.get("outsider", "/settings/profiles")).body["profiles"]
    assert {each["name"] for each in listed} == {persona.profile for persona in PERSONAS}
    assert all("permissions_details" not in each and "sections" not in each for each in listed)


@pytest.mark.parametrize("name", RIGHTS)
async def test_a_single_profile_names_its_permissions_by_module(crm: Crm, name: str) -> None:
    enabled = {each["name"]: each["enabled"] for each in (await profile(crm, name))["permissions_details"]}
    for module, letters in (right.split() for right in RIGHTS[name].split(", ")):
        for action in ("View", "Create", "Edit", "Delete"):
            assert enabled[f"Crm_Implied_{action}_{module}"] == (action[0] in letters), (module, action)
    assert enabled["Crm_Implied_Customize_Zoho_CRM"] == (name == "Administrator")


async def test_sections_hold_every_permission_once(crm: Crm) -> None:
    found = await profile(crm, "Sales")
    categories = [category for section in found["sections"] for category in section["categories"]]
    ids = [id_ for category in categories for id_ in category["permissions_details"]]
    assert sorted(ids) == sorted({each["id"] for each in found["permissions_details"]})
    assert {"Deals", "CustomModule5001", "setup", "crmapi"} <= {category["name"] for category in categories}


async def test_whoever_may_edit_may_also_view(crm: Crm) -> None:
    details = (await profile(crm, "Support"))["permissions_details"]
    view, *others = [each for each in details if each["module"] and each["module"]["api_name"] == "Contacts"]
    assert view["parent_permissions"] is None
    assert [each["parent_permissions"] for each in others] == [[view["id"]]] * 3


async def test_an_unknown_profile_is_refused(crm: Crm) -> None:
    assert error(await crm.get("admin", "/settings/profiles/1")) == (400, "INVALID_DATA", {"resource_path_index": 2})
