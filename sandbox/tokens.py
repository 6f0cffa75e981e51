"""OAuth tokens of the sandbox: who a token belongs to, what it may do, and until when."""

import re
import secrets
from dataclasses import dataclass
from time import time

from sandbox.people import BY_NAME, PERSONAS, Persona

LIFETIME = 3600
CODE_LIFETIME = 120
LOOPBACK = re.compile(r"^(http://(?:127\.0\.0\.1|localhost)):[0-9]{1,5}(?=/)", re.ASCII)
EVERYTHING = frozenset(
    {
        "AaaServer.profile.READ",
        "ZohoBooks.fullaccess.all",
        "ZohoCRM.composite_requests.CUSTOM",
        "ZohoCRM.coql.READ",
        "ZohoCRM.files.CREATE",
        "ZohoCRM.files.READ",
        "ZohoCRM.modules.ALL",
        "ZohoCRM.notifications.ALL",
        "ZohoCRM.org.READ",
        "ZohoCRM.send_mail.all.CREATE",
        "ZohoCRM.settings.ALL",
        "ZohoCRM.users.READ",
        "ZohoSearch.securesearch.READ",
        "ZohoSubscriptions.fullaccess.all",
    }
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many tokens Zoho Accounts lets live (pages "Access token expiry" and "OAuth" of the Books API)."""

    refresh_tokens: int = 20  # of one user; one more deletes the oldest
    live_access_tokens: int = 15  # of one refresh token; one more deletes the oldest
    renewals: int = 10  # access tokens of one refresh token within one window
    window: float = 600.0


@dataclass(frozen=True, slots=True)
class Client:
    """A registered OAuth client."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]

    def takes(self, address: str) -> bool:
        """Whether codes may go to an address. On a loopback host any port will do (RFC 8252, section 7.3)."""
        return address in self.redirect_uris or _on_any_port(address) in map(_on_any_port, self.redirect_uris)


def _on_any_port(address: str) -> str:
    return LOOPBACK.sub(r"\1", address)


DEMO_CLIENT = Client(
    "1000.SANDBOX0CLIENT",
    "sandbox-client-secret",
    ("http://127.0.0.1:8000/auth/callback", "http://localhost:8000/auth/callback"),
)


@dataclass(frozen=True, slots=True)
class Grant:
    """What an access token stands for. `expires_at` is in seconds since the epoch, None for never."""

    persona: Persona
    scopes: frozenset[str]
    expires_at: float | None
    refresh_token: str | None = None

    @property
    def expired(self) -> bool:
        """Whether the token has ended."""
        return self.expires_at is not None and self.expires_at <= time()

    @property
    def ending(self) -> bool:
        """Whether the token lives, but not for ever."""
        return self.expires_at is not None and not self.expired

    def allows(self, scope: str) -> bool:
        """Whether the scopes contain `scope`, in any case, by itself or through an `ALL` above it."""
        wanted = scope.lower()
        held = {held.lower() for held in self.scopes}
        if wanted in held:
            return True
        product, *rest = wanted.split(".")
        if f"{product}.fullaccess.all" in held:
            return True
        above = [".".join([product, *rest[:depth], "all"]) for depth in range(1, len(rest))]
        # `ZohoCRM.modules.READ` covers `ZohoCRM.modules.accounts.READ`.
        short = ".".join([product, rest[0], rest[-1]]) if len(rest) > 2 else ""
        return short in held or any(candidate in held for candidate in above)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the verifier of a code must hash to (RFC 7636, S256)."""

    value: str


@dataclass(frozen=True, slots=True)
class Code:
    """An authorisation code, good for one exchange."""

    persona: Persona
    scopes: frozenset[str]
    client_id: str
    redirect_uri: str
    expires_at: float
    offline: bool = True
    challenge: Challenge | None = None


class Tokens:
    """Every live token. The personas' fixed ones never end, but for that of `expired`, and count for no limit."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.clients = {DEMO_CLIENT.client_id: DEMO_CLIENT}
        self.limits = limits or Limits()
        self._access: dict[str, Grant] = {}
        self._refresh: dict[str, tuple[Persona, frozenset[str]]] = {}
        self._codes: dict[str, Code] = {}
        self._windows: dict[str, tuple[float, int]] = {}
        self.reset()

    def reset(self) -> None:
        """Forget every token but the personas' fixed ones."""
        self._access = {
            persona.access_token: Grant(
                persona, EVERYTHING, 0.0 if persona.name == "expired" else None, persona.refresh_token
            )
            for persona in PERSONAS
        }
        self._refresh = {persona.refresh_token: (persona, EVERYTHING) for persona in PERSONAS}
        self._codes = {}
        self._windows = {}

    def grant(self, token: str) -> Grant | None:
        """What `token` stands for, expired or not; None for an unknown one."""
        return self._access.get(token)

    def mint(
        self,
        name: str,
        scopes: frozenset[str] = EVERYTHING,
        lifetime: float = LIFETIME,
        refresh_token: str | None = None,
    ) -> str:
        """A new access token of the named persona."""
        token = f"1000.{secrets.token_hex(16)}.{secrets.token_hex(16)}"
        self._access[token] = Grant(BY_NAME[name], scopes, time() + lifetime, refresh_token)
        if refresh_token is not None:
            live = [key for key, grant in self._access.items() if grant.refresh_token == refresh_token and grant.ending]
            for oldest in live[: -self.limits.live_access_tokens]:
                del self._access[oldest]
        return token

    def mint_refresh(self, name: str, scopes: frozenset[str]) -> str:
        """A new refresh token of the named persona."""
        token = f"1000.{secrets.token_hex(16)}.{secrets.token_hex(16)}"
        self._refresh[token] = (BY_NAME[name], scopes)
        fixed = BY_NAME[name].refresh_token
        issued = [key for key, (persona, _) in self._refresh.items() if persona.name == name and key != fixed]
        for oldest in issued[: -self.limits.refresh_tokens]:
            self.revoke(oldest)
        return token

    def ending(self) -> list[str]:
        """The access tokens that live, but not for ever."""
        return [token for token, grant in self._access.items() if grant.ending]

    def holder(self, refresh_token: str) -> tuple[Persona, frozenset[str]] | None:
        """Whose refresh token it is and its scopes."""
        return self._refresh.get(refresh_token)

    def admits_renewal(self, refresh_token: str, at: float) -> bool:
        """Count one more access token of `refresh_token` at that second; False where its window is full."""
        began, renewals = self._windows.get(refresh_token, (at, 0))
        if at >= began + self.limits.window:
            began, renewals = at, 0
        if renewals >= self.limits.renewals:
            return False
        self._windows[refresh_token] = (began, renewals + 1)
        return True

    def issue_code(
        self,
        name: str,
        scopes: frozenset[str],
        client_id: str,
        redirect_uri: str,
        *,
        offline: bool = True,
        lifetime: float = CODE_LIFETIME,
        challenge: Challenge | None = None,
    ) -> str:
        """A new authorisation code; an `offline` one brings a refresh token too."""
        code = f"1000.{secrets.token_hex(16)}"
        self._codes[code] = Code(BY_NAME[name], scopes, client_id, redirect_uri, time() + lifetime, offline, challenge)
        return code

    def take_code(self, code: str) -> Code | None:
        """The code's content, once; None for an unknown, used or ended one."""
        taken = self._codes.pop(code, None)
        return None if taken is None or taken.expires_at <= time() else taken

    def revoke(self, token: str) -> bool:
        """End an access token, or a refresh token with every access token that it made."""
        if self._access.pop(token, None) is not None:
            return True
        if self._refresh.pop(token, None) is None:
            return False
        self._access = {key: grant for key, grant in self._access.items() if grant.refresh_token != token}
        return True
