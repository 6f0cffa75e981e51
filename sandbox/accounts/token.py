"""The token endpoint: codes and refresh tokens turn into access tokens, and tokens are revoked."""

from collections.abc import Mapping
from time import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.accounts.authorization import challenge_of
from sandbox.context import Sandbox
from sandbox.error_bodies import throttle
from sandbox.store import Body
from sandbox.tokens import LIFETIME


class Mistake(Exception):
    """What the client did wrong, in one word."""


class Throttled(Exception):
    """The refresh token made too many access tokens of late."""


async def token(sandbox: Sandbox, request: Request) -> Response:
    """`POST /oauth/v2/token`. A client's mistake is an HTTP 200 with `error`, seen by many clients of Zoho."""
    asked = await _parameters(request)
    try:
        _check_client(sandbox, asked)
        return JSONResponse(_granted(sandbox, asked))
    except Mistake as mistake:
        return JSONResponse({"error": str(mistake)})
    except Throttled:
        status, body = throttle("accounts")
        return JSONResponse(body, status)


async def revoke(sandbox: Sandbox, request: Request) -> Response:
    """`POST /oauth/v2/token/revoke`: a refresh token takes its access tokens along."""
    asked = await _parameters(request)
    if sandbox.tokens.revoke(asked.get("token", "")):
        return JSONResponse({"status": "success"})
    return JSONResponse({"error": "invalid_token", "status": "failure"}, 400)


async def _parameters(request: Request) -> Mapping[str, str]:
    """The query, and the form body over it: Zoho documents the one on older pages, the other on newer."""
    async with request.form() as form:
        sent = {name: value for name, value in form.items() if isinstance(value, str)}
    return {**request.query_params, **sent}


def _check_client(sandbox: Sandbox, asked: Mapping[str, str]) -> None:
    client = sandbox.tokens.clients.get(asked.get("client_id", ""))
    if client is None:
        raise Mistake("invalid_client")
    if asked.get("client_secret") != client.client_secret:
        raise Mistake("invalid_client_secret")


def _granted(sandbox: Sandbox, asked: Mapping[str, str]) -> Body:
    match asked.get("grant_type"):
        case "authorization_code":
            return _from_code(sandbox, asked)
        case "refresh_token":
            return _from_refresh_token(sandbox, asked)
        case None:
            raise Mistake("invalid_request")
        case _:
            raise Mistake("unsupported_grant_type")


def _from_code(sandbox: Sandbox, asked: Mapping[str, str]) -> Body:
    code = sandbox.tokens.take_code(asked.get("code", ""))
    if code is None or code.client_id != asked["client_id"]:
        raise Mistake("invalid_code")
    if asked.get("redirect_uri") != code.redirect_uri:
        raise Mistake("invalid_redirect_uri")
    if code.challenge is not None and challenge_of(asked.get("code_verifier", "")) != code.challenge.value:
        raise Mistake("invalid_code")
    refresh = sandbox.tokens.mint_refresh(code.persona.name, code.scopes) if code.offline else None
    access = sandbox.tokens.mint(code.persona.name, code.scopes, LIFETIME, refresh)
    answer = _answer(sandbox, access, code.scopes)
    return answer if refresh is None else {**answer, "refresh_token": refresh}


def _from_refresh_token(sandbox: Sandbox, asked: Mapping[str, str]) -> Body:
    refresh = asked.get("refresh_token", "")
    held = sandbox.tokens.holder(refresh)
    if held is None:
        raise Mistake("invalid_code")  # Zoho's word for a bad refresh token as well
    if not sandbox.tokens.admits_renewal(refresh, time()):
        raise Throttled
    persona, scopes = held
    return _answer(sandbox, sandbox.tokens.mint(persona.name, scopes, LIFETIME, refresh), scopes)


def _answer(sandbox: Sandbox, access_token: str, scopes: frozenset[str]) -> Body:
    return {
        "access_token": access_token,
        "scope": " ".join(sorted(scopes)),
        "api_domain": sandbox.base_url(),
        "token_type": "Bearer",
        "expires_in": LIFETIME,
    }
