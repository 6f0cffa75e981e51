"""Users, the organisation and roles."""

import pytest

from sandbox.people import BY_NAME, PERSONAS
from tests.sandbox.crm.conftest import Crm, error


async def test_the_current_user_is_the_owner_of_the_token(crm: Crm) -> None:
    for name in ("sales", "outsider"):
        answer = await crm.get(name, "/users", type="CurrentUser")
        (user,) = answer.body["users"]
        persona = BY_NAME[name]
        assert (user["id"], user["zuid"], user["email"]) == (persona.crm_id, persona.zuid, persona.email)
        assert user["profile"]["name"] == persona.profile
        assert user["role"]["name"] == persona.role
        assert answer.body["info"] == {"per_page": 200, "count": 1, "page": 1, "more_records": False}


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("AllUsers", len(PERSONAS)),
        ("ActiveConfirmedUsers", len(PERSONAS)),
        ("AdminUsers", 1),
        ("ActiveConfirmedAdmins", 1),
    ],
)
async def test_users_come_by_type(crm: Crm, kind: str, count: int) -> None:
    answer = await crm.get("outsider", "/users", type=kind)
    assert len(answer.body["users"]) == count


@pytest.mark.parametrize(
    "kind", ["DeactiveUsers", "NotConfirmedUsers", "DeletedUsers", "DeveloperUsers", "ActiveLiteUser"]
)
async def test_a_type_that_nobody_is_of_answers_nothing(crm: Crm, kind: str) -> None:
    answer = await crm.get("sales", "/users", type=kind)
    assert (answer.status, answer.body) == (204, None)


async def test_an_unknown_type_is_refused(crm: Crm) -> None:
    assert error(await crm.get("sales", "/users", type="Friends")) == (400, "PATTERN_NOT_MATCHED", {"api_name": "type"})


async def test_users_come_by_page_and_by_ids(crm: Crm) -> None:
    second = await crm.get("sales", "/users", page=2, per_page=4)
    assert [user["id"] for user in second.body["users"]] == [persona.crm_id for persona in PERSONAS[4:8]]
    assert second.body["info"] == {"per_page": 4, "count": 4, "page": 2, "more_records": True}
    two = f"{PERSONAS[0].crm_id},{PERSONAS[3].crm_id}"
    chosen = await crm.get("sales", "/users", ids=two)
    assert [user["full_name"] for user in chosen.body["users"]] == ["Ingrid Halvorsen", "Ana Castillo"]
    too_many = await crm.get("sales", "/users", ids=",".join(["1"] * 101))
    assert error(too_many) == (400, "LIMIT_EXCEEDED", {"param_name": "ids", "limit": 100})


async def test_a_single_user_is_found_by_id(crm: Crm) -> None:
    answer = await crm.get("sales", f"/users/{BY_NAME['assigned'].crm_id}")
    assert answer.body["users"][0]["full_name"] == "Astrid Nilsen"
    assert (await crm.get("sales", "/users/1")).status == 204


async def test_the_organisation_is_an_enterprise_one_in_euros(crm: Crm) -> None:
    (org,) = (await crm.get("restricted", "/org")).body["org"]
    assert org["company_name"] == crm.company.name
    assert (org["iso_code"], org["mc_status"], org["time_zone"]) == ("EUR", True, "Europe/Berlin")
    assert (org["license_details"]["paid"], org["license_details"]["paid_type"]) == (True, "enterprise")


async def test_roles_report_to_each_other(crm: Crm) -> None:
    roles = {role["name"]: role for role in (await crm.get("sales", "/settings/roles")).body["roles"]}
    assert {persona.role for persona in PERSONAS} == set(roles)
    manager = roles["Sales Representative"]["reporting_to"]
    assert manager == {"name": "Sales Manager", "id": roles["Sales Manager"]["id"]}
    assert roles["CEO"]["reporting_to"] is None
    single = await crm.get("sales", f"/settings/roles/{manager['id']}")
    assert single.body["roles"] == [roles["Sales Manager"]]
    assert (await crm.get("sales", "/settings/roles/1")).status == 204
