"""Sessions of browsers: a cookie names one, and only this process knows whose token it stands for."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from time import monotonic

from cachetools import TTLCache
from starlette.requests import Request
from starlette.responses import Response

from domain.caller import Caller

MOST_SESSIONS = 10_000
ID_BYTES = 32
SESSION_ID = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
COOKIE = "suitegraph"


@dataclass(frozen=True, slots=True)
class PageSession:
    """A signed-in browser: the caller behind it, and by which name the caller is addressed."""

    caller: Caller
    name: str


class PageSessions:
    """The sessions of this process, by a hash of their id. They end after some time or with a sign-out."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._sessions: TTLCache[bytes, PageSession, float] = TTLCache(MOST_SESSIONS, seconds, monotonic)
        self._key = secrets.token_bytes(32)

    def id_of(self, request: Request) -> str | None:
        """The id in the browser's cookie, whether there is a session of it or not."""
        value = request.cookies.get(_cookie_of(request), "")
        return value if SESSION_ID.fullmatch(value) else None

    def session_of(self, request: Request) -> PageSession | None:
        """The session that the browser's cookie names, None where it has none or it has ended."""
        id_ = self.id_of(request)
        return None if id_ is None else self._sessions.get(_hash(id_))

    def begin(self, request: Request, response: Response, session: PageSession) -> None:
        """Begin a session under a new id, so that nobody can have planted it, and end the one before."""
        self.end(request)
        self.keep(request, response, self.add(session))

    def add(self, session: PageSession) -> str:
        """The id of a new session."""
        id_ = new_id()
        self._sessions[_hash(id_)] = session
        return id_

    def keep(self, request: Request, response: Response, id_: str) -> None:
        """Have the browser keep an id. Pages of other sites cannot send it with a form, and scripts cannot read it."""
        response.set_cookie(
            _cookie_of(request),
            id_,
            max_age=round(self._seconds),
            path="/",
            secure=_is_secure(request),
            httponly=True,
            samesite="lax",
        )

    def end(self, request: Request) -> None:
        """End the browser's session where it has one."""
        if (id_ := self.id_of(request)) is not None:
            self._sessions.pop(_hash(id_), None)

    def end_of(self, partition: str) -> int:
        """End all sessions of a caller; how many there were."""
        ended = [key for key, session in self._sessions.items() if session.caller.partition == partition]
        for key in ended:
            self._sessions.pop(key, None)
        return len(ended)

    def forget(self, request: Request, response: Response) -> None:
        """End the browser's session and have it forget the cookie."""
        self.end(request)
        response.delete_cookie(_cookie_of(request), path="/", secure=_is_secure(request), httponly=True, samesite="lax")

    def form_token(self, id_: str) -> str:
        """What each form of this id's pages carries: nobody who does not know the id can make it."""
        return hmac.digest(self._key, id_.encode(), "sha256").hex()

    def is_form_token(self, id_: str | None, token: str) -> bool:
        """Whether a form's token belongs to the id."""
        return id_ is not None and hmac.compare_digest(self.form_token(id_).encode(), token.encode())


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_urlsafe(ID_BYTES)


def _hash(id_: str) -> bytes:
    return hashlib.sha256(id_.encode()).digest()


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _cookie_of(request: Request) -> str:
    # Browsers take this prefix only with `Secure`, the path `/` and no domain, and only over TLS.
    return f"__Host-{COOKIE}" if _is_secure(request) else COOKIE
