"""`/auth`: signing in and out, and what a signed-in browser's page needs to know of its session."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from html import escape
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from domain.browser_sessions import BrowserSession, SessionOwner
from domain.caller import caller_of as caller_with
from domain.errors import BadRequest, InternalError, NotFound, SuitegraphError, Unauthenticated
from gateway.http.callers import ENDED, check_own_page
from gateway.http.refusals import headers_of, status_of
from gateway.service import GatewayService
from gateway.session import open_session
from gateway.sign_in.flow import PENDING_SECONDS, Arrival, own_path
from gateway.sign_in.sessions import SignedIn
from gateway.sign_in.way_in import WayIn
from resolvers.caller.identity import Identity, identity_of
from schema.engine.execute.payloads import MASKED, refused

log = structlog.get_logger("suitegraph")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Vary": "Cookie, Authorization",
    "X-Content-Type-Options": "nosniff",
}
# The cookie is sent from a page of ours alone, so the browser goes on from one, and not from Zoho's.
SIGNED_IN_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Signed in</title>
<meta http-equiv="refresh" content="0; url={back}"></head>
<body><p>You are signed in. <a href="{back}">Go on</a></p></body></html>
"""
REFUSED_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not signed in</title></head>
<body><main><h1>You are not signed in</h1><p>{message}</p><p><a href="/auth/sign-in">Sign in</a></p>
<p>Request {request_id}</p></main></body></html>
"""
LONGEST_BROWSER = 200
Handler = Callable[[GatewayService, WayIn, Request], Awaitable[Response]]
Refusing = Callable[[SuitegraphError, str], Response]


def sign_in_routes(service: GatewayService) -> list[Route]:
    """The routes of one service; where browsers cannot sign in, the one that says so."""
    way_in = service.way_in
    if way_in is None:
        return [Route("/auth/session", _no_sessions)]

    def route(path: str, handler: Handler, method: str, refusing: Refusing) -> Route:
        return Route(f"/auth/{path}", partial(_served, service, way_in, handler, refusing), methods=[method])

    return [
        route("sign-in", _sign_in, "GET", _refused_page),
        route("callback", _callback, "GET", _refused_page),
        route("session", _session, "GET", _refused_json),
        route("sessions", _sessions, "GET", _refused_json),
        route("sessions/{handle}", _end_session, "DELETE", _refused_json),
        route("sign-out", _sign_out, "POST", _refused_json),
        route("sign-out-everywhere", _sign_out_everywhere, "POST", _refused_json),
    ]


async def _sign_in(service: GatewayService, way_in: WayIn, request: Request) -> Response:
    """Send the browser to Zoho, or where it wanted to go if it is signed in already."""
    if await way_in.signed_in(request) is not None:
        return RedirectResponse(own_path(request.query_params.get("next", "")), 303, HEADERS)
    departure = way_in.flow.departure(request, way_in.sessions.now())
    response = RedirectResponse(departure.address, 303, HEADERS)
    way_in.cookies.keep_pending(request, response, departure.state, departure.kept, PENDING_SECONDS)
    return response


async def _callback(service: GatewayService, way_in: WayIn, request: Request) -> Response:
    """Begin a session for the browser that comes back, under a new id, and end the one before."""
    arrival = await way_in.flow.arrival(request, way_in.sessions.now())
    identity = await _identity(service, arrival)
    owner = SessionOwner(arrival.data_centre, identity.zuid or identity.email.casefold())
    before = way_in.cookies.session_id(request)
    if before is not None:
        await way_in.sessions.end(before)
    id_ = await way_in.sessions.begin(owner, identity.name, _browser_of(request), arrival.grant)
    response = HTMLResponse(SIGNED_IN_PAGE.format(back=escape(arrival.back)), headers=HEADERS)
    way_in.cookies.keep_session(request, response, id_, way_in.sessions.bounds.whole.total_seconds())
    way_in.cookies.forget_pending(request, response, request.query_params.get("state", ""))
    return response


async def _identity(service: GatewayService, arrival: Arrival) -> Identity:
    caller = caller_with(arrival.grant.access, arrival.data_centre, service.partition_key)
    async with open_session(service, caller) as session:
        return await identity_of(session.loader.upstream, session.loader.caller_cache)


async def _no_sessions(_request: Request) -> Response:
    return _json({"canSignIn": False, "user": None})


async def _session(_service: GatewayService, way_in: WayIn, request: Request) -> Response:
    """Who is signed in and until when. A page asks it at its start, so that nobody is signed in is no error."""
    check_own_page(way_in, request)
    signed_in = await way_in.signed_in(request)
    if signed_in is None:
        return _json({"canSignIn": True, "user": None})
    session = signed_in.session
    idle_until = session.used_at + way_in.sessions.bounds.idle
    return _json(
        {
            "canSignIn": True,
            "user": {"name": session.name},
            "dataCentre": session.owner.data_centre,
            "endsAt": session.ends_at.isoformat(),
            "idleUntil": min(idle_until, session.ends_at).isoformat(),
        }
    )


async def _sessions(_service: GatewayService, way_in: WayIn, request: Request) -> Response:
    """The user's sessions."""
    signed_in = await _required(way_in, request)
    sessions: Sequence[BrowserSession] = await way_in.sessions.listed(signed_in.session.owner)
    rows: list[dict[str, Any]] = [
        {
            "id": each.handle,
            "browser": each.browser,
            "isThisOne": each.handle == signed_in.session.handle,
            "beganAt": each.began_at.isoformat(),
            "usedAt": each.used_at.isoformat(),
            "endsAt": each.ends_at.isoformat(),
        }
        for each in sessions
    ]
    return _json({"sessions": rows})


