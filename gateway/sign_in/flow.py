"""Signing in: a browser leaves for Zoho with a state and a challenge, and comes back with a code (RFC 9700, RFC 7636).

What the gateway must remember meanwhile travels sealed in a cookie, so that any process takes the browser back, and no
other browser can be made to finish a sign-in that it did not begin.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

import msgspec
from starlette.requests import Request

from adapters.accounts.authorization import AccountsServer, TokenGrant
from adapters.sealing import Keyring, SealBrokenError
from domain.errors import BadRequest, BadUserInput, Forbidden
from gateway.sign_in.cookies import Cookies

PENDING_SECONDS = 600.0
PURPOSE, OWNER = "sign-in under way", ""
CALLBACK = "/auth/callback"
CODE = re.compile(r"[A-Za-z0-9._~+/=-]{4,2000}", re.ASCII)
# A path of this gateway: never another host, in whatever way browsers read slashes.
OWN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9_./~%=&?+:,;@!()*'\-]*", re.ASCII)
LONGEST_PATH = 2000


class PendingSignIn(msgspec.Struct, frozen=True):
    """A sign-in that is under way. `at` is when it began, in seconds since the epoch."""

    state: str
    verifier: str
    data_centre: str
    back: str
    at: float


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser goes to sign in, and what it keeps until it is back."""

    address: str
    state: str
    kept: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A browser that came back: the tokens of its user, their data centre, and the page that it wanted."""

    grant: TokenGrant
    data_centre: str
    back: str


class SignInFlow:
    """Sends browsers to Zoho and takes them back."""

    def __init__(
        self, accounts: AccountsServer, keyring: Keyring, cookies: Cookies, default: str, scopes: tuple[str, ...]
    ) -> None:
        """`default` is the data centre for who names none; Zoho sends users of another one back with its name."""
        self._accounts = accounts
        self._keyring = keyring
        self._cookies = cookies
        self._default = default
        self._scopes = scopes

    def departure(self, request: Request, now: datetime) -> Departure:
        """Where the browser goes. Raises BadUserInput for a data centre in which the gateway is not registered."""
        data_centre = request.query_params.get("data_centre", self._default)
        if not self._accounts.has(data_centre):
            raise BadUserInput("This gateway signs nobody in at that data centre.")
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        address = self._accounts.sign_in_address(
            data_centre, self._scopes, self._redirect_uri(request), state, challenge
        )
        back = own_path(request.query_params.get("next", ""))
        pending = PendingSignIn(state, verifier, data_centre, back, now.timestamp())
        sealed = self._keyring.seal(msgspec.json.encode(pending).decode(), PURPOSE, OWNER)
        return Departure(address, state, base64.urlsafe_b64encode(sealed).decode())

    async def arrival(self, request: Request, now: datetime) -> Arrival:
        """What the browser came back with.

        Raises BadRequest where this browser began no such sign-in, Forbidden where the user declined, Unauthenticated
        for a code that Zoho does not take.
        """
        query = request.query_params
        pending = self._pending(request, query.get("state", ""), now)
        if query.get("error"):
            raise Forbidden(
                "Zoho did not let the application in: you declined, or your administrator does not allow it."
            )
        code = query.get("code", "")
        if CODE.fullmatch(code) is None:
            raise BadRequest("Zoho sent no code. Sign in again.")
        data_centre = self._data_centre(pending, query.get("accounts-server"), query.get("location"))
        grant = await self._accounts.from_code(data_centre, code, pending.verifier, self._redirect_uri(request))
        return Arrival(grant, data_centre, pending.back)

    def _pending(self, request: Request, state: str, now: datetime) -> PendingSignIn:
        again = BadRequest("This browser began no such sign-in, or too long ago. Sign in again.")
        try:
            sealed = base64.urlsafe_b64decode(self._cookies.pending(request, state).encode())
            pending = msgspec.json.decode(self._keyring.open(sealed, PURPOSE, OWNER), type=PendingSignIn)
        except (SealBrokenError, ValueError):
            raise again from None
        if not secrets.compare_digest(pending.state.encode(), state.encode()):
            raise again
        if not 0 <= now.timestamp() - pending.at <= PENDING_SECONDS:
            raise again
        return pending

    def _data_centre(self, pending: PendingSignIn, server: str | None, location: str | None) -> str:
        """The data centre that takes the code: one of our table, whatever the browser says (mix-up, RFC 9700 4.4)."""
        refusal = BadRequest("Zoho's answer names an accounts server at which this gateway signs nobody in.")
        by_server = pending.data_centre if server is None else self._accounts.data_centre_at(server)
        if by_server is None:
            raise refusal
        if location is None or not self._accounts.has(location):
            return by_server
        if server is not None and location != by_server:
            raise refusal
        return location

    def _redirect_uri(self, request: Request) -> str:
        origin = self._cookies.origin(request)
        if origin is None:
            raise BadRequest("Browsers sign in at the gateway's own address, which SUITEGRAPH_PUBLIC_URL names.")
        return origin + CALLBACK


def own_path(address: str) -> str:
    """The address if it is a path of this gateway, else the path of its start."""
    return address if len(address) <= LONGEST_PATH and OWN_PATH.fullmatch(address) else "/"
