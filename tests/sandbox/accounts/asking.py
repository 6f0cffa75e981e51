"""The two questions that every test of the token endpoint asks."""

from tests.sandbox.conftest import Answer, Zoho

CLIENT = {"client_id": "1000.SANDBOX0CLIENT", "client_secret": "sandbox-client-secret"}
REDIRECT = "http://127.0.0.1:8000/auth/callback"


async def exchanged(zoho: Zoho, **changes: str) -> Answer:
    """The answer for a code; `changes` replace what a correct client sends."""
    return await zoho.ask(
        None,
        "POST",
        "/oauth/v2/token",
        data={"grant_type": "authorization_code", "redirect_uri": REDIRECT, **CLIENT, **changes},
    )


async def renewed(zoho: Zoho, refresh_token: str, **changes: str) -> Answer:
    """The answer for a refresh token."""
    sent = {"grant_type": "refresh_token", "refresh_token": refresh_token, **CLIENT, **changes}
    return await zoho.ask(None, "POST", "/oauth/v2/token", data=sent)


async def whose(zoho: Zoho, access_token: str) -> str | None:
    """The address of the user behind an access token, None where it is refused."""
    answer = await zoho.ask(None, "GET", "/oauth/user/info", token=access_token)
    return answer.body["Email"] if answer.status == 200 else None
