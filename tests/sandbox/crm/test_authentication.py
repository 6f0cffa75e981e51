"""Who may ask CRM anything, and in which order it says no."""

import pytest

from tests.sandbox.crm.conftest import Crm, error

PATHS = ("/users", "/org", "/settings/modules", "/Deals", "/Deals/search", "/coql")


@pytest.mark.parametrize(
    "header", [None, "Bearer 1000.demo.sales", "1000.demo.sales", "Zoho-oauthtoken", "Zoho-oauthtoken "]
)
async def test_no_header_or_a_garbled_one_fails_to_authenticate(crm: Crm, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    answer = await crm.zoho.ask(None, "GET", "/crm/v8/org", headers=headers)
    assert (answer.status, answer.body) == (
        401,
        {"code": "AUTHENTICATION_FAILURE", "details": {}, "message": "Authentication failed", "status": "error"},
    )


@pytest.mark.parametrize("token", ["1000.demo.expired", "1000.never.issued"])
async def test_an_expired_or_unknown_token_is_invalid(crm: Crm, token: str) -> None:
    answer = await crm.zoho.ask(None, "GET", "/crm/v8/org", token=token)
    assert error(answer) == (401, "INVALID_TOKEN", {})
    assert answer.body["message"] == "invalid oauth token"


async def test_every_endpoint_asks_for_its_scope(crm: Crm) -> None:
    for path in PATHS:
        answer = await crm.with_scopes({"ZohoBooks.fullaccess.all"}, "POST" if path == "/coql" else "GET", path)
        assert error(answer) == (401, "OAUTH_SCOPE_MISMATCH", {}), path


@pytest.mark.parametrize(
    ("scopes", "method", "path", "status"),
    [
        ({"ZohoCRM.modules.deals.READ"}, "GET", "/Deals/4150868000003000001", 200),
        ({"ZohoCRM.modules.Deals.READ"}, "GET", "/Deals/4150868000003000001", 200),
        ({"ZohoCRM.modules.deals.READ"}, "GET", "/Accounts/4150868000001000001", 401),
        ({"ZohoCRM.modules.deals.READ"}, "DELETE", "/Deals/1", 401),
        ({"ZohoCRM.modules.deals.ALL"}, "DELETE", "/Deals/1", 400),
        ({"ZohoCRM.modules.READ"}, "GET", "/Deals/4150868000003000001", 200),
        ({"ZohoCRM.modules.READ"}, "GET", "/Deals/search?word=lab", 401),
        ({"ZohoCRM.modules.READ", "ZohoSearch.securesearch.READ"}, "GET", "/Deals/search?word=lab", 200),
        ({"ZohoCRM.modules.custom.READ"}, "GET", "/CustomModule5001/4150868000008000001", 200),
        ({"ZohoCRM.modules.custom.READ"}, "GET", "/Deals/4150868000003000001", 401),
        ({"ZohoCRM.settings.fields.READ"}, "GET", "/settings/fields?module=Deals", 200),
        ({"ZohoCRM.settings.fields.READ"}, "GET", "/settings/modules", 401),
    ],
)
async def test_a_scope_opens_what_it_names_and_no_more(
    crm: Crm, scopes: set[str], method: str, path: str, status: int
) -> None:
    assert (await crm.with_scopes(scopes, method, path)).status == status


async def test_coql_asks_for_the_scope_of_the_module_as_well(crm: Crm) -> None:
    query = {"select_query": "select Deal_Name from Deals where id is not null"}
    assert (await crm.with_scopes({"ZohoCRM.coql.READ"}, "POST", "/coql", query)).status == 401
    both = {"ZohoCRM.coql.READ", "ZohoCRM.modules.deals.READ"}
    assert (await crm.with_scopes(both, "POST", "/coql", query)).status == 200
    described = query | {"include_meta": ["fields"]}
    assert (await crm.with_scopes(both, "POST", "/coql", described)).status == 401
    assert (await crm.with_scopes(both | {"ZohoCRM.settings.fields.READ"}, "POST", "/coql", described)).status == 200


async def test_what_the_profile_does_not_allow_is_refused_with_the_permission_that_is_missing(crm: Crm) -> None:
    answer = await crm.get("restricted", "/Vendors", fields="Vendor_Name")
    assert error(answer) == (403, "NO_PERMISSION", {"permissions": ["Crm_Implied_View_Vendors"]})
    assert answer.body["message"] == "permission denied"


async def test_the_scope_is_looked_at_before_the_profile(crm: Crm) -> None:
    token = crm.zoho.sandbox.tokens.mint("restricted", frozenset({"ZohoCRM.org.READ"}))
    answer = await crm.zoho.ask(None, "GET", "/crm/v8/Vendors", token=token)
    assert error(answer)[1] == "OAUTH_SCOPE_MISMATCH"


async def test_an_unknown_path_is_no_url_of_crm(crm: Crm) -> None:
    assert error(await crm.get("sales", "/Deals/1/2/3/4")) == (404, "INVALID_URL_PATTERN", {})
    assert error(await crm.get("sales", "/settings")) == (400, "INVALID_MODULE", {"resource_path_index": 0})


async def test_a_verb_that_a_path_does_not_know_is_an_invalid_method(crm: Crm) -> None:
    for method, path in (("PATCH", "/Deals"), ("POST", "/org"), ("GET", "/coql"), ("DELETE", "/users")):
        assert error(await crm.send("sales", method, path)) == (400, "INVALID_REQUEST_METHOD", {})


async def test_answers_and_refusals_are_json_in_utf_8(crm: Crm) -> None:
    for answer in (await crm.get("sales", "/org"), await crm.get("sales", "/Nothing", fields="id")):
        headers = {name.lower(): value for name, value in answer.headers.items()}
        assert headers["content-type"] == "application/json;charset=UTF-8"


async def test_a_body_needs_no_content_type_but_must_be_json(crm: Crm) -> None:
    path = "/crm/v8/coql"
    query = b'{"select_query": "select Deal_Name from Deals where id is not null"}'
    headers = {"Content-Type": "application/octet-stream"}
    assert (await crm.zoho.ask("sales", "POST", path, data=query, headers=headers)).status == 200
    broken = await crm.zoho.ask("sales", "POST", path, data=b"{", headers=headers)
    assert error(broken)[:2] == (400, "INVALID_REQUEST")
    listed = await crm.zoho.ask("sales", "POST", path, data=b"[]", headers=headers)
    assert error(listed) == (400, "INVALID_DATA", {"expected_data_type": "jsonobject"})
