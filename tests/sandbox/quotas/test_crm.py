"""CRM refuses calls beyond the organisation's credits and its calls at once."""

import asyncio
from functools import partial
from typing import Any

import pytest

from tests.sandbox.quotas.conftest import PATIENCE, Limited

TOO_MANY: dict[str, Any] = {
    "code": "TOO_MANY_REQUESTS",
    "details": {},
    "message": "Too many requests fired in concurrency",
    "status": "error",
}
VIEW = {"fields": "Deal_Name", "cvid": "4150868000000087301"}


def batch(number: int) -> dict[str, Any]:
    return {"data": [{"Account_Name": f"Account {index}"} for index in range(number)]}


def query(limit: str) -> dict[str, str]:
    return {"select_query": f"select Last_Name from Contacts where id is not null {limit}"}


@pytest.mark.parametrize(
    ("edition", "users", "credits_", "concurrent"),
    [
        ("free", 3, 5_000, 5),
        ("standard", 10, 52_500, 10),
        ("standard", 400, 100_000, 10),
        ("professional", 10, 55_000, 15),
        ("professional", 10_000, 3_000_000, 15),
        ("enterprise", 100, 150_000, 20),
        ("enterprise", 10_000, 5_000_000, 20),
        ("ultimate", 10_000, 20_050_000, 25),
    ],
)
async def test_edition_and_users_decide_on_credits_and_calls_at_once(
    limited: Limited, edition: str, users: int, credits_: int, concurrent: int
) -> None:
    quota = (await limited.set(crm={"edition": edition, "users": users}))["limits"]["crm"]
    assert (quota["credits"], quota["concurrent"], quota["sub_concurrent"]) == (credits_, concurrent, 10)


async def test_the_organisation_has_the_edition_and_the_users_that_it_tells(limited: Limited) -> None:
    quota = (await limited.set(crm={}))["limits"]["crm"]
    bought = (await limited.crm("/org")).body["org"][0]["license_details"]
    assert (quota["edition"], quota["users"]) == (bought["paid_type"], bought["users_license_purchased"])
    assert (quota["credits"], quota["window"]) == (60_000, 86_400)


@pytest.mark.parametrize(
    ("method", "path", "asked", "credits_"),
    [
        ("GET", "v8/users", {}, 1),
        ("GET", "v8/nothing/here/at/all", {}, 1),
        ("GET", "v8/Contacts", {"fields": "Last_Name"}, 1),
        ("GET", "v8/Contacts", {"fields": "Last_Name", "sort_by": "id"}, 1),
        ("GET", "v8/Contacts", {"fields": "Last_Name", "cvid": ""}, 1),
        ("GET", "v8/Deals", VIEW, 3),
        ("GET", "v8/Contacts/search", {"word": "a"}, 1),
        ("GET", "v8/Contacts/deleted", {}, 2),
        ("POST", "v8/Accounts", batch(1), 1),
        ("POST", "v8/Accounts", batch(10), 1),
        ("POST", "v8/Accounts", batch(11), 2),
        ("POST", "v8/Accounts", batch(100), 10),
        ("POST", "v8/Accounts", {"data": {}}, 1),
        ("POST", "v8/Accounts", [1], 1),
        ("PUT", "v8/Accounts", batch(25), 3),
        ("POST", "v8/Accounts/upsert", batch(91), 10),
        ("PUT", "v8/Accounts/4150868000000300001", batch(1), 1),
        ("DELETE", "v8/Accounts", {}, 1),
        ("POST", "v8/coql", query(""), 1),
        ("POST", "v8/coql", query("limit 200"), 1),
        ("POST", "v8/coql", query("limit 201"), 2),
        ("POST", "v8/coql", query("limit 1000"), 2),
        ("POST", "v8/coql", query("limit 1001"), 3),
        ("POST", "v8/coql", {"select_query": "select"}, 1),
        ("POST", "v8/coql", {}, 1),
        ("POST", "v8/Leads/1/actions/convert", {}, 5),
        ("POST", "v8/Contacts/1/actions/send_mail", {}, 20),
        ("POST", "v8/Contacts/actions/add_tags", {"tags": [], "ids": ["1"] * 51}, 2),
        ("POST", "v8/Contacts/actions/remove_tags", {"tags": [], "ids": ["1"] * 50}, 1),
        ("POST", "v8/__composite_requests", {}, 1),
        ("POST", "v8/settings/modules", {}, 500),
        ("POST", "bulk/v8/read", {}, 50),
        ("POST", "bulk/v8/write", {}, 500),
    ],
)
async def test_a_call_costs_its_credits(limited: Limited, method: str, path: str, asked: Any, credits_: int) -> None:
    await limited.set(crm={})
    if method in {"POST", "PUT"}:
        await limited.zoho.ask("admin", method, f"/crm/{path}", json=asked)
    else:
        await limited.zoho.ask("admin", method, f"/crm/{path}", **asked)
    assert (await limited.used("crm"))["credits"] == credits_


async def test_tags_may_name_their_records_in_the_address(limited: Limited) -> None:
    await limited.set(crm={})
    await limited.zoho.ask("admin", "POST", "/crm/v8/Contacts/actions/add_tags", ids=",".join(["1"] * 101))
    assert (await limited.used("crm"))["credits"] == 3


