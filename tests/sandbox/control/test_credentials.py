"""Tokens and codes to order."""

from typing import Any

import pytest

from sandbox.people import BY_NAME
from tests.sandbox.accounts.asking import exchanged, renewed, whose
from tests.sandbox.conftest import Zoho

SALES = BY_NAME["sales"].email
NO_CLIENT = "no client is registered with that client_id and redirect_uri"


async def ordered(zoho: Zoho, what: str, **wanted: Any) -> Any:
    answer = await zoho.ask(None, "POST", f"/_sandbox/{what}", json=wanted)
    assert answer.status == 200, answer.body
    return answer.body


async def test_a_token_of_a_persona_to_order(zoho: Zoho) -> None:
    made = await ordered(zoho, "tokens", persona="sales")
    assert set(made) == {"access_token"}
    assert await whose(zoho, made["access_token"]) == SALES


async def test_a_token_with_no_other_scopes_than_these(zoho: Zoho) -> None:
    narrow = await ordered(zoho, "tokens", persona="sales", scopes=["ZohoCRM.users.READ"])
    wide = await ordered(zoho, "tokens", persona="sales", scopes=["AaaServer.profile.READ"])
    assert await whose(zoho, narrow["access_token"]) is None
    assert await whose(zoho, wide["access_token"]) == SALES


async def test_a_token_that_is_dead_already(zoho: Zoho) -> None:
    dead = await ordered(zoho, "tokens", persona="sales", lifetime=0)
    alive = await ordered(zoho, "tokens", persona="sales", lifetime=60)
    assert await whose(zoho, dead["access_token"]) is None
    assert await whose(zoho, alive["access_token"]) == SALES


async def test_an_offline_token_brings_a_refresh_token(zoho: Zoho) -> None:
    made = await ordered(zoho, "tokens", persona="sales", offline=True, scopes=["ZohoCRM.users.READ"])
    assert (await renewed(zoho, made["refresh_token"])).body["scope"] == "ZohoCRM.users.READ"


async def test_a_code_as_the_sign_in_page_would_give_it(zoho: Zoho) -> None:
    code = (await ordered(zoho, "codes", persona="sales"))["code"]
    answer = await exchanged(zoho, code=code)
    assert await whose(zoho, answer.body["access_token"]) == SALES
    assert "refresh_token" in answer.body


async def test_a_code_for_another_address_of_the_client_and_fewer_scopes(zoho: Zoho) -> None:
    callback = "http://localhost:8000/auth/callback"
    wanted = {"persona": "sales", "redirect_uri": callback, "scopes": ["ZohoCRM.users.READ"], "offline": False}
    code = (await ordered(zoho, "codes", **wanted))["code"]
    answer = await exchanged(zoho, code=code, redirect_uri=callback)
    assert answer.body["scope"] == "ZohoCRM.users.READ"
    assert "refresh_token" not in answer.body


async def test_a_code_that_has_ended_already(zoho: Zoho) -> None:
    code = (await ordered(zoho, "codes", persona="sales", lifetime=0))["code"]
    assert (await exchanged(zoho, code=code)).body == {"error": "invalid_code"}


@pytest.mark.parametrize(
    ("what", "wanted", "named"),
    [
        ("tokens", {}, "persona"),
        ("tokens", [], "TokenRequest"),
        ("tokens", {"persona": "nobody"}, "no persona is called nobody"),
        ("tokens", {"persona": "sales", "scope": "ZohoCRM.users.READ"}, "scope"),
        ("tokens", {"persona": "sales", "scopes": "ZohoCRM.users.READ"}, "scopes"),
        ("tokens", {"persona": "sales", "lifetime": "long"}, "lifetime"),
        ("tokens", {"persona": "sales", "client_id": "x"}, "client_id"),
        ("codes", {"persona": "nobody"}, "no persona is called nobody"),
        ("codes", {"persona": "sales", "client_id": "1000.NOBODY"}, NO_CLIENT),
        ("codes", {"persona": "sales", "redirect_uri": "http://elsewhere.example"}, NO_CLIENT),
        ("codes", {"persona": "sales", "access_type": "online"}, "access_type"),
    ],
)
async def test_a_wrong_order_is_a_400_that_says_why(zoho: Zoho, what: str, wanted: Any, named: str) -> None:
    answer = await zoho.ask(None, "POST", f"/_sandbox/{what}", json=wanted)
    assert answer.status == 400
    assert named in answer.body["message"]
    assert "\n" not in answer.body["message"]
