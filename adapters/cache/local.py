"""Answers of products kept in this process, bounded in bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from cachetools import TLRUCache, TTLCache

from adapters.cache.single_flight import CacheLookup, ReadKey
from adapters.messages import Request, Response
from domain.caller import Caller
from domain.errors import ServiceName

# Measured: what an answer takes beside its body.
ENTRY_BYTES = 1_200
# No read is on its way for longer than an operation may take, which is 300 seconds at most.
LONGEST_READ = 600.0


@dataclass(frozen=True, slots=True)
class _CachedResponse:
    response: Response
    seconds: float

    @property
    def size(self) -> int:
        return ENTRY_BYTES + len(self.response.body)


class LocalResponseCache:
    """The answers used last, each for its time. A generation is the number of the write that came last before it."""

    def __init__(self, most_bytes: int, clock: Callable[[], float] = monotonic) -> None:
        self._answers: TLRUCache[ReadKey, _CachedResponse, float] = TLRUCache(
            most_bytes, ttu=lambda _key, entry, now: now + entry.seconds, timer=clock, getsizeof=lambda each: each.size
        )
        self._last = 0
        self._forgotten: TTLCache[tuple[str, ServiceName], int, float] = TTLCache(
            100_000, ttl=LONGEST_READ, timer=clock
        )

    async def look(self, caller: Caller, request: Request) -> CacheLookup:
        """What is kept, at no cost but a look-up."""
        entry = self._answers.get((caller.partition, request))
        return CacheLookup(None if entry is None else entry.response, self._last)

    async def keep(self, caller: Caller, request: Request, response: Response, generation: int, seconds: float) -> None:
        """Keep it, unless the caller has written to the product since it was asked for."""
        entry = _CachedResponse(response, seconds)
        forgotten = self._forgotten.get((caller.partition, request.service), 0)
        if generation >= forgotten and entry.size <= self._answers.maxsize:
            self._answers[caller.partition, request] = entry

    async def forget(self, caller: Caller, service: ServiceName) -> None:
        """Drop the caller's answers of one product: a walk over all that is kept, and writes are rare."""
        self._last += 1
        self._forgotten[caller.partition, service] = self._last
        for key in [key for key in self._answers if key[0] == caller.partition and key[1].service == service]:
            self._answers.pop(key, None)

    async def close(self) -> None:
        """Forget everything."""
        self._answers.clear()
