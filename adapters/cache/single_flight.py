"""What callers are reading at the moment and what they have just read: each caller's for that caller alone."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from adapters.cache.ttls import cache_ttl_of
from adapters.messages import Request, Response
from domain.caller import Caller
from domain.errors import ServiceName, SuitegraphError

ReadKey = tuple[str, Request]
SendRequest = Callable[[Request], Coroutine[Any, Any, Response]]
# What follows of an answer's headers: what understanding it takes. The others tell of the moment in which it came.
CACHED_HEADERS = ("Content-Type",)


@dataclass(frozen=True, slots=True)
class CacheLookup:
    """What is kept for a read, and in which generation of its caller's answers; None where none can be kept."""

    response: Response | None
    generation: int | None


NOT_CACHED = CacheLookup(None, None)


class ResponseCache(Protocol):
    """Where answers are kept. What belongs to a generation that has ended is never found again."""

    async def look(self, caller: Caller, request: Request) -> CacheLookup:
        """The answer that is kept for this caller, and the generation to keep a new one in."""
        ...

    async def keep(self, caller: Caller, request: Request, response: Response, generation: int, seconds: float) -> None:
        """Keep an answer, asked for in that generation, for that long."""
        ...

    async def forget(self, caller: Caller, service: ServiceName) -> None:
        """End the generation of a caller's answers of one product."""
        ...

    async def close(self) -> None:
        """Let go."""
        ...


@dataclass(slots=True, eq=False)
class _Flight:
    """A read on its way: `until` is the deadline of the operation that sends it, `waiting` are those who want it."""

    task: asyncio.Task[Response]
    until: float
    waiting: int = 0


class SingleFlight:
    """The reads of all callers, in their partitions."""

    def __init__(self, store: ResponseCache | None = None, scale: float = 1.0) -> None:
        """`scale` multiplies the time for which answers are kept; without a store none is."""
        self._store = store
        self._scale = scale
        self._flights: dict[ReadKey, _Flight] = {}

    async def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            await self._store.close()

    async def kept(self, caller: Caller, request: Request) -> CacheLookup:
        """What is kept for a read of this caller."""
        if self._store is None or not cache_ttl_of(request):
            return NOT_CACHED
        return await self._store.look(caller, request)

    async def keep(self, caller: Caller, request: Request, response: Response, look: CacheLookup) -> None:
        """Keep a success for as long as its module's answers may be; `look` was taken before it was asked for."""
        if self._store is None or look.generation is None:
            return
        headers = {name: value for name in CACHED_HEADERS if (value := response.headers.get(name)) is not None}
        kept = Response(response.status, headers, response.body)
        await self._store.keep(caller, request, kept, look.generation, cache_ttl_of(request) * self._scale)

    async def forget(self, caller: Caller, service: ServiceName) -> None:
        """Forget what this caller has read, and is reading, of one product."""
        for key in [key for key in self._flights if key[0] == caller.partition and key[1].service == service]:
            del self._flights[key]
        if self._store is not None:
            await self._store.forget(caller, service)

    async def together(
        self, caller: Caller, request: Request, send: SendRequest, until: float, *, join: bool = True
    ) -> tuple[Response, bool]:
        """The answer to a read, sent once for all operations of the caller that want it now, and whether by this one.

        It goes on as long as any of them wants it, whoever began it. Raises what it came to, or TimeoutError where this
        operation has no time left; where the operation that sent it ran out of time, another one sends it.
        """
        key = (caller.partition, request)
        while True:
            flight = self._flights.get(key) if join else None
            if flight is None:
                return await self._begun(key, send(request), until), True
            try:
                async with asyncio.timeout_at(until):
                    return await self._awaited(key, flight), False
            except SuitegraphError:
                if not flight.until <= asyncio.get_running_loop().time() < until:
                    raise

    async def _begun(self, key: ReadKey, sending: Coroutine[Any, Any, Response], until: float) -> Response:
        flight = self._flights[key] = _Flight(asyncio.ensure_future(sending), until)
        flight.task.add_done_callback(lambda task: self._ended(key, flight, task))
        return await self._awaited(key, flight)

    async def _awaited(self, key: ReadKey, flight: _Flight) -> Response:
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._drop(key, flight)
                flight.task.cancel()

    def _ended(self, key: ReadKey, flight: _Flight, task: asyncio.Task[Response]) -> None:
        self._drop(key, flight)
        if not task.cancelled():
            # Looked at, or asyncio would complain of an error that nobody was left to see.
            task.exception()

    def _drop(self, key: ReadKey, flight: _Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
