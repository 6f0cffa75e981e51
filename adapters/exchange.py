"""One exchange with a product: fixed address, the caller's own token, a deadline, a byte cap, and nothing else.

No redirects, no cookies, no proxies from the environment; bodies are inflated here, so that the cap holds for what a
small answer inflates to. Reads are tried again after transient errors, with jitter and inside the deadline, and sent
once in an operation; a write is sent once.
"""

import asyncio
import zlib
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

import aiohttp

from adapters.cache.single_flight import SingleFlight
from adapters.connections import ExchangeBounds, session_within, translated_errors
from adapters.data_centres import DataCentre
from adapters.limits.limiters import Admission, Limiters
from adapters.limits.retries import retried
from adapters.messages import NAMES, Request, Response, SentWrite
from adapters.uploads import form_of
from domain.caller import Caller
from domain.costs import Costs
from domain.errors import (
    OutcomeUnknown,
    ServiceName,
    SuitegraphError,
    TooManyRequests,
    UpstreamError,
    UpstreamTimeout,
    UpstreamUnavailable,
)

Understood = TypeVar("Understood")


class Exchange:
    """The process's way to the products: its connections are all callers', what is read is each caller's own."""

    def __init__(
        self,
        data_centres: Mapping[str, DataCentre],
        limits: ExchangeBounds,
        reads: SingleFlight | None = None,
        limiters: Limiters | None = None,
    ) -> None:
        """Without `reads` answers are shared on their way and none is kept; without `lanes` there are no quotas."""
        self._data_centres = data_centres
        self.limits = limits
        self.reads = SingleFlight() if reads is None else reads
        self.limiters = Limiters() if limiters is None else limiters
        # By the hundreds of their status, 0 for no answer.
        self.answers: dict[ServiceName, list[int]] = {service: [0] * 6 for service in NAMES}
        # Reads that cost no call: kept ones, and those that another operation had on its way.
        self.cached = self.shared = 0
        self._sessions: dict[ServiceName, aiohttp.ClientSession] = {}

    async def open(self) -> None:
        """Make the connection pools. Needs a running loop."""
        # One a product: they share a host, and calls that wait for a hanging one must not keep the others waiting.
        self._sessions = {service: session_within(self.limits) for service in NAMES}

    async def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            await session.close()
        self._sessions = {}
        await self.limiters.close()
        await self.reads.close()

    def upstream(self, caller: Caller, deadline: float, *, fresh: bool = False) -> "Upstream":
        """The caller's way out until `deadline`, a time of the running loop's clock; `fresh` takes no kept answer."""
        return Upstream(self, caller, deadline, fresh)

    async def sending(
        self, caller: Caller, request: Request, data: bytes | aiohttp.Payload | None = None
    ) -> aiohttp.ClientResponse:
        """Send one request with the caller's token; its answer as far as the head."""
        url = request.url(self._data_centres[caller.data_centre])
        headers = {**dict(request.headers), "Authorization": caller.token.authorization()}
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        session = self._sessions[request.service]
        return await session.request(request.method, url, data=data, headers=headers, allow_redirects=False)

    def count(self, service: ServiceName, status: int) -> None:
        """Note an answer, of status 0 where none came."""
        self.answers[service][min(status // 100, 5)] += 1

    async def once(self, caller: Caller, request: Request, until: float, latest: float) -> Response:
        """Send one request with the caller's token. Raises UpstreamTimeout and UpstreamUnavailable.

        A file is sent for as long as it moves on, at most until `latest`.
        """
        status = 0
        try:
            with translated_errors(request.service):
                async with asyncio.timeout_at(until) as patience:
                    data = request.body
                    if request.upload is not None:
                        data = form_of(request.upload, lambda: self._wait_on(patience, latest))
                    async with await self.sending(caller, request, data) as response:
                        body = await self.whole(request.service, response)
                        status = response.status
                        return Response(status, response.headers, body)
        finally:
            self.count(request.service, status)

    def _wait_on(self, patience: asyncio.Timeout, latest: float) -> None:
        # The product may answer before it has read everything.
        with suppress(RuntimeError):
            patience.reschedule(min(latest, asyncio.get_running_loop().time() + self.limits.attempt))

    async def whole(self, service: ServiceName, response: aiohttp.ClientResponse) -> bytes:
        """The body, inflated. Raises UpstreamUnavailable where it is larger than is allowed."""
        cap = self.limits.largest_body
        packed = response.headers.get("Content-Encoding", "").lower() == "gzip"
        inflate = zlib.decompressobj(wbits=31) if packed else None
        whole, received = bytearray(), 0
        async for chunk in response.content.iter_any():
            received += len(chunk)
            whole += inflate.decompress(chunk, cap + 1 - len(whole)) if inflate else chunk
            if max(received, len(whole)) > cap:
                raise UpstreamUnavailable(
                    f"{NAMES[service]} answered with more than is allowed.", service=service, detail=f"over {cap} bytes"
                )
        if inflate is not None and received and (not inflate.eof or inflate.unused_data):
            raise aiohttp.ClientPayloadError("the compressed body does not end where it should")
        return bytes(whole)


@dataclass(slots=True)
class _Read:
    """A read of one operation: what came of it in the end, None while nothing has."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    came: Response | SuitegraphError | None = None


@dataclass(slots=True)
class Upstream:
    """One caller's way to the products for the length of one operation.

    `bulk` operations come after people's where calls must wait; how long they did is in `costs`. `sent` are its writes.
    """

    exchange: Exchange
    caller: Caller
    deadline: float
    fresh: bool = False
    costs: Costs = field(default_factory=Costs)
    bulk: bool = False
    sent: list[SentWrite] = field(default_factory=list[SentWrite])
    _slots: dict[ServiceName, asyncio.Semaphore] = field(default_factory=dict["ServiceName", asyncio.Semaphore])
    _reads: dict[Request, _Read] = field(default_factory=dict[Request, _Read])

    async def ask(self, request: Request, understand: Callable[[Response], Understood]) -> Understood:
        """What `understand` makes of the product's answer; its transient errors are tried again for a read.

        The same read is sent once in an operation: whoever asks again gets the same answer, to be understood anew, or
        the same error.
        """
        if not request.reads:
            return await self._write(request, understand)
        read = self._reads.setdefault(request, _Read())
        async with read.lock:
            if read.came is None:
                try:
                    return await self._first(request, understand, read)
                except SuitegraphError as error:
                    read.came = error
                    raise
        if isinstance(read.came, SuitegraphError):
            raise read.came
        return understand(read.came)

    async def _write(self, request: Request, understand: Callable[[Response], Understood]) -> Understood:
        """Send a write, once. Raises OutcomeUnknown where it may have happened without a proper answer."""
        status, asked = 0, True
        try:
            response = await self._once(request)
            status = response.status
            return self._understood(request, response, understand)
        except UpstreamError as error:
            asked = error.reached
            if not asked or not isinstance(error, UpstreamTimeout | UpstreamUnavailable):
                raise
            text = f"{NAMES[request.service]} was asked, and no answer told whether it was done."
            raise OutcomeUnknown(text, service=request.service, detail=error.detail or type(error).__name__) from error
        finally:
            if asked:
                self.sent.append(SentWrite(request, status))
            await self.forget(request.service)

    async def forget(self, service: ServiceName | None = None) -> None:
        """Send reads anew from now on, those of one product or of all: what the caller wrote may have changed them."""
        self._reads = {key: read for key, read in self._reads.items() if service not in {None, key.service}}
        for each in NAMES if service is None else (service,):
            await self.exchange.reads.forget(self.caller, each)

    async def _first(self, request: Request, understand: Callable[[Response], Understood], read: _Read) -> Understood:
        reads = self.exchange.reads
        look = await reads.kept(self.caller, request)
        if look.response is not None and not self.fresh:
            self.costs.cached += 1
            self.exchange.cached += 1
            read.came = look.response
            return understand(look.response)

        async def attempt() -> Understood:
            with translated_errors(request.service):
                response, sent = await reads.together(
                    self.caller, request, self._once, self.deadline, join=not self.fresh
                )
            answer = self._understood(request, response, understand)
            read.came = response
            if sent:
                await reads.keep(self.caller, request, response, look)
            else:
                self.costs.shared += 1
                self.exchange.shared += 1
            return answer

        return await retried(attempt, self.exchange.limiters.of(self.caller, request).circuit, self.deadline)

    def _understood(
        self, request: Request, response: Response, understand: Callable[[Response], Understood]
    ) -> Understood:
        try:
            return understand(response)
        except TooManyRequests as error:
            self.exchange.limiters.of(self.caller, request).close(error)
            raise

    async def _once(self, request: Request) -> Response:
        async with self.admitted(request) as admission:
            return await admission.answered(self.exchange.once(self.caller, request, admission.until, self.deadline))

    @asynccontextmanager
    async def admitted(self, request: Request) -> AsyncGenerator[Admission]:
        """A call's place in its lane, from when it may be sent until it is answered. Raises what keeps it from that."""
        sent = False
        try:
            request.check()
            async with self._slot(request.service):
                limiter = self.exchange.limiters.of(self.caller, request)
                place = await limiter.enter(self)
                try:
                    # It may have opened while the call waited.
                    limiter.circuit.check()
                    now = asyncio.get_running_loop().time()
                    if now >= self.deadline:
                        raise UpstreamTimeout(
                            f"No time was left to ask {NAMES[request.service]}.", service=request.service
                        )
                    sent = True
                    until = min(self.deadline, now + self.exchange.limits.attempt)
                    self.costs.sent(request.service, request.params)
                    yield Admission(limiter, until, until - now > self.exchange.limits.attempt / 2)
                finally:
                    place.leave(sent=sent)
        except UpstreamError as error:
            error.reached = error.reached and sent
            raise

    @asynccontextmanager
    async def _slot(self, service: ServiceName) -> AsyncGenerator[None]:
        """One of the calls that the operation may have under way to a product. Raises UpstreamTimeout."""
        slot = self._slots.setdefault(service, asyncio.Semaphore(self.exchange.limits.at_once))
        with translated_errors(service):
            async with asyncio.timeout_at(self.deadline):
                await slot.acquire()
        try:
            yield
        finally:
            slot.release()