async def _end_session(_service: GatewayService, way_in: WayIn, request: Request) -> Response:
    """End one of the user's sessions."""
    signed_in = await _required(way_in, request)
    if not await way_in.sessions.end_one(signed_in.session.owner, request.path_params["handle"]):
        raise NotFound("You have no such session.")
    return Response(status_code=204, headers=HEADERS)


async def _sign_out(_service: GatewayService, way_in: WayIn, request: Request) -> Response:
    """End the browser's session."""
    check_own_page(way_in, request)
    id_ = way_in.cookies.session_id(request)
    if id_ is not None:
        await way_in.sessions.end(id_)
    response = Response(status_code=204, headers=HEADERS)
    way_in.cookies.forget_session(request, response)
    return response


async def _sign_out_everywhere(_service: GatewayService, way_in: WayIn, request: Request) -> Response:
    """End every session of the user."""
    signed_in = await _required(way_in, request)
    ended = await way_in.sessions.end_all(signed_in.session.owner)
    response = _json({"ended": ended})
    way_in.cookies.forget_session(request, response)
    return response


async def _required(way_in: WayIn, request: Request) -> SignedIn:
    check_own_page(way_in, request)
    signed_in = await way_in.signed_in(request)
    if signed_in is None:
        raise Unauthenticated(ENDED)
    return signed_in


async def _served(
    service: GatewayService, way_in: WayIn, handler: Handler, refusing: Refusing, request: Request
) -> Response:
    request_id = secrets.token_hex(8)
    try:
        response = await handler(service, way_in, request)
    except SuitegraphError as error:
        log.info("error", request_id=request_id, code=error.code, service=error.service, detail=error.detail)
        response = refusing(error, request_id)
    except Exception:  # a bug: masked, and logged with the request id
        log.exception("bug", request_id=request_id)
        response = refusing(InternalError(MASKED), request_id)
    response.headers["X-Request-Id"] = request_id
    log.info("request", request_id=request_id, status=response.status_code, operation="auth")
    return response


def _refused_page(error: SuitegraphError, request_id: str) -> Response:
    text = REFUSED_PAGE.format(message=escape(error.message), request_id=request_id)
    # A challenge for a token would have browsers ask for a password.
    status = 400 if isinstance(error, Unauthenticated | BadRequest) else status_of(error)
    return HTMLResponse(text, status, HEADERS)


def _refused_json(error: SuitegraphError, request_id: str) -> Response:
    headers = {**HEADERS, **headers_of(error, with_token=False)}
    return JSONResponse(refused(error, request_id).body(), status_of(error), headers)


def _json(content: dict[str, Any]) -> Response:
    return JSONResponse(content, headers=HEADERS)


def _browser_of(request: Request) -> str:
    text = request.headers.get("user-agent", "")
    return text[:LONGEST_BROWSER] if text.isprintable() else ""
