"""`/graphql`: who asks, what, and how the answer goes out. No middleware between the socket and this."""

import secrets
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from time import perf_counter
from typing import cast

import msgspec
import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from domain.costs import Costs
from domain.errors import InternalError, PersistedQueryNotFound, PersistedQueryNotSupported, SuitegraphError
from domain.trusted_documents import DocumentTrust
from gateway.http import page
from gateway.http.answers import Answer, Sending, answer_of
from gateway.http.callers import caller_of, note_failures
from gateway.http.disconnect_watch import WatchedReceive, while_connected
from gateway.http.etags import etag_of, is_held
from gateway.http.incremental import DeliveryType, delivery_type, streamed_answer
from gateway.http.indexed import IndexedRequest
from gateway.http.negotiation import GRAPHQL, JSON, answer_type, wants_page
from gateway.http.profiles import default_media_type, status_of_payload, status_of_refusal
from gateway.http.refusals import METHODS, MethodNotAllowed, NotAcceptable, headers_of
from gateway.http.requests import (
    GraphQLRequest,
    check_site,
    client_parts_of,
    client_text,
    graphql_request_of,
    is_strict,
    wants_fresh,
)
from gateway.rate_limits import check, rate_headers
from gateway.service import GatewayService
from gateway.session import Session, open_session
from resolvers.journal import RequestMetadata
from schema.engine.execute.payloads import MASKED, Payload, refused
from schema.engine.execute.runner import BegunOperation, OperationRequest

log = structlog.get_logger("suitegraph")
_ENCODER = msgspec.json.Encoder()
LONGEST_LOGGED = 100
# One bug may strike in every row.
MOST_BUGS = 5
# Everything of a request that its answer depends on.
_VARY = "Authorization, Accept, Origin, Suitegraph-Data-Centre, Suitegraph-Organization, Suitegraph-Visibility"
ANSWERED = {"cache-control": "private, no-cache", "vary": _VARY, "x-content-type-options": "nosniff"}
FAILED = {**ANSWERED, "cache-control": "no-store"}


@dataclass(slots=True)
class RequestProgress:
    """One request on its way through, for the answer and the log.

    `delivery` is how its client takes an answer in parts; `is_sent` says that such an answer has begun.
    """

    request_id: str
    media_type: str
    started: float
    operation: str | None = None
    caller: str | None = None
    costs: Costs = field(default_factory=Costs)
    mutates: bool = False
    delivery: DeliveryType | None = None
    accepts_json: bool = True
    is_sent: bool = False
    tag: str | None = None
    headers: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def not_executed(self) -> int:
        """The status where nothing was executed: for the older media type, 200 only says that GraphQL answered."""
        return 400 if self.media_type == GRAPHQL else 200


