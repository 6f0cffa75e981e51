"""Organisations and their users."""

from dataclasses import replace

import pytest

from sandbox.books.roles import ROLES, SETTINGS
from tests.sandbox.books.conftest import ORGANIZATION, OTHER_ORGANIZATION, Books
from tests.sandbox.conftest import Zoho


@pytest.mark.parametrize(
    ("persona", "ids"),
    [
        ("admin", [ORGANIZATION, OTHER_ORGANIZATION]),
        ("sales", [ORGANIZATION]),
        ("restricted", [ORGANIZATION]),
        ("billing", []),
        ("outsider", []),
    ],
)
async def test_the_list_holds_the_users_own_organizations(zoho: Zoho, persona: str, ids: list[str]) -> None:
    answer = await zoho.ask(persona, "GET", "/books/v3/organizations")
    assert answer.status == 200
    assert set(answer.body) == {"code", "message", "organizations"}
    assert [row["organization_id"] for row in answer.body["organizations"]] == ids
    assert [row["is_default_org"] for row in answer.body["organizations"]] == [True, False][: len(ids)]


async def test_an_organization_tells_its_name_currency_and_time_zone(zoho: Zoho) -> None:
    answer = await zoho.ask("sales", "GET", f"/books/v3/organizations/{ORGANIZATION}")
    organization = answer.body["organization"]
    assert (organization["name"], organization["currency_code"]) == ("Halvorsen Instruments", "EUR")
    assert organization["time_zone"] == "Europe/Berlin"
    foreign = await zoho.ask("sales", "GET", f"/books/v3/organizations/{OTHER_ORGANIZATION}")
    assert (foreign.status, foreign.body["code"]) == (400, 6041)


async def test_the_second_organization_has_settings_and_a_user_but_no_documents(seed: Books) -> None:
    there = {"organization_id": OTHER_ORGANIZATION}
    for module in ("contacts", "estimates", "salesorders", "invoices", "purchaseorders", "items"):
        assert await seed.rows(module, **there) == []
    assert len(await seed.rows("settings/currencies", **there)) == 2
    assert [user["name"] for user in await seed.rows("users", **there)] == ["Ingrid Halvorsen"]


async def test_what_is_made_in_one_organization_is_not_in_the_other(books: Books) -> None:
    made = await books.done(
        "admin", "POST", "/contacts", {"contact_name": "Elsewhere"}, organization_id=OTHER_ORGANIZATION
    )
    contact_id = made["contact"]["contact_id"]
    assert (await books.refused("admin", "GET", f"/contacts/{contact_id}"))[:2] == (404, 1002)
    there = await books.rows("contacts", organization_id=OTHER_ORGANIZATION)
    assert [row["contact_id"] for row in there] == [contact_id]


async def test_users_are_listed_with_role_status_and_oneself_marked(seed: Books) -> None:
    users = {user["name"]: user for user in await seed.rows("users")}
    assert len(users) == 7
    assert [name for name, user in users.items() if user["is_current_user"]] == ["Ingrid Halvorsen"]
    assert [name for name, user in users.items() if user["is_customer_segmented"]] == ["Astrid Nilsen"]
    assert users["Ana Castillo"]["user_role"] == "staff_approver"
    assert users["Samir Okafor"]["email"] == "samir.okafor@halvorsen.example"
    names = [user["name"] for user in await seed.rows("users", sort_column="name", sort_order="D")]
    assert names == sorted(users, reverse=True)
    assert await seed.rows("users", filter_by="Status.Inactive") == []


async def test_everybody_who_may_list_users_finds_themselves_marked(
    seed: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    approver = ROLES["staff_approver"]
    viewing = replace(approver, exceptions={SETTINGS: frozenset({"view"})})
    monkeypatch.setitem(ROLES, "staff_approver", viewing)
    for persona, name in (("admin", "Ingrid Halvorsen"), ("accountant", "Ana Castillo")):
        assert [user["name"] for user in await seed.rows("users", persona) if user["is_current_user"]] == [name]


async def test_a_user_is_read_by_id(seed: Books) -> None:
    user = await seed.one("/users/460000000000017002")
    assert (user["name"], user["user_role"]) == ("Samir Okafor", "integration_user")
    assert user["email_ids"] == [{"email": "samir.okafor@halvorsen.example", "is_selected": True}]
    refusal = await seed.refused("admin", "GET", "/users/1")
    assert refusal == (404, 1002, "User does not exist.")
