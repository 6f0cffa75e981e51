"""The door of every page: who asks, what may go wrong, and the line in the log."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain.errors import InternalError, SuitegraphError, Unauthenticated
from gateway.http.disconnect_watch import WatchedReceive
from gateway.http.refusals import MethodNotAllowed, headers_of, status_of
from gateway.http.requests import check_site
from gateway.pages.visits import FormExpiredError, Visit
from gateway.service import GatewayService
from schema.engine.execute.payloads import MASKED

log = structlog.get_logger("suitegraph")
PageHandler = Callable[[Visit], Awaitable[Response]]
ALLOWED = "GET, HEAD, POST"
TITLES = {
    403: "You may not do this",
    404: "There is no such page",
    405: "This page takes no such request",
    429: "Zoho's quota is used up",
    500: "Something went wrong",
    502: "Zoho did not answer properly",
    503: "Zoho cannot be reached",
    504: "Zoho did not answer in time",
}


@dataclass(frozen=True, slots=True)
class PageDoor:
    """Serves one page by its method: an ASGI application. `is_open` lets in who is not signed in, too."""

    service: GatewayService
    get: PageHandler | None = None
    post: PageHandler | None = None
    is_open: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request and its answer."""
        started = perf_counter()
        watched_receive = WatchedReceive(receive, self.service.settings.max_body_bytes)
        request = Request(scope, watched_receive)
        visit = Visit(self.service, self.service.way_in, request, watched_receive, secrets.token_hex(8))
        response = await self._response(visit)
        response.headers["X-Request-Id"] = visit.request_id
        self._log(visit, response.status_code, perf_counter() - started)
        await response(scope, receive, send)

    async def _response(self, visit: Visit) -> Response:
        try:
            return await self._answer_to_session(visit)
        except Unauthenticated:
            return visit.to_sign_in("ended")
        except ClientDisconnect:
            return Response(status_code=499)
        except SuitegraphError as error:
            _note(visit, error)
            return _error_page(visit, error)
        except Exception:  # a bug: masked, and logged with the request id
            log.exception("bug", request_id=visit.request_id)
            return _error_page(visit, InternalError(MASKED))

    async def _answer_to_session(self, visit: Visit) -> Response:
        way_in, id_ = visit.way_in, visit.id_
        if way_in is None or id_ is None:
            return await self._answer(visit)
        visit.session = await way_in.sessions.of_id(id_)
        try:
            return await self._answer(visit)
        except Unauthenticated:
            # Zoho accepts the token no more: a new one may do, for what changes nothing.
            way_in.sessions.distrust(id_)
            if visit.request.method == "POST":
                raise
        visit.session = await way_in.sessions.of_id(id_)
        try:
            return await self._answer(visit)
        except Unauthenticated:
            await way_in.sessions.end(id_)
            raise

    async def _answer(self, visit: Visit) -> Response:
        method = visit.request.method
        handler = self.post if method == "POST" else self.get if method in {"GET", "HEAD"} else None
        if handler is None:
            raise MethodNotAllowed("This page takes no such request.", ALLOWED)
        if method == "POST":
            check_site(visit.request, self.service.settings)
        if visit.session is None and not self.is_open:
            return visit.to_sign_in()
        return await handler(visit)

    def _log(self, visit: Visit, status: int, seconds: float) -> None:
        self.service.traffic.note(status, seconds)
        for cause in visit.causes:
            if isinstance(cause, SuitegraphError):
                _note(visit, cause)
            else:
                log.error("bug", request_id=visit.request_id, exc_info=cause)
        log.info(
            "request",
            request_id=visit.request_id,
            status=status,
            seconds=round(seconds, 4),
            operation="page",
            caller=visit.session and visit.session.caller.partition[:12],
            calls=dict(visit.costs.calls),
        )


def _note(visit: Visit, error: SuitegraphError) -> None:
    log.info("error", request_id=visit.request_id, code=error.code, service=error.service, detail=error.detail)


def _error_page(visit: Visit, error: SuitegraphError) -> Response:
    status = 400 if isinstance(error, FormExpiredError) else status_of(error)
    title = TITLES.get(status, "This cannot be shown")
    response = visit.page("error.html", status, title=title, message=error.message, request_id=visit.request_id)
    response.headers.update(headers_of(error, with_token=False))
    return response
