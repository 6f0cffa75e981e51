"""A token says who it belongs to."""

import pytest

from sandbox.context import Options, Sandbox
from sandbox.people import PERSONAS, Persona
from tests.sandbox.conftest import Zoho

REFUSED = (401, {"response": "error", "cause": "INVALID_OAUTHTOKEN"})


@pytest.mark.parametrize("scheme", ["Zoho-oauthtoken", "Bearer"])
async def test_both_schemes_name_the_token_s_owner(zoho: Zoho, scheme: str) -> None:
    answer = await zoho.ask(None, "GET", "/oauth/user/info", headers={"Authorization": f"{scheme} 1000.demo.sales"})
    assert answer.status == 200
    assert answer.body == {
        "ZUID": 700002,
        "Email": "samir.okafor@halvorsen.example",
        "First_Name": "Samir",
        "Last_Name": "Okafor",
        "Display_Name": "Samir Okafor",
    }


@pytest.mark.parametrize("persona", [each for each in PERSONAS if each.name != "expired"], ids=lambda each: each.name)
async def test_every_persona_but_the_expired_one_is_known(zoho: Zoho, persona: Persona) -> None:
    answer = await zoho.ask(persona.name, "GET", "/oauth/user/info")
    assert (answer.status, str(answer.body["ZUID"])) == (200, persona.zuid)


@pytest.mark.parametrize(
    "authorization",
    [
        "Zoho-oauthtoken 1000.demo.expired",
        "Zoho-oauthtoken 1000.unknown",
        "Basic 1000.demo.sales",
        "1000.demo.sales",
        "Zoho-oauthtoken",
    ],
)
async def test_a_dead_unknown_or_garbled_token_is_a_401(zoho: Zoho, authorization: str) -> None:
    answer = await zoho.ask(None, "GET", "/oauth/user/info", headers={"Authorization": authorization})
    assert (answer.status, answer.body) == REFUSED


async def test_no_token_is_a_401(zoho: Zoho) -> None:
    answer = await zoho.ask(None, "GET", "/oauth/user/info")
    assert (answer.status, answer.body) == REFUSED


async def test_a_token_without_the_profile_scope_is_a_401_of_its_own(zoho: Zoho) -> None:
    token = zoho.sandbox.tokens.mint("sales", frozenset({"ZohoCRM.users.READ"}))
    answer = await zoho.ask(None, "GET", "/oauth/user/info", token=token)
    assert (answer.status, answer.body) == (401, {"response": "error", "cause": "INVALID_OAUTHSCOPE"})


async def test_every_data_centre_is_this_server(zoho: Zoho) -> None:
    answer = await zoho.ask(None, "GET", "/oauth/serverinfo")
    assert answer.body["result"] == "success"
    assert {"us", "eu", "in"} <= set(answer.body["locations"])
    assert set(answer.body["locations"].values()) == {zoho.sandbox.base_url()}


async def test_the_sandbox_calls_itself_by_its_public_url_where_it_has_one() -> None:
    sandbox = Sandbox(Options(public_url="http://zoho.test:9000"))
    assert sandbox.base_url() == "http://zoho.test:9000"
    sandbox.store.close()
