"""`/graphql`: who asks, what, and how the answer goes out. No middleware between the socket and this."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from time import perf_counter

import msgspec
import structlog
from schema.engine.execute.execution import MASKED, Outcome, invalid, refused, run_operation
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain.costs import CostBudget
from domain.errors import (
    BadUserInput,
    InternalError,
    ParseFailed,
    ServiceName,
    SuitegraphError,
    Unauthenticated,
)
from gateway.http import page
from gateway.http.disconnect_watch import WatchedReceive, while_connected
from gateway.http.negotiation import GRAPHQL, JSON, answer_type, wants_page
from gateway.http.refusals import METHODS, MethodNotAllowed, NotAcceptable, headers_of, status_of
from gateway.http.requests import (
    GraphQLRequest,
    caller_from,
    check_site,
    graphql_request_of,
    is_strict,
    request_metadata_of,
    wants_fresh,
)
from gateway.service import GatewayService as GatewayService
from resolvers.caller.identity import identity_of, is_known
from resolvers.reading.amounts_read import AmountsRead
from resolvers.reading.loader import RecordLoader
from resolvers.reading.read_log import write_read_entry

log = structlog.get_logger("suitegraph")
_ENCODER = msgspec.json.Encoder()
LONGEST_LOGGED = 100
# One bug may strike in every row.
MOST_BUGS = 5
# Everything of a request that its answer depends on.
VARY = "Authorization, Accept, Origin, Suitegraph-Data-Centre, Suitegraph-Organization, Suitegraph-Visibility"


@dataclass(slots=True)
class RequestProgress:
    """One request on its way through, for the answer and the log."""

    request_id: str
    media_type: str
    started: float
    operation: str | None = None
    caller: str | None = None
    calls: Mapping[ServiceName, int] | None = None
    mutates: bool = False

    @property
    def not_executed(self) -> int:
        """The status where nothing was executed: for the older media type, 200 only says that GraphQL answered."""
        return 400 if self.media_type == GRAPHQL else 200


class Endpoint:
    """Serves GraphQL requests, and GraphiQL to browsers, of one service: an ASGI application."""

    def __init__(self, service: GatewayService) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request and its answer."""
        watched_receive = WatchedReceive(receive, self._service.settings.max_body_bytes)
        request = Request(scope, watched_receive)
        accept = ", ".join(request.headers.getlist("accept"))
        if request.method == "OPTIONS":
            response = Response(status_code=204, headers={"Allow": METHODS})
        elif self._asks_for_page(request, accept):
            response = page.page()
        else:
            response = await self._answer(request, watched_receive, answer_type(accept))
        await response(scope, receive, send)

    def _asks_for_page(self, request: Request, accept: str) -> bool:
        reads = request.method in {"GET", "HEAD"} and "query" not in request.query_params
        return reads and self._service.settings.graphiql and wants_page(accept)

    async def _answer(self, request: Request, watched_receive: WatchedReceive, media_type: str | None) -> Response:
        """The answer: whatever happens it is a GraphQL one."""
        exchanged = RequestProgress(secrets.token_hex(8), media_type or JSON, perf_counter())
        try:
            self._check(request, media_type)
            outcome, status = await self._outcome(request, watched_receive, exchanged)
            response = _response(exchanged, outcome, status)
        except SuitegraphError as error:
            outcome = refused(error, exchanged.request_id)
            headers = headers_of(error, with_token="authorization" in request.headers)
            response = _response(exchanged, outcome, status_of(error), headers)
        except ClientDisconnect:
            outcome, response = Outcome(None, [], executed=False, causes=[]), Response(status_code=499)
        except Exception as error:  # noqa: BLE001  # a bug: masked, and logged with the request id
            masked = refused(InternalError(MASKED), exchanged.request_id)
            outcome = Outcome(None, masked.errors, executed=False, causes=[error])
            response = _response(exchanged, outcome, 500)
        seconds = perf_counter() - exchanged.started
        self._service.traffic.note(response.status_code, seconds)
        _log(exchanged, outcome, response.status_code, seconds)
        return response

    def _check(self, request: Request, media_type: str | None) -> None:
        if media_type is None:
            raise NotAcceptable(f"Answers are of type {GRAPHQL} or {JSON}.")
        check_site(request, self._service.settings)

    async def _outcome(
        self, request: Request, watched_receive: WatchedReceive, exchanged: RequestProgress
    ) -> tuple[Outcome, int]:
        service, settings = self._service, self._service.settings
        # It must be there: no page of another site can send it unless a preflight allows that.
        caller = caller_from(service, request)
        exchanged.caller = caller.partition[:12]
        clock = asyncio.get_running_loop().time
        fresh = wants_fresh(request)
        upstream = service.exchange.upstream(caller, clock() + settings.deadline_seconds, fresh=fresh)
        try:
            # Before anything of the document is looked at: its errors tell names of the graph.
            if not is_known(caller, service.memory):
                await while_connected(watched_receive, identity_of(upstream, service.memory))
            wanted = await graphql_request_of(request, settings)
            upstream.deadline = clock() + settings.deadline_seconds
            loader = RecordLoader(
                upstream, service.memory, settings.organizations(), service.rights, service.journal_writer
            )
            try:
                work = self._run(request, wanted, exchanged, loader)
                outcome, status = await while_connected(watched_receive, work, lambda: exchanged.mutates)
            finally:
                loader.close()
        finally:
            exchanged.calls = dict(upstream.costs.calls)
        if any(isinstance(cause, Unauthenticated) for cause in outcome.causes):
            # The token ended since it was last looked at.
            service.memory.forget(caller)
        return outcome, status

    async def _run(
        self, request: Request, wanted: GraphQLRequest, exchanged: RequestProgress, loader: RecordLoader
    ) -> tuple[Outcome, int]:
        service, name = self._service, wanted.operation_name
        strict = is_strict(request)
        # Errors of the caller's own graph name nothing that is hidden.
        shape = await service.visibility.of(loader) if strict else service.visibility.complete
        try:
            document = shape.documents.document(wanted.query)
            if request.method != "POST" and document.mutates(name):
                raise MethodNotAllowed("A mutation must be sent with POST.", "POST")
            if not document.errors and document.introspects(name):
                # The schema that a caller is told is their own, and so is what stands beside the question for it.
                shape = await service.visibility.of(loader)
                document = shape.documents.document(wanted.query)
            if document.errors:
                return invalid(document, exchanged.request_id), exchanged.not_executed
            exchanged.mutates = document.mutates(name)
            exchanged.operation = (document.operation_name(name) or "")[:LONGEST_LOGGED] or None
            logged = service.settings.audit_reads
            loader.amounts_read = AmountsRead() if logged else None
            if exchanged.mutates or logged:
                loader.request_metadata = request_metadata_of(
                    request, wanted.query, exchanged.operation or "", exchanged.request_id
                )
        except (ParseFailed, BadUserInput) as error:
            return refused(error, exchanged.request_id), exchanged.not_executed
        outcome = await run_operation(
            shape.schema,
            document,
            name,
            wanted.variables,
            loader,
            service.cursors,
            service.visibility,
            exchanged.request_id,
            strict=strict,
            compiles=service.settings.compiled,
            budget=CostBudget(service.settings.max_calls, service.settings.max_credits),
        )
        if loader.amounts_read is not None:
            # What cannot be written down is not answered.
            await write_read_entry(loader, loader.amounts_read)
        return outcome, 200 if outcome.executed else exchanged.not_executed


