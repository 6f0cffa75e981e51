"""Exchanges with the products: a fixed address, the caller's own token, a deadline and a limit of bytes.

There are no redirects, cookies or proxies from the environment. Bodies are inflated here, so that the limit applies to
what a small answer inflates to. A read is sent once in an operation, and again after transient errors, with jitter and
before the deadline; a write is sent once.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import aiohttp

from adapters.bodies import body_of
from adapters.cache.single_flight import SingleFlight
from adapters.composites import PLACES, Composites
from adapters.connections import ExchangeBounds, session_within, translated_errors
from adapters.data_centres import DataCentre
from adapters.joint_reads import JointReads
from adapters.limits.admission import Admission, OperationSlots
from adapters.limits.limiters import Limiters
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
    Unauthenticated,
    UpstreamError,
    UpstreamTimeout,
    UpstreamUnavailable,
)

Parsed = TypeVar("Parsed")


class Exchange:
    """The process's connections to the products, which all callers share; what is read belongs to its caller alone."""

    def __init__(
        self,
        data_centres: Mapping[str, DataCentre],
        limits: ExchangeBounds,
        single_flight: SingleFlight | None = None,
        limiters: Limiters | None = None,
    ) -> None:
        """Without `single_flight` reads are shared but not cached; without `limiters` there are no quotas."""
        self._data_centres = data_centres
        self.limits = limits
        self.single_flight = SingleFlight() if single_flight is None else single_flight
        self.limiters = Limiters() if limiters is None else limiters
        self.composites = Composites() if limits.reads_together else None
        # The number of answers by the first digit of their status, 0 for no answer.
        self.answers: dict[ServiceName, list[int]] = {service: [0] * 6 for service in NAMES}
        # The number of reads that cost no call: from the cache, and shared with another operation of the caller.
        self.cached = self.shared = 0
        self._sessions: dict[ServiceName, aiohttp.ClientSession] = {}

    async def open(self) -> None:
        """Create the connection pools. Needs a running loop."""
        # Each product has its own, though they share a host: a product that hangs must not delay the others.
        self._sessions = {service: session_within(self.limits) for service in NAMES}

    async def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            await session.close()
        self._sessions = {}
        await self.limiters.close()
        await self.single_flight.close()

    def upstream(
        self, caller: Caller, deadline: float, *, fresh: bool = False, costs: Costs | None = None
    ) -> "Upstream":
        """The caller's access until `deadline`, a time of the running loop's clock; `fresh` bypasses the caches.

        Calls are counted in `costs`.
        """
        return Upstream(self, caller, deadline, fresh, Costs() if costs is None else costs)

    async def sending(
        self, caller: Caller, request: Request, data: bytes | aiohttp.Payload | None = None
    ) -> aiohttp.ClientResponse:
        """Send one request with the caller's token; the answer has its head, and its body is still to be read."""
        url = request.url(self._data_centres[caller.data_centre])
        headers = {**dict(request.headers), "Authorization": caller.token.authorization()}
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        session = self._sessions[request.service]
        return await session.request(request.method, url, data=data, headers=headers, allow_redirects=False)

    def count(self, service: ServiceName, status: int) -> None:
        """Count an answer, with status 0 for none."""
        self.answers[service][min(status // 100, 5)] += 1

    async def once(self, caller: Caller, request: Request, until: float, latest: float) -> Response:
        """Send one request with the caller's token. Raises UpstreamTimeout and UpstreamUnavailable.

        An upload may go on after `until` while it makes progress, at most until `latest`.
        """
        status = 0
        try:
            with translated_errors(request.service):
                async with asyncio.timeout_at(until) as timeout:
                    data = request.body
                    if request.upload is not None:
                        data = form_of(request.upload, lambda: self._extend(timeout, latest))
                    async with await self.sending(caller, request, data) as response:
                        body = await body_of(request.service, response, self.limits.largest_body)
                        status = response.status
                        return Response(status, response.headers, body)
        finally:
            self.count(request.service, status)

    def _extend(self, timeout: asyncio.Timeout, latest: float) -> None:
        # The product may answer before it has read everything, and the timeout be over.
        with suppress(RuntimeError):
            timeout.reschedule(min(latest, asyncio.get_running_loop().time() + self.limits.attempt))


@dataclass(slots=True)
class _Read:
    """A read of one operation; its `outcome` is None until it has ended."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    outcome: Response | SuitegraphError | None = None


@dataclass(slots=True)
class Upstream:
    """One caller's access to the products during one operation.

    Calls of `bulk` operations wait behind those of people; `costs` has the time that they wait. `sent` are the writes.
    """

    exchange: Exchange
    caller: Caller
    deadline: float
    fresh: bool = False
    costs: Costs = field(default_factory=Costs)
    bulk: bool = False
    sent: list[SentWrite] = field(default_factory=list[SentWrite])
    _slots: OperationSlots = field(default_factory=OperationSlots)
    _reads: dict[Request, _Read] = field(default_factory=dict[Request, _Read])
    _joint_reads: JointReads | None = None

    async def ask(self, request: Request, parse: Callable[[Response], Parsed]) -> Parsed:
        """The answer to a request, parsed by `parse`; a read is sent again after transient errors.

        The same read is sent once in an operation: later requests for it get the same answer, parsed anew, or the same
        error.
        """
        if not request.reads:
            return await self._write(request, parse)
        read = self._reads.setdefault(request, _Read())
        async with read.lock:
            if read.outcome is None:
                try:
                    return await self._first_read(request, parse, read)
                except SuitegraphError as error:
                    read.outcome = error
                    raise
        if isinstance(read.outcome, SuitegraphError):
            raise read.outcome
        return parse(read.outcome)

    async def _write(self, request: Request, parse: Callable[[Response], Parsed]) -> Parsed:
        """Send a write, once. Raises OutcomeUnknown where it may have taken effect without a proper answer."""
        status, reached = 0, True
        try:
            response = await self._once(request)
            status = response.status
            return self._parsed(request, response, parse)
        except UpstreamError as error:
            reached = error.reached
            if not reached or not isinstance(error, UpstreamTimeout | UpstreamUnavailable):
                raise
            text = f"{NAMES[request.service]} was asked, and no answer said whether it was done."
            raise OutcomeUnknown(text, service=request.service, detail=error.detail or type(error).__name__) from error
        finally:
            if reached:
                self.sent.append(SentWrite(request, status))
            await self.forget(request.service)

    async def forget(self, service: ServiceName | None = None) -> None:
        """Forget the reads of one product, or of all, so that they are sent again: a write may have changed them."""
        self._reads = {key: read for key, read in self._reads.items() if service not in {None, key.service}}
        for each in NAMES if service is None else (service,):
            await self.exchange.single_flight.forget(self.caller, each)

    async def _first_read(self, request: Request, parse: Callable[[Response], Parsed], read: _Read) -> Parsed:
        single_flight = self.exchange.single_flight
        lookup = await single_flight.cached(self.caller, request)
        if lookup.response is not None and not self.fresh:
            self.costs.cached += 1
            self.exchange.cached += 1
            self.costs.read += len(lookup.response.body)
            read.outcome = lookup.response
            return parse(lookup.response)

        if not self.bulk:
            self.costs.check_read(self.exchange.limits.of_operation)

        async def attempt() -> Parsed:
            with translated_errors(request.service):
                response, sent = await single_flight.joined(
                    self.caller, request, self._once, self.deadline, join=not self.fresh
                )
            answer = self._parsed(request, response, parse)
            read.outcome = response
            self.costs.read += len(response.body)
            if sent:
                await single_flight.store(self.caller, request, response, lookup)
            else:
                self.costs.shared += 1
                self.exchange.shared += 1
            return answer

        return await retried(attempt, self.exchange.limiters.of(self.caller, request).circuit, self.deadline)

    def _parsed(self, request: Request, response: Response, parse: Callable[[Response], Parsed]) -> Parsed:
        try:
            return parse(response)
        except TooManyRequests as error:
            self.exchange.limiters.of(self.caller, request).pause(error)
            raise
        except Unauthenticated as error:
            error.name_data_centre(self.caller.data_centre)
            raise

    async def _once(self, request: Request) -> Response:
        composites = self.exchange.composites
        if composites is not None and request.service == "crm" and request.reads and not self.bulk:
            if self._joint_reads is None:
                send = partial(self._alone, places=PLACES)
                self._joint_reads = JointReads(self.caller, composites, self.exchange.limiters, self.costs, send)
            response = await self._joint_reads.response(request)
            if response is not None:
                return response
        return await self._alone(request)

    async def _alone(self, request: Request, places: int = 1) -> Response:
        admission = await self._admission(request, places)
        try:
            return await admission.result_of(self.exchange.once(self.caller, request, admission.until, self.deadline))
        finally:
            admission.release()

    @asynccontextmanager
    async def admitted(self, request: Request) -> AsyncGenerator[Admission]:
        """A call's permit, from when it may be sent until it is answered. Raises what prevents it from being sent."""
        admission = await self._admission(request)
        try:
            yield admission
        finally:
            admission.release()

    async def _admission(self, request: Request, places: int = 1) -> Admission:
        """A call that may be sent now, to be released when it is answered. Raises what prevents it from being sent."""
        try:
            request.check()
            slot = await self._slots.acquire(request.service, self.exchange.limits.at_once, self.deadline)
            try:
                limiter = self.exchange.limiters.of(self.caller, request)
                permit = await limiter.acquire(self, places)
                try:
                    # The circuit may have opened while the call waited.
                    limiter.circuit.check()
                    until, is_patient = self._time_for(request.service)
                except BaseException:
                    permit.release(sent=False)
                    raise
            except BaseException:
                slot.release()
                raise
        except UpstreamError as error:
            error.reached = False
            raise
        self.costs.sent(request.service, request.params, together=places > 1)
        return Admission(limiter, permit, slot, until, is_patient)

    def _time_for(self, service: ServiceName) -> tuple[float, bool]:
        """Until when a call may take, and whether that is long enough to blame the product. Raises UpstreamTimeout."""
        now, attempt = asyncio.get_running_loop().time(), self.exchange.limits.attempt
        if now >= self.deadline:
            raise UpstreamTimeout(f"No time was left to ask {NAMES[service]}.", service=service)
        until = min(self.deadline, now + attempt)
        return until, until - now > attempt / 2
