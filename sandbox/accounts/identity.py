"""Who a token belongs to, and where the data centres are."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.context import Sandbox

SCHEMES = ("zoho-oauthtoken", "bearer")
LOCATIONS = ("us", "eu", "in", "au", "jp", "ca", "sa", "uk", "ae")


async def user_info(sandbox: Sandbox, request: Request) -> Response:
    """`GET /oauth/user/info` (Accounts page "Using the Access token to make API requests")."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    grant = sandbox.tokens.grant(token) if scheme.lower() in SCHEMES else None
    if grant is None or grant.expired:
        return _refusal("INVALID_OAUTHTOKEN")
    if not grant.allows("AaaServer.profile.READ"):
        return _refusal("INVALID_OAUTHSCOPE")
    persona = grant.persona
    return JSONResponse(
        {
            "ZUID": int(persona.zuid),
            "Email": persona.email,
            "First_Name": persona.first_name,
            "Last_Name": persona.last_name,
            "Display_Name": persona.full_name,
        }
    )


async def server_info(sandbox: Sandbox, request: Request) -> Response:
    """`GET /oauth/serverinfo`: here every data centre is this one server."""
    return JSONResponse({"result": "success", "locations": dict.fromkeys(LOCATIONS, sandbox.base_url())})


def _refusal(cause: str) -> Response:
    return JSONResponse({"response": "error", "cause": cause}, 401)
