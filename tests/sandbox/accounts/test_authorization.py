"""The sign-in page of the local Zoho: codes go to registered addresses alone, with what the client asked for."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from sandbox.accounts.authorization import challenge_of
from tests.sandbox.accounts.asking import CLIENT, exchanged
from tests.sandbox.conftest import Zoho

VERIFIER = "a-verifier-of-forty-three-characters-or-more"
CALLBACK = "http://127.0.0.1:51234/auth/callback"
ASKED: dict[str, Any] = {
    "response_type": "code",
    "client_id": CLIENT["client_id"],
    "scope": "ZohoCRM.users.READ,AaaServer.profile.READ",
    "redirect_uri": CALLBACK,
    "access_type": "offline",
    "state": "of this browser",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}


async def went_back(zoho: Zoho, persona: str, **changes: str) -> dict[str, str]:
    """The parameters with which the browser comes back, having made this choice."""
    answer = await zoho.ask(None, "POST", "/oauth/v2/auth", data={"persona": persona, **ASKED, **changes})
    assert answer.status == 303, answer.body
    place = urlsplit(answer.headers["Location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == CALLBACK
    return dict(parse_qsl(place.query))


async def test_a_choice_leads_back_with_a_code_that_its_verifier_turns_into_tokens(zoho: Zoho) -> None:
    page = await zoho.ask(None, "GET", "/oauth/v2/auth", **ASKED)
    assert page.status == 200
    assert b'value="sales"' in page.body
    assert b'value="expired"' not in page.body
    back = await went_back(zoho, "sales")
    assert (back["state"], back["location"], back["accounts-server"]) == ("of this browser", "us", zoho.base)
    answer = await exchanged(zoho, code=back["code"], redirect_uri=CALLBACK, code_verifier=VERIFIER)
    assert set(answer.body["scope"].split()) == set(ASKED["scope"].split(","))
    assert answer.body["refresh_token"].startswith("1000.")


@pytest.mark.parametrize("verifier", ["", "another-verifier-of-forty-three-characters-or-more", "short"])
async def test_a_code_is_worth_nothing_to_who_does_not_know_its_verifier(zoho: Zoho, verifier: str) -> None:
    code = (await went_back(zoho, "sales"))["code"]
    answer = await exchanged(zoho, code=code, redirect_uri=CALLBACK, code_verifier=verifier)
    assert answer.body == {"error": "invalid_code"}


async def test_who_lets_nobody_in_goes_back_with_a_denial(zoho: Zoho) -> None:
    assert await went_back(zoho, "") == {"error": "access_denied", "state": "of this browser"}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"client_id": "1000.NOBODY"}, b"invalid_client"),
        ({"redirect_uri": "https://elsewhere.example/auth/callback"}, b"invalid_redirect_uri"),
        ({"redirect_uri": "http://127.0.0.1:8000/elsewhere"}, b"invalid_redirect_uri"),
        ({"redirect_uri": "http://127.0.0.1:8000@elsewhere.example/auth/callback"}, b"invalid_redirect_uri"),
        ({"response_type": "token"}, b"invalid_response_type"),
        ({"code_challenge_method": "plain"}, b"invalid_code_challenge_method"),
        ({"scope": "ZohoCRM.users.READ,ZohoMail.messages.ALL"}, b"invalid_scope"),
        ({"scope": ""}, b"invalid_scope"),
    ],
)
async def test_a_request_that_is_not_as_registered_leads_nowhere(
    zoho: Zoho, changes: dict[str, Any], problem: bytes
) -> None:
    sent = {**ASKED, **changes}
    page = await zoho.ask(None, "GET", "/oauth/v2/auth", **sent)
    chosen = await zoho.ask(None, "POST", "/oauth/v2/auth", data={**sent, "persona": "sales"})
    for answer in (page, chosen):
        assert (answer.status, "Location" in answer.headers) == (400, False)
        assert problem in answer.body
