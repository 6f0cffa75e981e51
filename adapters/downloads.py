"""Downloads of files from a product: piece by piece, never held as a whole, for as long as they make progress."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp

from adapters.bodies import body_of
from adapters.connections import translated_errors
from adapters.exchange import Exchange, Upstream
from adapters.limits.retries import retried
from adapters.messages import NAMES, Request, Response
from domain.errors import ServiceName, TooManyRequests, Unauthenticated, UpstreamUnavailable

PDF = "application/pdf"
# How a PDF begins (ISO 32000-1, 7.5.2).
_PDF_BEGINS = b"%PDF-"
# A longer JSON document is a file, not a refusal.
LONGEST_REFUSAL = 65_536
_ENCODED = frozenset({"", "identity"})
RefusalCheck = Callable[[Response], object]


@dataclass(slots=True)
class Download:
    """A file that a product is sending: its type, its name, its pieces, and its `size` in bytes, if it is known."""

    service: ServiceName
    media_type: str
    size: int | None
    _response: aiohttp.ClientResponse
    _idle: float
    _most: int | None
    _ahead: bytes = b""
    name: str | None = None

    async def pieces(self) -> AsyncGenerator[bytes]:
        """The content, once. Raises UpstreamTimeout where it stalls, and UpstreamUnavailable where it breaks off."""
        received = 0
        while piece := await self._next_at():
            received += len(piece)
            if self._most is not None and received > self._most:
                raise self._unusable(f"over {self._most} bytes")
            yield piece

    async def begin(self, *, pdf: bool) -> None:
        """Check the size and the first bytes. Raises UpstreamUnavailable for too large a file, or no PDF."""
        if self._most is not None and self.size is not None and self.size > self._most:
            raise self._unusable(f"over {self._most} bytes")
        if not pdf:
            return
        while len(self._ahead) < len(_PDF_BEGINS) and (piece := await self._received()):
            self._ahead += piece
        if not self._ahead.startswith(_PDF_BEGINS):
            raise self._unusable("no PDF")

    async def refusal(self) -> Response | None:
        """A small answer in JSON, which may be a refusal, else None; `pieces` still yields what was read of it."""
        if self.media_type != "application/json" or (self.size or 0) > LONGEST_REFUSAL:
            return None
        while len(self._ahead) <= LONGEST_REFUSAL and (piece := await self._received()):
            self._ahead += piece
        if len(self._ahead) > LONGEST_REFUSAL:
            return None
        return Response(self._response.status, self._response.headers, self._ahead)

    async def _next_at(self) -> bytes:
        if self._ahead:
            ahead, self._ahead = self._ahead, b""
            return ahead
        return await self._received()

    async def _received(self) -> bytes:
        with translated_errors(self.service):
            async with asyncio.timeout(self._idle):
                return await self._response.content.readany()

    def _unusable(self, detail: str) -> UpstreamUnavailable:
        text = f"{NAMES[self.service]} sent something else than the file."
        return UpstreamUnavailable(text, service=self.service, detail=detail)


@asynccontextmanager
async def downloaded(
    upstream: Upstream, request: Request, refuse: RefusalCheck, *, pdf: bool = False, most: int | None = None
) -> AsyncGenerator[Download]:
    """The file that the product sends: a read, which is retried until the head of the answer has arrived.

    `refuse` raises the error of an answer that is no file. The call ends with the block, and its permit is returned.
    At most `most` bytes are read. Raises UpstreamUnavailable, also for a PDF that is none.
    """
    accept = PDF if pdf else "*/*"
    headers = (*request.headers, ("Accept", accept), ("Accept-Encoding", "identity"))
    file_request = replace(request, headers=headers, is_file=True)

    async def attempt() -> tuple[Download, AsyncExitStack]:
        async with AsyncExitStack() as stack:
            admission = await stack.enter_async_context(upstream.admitted(file_request))
            response = await admission.result_of(_head(upstream, file_request, admission.until))
            # The connection is closed, not reused: its answer may not have been read to the end.
            stack.callback(response.close)
            try:
                download = await _checked(upstream.exchange, file_request, response, refuse, pdf=pdf, most=most)
            except TooManyRequests as error:
                admission.limiter.pause(error)
                raise
            except Unauthenticated as error:
                error.name_data_centre(upstream.caller.data_centre)
                raise
            return download, stack.pop_all()

    circuit = upstream.exchange.limiters.of(upstream.caller, file_request).circuit
    download, resources = await retried(attempt, circuit, upstream.deadline)
    async with resources:
        yield download


async def _head(upstream: Upstream, request: Request, until: float) -> aiohttp.ClientResponse:
    exchange, status = upstream.exchange, 0
    try:
        with translated_errors(request.service):
            async with asyncio.timeout_at(until):
                response = await exchange.sending(upstream.caller, request)
                status = response.status
                return response
    finally:
        exchange.count(request.service, status)


async def _checked(
    exchange: Exchange,
    request: Request,
    response: aiohttp.ClientResponse,
    refuse: RefusalCheck,
    *,
    pdf: bool,
    most: int | None,
) -> Download:
    service = request.service
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    download = Download(service, media_type, response.content_length, response, exchange.limits.attempt, most)
    if response.status != 200 or (pdf and media_type != PDF):
        with translated_errors(service):
            async with asyncio.timeout(exchange.limits.attempt):
                body = await body_of(service, response, exchange.limits.largest_body)
        refuse(Response(response.status, response.headers, body))
        detail = f"status {response.status} type {media_type[:60]!r}"
        raise UpstreamUnavailable(f"{NAMES[service]} sent no file.", service=service, detail=detail)
    if response.headers.get("Content-Encoding", "").strip().lower() not in _ENCODED:
        raise UpstreamUnavailable(f"{NAMES[service]} sent no file.", service=service, detail="encoded")
    refusal = await download.refusal()
    if refusal is not None:
        refuse(refusal)
    disposition = response.content_disposition
    download.name = disposition.filename if disposition else None
    await download.begin(pdf=pdf)
    return download
