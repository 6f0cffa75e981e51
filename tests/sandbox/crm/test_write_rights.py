"""Who may write what."""

from typing import Any

import pytest

from tests.sandbox.crm.conftest import Crm, column, error, item_errors

WRITES = [
    ("restricted", "POST", "/Accounts", "Create", "Accounts"),
    ("restricted", "PUT", "/Deals", "Edit", "Deals"),
    ("outsider", "PUT", "/Accounts", "Edit", "Accounts"),
    ("outsider", "POST", "/Contacts", "Create", "Contacts"),
    ("accountant", "POST", "/Vendors", "Create", "Vendors"),
    ("sales", "POST", "/Products", "Create", "Products"),
    ("sales", "PUT", "/Vendors/4150868000004000001", "Edit", "Vendors"),
    ("sales", "DELETE", "/Deals/4150868000003000001", "Delete", "Deals"),
    ("restricted", "POST", "/Contacts/upsert", "Create", "Contacts"),
    ("outsider", "POST", "/CustomModule5001", "Create", "CustomModule5001"),
]


@pytest.mark.parametrize(("persona", "method", "path", "action", "module"), WRITES)
async def test_nobody_writes_without_the_right_in_the_module(
    own_crm: Crm, persona: str, method: str, path: str, action: str, module: str
) -> None:
    refused = await own_crm.send(persona, method, path, {"data": [{"id": "1"}]})
    assert error(refused) == (403, "NO_PERMISSION", {"permissions": [f"Crm_Implied_{action}_{module}"]})


async def test_whoever_has_the_right_may_write(own_crm: Crm) -> None:
    vendor = own_crm.company.vendors[0].crm_id
    assert (await own_crm.update("accountant", "Vendors", {"id": vendor, "City": "Bergen"})).status == 200
    assert (
        await own_crm.update("restricted", "Contacts", {"id": own_crm.company.contacts[0].crm_id, "Title": "x"})
    ).status == 200
    assert (await own_crm.create("admin", "Products", {"Product_Name": "Thing", "Product_Code": "THG"})).status == 201


@pytest.mark.parametrize(
    ("persona", "module", "name", "value"),
    [
        ("sales", "Accounts", "Annual_Revenue", 5),
        ("outsider", "Contacts", "Phone", "1"),
        ("outsider", "Contacts", "Mobile", "1"),
    ],
)
async def test_a_field_that_the_profile_may_only_read_is_not_written(
    own_crm: Crm, persona: str, module: str, name: str, value: Any
) -> None:
    (id_,) = column(await own_crm.get(persona, f"/{module}", fields="id", per_page=1), "id")
    before = await own_crm.record("admin", module, id_)
    answer = await own_crm.update(persona, module, {"id": id_, name: value})
    assert item_errors(answer) == [("NO_PERMISSION", {"api_name": name, "json_path": f"$.data[0].{name}"})]
    assert (await own_crm.record("admin", module, id_))[name] == before[name]
    assert (await own_crm.update("admin", module, {"id": id_, name: value})).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_finance_mirrors_cannot_be_written_whatever_the_profile_allows(own_crm: Crm, method: str) -> None:
    for persona in ("admin", "accountant"):
        refused = await own_crm.send(persona, method, "/CustomModule5001", {"data": [{"Name": "INV-1"}]})
        assert error(refused) == (400, "NOT_SUPPORTED", {"resource_path_index": 0})


async def test_one_forbidden_field_keeps_the_whole_item_from_being_written(own_crm: Crm) -> None:
    forbidden = {"Account_Name": "Forbidden", "Annual_Revenue": 5}
    refusal = [("NO_PERMISSION", {"api_name": "Annual_Revenue", "json_path": "$.data[0].Annual_Revenue"})]
    assert item_errors(await own_crm.create("sales", "Accounts", forbidden)) == refusal
    assert item_errors(await own_crm.create("sales", "Accounts/upsert", forbidden)) == refusal
    assert (await own_crm.get("sales", "/Accounts/search", word="Forbidden")).status == 204
    known = own_crm.company.accounts[0]
    answer = await own_crm.create(
        "sales", "Accounts/upsert", forbidden | {"Account_Name": known.name, "Rating": "Active"}
    )
    assert item_errors(answer) == refusal
    assert (await own_crm.record("sales", "Accounts", known.crm_id))["Rating"] is None
    mixed = await own_crm.create("sales", "Accounts", {"Account_Name": "Allowed"}, forbidden)
    assert (mixed.status, [item["code"] for item in mixed.body["data"]]) == (207, ["SUCCESS", "NO_PERMISSION"])
