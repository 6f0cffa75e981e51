"""Cookies of signed-in browsers. Source: RFC 10017 (OAuth 2.0 for Browser-Based Applications), section 6.1."""

import re
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

SESSION_ID = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
NAME = "suitegraph"
LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?", re.ASCII)


class Cookies:
    """Sets and reads cookies for one address. `public_url` is the gateway's own, None for a loopback one."""

    def __init__(self, public_url: str | None) -> None:
        self._public_url = public_url

    def origin(self, request: Request) -> str | None:
        """The gateway's own address for this browser; None where nothing says so that can be trusted."""
        if self._public_url is not None:
            return self._public_url
        # What a request claims to be for counts only where it cannot lead elsewhere.
        host = request.headers.get("host", "")
        return f"{request.url.scheme}://{host}" if LOOPBACK.fullmatch(host) else None

    def is_secure(self, request: Request) -> bool:
        """Whether browsers reach the gateway by TLS, be it that of a proxy."""
        return (self._public_url or str(request.url)).startswith("https://")

    def session_id(self, request: Request) -> str | None:
        """The id in the browser's cookie, whether there is a session of it or not."""
        value = request.cookies.get(self._name(request, NAME), "")
        return value if SESSION_ID.fullmatch(value) else None

    def keep_session(self, request: Request, response: Response, id_: str, seconds: float) -> None:
        """Have the browser keep a session's id: no script reads it, and no other site sends it."""
        self._set(request, response, NAME, id_, seconds, "strict")

    def forget_session(self, request: Request, response: Response) -> None:
        """Have the browser forget its session."""
        self._set(request, response, NAME, "", 0, "strict")

    def pending(self, request: Request, state: str) -> str:
        """What the browser was given when it left to sign in, empty where it was not this browser."""
        return request.cookies.get(self._name(request, _pending_name(state)), "")

    def keep_pending(self, request: Request, response: Response, state: str, value: str, seconds: float) -> None:
        """Have the browser keep a sign-in that is under way. It comes back from another site, so `Lax`."""
        self._set(request, response, _pending_name(state), value, seconds, "lax")

    def forget_pending(self, request: Request, response: Response, state: str) -> None:
        """Have the browser forget a sign-in."""
        self._set(request, response, _pending_name(state), "", 0, "lax")

    def _name(self, request: Request, name: str) -> str:
        # Browsers take this prefix only with `Secure`, the path `/` and no domain, and only over TLS.
        return f"__Host-{name}" if self.is_secure(request) else name

    def _set(
        self,
        request: Request,
        response: Response,
        name: str,
        value: str,
        seconds: float,
        same_site: Literal["lax", "strict"],
    ) -> None:
        response.set_cookie(
            self._name(request, name),
            value,
            max_age=round(seconds),
            path="/",
            secure=self.is_secure(request),
            httponly=True,
            samesite=same_site,
        )


def _pending_name(state: str) -> str:
    # Two tabs may sign in at once.
    return f"{NAME}-sign-in-{state[:8]}"
