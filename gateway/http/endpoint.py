"""`/graphql`: who asks, what, and how the answer goes out. No middleware between the socket and this."""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from time import perf_counter

import msgspec
import structlog
from schema.engine.execute.execution import MASKED, Outcome, invalid, refused, run_operation
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain.costs import CostBudget, Costs
from domain.errors import BadUserInput, InternalError, ParseFailed, SuitegraphError
from gateway.http import page
from gateway.http.disconnect_watch import WatchedReceive, while_connected
from gateway.http.negotiation import GRAPHQL, JSON, answer_type, wants_page
from gateway.http.refusals import METHODS, MethodNotAllowed, NotAcceptable, headers_of, status_of
from gateway.http.requests import (
    GraphQLRequest,
    caller_from,
    check_site,
    client_of,
    graphql_request_of,
    is_strict,
    wants_fresh,
)
from gateway.service import GatewayService as GatewayService
from gateway.session import Session, open_session
from resolvers.journal import RequestMetadata
from resolvers.reading.amounts_read import AmountsRead
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
    costs: Costs = field(default_factory=Costs)
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
        # The session knows the caller before anything of the document is looked at: its errors tell names of the graph.
        async with open_session(
            service,
            caller,
            RequestMetadata(client_of(request), request_id=exchanged.request_id),
            strict=is_strict(request),
            fresh=wants_fresh(request),
            costs=exchanged.costs,
            identifying=partial(while_connected, watched_receive),
        ) as session:
            graphql_request = await graphql_request_of(request, settings)
            session.set_deadline(settings.deadline_seconds)
            work = self._run(request, graphql_request, exchanged, session)
            outcome, status = await while_connected(watched_receive, work, lambda: exchanged.mutates)
            session.note_failures(outcome.causes)
        return outcome, status

    async def _run(
        self, request: Request, wanted: GraphQLRequest, exchanged: RequestProgress, session: Session
    ) -> tuple[Outcome, int]:
        service, loader, name = self._service, session.loader, wanted.operation_name
        # Errors of the caller's own graph name nothing that is hidden.
        shape = await service.visibility.of(loader) if session.strict else service.visibility.complete
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
                loader.request_metadata = session.metadata_of(wanted.query, exchanged.operation or "")
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
            strict=session.strict,
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
        calls=exchanged.caller and dict(exchanged.costs.calls),
        errors=len(outcome.errors),
    )