def _response(
    exchanged: RequestProgress, outcome: Outcome, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    shared = {
        "Cache-Control": "no-store" if outcome.errors else "private, no-cache",
        "Vary": VARY,
        "X-Content-Type-Options": "nosniff",
        "X-Request-Id": exchanged.request_id,
    }
    return Response(
        _ENCODER.encode(outcome.body()),
        status,
        {**shared, **(headers or {})},
        media_type=f"{exchanged.media_type}; charset=utf-8",
    )


def _log(exchanged: RequestProgress, outcome: Outcome, status: int, seconds: float) -> None:
    """Lines for the distinct errors and one for the request. What a client wrote is in none of them."""
    known = [cause for cause in outcome.causes if isinstance(cause, SuitegraphError)]
    counted = Counter((cause.code, cause.service, cause.detail) for cause in known)
    for (code, service, detail), count in counted.items():
        log.info("error", request_id=exchanged.request_id, code=code, service=service, detail=detail, count=count)
    bugs = (cause for cause in outcome.causes if not isinstance(cause, SuitegraphError))
    for cause in islice(bugs, MOST_BUGS):
        log.error("bug", request_id=exchanged.request_id, exc_info=cause)
    log.info(
        "request",
        request_id=exchanged.request_id,
        status=status,
        seconds=round(seconds, 4),
        operation=exchanged.operation,
        caller=exchanged.caller,
        calls=exchanged.calls,
        errors=len(outcome.errors),
    )
