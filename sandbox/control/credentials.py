"""Tokens and codes on request, for tests of scopes, expiry and the token exchange."""

from collections.abc import Mapping

from sqlmodel import SQLModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.context import Sandbox
from sandbox.control.refusal import refused
from sandbox.people import BY_NAME
from sandbox.tokens import CODE_LIFETIME, DEMO_CLIENT, EVERYTHING, LIFETIME, Client


class CredentialRequest(SQLModel):
    """The persona whose credentials are requested, and their scopes."""

    model_config = {"extra": "forbid", "strict": True}

    persona: str
    scopes: list[str] | None = None

    def held(self) -> frozenset[str]:
        """The scopes, all of them where none are named; ValueError for nobody's name."""
        if self.persona not in BY_NAME:
            raise ValueError(f"no persona is called {self.persona}")
        return EVERYTHING if self.scopes is None else frozenset(self.scopes)


class TokenRequest(CredentialRequest):
    """An access token; `offline` adds a refresh token. A lifetime of 0 seconds is a dead one."""

    lifetime: float = LIFETIME
    offline: bool = False


class CodeRequest(CredentialRequest):
    """An authorisation code, as the sign-in page would hand it out."""

    client_id: str = DEMO_CLIENT.client_id
    redirect_uri: str = DEMO_CLIENT.redirect_uris[0]
    offline: bool = True
    lifetime: float = CODE_LIFETIME

    def check_client(self, clients: Mapping[str, Client]) -> None:
        """Raise ValueError where nobody registered this client with this address."""
        client = clients.get(self.client_id)
        if client is None or not client.takes(self.redirect_uri):
            raise ValueError("no client is registered with that client_id and redirect_uri")


async def new_token(sandbox: Sandbox, request: Request) -> Response:
    """`POST /_sandbox/tokens`."""
    try:
        wanted = TokenRequest.model_validate(await request.json())
        scopes = wanted.held()
    except ValueError as error:
        return refused(error)
    refresh = sandbox.tokens.mint_refresh(wanted.persona, scopes) if wanted.offline else None
    access = sandbox.tokens.mint(wanted.persona, scopes, wanted.lifetime, refresh)
    return JSONResponse({"access_token": access} | ({} if refresh is None else {"refresh_token": refresh}))


async def new_code(sandbox: Sandbox, request: Request) -> Response:
    """`POST /_sandbox/codes`."""
    try:
        wanted = CodeRequest.model_validate(await request.json())
        scopes = wanted.held()
        wanted.check_client(sandbox.tokens.clients)
    except ValueError as error:
        return refused(error)
    code = sandbox.tokens.issue_code(
        wanted.persona,
        scopes,
        wanted.client_id,
        wanted.redirect_uri,
        offline=wanted.offline,
        lifetime=wanted.lifetime,
    )
    return JSONResponse({"code": code})
