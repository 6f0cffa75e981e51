"""Codes and refresh tokens turn into access tokens."""

import pytest

from sandbox.people import BY_NAME
from sandbox.tokens import EVERYTHING
from tests.sandbox.accounts.asking import CLIENT, REDIRECT, exchanged, renewed, whose
from tests.sandbox.conftest import Zoho

SALES = BY_NAME["sales"].email
CALLBACKS = ("http://127.0.0.1:8000/auth/callback", "http://localhost:8000/auth/callback")


def code_of(zoho: Zoho, *, offline: bool = True, scopes: frozenset[str] = EVERYTHING) -> str:
    return zoho.sandbox.tokens.issue_code("sales", scopes, CLIENT["client_id"], REDIRECT, offline=offline)


async def test_a_refresh_token_makes_an_access_token_of_its_owner(zoho: Zoho) -> None:
    answer = await renewed(zoho, "1000.demo.refresh.sales")
    assert answer.status == 200
    assert set(answer.body) == {"access_token", "scope", "api_domain", "token_type", "expires_in"}
    assert (answer.body["token_type"], answer.body["expires_in"]) == ("Bearer", 3600)
    assert answer.body["scope"].split(" ") == sorted(EVERYTHING)
    assert answer.body["api_domain"] == zoho.sandbox.base_url()
    assert await whose(zoho, answer.body["access_token"]) == SALES


async def test_the_api_domain_can_be_asked(zoho: Zoho) -> None:
    answer = await renewed(zoho, "1000.demo.refresh.sales")
    async with zoho.session.get(f"{answer.body['api_domain']}/_sandbox/ready") as response:
        assert response.status == 200


async def test_an_expired_token_has_a_refresh_token_that_still_works(zoho: Zoho) -> None:
    assert await whose(zoho, "1000.demo.expired") is None
    answer = await renewed(zoho, "1000.demo.refresh.expired")
    assert await whose(zoho, answer.body["access_token"]) == BY_NAME["expired"].email


async def test_parameters_may_stand_in_the_query(zoho: Zoho) -> None:
    sent = {"grant_type": "refresh_token", "refresh_token": "1000.demo.refresh.sales", **CLIENT}
    async with zoho.session.post(f"{zoho.base}/oauth/v2/token", params=sent) as response:
        answer = await response.json()
    assert await whose(zoho, answer["access_token"]) == SALES


async def test_an_offline_code_brings_a_refresh_token_too(zoho: Zoho) -> None:
    answer = await exchanged(zoho, code=code_of(zoho))
    assert await whose(zoho, answer.body["access_token"]) == SALES
    again = await renewed(zoho, answer.body["refresh_token"])
    assert await whose(zoho, again.body["access_token"]) == SALES
    assert "refresh_token" not in again.body


async def test_an_online_code_brings_none(zoho: Zoho) -> None:
    answer = await exchanged(zoho, code=code_of(zoho, offline=False))
    assert "access_token" in answer.body
    assert "refresh_token" not in answer.body


async def test_a_code_s_scopes_are_all_that_its_tokens_hold(zoho: Zoho) -> None:
    answer = await exchanged(zoho, code=code_of(zoho, scopes=frozenset({"ZohoCRM.users.READ", "ZohoCRM.org.READ"})))
    assert answer.body["scope"] == "ZohoCRM.org.READ ZohoCRM.users.READ"
    assert await whose(zoho, answer.body["access_token"]) is None
    again = await renewed(zoho, answer.body["refresh_token"])
    assert again.body["scope"] == "ZohoCRM.org.READ ZohoCRM.users.READ"


async def test_a_code_works_once(zoho: Zoho) -> None:
    code = code_of(zoho)
    assert "access_token" in (await exchanged(zoho, code=code)).body
    answer = await exchanged(zoho, code=code)
    assert (answer.status, answer.body) == (200, {"error": "invalid_code"})


async def test_a_code_of_another_client_is_invalid(zoho: Zoho) -> None:
    code = zoho.sandbox.tokens.issue_code("sales", EVERYTHING, "1000.ANOTHER0CLIENT", REDIRECT)
    assert (await exchanged(zoho, code=code)).body == {"error": "invalid_code"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code": "1000.unknown"}, "invalid_code"),
        ({"client_id": "1000.NOBODY"}, "invalid_client"),
        ({"client_secret": "wrong"}, "invalid_client_secret"),
        ({"redirect_uri": "http://elsewhere.example/callback"}, "invalid_redirect_uri"),
        ({"redirect_uri": CALLBACKS[1]}, "invalid_redirect_uri"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
async def test_a_client_s_mistake_with_a_code_is_a_200_with_an_error(
    zoho: Zoho, changes: dict[str, str], error: str
) -> None:
    answer = await exchanged(zoho, **({"code": code_of(zoho)} | changes))
    assert (answer.status, answer.body) == (200, {"error": error})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"refresh_token": "1000.demo.refresh.nobody"}, "invalid_code"),
        ({"refresh_token": "1000.demo.sales"}, "invalid_code"),
        ({"client_id": "1000.NOBODY"}, "invalid_client"),
        ({"client_secret": "wrong"}, "invalid_client_secret"),
    ],
)
async def test_so_is_a_mistake_with_a_refresh_token(zoho: Zoho, changes: dict[str, str], error: str) -> None:
    answer = await renewed(zoho, **({"refresh_token": "1000.demo.refresh.sales"} | changes))
    assert (answer.status, answer.body) == (200, {"error": error})


@pytest.mark.parametrize(
    ("left_out", "error"),
    [
        ("grant_type", "invalid_request"),
        ("client_id", "invalid_client"),
        ("client_secret", "invalid_client_secret"),
        ("refresh_token", "invalid_code"),
    ],
)
async def test_so_is_what_was_left_out(zoho: Zoho, left_out: str, error: str) -> None:
    whole = {"grant_type": "refresh_token", "refresh_token": "1000.demo.refresh.sales", **CLIENT}
    answer = await zoho.ask(
        None, "POST", "/oauth/v2/token", data={key: value for key, value in whole.items() if key != left_out}
    )
    assert (answer.status, answer.body) == (200, {"error": error})
