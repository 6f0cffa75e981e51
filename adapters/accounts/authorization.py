"""Zoho Accounts as an authorization server: codes and refresh tokens become access tokens, and tokens are revoked.

The addresses come from the table of data centres, never from a browser or an answer. Sources: Zoho Accounts, "Web-based
applications" and "Multi-DC"; RFC 6749, RFC 7636, RFC 7009.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp
from multidict import CIMultiDict

from adapters.answers import check_server, parsed, throttled
from adapters.bodies import body_of
from adapters.connections import ExchangeBounds, session_within, translated_errors
from adapters.data_centres import DataCentre
from adapters.messages import Response
from domain.errors import Unauthenticated, UpstreamUnavailable
from domain.json_values import mapping

LARGEST_ANSWER = 65_536
SHORTEST_LIFE = 60.0


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """The gateway as Zoho's API console registered it in one data centre."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """Tokens that Zoho granted. `lifetime` of the access token is in seconds; a renewal brings no refresh token."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    lifetime: float
    scopes: frozenset[str]


class AccountsServer:
    """The accounts servers of the data centres in which the gateway is registered."""

    def __init__(
        self, data_centres: Mapping[str, DataCentre], clients: Mapping[str, OAuthClient], bounds: ExchangeBounds
    ) -> None:
        self._places = {name: data_centres[name] for name in clients}
        self._clients = clients
        self._bounds = bounds
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Create the connection pool. Needs a running loop."""
        self._session = session_within(self._bounds)

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    def data_centre_at(self, accounts_server: str) -> str | None:
        """The data centre whose accounts server has this address, None for any other address."""
        return next((name for name, place in self._places.items() if place.accounts == accounts_server), None)

    def has(self, data_centre: str) -> bool:
        """Whether the gateway is registered in a data centre."""
        return data_centre in self._clients

    def sign_in_address(
        self, data_centre: str, scopes: tuple[str, ...], redirect_uri: str, state: str, challenge: str
    ) -> str:
        """Where a browser signs in; it comes back to `redirect_uri` with a code that the challenge's verifier opens."""
        asked = {
            "response_type": "code",
            "client_id": self._clients[data_centre].client_id,
            "scope": ",".join(scopes),
            "redirect_uri": redirect_uri,
            "access_type": "offline",
            "prompt": "consent",
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._places[data_centre].base('accounts')}/v2/auth?{urlencode(asked)}"

    async def from_code(self, data_centre: str, code: str, verifier: str, redirect_uri: str) -> TokenGrant:
        """The tokens for a code. Raises Unauthenticated where Zoho does not take it."""
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        return _grant(await self._ask(data_centre, "token", asked))

    async def renewed(self, data_centre: str, refresh: str) -> TokenGrant:
        """A new access token for a refresh token. Raises Unauthenticated where that has ended."""
        return _grant(await self._ask(data_centre, "token", {"grant_type": "refresh_token", "refresh_token": refresh}))

    async def revoke(self, data_centre: str, token: str) -> bool:
        """End a token, with the access tokens that it made; whether Zoho says so."""
        response = await self._ask(data_centre, "token/revoke", {"token": token})
        return response.status == 200

    async def _ask(self, data_centre: str, path: str, asked: Mapping[str, str]) -> Response:
        client = self._clients[data_centre]
        form = {**asked, "client_id": client.client_id, "client_secret": client.client_secret}
        address = f"{self._places[data_centre].base('accounts')}/v2/{path}"
        assert self._session is not None  # noqa: S101  # it is open while the service is connected
        with translated_errors("accounts"):
            async with (
                asyncio.timeout(self._bounds.attempt),
                self._session.post(address, data=form, allow_redirects=False) as answer,
            ):
                body = await body_of("accounts", answer, LARGEST_ANSWER)
                response = Response(answer.status, CIMultiDict(answer.headers), body)
        check_server("accounts", response)
        return response


def _grant(response: Response) -> TokenGrant:
    body = mapping(parsed("accounts", response))
    # A client's mistake is an answer of 200 with `error`.
    error = str(body.get("error", ""))
    if error == "Access Denied":
        raise throttled("accounts", response, error)
    access, refresh = body.get("access_token"), body.get("refresh_token")
    if error or not isinstance(access, str):
        known = error if error.isidentifier() else ""
        if known in {"invalid_client", "invalid_client_secret", "invalid_redirect_uri"}:
            text = "Zoho does not take this gateway's registration; `suitegraph doctor` says more."
            raise UpstreamUnavailable(text, service="accounts", detail=known)
        raise Unauthenticated("Zoho does not accept this sign-in any more.", service="accounts", detail=known)
    seconds = body.get("expires_in")
    lifetime = float(seconds) if isinstance(seconds, int | float) else 3600.0
    scopes = frozenset(str(body.get("scope", "")).replace(",", " ").split())
    return TokenGrant(access, refresh if isinstance(refresh, str) else None, max(SHORTEST_LIFE, lifetime), scopes)
