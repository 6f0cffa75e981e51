"""The sign-in page: a browser comes with a client's request, chooses a persona, and goes back with a code."""

import base64
import hashlib
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.context import Sandbox
from sandbox.people import BY_NAME, PERSONAS
from sandbox.tokens import EVERYTHING, Challenge

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
}
VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}", re.ASCII)
CARRIED = (
    "response_type", "client_id", "scope", "redirect_uri", "access_type", "state", "code_challenge",
    "code_challenge_method",
)  # fmt: skip
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to the local Zoho</title>
<style>
  :root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }}
  main {{ max-width: 36rem; margin: 2rem auto; padding: 0 1rem }}
  button {{ display: block; width: 100%; margin: .5rem 0; padding: .6rem .8rem; text-align: left; font: inherit }}
  button span {{ display: block; opacity: .8 }}
</style></head>
<body><main><h1>Sign in to the local Zoho</h1>
<p>An application wants to act for you in Zoho CRM, Books and Billing. Who are you?</p>
<form method="post">{fields}{choices}
<button name="persona" value="">Nobody: do not let it in</button></form></main></body></html>
"""


async def authorize(sandbox: Sandbox, request: Request) -> Response:
    """`GET /oauth/v2/auth`: the page; `POST`: the choice made on it, which leads back to the client."""
    asked: Mapping[str, str] = request.query_params
    if request.method == "POST":
        async with request.form() as form:
            asked = {**asked, **{name: value for name, value in form.items() if isinstance(value, str)}}
    if problem := _problem(sandbox, asked):
        # The address to go back to is not to be trusted: nobody is sent there.
        return HTMLResponse(f"<!doctype html><title>Error</title><h1>{escape(problem)}</h1>", 400, HEADERS)
    if request.method == "GET":
        return HTMLResponse(_page(asked), headers=HEADERS)
    return _chosen(sandbox, asked, f"{request.url.scheme}://{request.url.netloc}")


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636), empty for what is no verifier."""
    if VERIFIER.fullmatch(verifier) is None:
        return ""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _problem(sandbox: Sandbox, asked: Mapping[str, str]) -> str:
    client = sandbox.tokens.clients.get(asked.get("client_id", ""))
    if client is None:
        return "invalid_client"
    if not client.takes(asked.get("redirect_uri", "")):
        return "invalid_redirect_uri"
    if asked.get("response_type") != "code":
        return "invalid_response_type"
    if asked.get("code_challenge") and asked.get("code_challenge_method") != "S256":
        return "invalid_code_challenge_method"
    scopes = _scopes(asked)
    return "" if scopes and scopes <= EVERYTHING else "invalid_scope"


def _scopes(asked: Mapping[str, str]) -> frozenset[str]:
    return frozenset(scope for scope in asked.get("scope", "").split(",") if scope)


def _page(asked: Mapping[str, str]) -> str:
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(asked[name])}">' for name in CARRIED if name in asked
    )
    choices = "".join(
        f'<button name="persona" value="{each.name}"><strong>{each.name}</strong> ({escape(each.full_name)})'
        f"<span>{escape(each.note)}</span></button>"
        for each in PERSONAS
        if each.name != "expired"
    )
    return PAGE.format(fields=fields, choices=choices)


def _chosen(sandbox: Sandbox, asked: Mapping[str, str], place: str) -> Response:
    persona = BY_NAME.get(asked.get("persona", ""))
    answer = {"state": asked["state"]} if asked.get("state") else {}
    if persona is None:
        return _back(asked["redirect_uri"], {"error": "access_denied", **answer})
    code = sandbox.tokens.issue_code(
        persona.name,
        _scopes(asked),
        asked["client_id"],
        asked["redirect_uri"],
        offline=asked.get("access_type") == "offline",
        challenge=Challenge(asked["code_challenge"]) if asked.get("code_challenge") else None,
    )
    return _back(asked["redirect_uri"], {"code": code, "location": "us", "accounts-server": place, **answer})


def _back(address: str, parameters: Mapping[str, str]) -> Response:
    return RedirectResponse(f"{address}?{urlencode(parameters)}", 303, HEADERS)
