"""Admission: the permit, the slot and the circuit that a call passes before it is sent."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import aiohttp

from adapters.connections import translated_errors
from adapters.limits.circuits import Circuit
from adapters.limits.permits import Permit, PermitSource, SeveralPermits, unanswered
from adapters.messages import Response
from domain.caller import Caller
from domain.costs import Costs
from domain.errors import ServiceName, TooManyRequests

# An answer, whole or only its head.
ResponseOrHead = TypeVar("ResponseOrHead", Response, aiohttp.ClientResponse)
# How long nothing is sent after too many calls at once, where the product names no time; in seconds.
CONCURRENCY_PAUSE = 0.5


class LimitedOperation(Protocol):
    """An operation that acquires permits. The time that it waits is added to its costs."""

    caller: Caller
    deadline: float
    bulk: bool
    costs: Costs


@dataclass(frozen=True, slots=True)
class Limiter:
    """The quota and the circuit of one kind of call."""

    permit_source: PermitSource
    circuit: Circuit

    async def acquire(self, operation: LimitedOperation, places: int = 1) -> Permit:
        """A permit for a call. Raises UpstreamUnavailable where the circuit is open, and what the quota raises.

        A call that counts for several `places` does not wait for them: it raises UpstreamTimeout.
        """
        self.circuit.check()
        if places > 1:
            return self._several(places)
        # Bulk operations always queue.
        permit = None if operation.bulk else self.permit_source.try_acquire()
        if permit is not None:
            return permit
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            return await self.permit_source.acquire(
                self.permit_source.queue_name_of(operation.caller), operation.deadline, bulk=operation.bulk
            )
        finally:
            operation.costs.waited += clock() - began

    def _several(self, number: int) -> Permit:
        permits: list[Permit] = []
        while len(permits) < number:
            permit = self.permit_source.try_acquire()
            if permit is None:
                SeveralPermits(permits).release(sent=False)
                raise unanswered("crm")
            permits.append(permit)
        return SeveralPermits(permits)

    def pause(self, error: TooManyRequests) -> None:
        """Pause the quota: the product refused a call that the quota had allowed, so that somebody else uses it too."""
        seconds = CONCURRENCY_PAUSE if error.transient else None
        self.permit_source.pause(seconds if error.retry_after is None else error.retry_after)


@dataclass(frozen=True, slots=True)
class Admission:
    """A call that has its permit: it may be sent now, and must be answered before `until`.

    `patient` says that this leaves enough time, so that a timeout counts as a failure of the product. `slot` is the
    operation's own bound of calls at once.
    """

    limiter: Limiter
    permit: Permit
    slot: asyncio.Semaphore
    until: float
    patient: bool

    def release(self) -> None:
        """Return the permit of a call that was sent, and its slot."""
        self.permit.release()
        self.slot.release()

    async def result_of(self, call: Awaitable[ResponseOrHead]) -> ResponseOrHead:
        """The answer to the call, which the circuit counts and from which the quota learns."""
        answer = await self.limiter.circuit.result_of(call, is_failure, patient=self.patient)
        self.limiter.permit_source.learn(answer.headers)
        return answer


def is_failure(answer: Response | aiohttp.ClientResponse) -> bool:
    """Whether a circuit counts the answer as a failure of the product."""
    return answer.status >= 500


@dataclass(slots=True)
class OperationSlots:
    """The concurrent calls that one operation may make to each product."""

    _semaphores: dict[ServiceName, asyncio.Semaphore] = field(default_factory=dict["ServiceName", asyncio.Semaphore])

    async def acquire(self, service: ServiceName, at_once: int, deadline: float) -> asyncio.Semaphore:
        """One of the concurrent calls to a product, `at_once` at most. Raises UpstreamTimeout."""
        slot = self._semaphores.get(service)
        if slot is None:
            slot = self._semaphores[service] = asyncio.Semaphore(at_once)
        if not slot.locked():
            # Nothing is awaited then, so that it needs no timer.
            await slot.acquire()
            return slot
        with translated_errors(service):
            async with asyncio.timeout_at(deadline):
                await slot.acquire()
        return slot