async def test_costs_that_are_not_documented_for_crm_can_be_set(limited: Limited) -> None:
    await limited.set(crm={"costs": {"saved_view": 7, "deleted_records": 11}})
    await limited.crm("/Deals", **VIEW)
    await limited.crm("/Contacts/deleted")
    assert (await limited.used("crm"))["credits"] == 18


async def test_a_call_beyond_the_credits_is_refused_and_a_cheaper_one_is_not(limited: Limited) -> None:
    await limited.set(crm={"credits": 4})
    view, again, plain, last = [
        await limited.crm("/Deals", **params) for params in (VIEW, VIEW, {"fields": "id"}, {"fields": "id"})
    ]
    assert [answer.status for answer in (view, plain)] == [200, 200]
    assert [(answer.status, answer.body) for answer in (again, last)] == [(429, TOO_MANY)] * 2
    used = await limited.used("crm")
    assert (used["credits"], used["refused"]) == (4, {"credits": 2, "concurrent": 0, "sub_concurrent": 0})


async def test_what_is_left_is_told_once_half_is_used(limited: Limited) -> None:
    await limited.set(crm={"credits": 4})
    told = [(await limited.crm("/users")).headers.get("x-api-credits-remaining") for _ in range(5)]
    assert told == [None, "2", "1", "0", "0"]


async def test_credits_come_back_with_the_window(limited: Limited) -> None:
    await limited.set(crm={"credits": 3, "window": 0.3})
    assert [(await limited.crm("/users")).status for _ in range(4)] == [200, 200, 200, 429]
    async with asyncio.timeout(PATIENCE):
        while (await limited.crm("/users")).status == 429:
            pass


async def test_a_call_too_many_at_once_is_refused(limited: Limited) -> None:
    await limited.set(crm={"edition": "free"})
    async with limited.held("crm", partial(limited.crm, "/users"), 5):
        refused = await limited.crm("/users")
        assert (refused.status, refused.body) == (429, TOO_MANY)
    assert (await limited.crm("/users")).status == 200
    assert (await limited.used("crm"))["peak"] == {"concurrent": 5, "sub_concurrent": 0}


COMPLEX: dict[str, tuple[str, str, Any]] = {
    "a search": ("GET", "Contacts/search", {"word": "a"}),
    "a sorted list": ("GET", "Contacts", {"fields": "id", "sort_by": "id"}),
    "a saved view": ("GET", "Deals", VIEW),
    "a query": ("POST", "coql", query("")),
    "eleven records": ("POST", "Accounts", batch(11)),
    "eleven upserted": ("POST", "Accounts/upsert", batch(11)),
    "a lead": ("POST", "Leads/1/actions/convert", {}),
    "a mail": ("POST", "Contacts/1/actions/send_mail", {}),
}
PLAIN: dict[str, tuple[str, str, Any]] = {
    "a list": ("GET", "Contacts", {"fields": "id"}),
    "ten records": ("POST", "Accounts", batch(10)),
    "a count": ("GET", "Contacts/actions/count", {}),
}


@pytest.mark.parametrize("what", [*COMPLEX, *PLAIN])
async def test_complex_calls_have_fewer_places(limited: Limited, what: str) -> None:
    method, path, asked = (COMPLEX | PLAIN)[what]
    sent: Any = {"json": asked} if method == "POST" else asked
    await limited.set(crm={"concurrent": 20, "sub_concurrent": 2})
    async with limited.held("crm", partial(limited.crm, "/Contacts/search", word="a"), 2):
        assert (await limited.used("crm"))["sub_concurrent"] == 2
        answer = await limited.zoho.ask("admin", method, f"/crm/v8/{path}", **sent)
        assert (answer.status == 429) is (what in COMPLEX)
        assert (await limited.used("crm"))["refused"]["sub_concurrent"] == int(what in COMPLEX)
    assert (await limited.used("crm"))["sub_concurrent"] == 0


async def test_a_composite_call_takes_five_places(limited: Limited) -> None:
    await limited.set(crm={"concurrent": 6})
    composite = partial(limited.zoho.ask, "admin", "POST", "/crm/v8/__composite_requests", json={})
    async with limited.held("crm", partial(limited.crm, "/users"), 2):
        assert (await composite()).status == 429
    assert (await composite()).status != 429
    assert (await limited.used("crm"))["peak"]["concurrent"] == 5


async def test_all_users_share_the_organisation_s_credits_and_dead_tokens_have_none(limited: Limited) -> None:
    await limited.set(crm={"credits": 2})
    personas = ("sales", "expired", "nobody", "outsider", "admin", "expired")
    assert [(await limited.crm("/org", persona)).status for persona in personas] == [200, 401, 401, 200, 429, 401]


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"edition": "gold"}, "crm.edition"),
        ({"users": 0}, "crm.users"),
        ({"credits": -1}, "crm.credits"),
        ({"plan": "free"}, "crm.plan"),
        ({"calls": 100}, "crm.calls"),
        ({"costs": {"coql": 1}}, "crm.costs.coql"),
        ({"costs": {"saved_view": -1}}, "crm.costs.saved_view"),
    ],
)
async def test_a_wrong_setting_is_refused_by_name(limited: Limited, setting: Any, named: str) -> None:
    answer = await limited.zoho.ask(None, "POST", "/_sandbox/limits", json={"crm": setting})
    assert (answer.status, named in answer.body["message"]) == (400, True)
    assert (await limited.shown())["limits"] == {}
