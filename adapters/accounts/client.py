"""The user behind a token. Source: Zoho Accounts, `GET /oauth/user/info`."""

from typing import Any

from adapters.answers import check_server, parsed, rejected, throttled
from adapters.exchange import Upstream
from adapters.messages import Request, Response
from domain.errors import Forbidden, Unauthenticated
from domain.json_values import mapping


def _success_body(response: Response) -> dict[str, Any]:
    check_server("accounts", response)
    if response.status == 401:
        raise Unauthenticated("Zoho does not accept the access token.", service="accounts")
    body = mapping(parsed("accounts", response))
    # Accounts also reports errors with status 200.
    error = str(body.get("error", ""))
    if error == "Access Denied":
        # Accounts throttles with status 400 (page "Access token expiry").
        raise throttled("accounts", response, error)
    if response.status == 403 or "scope" in error.lower():
        raise Forbidden("The access token lacks the scope AaaServer.profile.READ.", service="accounts", detail=error)
    if error or response.status >= 400:
        raise rejected("accounts", f"status {response.status} error {error[:60]}")
    return body


async def user_info(upstream: Upstream) -> dict[str, Any]:
    """`GET /user/info`: the token's user: ZUID, Email, First_Name, Last_Name, Display_Name. One call."""
    return await upstream.ask(Request("accounts", ("user", "info")), _success_body)
