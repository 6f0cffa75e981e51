"""Files on their way from a product: piece by piece, never held whole, for as long as they move on."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp

from adapters.connections import translated_errors
from adapters.exchange import Exchange, Upstream
from adapters.limits.retries import retried
from adapters.messages import NAMES, Request, Response
from domain.errors import ServiceName, TooManyRequests, UpstreamUnavailable

PDF = "application/pdf"
# How a PDF begins (ISO 32000-1, 7.5.2).
_PDF_BEGINS = b"%PDF-"
# A file's own JSON may be longer than a refusal ever is.
LONGEST_REFUSAL = 65_536
_ENCODED = frozenset({"", "identity"})
RefusalCheck = Callable[[Response], object]


@dataclass(slots=True)
class Download:
    """A file that a product is sending: its type, its name, its `size` in bytes where that is known, and its pieces."""

    service: ServiceName
    media_type: str
    size: int | None
    _response: aiohttp.ClientResponse
    _idle: float
    _most: int | None
    _ahead: bytes = b""
    name: str | None = None

    async def pieces(self) -> AsyncGenerator[bytes]:
        """What comes, once. Raises UpstreamTimeout where nothing does, and UpstreamUnavailable where it breaks off."""
        received = 0
        while piece := await self._next():
            received += len(piece)
            if self._most is not None and received > self._most:
                raise self._unfit(f"over {self._most} bytes")
            yield piece

    async def begin(self, *, pdf: bool) -> None:
        """Look at how it begins. Raises UpstreamUnavailable for more than is allowed, and for a PDF that is none."""
        if self._most is not None and self.size is not None and self.size > self._most:
            raise self._unfit(f"over {self._most} bytes")
        if not pdf:
            return
        while len(self._ahead) < len(_PDF_BEGINS) and (piece := await self._received()):
            self._ahead += piece
        if not self._ahead.startswith(_PDF_BEGINS):
            raise self._unfit("no PDF")

    async def refusal(self) -> Response | None:
        """The whole of a small answer in JSON, which may be a refusal; what was read of it still comes."""
        if self.media_type != "application/json" or (self.size or 0) > LONGEST_REFUSAL:
            return None
        while len(self._ahead) <= LONGEST_REFUSAL and (piece := await self._received()):
            self._ahead += piece
        if len(self._ahead) > LONGEST_REFUSAL:
            return None
        return Response(self._response.status, self._response.headers, self._ahead)

    async def _next(self) -> bytes:
        if self._ahead:
            ahead, self._ahead = self._ahead, b""
            return ahead
        return await self._received()

    async def _received(self) -> bytes:
        with translated_errors(self.service):
            async with asyncio.timeout(self._idle):
                return await self._response.content.readany()

    def _unfit(self, detail: str) -> UpstreamUnavailable:
        text = f"{NAMES[self.service]} sent something else than the file."
        return UpstreamUnavailable(text, service=self.service, detail=detail)


@asynccontextmanager
async def downloaded(
    upstream: Upstream, request: Request, refuse: RefusalCheck, *, pdf: bool = False, most: int | None = None
) -> AsyncGenerator[Download]:
    """The file that the product answers, while it is being sent: a read, tried again until its head is there.

    `refuse` raises what an answer means that is no file. The call ends with the block, and so does its place among the
    organisation's calls. `most` bytes are taken. Raises UpstreamUnavailable for a PDF that is none.
    """
    accept = PDF if pdf else "*/*"
    headers = (*request.headers, ("Accept", accept), ("Accept-Encoding", "identity"))
    asked = replace(request, headers=headers, is_file=True)

    async def attempt() -> tuple[Download, AsyncExitStack]:
        async with AsyncExitStack() as stack:
            admission = await stack.enter_async_context(upstream.admitted(asked))
            response = await admission.answered(_head(upstream, asked, admission.until))
            # Closed, not given back: a connection with an answer that nobody reads is of no further use.
            stack.callback(response.close)
            try:
                made = await _checked(upstream.exchange, asked, response, refuse, pdf=pdf, most=most)
            except TooManyRequests as error:
                admission.limiter.close(error)
                raise
            return made, stack.pop_all()

    circuit = upstream.exchange.limiters.of(upstream.caller, asked).circuit
    made, held = await retried(attempt, circuit, upstream.deadline)
    async with held:
        yield made


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
    told = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    made = Download(service, told, response.content_length, response, exchange.limits.attempt, most)
    if response.status != 200 or (pdf and told != PDF):
        with translated_errors(service):
            async with asyncio.timeout(exchange.limits.attempt):
                body = await exchange.whole(service, response)
        refuse(Response(response.status, response.headers, body))
        raise UpstreamUnavailable(
            f"{NAMES[service]} sent no file.", service=service, detail=f"status {response.status} type {told[:60]!r}"
        )
    if response.headers.get("Content-Encoding", "").strip().lower() not in _ENCODED:
        raise UpstreamUnavailable(f"{NAMES[service]} sent no file.", service=service, detail="encoded")
    answer = await made.refusal()
    if answer is not None:
        refuse(answer)
    named = response.content_disposition
    made.name = named.filename if named else None
    await made.begin(pdf=pdf)
    return made
