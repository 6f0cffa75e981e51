"""Composite requests: up to five reads, each answered as by itself, under the limits of their page."""

from typing import Any

from tests.sandbox.conftest import Answer
from tests.sandbox.crm.conftest import Crm, error

PATH = "/__composite_requests"
KEY = "__composite_requests"


def sub(uri: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    return {"method": method, "uri": uri, "headers": {}, "params": {}, **more}


async def composite(crm: Crm, *subs: Any, persona: str = "sales", **more: Any) -> Answer:
    return await crm.send(persona, "POST", PATH, {KEY: list(subs), **more})


def codes(answer: Answer) -> list[str]:
    return [item["code"] for item in answer.body[KEY]]


async def test_each_read_is_answered_as_by_itself_and_in_its_order(crm: Crm) -> None:
    account = crm.company.accounts[2].crm_id
    reads: list[tuple[str, dict[str, str]]] = [
        ("/settings/modules", {}),
        ("/users", {"type": "CurrentUser", "per_page": "25"}),
        (f"/Accounts/{account}/Contacts", {"fields": "Last_Name", "per_page": "10"}),
        ("/Accounts/7/Deals", {"fields": "Deal_Name", "per_page": "10"}),
        ("/Accounts", {"per_page": "10"}),
    ]
    alone = [await crm.get("restricted", path, **params) for path, params in reads]
    mark = crm.zoho.sandbox.calls.last
    answer = await composite(crm, *(sub(f"/crm/v8{path}", params=each) for path, each in reads), persona="restricted")
    responses = [item["details"]["response"] for item in answer.body[KEY]]
    assert answer.status == 200
    assert [(each["status_code"], each["body"]) for each in responses] == [(each.status, each.body) for each in alone]
    assert len({each.status for each in alone}) > 1
    [logged] = crm.zoho.sandbox.calls.since(mark)
    assert (logged["path"], logged["token_owner"]) == (f"/crm/v8{PATH}", "restricted")
    assert [each["path"] for each in logged["sub_requests"]] == [f"/crm/v8{path}" for path, _ in reads]
    assert [each["status"] for each in logged["sub_requests"]] == [each.status for each in alone]


async def test_what_is_not_executed_has_a_refusal_in_its_place(crm: Crm) -> None:
    answer = await composite(
        crm,
        sub("/crm/v8/org", sub_request_id="1"),
        sub("/crm/v8/Deals", params={"fields": "Stage", "per_page": "26"}),
        sub("/crm/v8/Deals/1/__timeline"),
        sub("/crm/v9/org"),
        sub("/crm/v8/org", headers={"Authorization": "Zoho-oauthtoken 1000.demo.admin"}),
    )
    assert answer.status == 207
    assert codes(answer) == ["SUCCESS", "LIMIT_EXCEEDED", "NOT_SUPPORTED", "NOT_ALLOWED", "INVALID_DATA"]
    twins = [sub("/crm/v8/org", sub_request_id="a"), sub("/crm/v8/users", sub_request_id="a")]
    answer = await composite(crm, *twins, {"uri": "/crm/v8/org"}, sub("/org"), sub("/crm/v8/org", sub_request_id="_"))
    assert answer.status == 400
    assert codes(answer) == ["DUPLICATE_DATA"] * 2 + ["MANDATORY_NOT_FOUND", "INVALID_DATA", "INVALID_DATA"]


async def test_pages_have_25_records_unless_fewer_are_asked_for(crm: Crm) -> None:
    answer = await composite(crm, sub("/crm/v8/Contacts", params={"fields": "Last_Name"}))
    [item] = answer.body[KEY]
    assert item["details"]["response"]["body"]["info"]["per_page"] == 25


async def test_a_request_that_is_none_is_refused_as_a_whole(crm: Crm) -> None:
    read = sub("/crm/v8/org")
    assert error(await composite(crm, *[read] * 6))[1] == "INVALID_DATA"
    assert error(await crm.send("sales", "POST", PATH, {}))[1] == "MANDATORY_NOT_FOUND"
    assert error(await crm.send("sales", "POST", PATH, {KEY: {}}))[1] == "INVALID_DATA"
    assert error(await composite(crm, read, rollback_on_fail="yes"))[1] == "INVALID_DATA"
    both = await composite(crm, read, rollback_on_fail=True, parallel_execution=True)
    assert error(both)[1] == "AMBIGUITY_DURING_PROCESSING"
    written = await composite(crm, sub("/crm/v8/Accounts", "POST", body={"data": [{"Account_Name": "A"}]}))
    referring = await composite(crm, read, sub("/crm/v8/Accounts/@{1:$.data[0].id}"))
    rolled_back = await composite(crm, read, rollback_on_fail=True)
    assert [each.status for each in (written, referring, rolled_back)] == [501] * 3


async def test_a_token_needs_the_scope_of_composite_requests_and_those_of_its_reads(crm: Crm) -> None:
    subs = {KEY: [sub("/crm/v8/org"), sub("/crm/v8/users")]}
    refused = await crm.with_scopes({"ZohoCRM.org.READ"}, "POST", PATH, subs)
    assert (refused.status, refused.body["code"]) == (401, "OAUTH_SCOPE_MISMATCH")
    answer = await crm.with_scopes({"ZohoCRM.org.READ", "ZohoCRM.composite_requests.CUSTOM"}, "POST", PATH, subs)
    assert [item["details"]["response"]["status_code"] for item in answer.body[KEY]] == [200, 401]
