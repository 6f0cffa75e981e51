"""The response cache of this process, bounded in bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from cachetools import TLRUCache, TTLCache

from adapters.cache.single_flight import CacheLookup, ReadKey
from adapters.messages import Request, Response
from domain.caller import Caller
from domain.errors import ServiceName

# The measured size of an entry without its body.
ENTRY_BYTES = 1_200
# In seconds; an operation, and so a read, takes at most 300.
LONGEST_READ = 600.0


@dataclass(frozen=True, slots=True)
class _CachedResponse:
    response: Response
    seconds: float

    @property
    def size(self) -> int:
        return ENTRY_BYTES + len(self.response.body)


class LocalResponseCache:
    """The most recently used responses, until they expire. A generation is the number of the last write before it."""

    def __init__(self, most_bytes: int, clock: Callable[[], float] = monotonic) -> None:
        self._responses: TLRUCache[ReadKey, _CachedResponse, float] = TLRUCache(
            most_bytes, ttu=lambda _key, entry, now: now + entry.seconds, timer=clock, getsizeof=lambda each: each.size
        )
        self._last_generation = 0
        self._generations: TTLCache[tuple[str, ServiceName], int, float] = TTLCache(
            100_000, ttl=LONGEST_READ, timer=clock
        )

    async def lookup(self, caller: Caller, request: Request) -> CacheLookup:
        """The cached response, and the generation to store a new one in."""
        entry = self._responses.get((caller.partition, request))
        return CacheLookup(None if entry is None else entry.response, self._last_generation)

    async def store(
        self, caller: Caller, request: Request, response: Response, generation: int, seconds: float
    ) -> None:
        """Store a response, unless the caller has written to the product since the request was sent."""
        entry = _CachedResponse(response, seconds)
        invalidated = self._generations.get((caller.partition, request.service), 0)
        if generation >= invalidated and entry.size <= self._responses.maxsize:
            self._responses[caller.partition, request] = entry

    async def invalidate(self, caller: Caller, service: ServiceName) -> None:
        """Drop the caller's responses of one product. It walks over all entries, since writes are rare."""
        self._last_generation += 1
        self._generations[caller.partition, service] = self._last_generation
        for key in [key for key in self._responses if key[0] == caller.partition and key[1].service == service]:
            self._responses.pop(key, None)

    async def close(self) -> None:
        """Drop everything."""
        self._responses.clear()
