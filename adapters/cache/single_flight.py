"""Single flight: concurrent reads of one caller share a call, and its response is cached for that caller alone."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

from adapters.cache.ttls import cache_ttl_of
from adapters.messages import Request, Response
from domain.caller import Caller
from domain.errors import ServiceName, SuitegraphError

ReadKey = tuple[str, Request]
SendRequest = Callable[[Request], Coroutine[Any, Any, Response]]
# The headers that are needed to parse a response. The others are about the moment in which it came.
CACHED_HEADERS = ("Content-Type",)


@dataclass(frozen=True, slots=True)
class CacheLookup:
    """The cached response to a read, and the generation of its caller's cache; None where nothing can be cached."""

    response: Response | None
    generation: int | None


NOT_CACHED = CacheLookup(None, None)


class ResponseCache(Protocol):
    """A cache of responses. Those of a generation that has ended are never returned again."""

    async def lookup(self, caller: Caller, request: Request) -> CacheLookup:
        """The response that is cached for this caller, and the generation to store a new one in."""
        ...

    async def store(
        self, caller: Caller, request: Request, response: Response, generation: int, seconds: float
    ) -> None:
        """Store the response to a request that was sent in that generation, for so many seconds."""
        ...

    async def invalidate(self, caller: Caller, service: ServiceName) -> None:
        """End the generation of a caller's responses from one product."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


@dataclass(slots=True, eq=False)
class _Flight:
    """A read that was sent: `until` is the deadline of the operation that sent it."""

    until: float
    waiters: list[asyncio.Future[Response]] = field(default_factory=list["asyncio.Future[Response]"])
    task: asyncio.Task[None] | None = None


class SingleFlight:
    """The concurrent reads of all callers, in their partitions, and the cache of their responses."""

    def __init__(self, cache: ResponseCache | None = None, scale: float = 1.0) -> None:
        """`scale` multiplies the TTLs; without a `cache` concurrent reads are only shared."""
        self._cache = cache
        self._scale = scale
        self._flights: dict[ReadKey, _Flight] = {}

    async def close(self) -> None:
        """Close the cache."""
        if self._cache is not None:
            await self._cache.close()

    async def cached(self, caller: Caller, request: Request) -> CacheLookup:
        """The cached response to a read of this caller."""
        if self._cache is None or not cache_ttl_of(request):
            return NOT_CACHED
        return await self._cache.lookup(caller, request)

    async def store(self, caller: Caller, request: Request, response: Response, lookup: CacheLookup) -> None:
        """Cache a successful response for the TTL of its module; `lookup` is from before the request was sent."""
        if self._cache is None or lookup.generation is None:
            return
        headers = {name: value for name in CACHED_HEADERS if (value := response.headers.get(name)) is not None}
        stored = Response(response.status, headers, response.body)
        await self._cache.store(caller, request, stored, lookup.generation, cache_ttl_of(request) * self._scale)

    async def forget(self, caller: Caller, service: ServiceName) -> None:
        """Forget what this caller has read from one product; reads that are still running are no longer shared."""
        for key in [key for key in self._flights if key[0] == caller.partition and key[1].service == service]:
            del self._flights[key]
        if self._cache is not None:
            await self._cache.invalidate(caller, service)

    async def joined(
        self, caller: Caller, request: Request, send: SendRequest, until: float, *, join: bool = True
    ) -> tuple[Response, bool]:
        """The response to a read that the caller's concurrent operations share, and whether this operation sent it.

        The read goes on while any of them waits for it, whichever sent it. Raises its error, or TimeoutError where this
        operation has no time left; where the operation that sent it ran out of time, another one sends it again.
        """
        key = (caller.partition, request)
        while True:
            flight = self._flights.get(key) if join else None
            if flight is None:
                return await self._new_flight(key, send, until), True
            try:
                async with asyncio.timeout_at(until):
                    return await self._awaited(key, flight), False
            except SuitegraphError:
                if not flight.until <= asyncio.get_running_loop().time() < until:
                    raise

    async def _new_flight(self, key: ReadKey, send: SendRequest, until: float) -> Response:
        flight = self._flights[key] = _Flight(until)
        flight.task = asyncio.get_running_loop().create_task(self._sent(key, flight, send))
        return await self._awaited(key, flight)

    async def _awaited(self, key: ReadKey, flight: _Flight) -> Response:
        """The outcome, which the flight hands to each waiter itself: a shielded task would take two turns more."""
        waiter = asyncio.get_running_loop().create_future()
        flight.waiters.append(waiter)
        try:
            return await waiter
        finally:
            flight.waiters.remove(waiter)
            if not flight.waiters and flight.task is not None and not flight.task.done():
                self._drop(key, flight)
                flight.task.cancel()

    async def _sent(self, key: ReadKey, flight: _Flight, send: SendRequest) -> None:
        """Send the read, and hand its outcome to those who wait for it."""
        try:
            response = await send(key[1])
        except asyncio.CancelledError:
            for waiter in flight.waiters:
                waiter.cancel()
            raise
        except Exception as error:  # noqa: BLE001  # the waiters raise it
            for waiter in flight.waiters:
                if not waiter.done():
                    waiter.set_exception(error)
                    # It is retrieved, since asyncio would report the error of a waiter that leaves at this moment.
                    waiter.exception()
        else:
            for waiter in flight.waiters:
                if not waiter.done():
                    waiter.set_result(response)
        finally:
            self._drop(key, flight)

    def _drop(self, key: ReadKey, flight: _Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
