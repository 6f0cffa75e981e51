"""Whose request it is: the bearer's of a token, or the signed-in browser's."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.requests import Request

from domain.caller import Caller
from domain.errors import BadUserInput, Unauthenticated
from gateway.http.refusals import CrossSite
from gateway.http.requests import caller_from, organizations_of
from gateway.service import GatewayService

if TYPE_CHECKING:
    from gateway.sign_in.sessions import SignedIn
    from gateway.sign_in.way_in import WayIn

# No page of another origin can send it without a preflight, which this gateway does not allow.
CSRF_HEADER = "suitegraph-csrf"
ENDED = "Your session has ended. Sign in again at `/auth/sign-in`."


async def caller_of(service: GatewayService, request: Request, *, reads_file: bool = False) -> Caller:
    """The caller of a request. A token counts before a session.

    A link cannot carry a header: `reads_file` lets in requests without the one that sessions need. Raises
    Unauthenticated, CrossSite and BadUserInput.
    """
    way_in = service.way_in
    if way_in is None or "authorization" in request.headers or way_in.cookies.session_id(request) is None:
        return caller_from(service, request)
    check_own_page(way_in, request, needs_header=not (reads_file and request.method in {"GET", "HEAD"}))
    signed_in = await way_in.signed_in(request)
    if signed_in is None:
        raise Unauthenticated(ENDED)
    return _at(signed_in, request)


def check_own_page(way_in: "WayIn", request: Request, *, needs_header: bool = True) -> None:
    """Raise CrossSite unless a page of the gateway's own origin, or the reader themselves, sends the request."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in {None, "same-origin", "none"} or origin not in {None, way_in.cookies.origin(request)}:
        raise CrossSite("A session is good for pages of the gateway's own origin alone; others send an access token.")
    if needs_header and not request.headers.get(CSRF_HEADER):
        raise CrossSite("A request with a session carries the header `Suitegraph-CSRF: 1`.")


def note_failures(service: GatewayService, request: Request, failures: Iterable[BaseException]) -> None:
    """Have the session's token renewed where a product did not accept it."""
    way_in = service.way_in
    if way_in is None or "authorization" in request.headers:
        return
    id_ = way_in.cookies.session_id(request)
    if id_ is not None and any(isinstance(failure, Unauthenticated) for failure in failures):
        way_in.sessions.distrust(id_)


def _at(signed_in: "SignedIn", request: Request) -> Caller:
    caller = signed_in.caller
    if request.headers.get("suitegraph-data-centre", caller.data_centre).lower() != caller.data_centre:
        raise BadUserInput("A session belongs to one data centre. Leave `Suitegraph-Data-Centre` out.")
    organizations = organizations_of(request)
    return replace(caller, organizations=organizations) if organizations else caller
