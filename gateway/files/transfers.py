"""What requests for files share: who asks and for which record, and how refusals are answered."""

import re
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any
from urllib.parse import quote

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from domain.costs import Costs
from domain.errors import BadUserInput, InternalError, NotFound, SuitegraphError
from domain.modules.module import Module
from domain.queries import RECORD_ID
from gateway.http.callers import caller_of
from gateway.http.disconnect_watch import WatchedReceive, while_connected
from gateway.http.refusals import MethodNotAllowed, headers_of, status_of
from gateway.http.requests import check_site, client_of
from gateway.service import GatewayService
from gateway.session import Session, open_session
from resolvers.journal import RequestMetadata
from schema.engine.declare import registry
from schema.engine.execute.payloads import MASKED, refused

log = structlog.get_logger("suitegraph")
# What a product says of a file is passed on where it is a plain media type: some mean code.
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+\-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+\-]{0,60}", re.ASCII)
ANY_TYPE = "application/octet-stream"
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f"\\/:*?<>|\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]')
LONGEST_NAME = 200
FILE_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Vary": "Authorization, Origin, Suitegraph-Data-Centre, Suitegraph-Organization",
    "X-Content-Type-Options": "nosniff",
}


def safe_file_name(name: str, otherwise: str = "file") -> str:
    """A file's name without path separators, quotes, line ends and marks that reverse the direction of text."""
    kept = _UNFIT.sub("_", name.encode("utf-8", "replace").decode()).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > LONGEST_NAME:
        kept = f"{(stem or kept)[: LONGEST_NAME - 20]}{dot}{ending[:19]}" if dot else kept[:LONGEST_NAME]
    return kept or otherwise


def disposition_of(name: str) -> str:
    """`Content-Disposition` of a file to be kept (RFC 6266): a name beyond ASCII is given in both forms."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace("%", "_")
    disposition = f'attachment; filename="{plain}"'
    return disposition if plain == name else f"{disposition}; filename*=UTF-8''{quote(name, safe='')}"


@dataclass(slots=True)
class TransferProgress:
    """One request on its way through, for the answer and the log."""

    request_id: str
    started: float
    begun: bool = False
    status: int = 499
    caller: str | None = None
    costs: Costs = field(default_factory=Costs)
    size: int = 0


@dataclass(slots=True)
class Transfer:
    """A request for a file of a record, by a caller who is known: the answer goes out by `send`."""

    service: GatewayService
    request: Request
    watched_receive: WatchedReceive
    session: Session
    progress: TransferProgress
    send: Send

    def record(self, *modules: Module) -> tuple[Module, str, str]:
        """Module, type and id of the record in the path. Raises BadUserInput, and NotFound for another module's."""
        type_name, record_id = registry.type_and_id_of(self.request.path_params["id"])
        module = registry.module_of(type_name)
        if module not in modules:
            raise NotFound(f"A record of type {type_name} has no such files.")
        return module, type_name, record_id

    def attachment_id(self) -> str:
        """The attachment in the path. Raises BadUserInput."""
        id_ = str(self.request.path_params["attachment"])
        if RECORD_ID.fullmatch(id_) is None:
            raise BadUserInput("This is not the id of an attachment.")
        return id_

    async def respond(self, response: Response) -> None:
        """Answer with this response."""
        await response(self.request.scope, self.request.receive, self.send)


TransferHandler = Callable[[Transfer], Awaitable[None]]


class FileEndpoint:
    """Serves one kind of file by its method: an ASGI application."""

    def __init__(
        self,
        service: GatewayService,
        most_ahead: int = 0,
        **served: TransferHandler,
    ) -> None:
        """`served` are the methods; HEAD comes with GET. A request's body is read ahead by `most_ahead` at most."""
        self._service = service
        self._most_ahead = most_ahead
        self._served = {**served, **({"HEAD": served["GET"]} if "GET" in served else {})}
        self._allowed = ", ".join(sorted([*self._served, "OPTIONS"]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request and its answer."""
        progress = TransferProgress(secrets.token_hex(8), perf_counter())

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                progress.begun, progress.status = True, message["status"]
            await send(message)

        watched_receive = WatchedReceive(receive, self._most_ahead)
        request = Request(scope, watched_receive)
        if request.method == "OPTIONS":
            await Response(status_code=204, headers={"Allow": self._allowed})(scope, receive, send)
            return
        answer = await self._refusal(request, watched_receive, progress, send_noted)
        if answer is not None and not progress.begun:
            await answer(scope, receive, send_noted)
        # An answer that had begun stays unfinished: the server ends the connection, so that nobody takes it for whole.
        self._log(progress)

    async def _refusal(
        self, request: Request, watched_receive: WatchedReceive, progress: TransferProgress, send: Send
    ) -> Response | None:
        """The answer in place of a file, None where the file was sent."""
        try:
            serving = self._serving(request)
            check_site(request, self._service.settings)
            async with self._session(request, watched_receive, progress) as session:
                await serving(Transfer(self._service, request, watched_receive, session, progress, send))
        except SuitegraphError as error:
            log.info(
                "error", request_id=progress.request_id, code=error.code, service=error.service, detail=error.detail
            )
            headers = headers_of(error, with_token="authorization" in request.headers)
            return json_response(refused(error, progress.request_id).body(), status_of(error), progress, headers)
        except ClientDisconnect:
            progress.status = 499
        except Exception:  # a bug: masked, and logged with the request id
            log.exception("bug", request_id=progress.request_id)
            return json_response(refused(InternalError(MASKED), progress.request_id).body(), 500, progress)
        return None

    def _serving(self, request: Request) -> TransferHandler:
        serving = self._served.get(request.method)
        if serving is None:
            raise MethodNotAllowed("This method is not allowed here.", self._allowed)
        return serving

    @asynccontextmanager
    async def _session(
        self, request: Request, watched_receive: WatchedReceive, progress: TransferProgress
    ) -> AsyncGenerator[Session]:
        caller = await caller_of(self._service, request, reads_file=True)
        progress.caller = caller.partition[:12]
        metadata = RequestMetadata(client_of(request), request_id=progress.request_id)
        identifying = partial(while_connected, watched_receive)
        async with open_session(
            self._service, caller, metadata, costs=progress.costs, identifying=identifying
        ) as session:
            session.set_deadline(self._service.settings.file_seconds)
            yield session

    def _log(self, progress: TransferProgress) -> None:
        seconds = perf_counter() - progress.started
        self._service.traffic.note(progress.status, seconds)
        log.info(
            "request",
            request_id=progress.request_id,
            status=progress.status,
            seconds=round(seconds, 4),
            operation="file",
            caller=progress.caller,
            calls=progress.caller and dict(progress.costs.calls),
            bytes=progress.size,
        )


def json_response(
    body: Mapping[str, Any], status: int, progress: TransferProgress, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer in JSON."""
    return JSONResponse(body, status, {**FILE_HEADERS, "X-Request-Id": progress.request_id, **(headers or {})})
