"""`/graphql`: who asks, what, and how the answer goes out. No middleware between the socket and this."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

import msgspec
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from domain.errors import (
    BadRequest,
    BadUserInput,
    ParseFailed,
    PayloadTooLarge,
    Service,
    SuitegraphError,
    Unauthenticated,
    UpstreamTimeout,
)
from gateway.negotiation import GRAPHQL, JSON, answer_type
from gateway.requests import GraphQLRequest, caller_from, posted, queried
from gateway.service import Service as GatewayService
from resolvers.desk import Desk
from resolvers.viewer import identity_of
from schema.engine.execute import Outcome, invalid, is_mutation, refused, run

log = structlog.get_logger("suitegraph")
_ENCODER = msgspec.json.Encoder()


@dataclass(slots=True)
class Exchanged:
    """One request on its way through, for the answer and the log."""

    request_id: str
    media_type: str
    started: float
    operation: str | None = None
    caller: str | None = None
    calls: Mapping[Service, int] | None = None


class MethodNotAllowed(BadRequest):
    """The operation may not travel by this method."""


class UnsupportedMediaType(BadRequest):
    """The body is of another media type than JSON."""


class NotAcceptable(BadRequest):
    """The client accepts neither of the two media types."""


class CrossSite(BadRequest):
    """Another site's page sent the request."""


_STATUS: tuple[tuple[type[SuitegraphError], int], ...] = (
    (MethodNotAllowed, 405),
    (UnsupportedMediaType, 415),
    (NotAcceptable, 406),
    (CrossSite, 403),
    (PayloadTooLarge, 413),
    (Unauthenticated, 401),
    (BadRequest, 400),
)


class Endpoint:
    """Serves GraphQL requests of one service."""

    def __init__(self, service: GatewayService) -> None:
        self._service = service

    async def answer(self, request: Request) -> Response:
        """One answer; whatever happens it is a GraphQL one."""
        media_type = answer_type(request.headers.get("accept"))
        exchanged = Exchanged(secrets.token_hex(8), media_type or JSON, perf_counter())
        try:
            if media_type is None:
                raise NotAcceptable(f"Answers are of type {GRAPHQL} or {JSON}.")
            self._check_origin(request)
            outcome, status = await self._outcome(request, exchanged)
        except SuitegraphError as error:
            outcome, status = refused(error, exchanged.request_id), status_of(error)
        except ClientDisconnect:
            log.info("request", request_id=exchanged.request_id, status=499)
            return Response(status_code=499)
        response = self._response(exchanged, outcome, status)
        self._log(exchanged, outcome, response.status_code)
        return response

    def _check_origin(self, request: Request) -> None:
        origin = request.headers.get("origin")
        allowed = origin is not None and origin in self._service.settings.cors_origins
        if request.headers.get("sec-fetch-site") == "cross-site" and not allowed:
            raise CrossSite("Requests of pages of other sites are refused; SUITEGRAPH_CORS_ORIGINS allows an origin.")

    async def _outcome(self, request: Request, exchanged: Exchanged) -> tuple[Outcome, int]:
        service = self._service
        caller = caller_from(service, request)
        exchanged.caller = caller.partition[:12]
        deadline = asyncio.get_running_loop().time() + service.settings.deadline_seconds
        upstream = service.exchange.upstream(caller, deadline)
        try:
            # Before anything of the document is looked at: its errors tell names of the graph.
            await identity_of(upstream, service.memory)
            asked = await self._asked(request)
            outcome, status = await self._run(
                request, asked, exchanged, Desk(upstream, service.memory, service.settings.organizations())
            )
        finally:
            exchanged.calls = dict(upstream.calls)
        if any(isinstance(cause, Unauthenticated) for cause in outcome.causes):
            # The token ended since it was last looked at.
            service.memory.forget(caller)
        return outcome, status

    async def _asked(self, request: Request) -> GraphQLRequest:
        if request.method == "GET":
            return queried(request)
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type != JSON:
            raise UnsupportedMediaType(f"Send the request as {JSON}.")
        return await posted(request, self._service.settings.max_body_bytes)

    async def _run(
        self, request: Request, asked: GraphQLRequest, exchanged: Exchanged, desk: Desk
    ) -> tuple[Outcome, int]:
        service = self._service
        exchanged.operation = asked.operation_name
        # The older media type means 200 by "a GraphQL answer came", the newer one by "it was executed".
        not_executed = 400 if exchanged.media_type == GRAPHQL else 200
        try:
            document = service.documents.document(asked.query)
            if document.errors:
                return invalid(document, exchanged.request_id), not_executed
            if request.method == "GET" and is_mutation(document, asked.operation_name):
                raise MethodNotAllowed("A mutation must be sent with POST.")
        except (ParseFailed, BadUserInput) as error:
            return refused(error, exchanged.request_id), not_executed
        outcome = await run(
            service.schema,
            document,
            asked.operation_name,
            asked.variables,
            desk,
            service.cursors,
            exchanged.request_id,
        )
        return outcome, 200 if outcome.executed else not_executed

    def _response(self, exchanged: Exchanged, outcome: Outcome, status: int) -> Response:
        headers = {
            "Cache-Control": "no-store" if outcome.errors else "private, no-cache",
            "Vary": "Authorization, Accept, Origin",
            "X-Request-Id": exchanged.request_id,
        }
        if status == 401:
            headers["WWW-Authenticate"] = 'Bearer realm="suitegraph"'
        if status == 405:
            headers["Allow"] = "POST"
        return Response(
            _ENCODER.encode(outcome.body()),
            status,
            headers,
            media_type=f"{exchanged.media_type}; charset=utf-8",
        )

    def _log(self, exchanged: Exchanged, outcome: Outcome, status: int) -> None:
        for cause in outcome.causes:
            if isinstance(cause, SuitegraphError):
                log.info(
                    "error",
                    request_id=exchanged.request_id,
                    code=cause.code,
                    service=cause.service,
                    detail=cause.detail,
                )
            elif not isinstance(cause, ValueError) or outcome.executed:
                log.error("bug", request_id=exchanged.request_id, exc_info=cause)
        log.info(
            "request",
            request_id=exchanged.request_id,
            status=status,
            seconds=round(perf_counter() - exchanged.started, 4),
            operation=exchanged.operation,
            caller=exchanged.caller,
            calls=exchanged.calls,
            errors=len(outcome.errors),
        )


def status_of(error: SuitegraphError) -> int:
    """The HTTP status of a request that was refused before it ran."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    if error.code.startswith("GRAPHQL_") or error.code == "BAD_USER_INPUT":
        return 400
    if error.code == "FORBIDDEN":
        return 403
    return 504 if isinstance(error, UpstreamTimeout) else 503