class Endpoint:
    """Serves GraphQL requests, and GraphiQL to browsers, of one service: an ASGI application."""

    def __init__(self, service: GatewayService) -> None:
        self._service = service
        self._sending = Sending(service.settings.compress_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request and its answer."""
        watched_receive = WatchedReceive(receive, self._service.settings.max_body_bytes)
        request = IndexedRequest(scope, watched_receive)
        sent = ", ".join(request.headers.getlist("accept"))
        accept = default_media_type(sent, self._service.settings.http_profile)
        if request.method == "OPTIONS":
            response = Response(status_code=204, headers={"Allow": METHODS})
        elif self._asks_for_page(request, accept):
            response = page.page()
        else:
            response = await self._answer(request, watched_receive, accept, send)
        if response is not None:
            await self._sending(response, scope, receive, send)

    def _asks_for_page(self, request: IndexedRequest, accept: str) -> bool:
        # A link with a query opens it in the page, which does not run it.
        return request.method in {"GET", "HEAD"} and self._service.settings.graphiql and wants_page(accept)

    async def _answer(
        self, request: IndexedRequest, watched_receive: WatchedReceive, accept: str, send: Send
    ) -> Answer | Response | None:
        """The answer: whatever happens it is a GraphQL one. None where it has been sent in parts."""
        media_type = answer_type(accept)
        progress = RequestProgress(secrets.token_hex(8), media_type or JSON, perf_counter())
        if request.method != "HEAD":
            progress.delivery, progress.accepts_json = delivery_type(accept), media_type is not None
        try:
            self._check(request, progress)
            payload, status = await self._payload(request, watched_receive, progress, send)
            held = progress.tag is not None and is_held(request.headers.get("if-none-match", ""), progress.tag)
            response = _not_modified(progress) if held else _response(progress, payload, status)
        except SuitegraphError as error:
            note_failures(self._service, request, [error])
            payload = refused(error, progress.request_id)
            headers = headers_of(error, with_token="authorization" in request.headers)
            # A link of a client that reads no body of a 400 would not fall back to the whole document.
            by_hash = isinstance(error, PersistedQueryNotSupported | PersistedQueryNotFound)
            profile = self._service.settings.http_profile
            status = progress.not_executed if by_hash else status_of_refusal(error, progress.media_type, profile)
            response = _response(progress, payload, status, headers)
        except ClientDisconnect:
            payload, response = Payload(None, [], executed=False, causes=[]), Response(status_code=499)
        except Exception as error:  # noqa: BLE001  # a bug: masked, and logged with the request id
            masked = refused(InternalError(MASKED), progress.request_id)
            payload = Payload(None, masked.errors, executed=False, causes=[error])
            response = _response(progress, payload, 500)
        seconds = perf_counter() - progress.started
        self._service.traffic.note(response.status_code, seconds)
        _log(progress, payload, response.status_code, seconds)
        return None if progress.is_sent else response

    def _check(self, request: IndexedRequest, progress: RequestProgress) -> None:
        if not progress.accepts_json and progress.delivery is None:
            raise NotAcceptable(f"Answers are of type {GRAPHQL} or {JSON}.")
        check_site(request, self._service.settings)

    async def _payload(
        self, request: IndexedRequest, watched_receive: WatchedReceive, progress: RequestProgress, send: Send
    ) -> tuple[Payload, int]:
        service, settings = self._service, self._service.settings
        # It must be there, or a session's header: no page of another site can send them unless a preflight allows that.
        caller = await caller_of(service, request)
        progress.caller = caller.partition[:12]
        # The session knows the caller before anything of the document is looked at: its errors name parts of the graph.
        client = client_parts_of(request)
        async with open_session(
            service,
            caller,
            RequestMetadata(client_text(client), request_id=progress.request_id),
            strict=is_strict(request),
            fresh=wants_fresh(request),
            costs=progress.costs,
            identifying=partial(while_connected, watched_receive),
        ) as session:
            user = session.user
            states = await service.rates.add(user, client[0])
            progress.headers = rate_headers(states)
            check(states)
            with service.rates.under_way(user):
                graphql_request = await graphql_request_of(request, settings)
                session.set_deadline(settings.deadline_seconds)
                work = self._run(request, graphql_request, progress, session, send, client[0])
                payload, status = await while_connected(watched_receive, work, lambda: progress.mutates)
            session.note_failures(payload.causes)
        note_failures(service, request, payload.causes)
        return payload, status

    async def _run(
        self,
        request: IndexedRequest,
        graphql_request: GraphQLRequest,
        progress: RequestProgress,
        session: Session,
        send: Send,
        client: str,
    ) -> tuple[Payload, int]:
        document = self._service.documents.admit(client, session.caller.partition, graphql_request.document)

        def begins(begun: BegunOperation) -> None:
            progress.mutates, progress.operation = begun.mutates, (begun.name or "")[:LONGEST_LOGGED] or None
            if begun.mutates or self._service.settings.audit_reads:
                session.loader.request_metadata = session.metadata_of(document.text, progress.operation or "")

        asked = OperationRequest(
            document.text,
            graphql_request.variables,
            graphql_request.operation_name,
            begins,
            None if request.method == "POST" else MethodNotAllowed("A mutation must be sent with POST.", "POST"),
            on_error=graphql_request.on_error,
            incremental=progress.delivery is not None,
        )
        async with aclosing(self._service.runner.run(session, asked)) as payloads:
            payload = await anext(payloads)
            if progress.delivery is not None and (payload.has_next or not progress.accepts_json):
                return await self._delivered(payload, payloads, progress, request.scope, send), 200
        if document.trust is DocumentTrust.TRUSTED and request.method != "POST" and not payload.errors:
            # A user has many tokens, one after the other.
            caller = session.loader.permissions.sources.known_email() or session.caller.partition
            secret = self._service.settings.cursor_secret.get_secret_value()
            progress.tag = etag_of(secret, caller, f"{progress.media_type} {document.text}", payload)
        return payload, status_of_payload(payload, progress.media_type, self._service.settings.http_profile)

    async def _delivered(
        self,
        first: Payload,
        others: AsyncIterator[Payload],
        progress: RequestProgress,
        scope: Scope,
        send: Send,
    ) -> Payload:
        """Send the payloads as they come; the first one with the errors of all is for the log."""
        errors, causes = [*first.errors], [*first.causes]

        async def payloads() -> AsyncIterator[Payload]:
            yield first
            async for payload in others:
                errors.extend(payload.errors)
                causes.extend(payload.causes)
                yield payload

        progress.is_sent = True
        answer = streamed_answer(payloads(), cast("DeliveryType", progress.delivery), _headers(progress, FAILED))
        await self._sending(answer, scope, request_ended, send)
        return replace(first, errors=errors, causes=causes)


def _response(
    progress: RequestProgress, payload: Payload, status: int, headers: Mapping[str, str] | None = None
) -> Answer:
    shared = _headers(progress, FAILED if payload.errors else ANSWERED)
    own = {**(headers or {}), **({} if progress.tag is None else {"etag": progress.tag})}
    return answer_of(_ENCODER.encode(payload.body()), status, progress.media_type, shared, own)


def _headers(progress: RequestProgress, shared: Mapping[str, str]) -> dict[str, str]:
    return {**shared, "x-request-id": progress.request_id, **progress.headers}


async def request_ended() -> Message:
    """What follows a request whose client is watched elsewhere: nothing."""
    return {"type": "http.request", "body": b"", "more_body": False}


def _not_modified(progress: RequestProgress) -> Answer:
    shared = {**_headers(progress, ANSWERED), "etag": progress.tag or ""}
    return Answer(304, [(name.encode(), value.encode()) for name, value in shared.items()], b"")


def _log(progress: RequestProgress, payload: Payload, status: int, seconds: float) -> None:
    """Lines for the distinct errors and one for the request. What a client wrote is in none of them."""
    if payload.causes:
        _log_causes(progress, payload)
    log.info(
        "request",
        request_id=progress.request_id,
        status=status,
        seconds=round(seconds, 4),
        operation=progress.operation,
        caller=progress.caller,
        calls=progress.caller and dict(progress.costs.calls),
        errors=len(payload.errors),
    )


def _log_causes(progress: RequestProgress, payload: Payload) -> None:
    known = [cause for cause in payload.causes if isinstance(cause, SuitegraphError)]
    counted = Counter((cause.code, cause.service, cause.detail) for cause in known)
    for (code, service, detail), count in counted.items():
        log.info("error", request_id=progress.request_id, code=code, service=service, detail=detail, count=count)
    bugs = (cause for cause in payload.causes if not isinstance(cause, SuitegraphError))
    for cause in islice(bugs, MOST_BUGS):
        log.error("bug", request_id=progress.request_id, exc_info=cause)
