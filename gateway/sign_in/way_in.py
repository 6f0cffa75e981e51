"""How browsers sign in at this gateway: sessions, cookies and the way to Zoho and back, made from the settings."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request

from adapters.sealing import Keyring
from adapters.store.browser_sessions import SessionStore
from adapters.store.database import Database
from gateway.accounts import accounts_of
from gateway.settings import Settings
from gateway.sign_in.cookies import Cookies
from gateway.sign_in.flow import SignInFlow
from gateway.sign_in.sessions import BrowserSessions, SessionBounds, SignedIn


@dataclass(frozen=True, slots=True)
class WayIn:
    """The sessions of browsers, their cookies, and how they begin."""

    sessions: BrowserSessions
    cookies: Cookies
    flow: SignInFlow

    async def signed_in(self, request: Request) -> SignedIn | None:
        """The session that the browser's cookie names, None where it has none or it has ended."""
        id_ = self.cookies.session_id(request)
        return None if id_ is None else await self.sessions.of_id(id_)

    def form_token(self, request: Request) -> str:
        """What the forms of this browser's pages carry, empty where it has no session."""
        id_ = self.cookies.session_id(request)
        return "" if id_ is None else self.sessions.form_token(id_)


def way_in_of(settings: Settings, database: Database, partition_key: bytes) -> WayIn:
    """The way in that the settings describe. They register the gateway in one data centre at least."""
    accounts = accounts_of(settings)
    keyring = Keyring([key.get_secret_value() for key in settings.session_keys])
    cookies = Cookies(settings.public_url)
    lasting = SessionBounds(
        timedelta(seconds=settings.session_seconds), timedelta(seconds=settings.session_idle_seconds)
    )
    sessions = BrowserSessions(SessionStore(database), keyring, accounts, lasting, partition_key)
    clients = settings.oauth_clients
    default = settings.data_centres[0] if settings.data_centres[0] in clients else next(iter(clients))
    return WayIn(sessions, cookies, SignInFlow(accounts, keyring, cookies, default, settings.oauth_scopes))
