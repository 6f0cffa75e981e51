"""Who is let in, and with which words the others are turned away."""

from dataclasses import replace
from typing import Any

import pytest

from sandbox.tokens import DIRECT_CLIENT, EVERYTHING
from tests.sandbox.books.conftest import ORGANIZATION, OTHER_ORGANIZATION, Books
from tests.sandbox.conftest import Zoho

INVALID = (
    "The request could not be authenticated as the authentication value you entered is invalid. "
    "Enter a valid authentication value and try again."
)
NOT_AUTHORIZED = {"code": 57, "message": "You are not authorized to perform this operation"}
INVOICES = "/books/v3/invoices"


@pytest.mark.parametrize("header", [None, "", "Bearer 1000.demo.admin", "Zoho-oauthtoken", "1000.demo.admin"])
async def test_a_request_without_a_well_formed_header_gets_401_and_code_14(zoho: Zoho, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = await zoho.ask(None, "GET", INVOICES, headers=headers, organization_id=ORGANIZATION)
    assert (answer.status, answer.body) == (401, {"code": 14, "message": INVALID})


@pytest.mark.parametrize("token", ["1000.nobody.knows", "1000.demo.expired"])
async def test_an_unknown_and_an_expired_token_get_401_and_code_57(zoho: Zoho, token: str) -> None:
    answer = await zoho.ask(None, "GET", INVOICES, token=token, organization_id=ORGANIZATION)
    assert (answer.status, answer.body) == (401, NOT_AUTHORIZED)


@pytest.mark.parametrize(
    ("scopes", "method", "path", "status"),
    [
        ({"ZohoBooks.invoices.READ"}, "GET", "/invoices", 200),
        ({"ZohoBooks.invoices.ALL"}, "GET", "/invoices", 200),
        ({"ZohoBooks.estimates.READ"}, "GET", "/invoices", 401),
        ({"ZohoBooks.invoices.READ"}, "POST", "/invoices/460000000008000001/status/sent", 401),
        ({"ZohoBooks.settings.READ"}, "GET", "/items", 200),
        ({"ZohoBooks.settings.READ"}, "GET", "/users/me", 200),
        ({"ZohoBooks.contacts.READ"}, "POST", "/crm/account/4150868000001000001/import", 401),
    ],
)
async def test_a_scope_opens_its_own_operations_and_no_other(
    zoho: Zoho, scopes: set[str], method: str, path: str, status: int
) -> None:
    token = zoho.sandbox.tokens.mint("admin", frozenset(scopes))
    answer = await zoho.ask(None, method, f"/books/v3{path}", token=token, organization_id=ORGANIZATION)
    assert answer.status == status
    assert (answer.body == NOT_AUTHORIZED) == (status == 401)


async def test_a_request_without_organization_gets_400(zoho: Zoho) -> None:
    answer = await zoho.ask("admin", "GET", INVOICES)
    assert (answer.status, answer.body) == (400, {"code": 2, "message": "Invalid value passed for organization_id"})


async def test_the_header_names_the_organization_where_the_parameter_does_not(zoho: Zoho) -> None:
    headers = {"X-com-zoho-books-organizationid": ORGANIZATION}
    answer = await zoho.ask("admin", "GET", INVOICES, headers=headers)
    assert answer.status == 200
    answer = await zoho.ask("admin", "GET", INVOICES, headers=headers, organization_id="460000000000999")
    assert answer.status == 400


@pytest.mark.parametrize(
    ("persona", "organization"),
    [
        ("admin", "460000000000999"),
        ("sales", OTHER_ORGANIZATION),
        ("billing", ORGANIZATION),
        ("outsider", ORGANIZATION),
    ],
)
async def test_an_organization_that_is_not_the_users_gets_400_and_code_6041(
    seed: Books, persona: str, organization: str
) -> None:
    refusal = await seed.refused(persona, "GET", "/invoices", organization_id=organization)
    message = f"This user is not associated with the CompanyID/CompanyName:{organization}."
    assert refusal == (400, 6041, message)


async def test_the_token_is_looked_at_before_the_scope_the_organization_and_the_role(zoho: Zoho) -> None:
    path = "/books/v3/creditnotes"
    without_scope = zoho.sandbox.tokens.mint("sales", frozenset({"ZohoBooks.invoices.READ"}))
    with_scope = zoho.sandbox.tokens.mint("sales", frozenset({"ZohoBooks.creditnotes.READ"}))
    answers = [
        await zoho.ask(None, "GET", path, token="dead"),
        await zoho.ask(None, "GET", path, token=without_scope),
        await zoho.ask(None, "GET", path, token=with_scope),
        await zoho.ask(None, "GET", path, token=with_scope, organization_id=ORGANIZATION),
    ]
    assert [(answer.status, answer.body["code"]) for answer in answers] == [(401, 57), (401, 57), (400, 2), (401, 57)]


async def test_a_role_without_the_right_is_refused_as_the_sandbox_is_set_up(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await books.refused("sales", "GET", "/creditnotes"))[:2] == (401, 57)
    sandbox = books.zoho.sandbox
    monkeypatch.setattr(sandbox, "options", replace(sandbox.options, role_denial=(403, 57)))
    assert (await books.refused("sales", "GET", "/creditnotes"))[:2] == (403, 57)


async def test_an_unknown_address_gets_404_and_code_5(zoho: Zoho) -> None:
    answer = await zoho.ask("admin", "GET", "/books/v3/nothing", organization_id=ORGANIZATION)
    assert (answer.status, answer.body) == (404, {"code": 5, "message": "Invalid URL Passed"})


async def test_a_method_that_the_address_does_not_know_gets_405(books: Books) -> None:
    answer = await books.ask("admin", "PATCH", "/creditnotes", {})
    assert answer.status == 405
    assert answer.headers["Allow"] == "OPTIONS, GET, POST"


async def test_a_trailing_slash_is_tolerated(seed: Books) -> None:
    assert (await seed.rows("invoices", page=1)) == (await seed.done("admin", "GET", "/invoices/"))["invoices"]


async def test_answers_carry_the_headers_of_the_real_product(seed: Books) -> None:
    async with seed.zoho.session.get(
        f"{seed.zoho.base}/books/v3/items",
        params={"organization_id": ORGANIZATION},
        headers={"Authorization": "Zoho-oauthtoken 1000.demo.admin"},
    ) as response:
        headers = response.headers
        assert "ZGS" in headers.getall("Server")
        assert headers["Content-Type"] == "application/json;charset=UTF-8"
        assert headers["Content-Disposition"] == "attachment;"
        assert int(headers["X-Rate-Limit-Limit"]) > int(headers["X-Rate-Limit-Remaining"]) > 0
        assert 0 < int(headers["X-Rate-Limit-Reset"]) <= 25 * 3600
        left = int(headers["X-Rate-Limit-Remaining"])
    following = await seed.ask("admin", "GET", "/items")
    assert int(following.headers["x-rate-limit-remaining"]) == left - 1


@pytest.mark.parametrize(
    ("persona", "status"), [("sales", 401), ("legacy", 401), ("restricted", 401), ("accountant", 200)]
)
async def test_integration_users_reach_books_through_the_client_of_the_integration_alone(
    zoho: Zoho, persona: str, status: int
) -> None:
    assert (await zoho.ask(persona, "GET", INVOICES, organization_id=ORGANIZATION)).status == 200
    code = zoho.sandbox.tokens.issue_code(
        persona, EVERYTHING, DIRECT_CLIENT.client_id, DIRECT_CLIENT.redirect_uris[0], offline=True
    )
    sent: dict[str, Any] = {
        "client_id": DIRECT_CLIENT.client_id,
        "client_secret": DIRECT_CLIENT.client_secret,
        "grant_type": "authorization_code",
        "redirect_uri": DIRECT_CLIENT.redirect_uris[0],
        "code": code,
    }
    given_out = (await zoho.ask(None, "POST", "/oauth/v2/token", **sent)).body
    renewal: dict[str, Any] = {**sent, "grant_type": "refresh_token", "refresh_token": given_out["refresh_token"]}
    renewed = (await zoho.ask(None, "POST", "/oauth/v2/token", **renewal)).body
    for answer in (given_out, renewed):
        refused = await zoho.ask(None, "GET", INVOICES, token=answer["access_token"], organization_id=ORGANIZATION)
        assert refused.status == status
