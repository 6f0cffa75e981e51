"""The caller cache: small values about each caller, kept in the caller's partition for minutes across operations."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from cachetools import TLRUCache

from domain.caller import Caller

CachedValue = TypeVar("CachedValue")
_MISSING = object()


class _CachedEntry(NamedTuple):
    value: Any
    seconds: float


class CallerCache:
    """Values by caller and name, which expire after `seconds`; the least used of more than `most` are evicted."""

    def __init__(self, seconds: float = 300.0, most: int = 20_000, clock: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._entries: TLRUCache[tuple[str, str], _CachedEntry, float] = TLRUCache(
            maxsize=most, ttu=lambda _key, entry, now: now + entry.seconds, timer=clock
        )
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def load(self, caller: Caller, name: str, load: Callable[[], Awaitable[CachedValue]]) -> CachedValue:
        """The cached value, else the one that `load` returns: concurrent requests share one load.

        An exception is raised to whoever loaded, and is not cached.
        """
        key = (caller.partition, name)
        value = self._value(key)
        if value is not _MISSING:
            return value
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        async with lock:
            value = self._value(key)
            if value is not _MISSING:
                return value
            value = await load()
            self._entries[key] = _CachedEntry(value, self._seconds)
            return value

    def store(self, caller: Caller, name: str, value: object, seconds: float | None = None) -> None:
        """Cache a value, for `seconds` where that is less than the usual time."""
        self._entries[caller.partition, name] = _CachedEntry(value, min(seconds or self._seconds, self._seconds))

    def lookup(self, caller: Caller, name: str) -> Any:
        """The value cached under a name, None where there is none."""
        value = self._value((caller.partition, name))
        return None if value is _MISSING else value

    def _value(self, key: tuple[str, str]) -> Any:
        try:
            # There is no `in` before it: an entry may expire between the two.
            return self._entries[key].value
        except KeyError:
            return _MISSING

    def forget(self, caller: Caller, prefix: str = "") -> None:
        """Drop the values of one caller whose names start with `prefix`."""
        for key in [key for key in self._entries if key[0] == caller.partition and key[1].startswith(prefix)]:
            self._entries.pop(key, None)
