"""What is remembered of callers from one operation to the next: small facts, for minutes, each in its partition."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from cachetools import TLRUCache

from domain.caller import Caller

CachedValue = TypeVar("CachedValue")
_NONE = object()


class _CachedEntry(NamedTuple):
    fact: Any
    seconds: float


class CallerCache:
    """Facts by caller and name, forgotten after `seconds` and beyond `most` of them."""

    def __init__(self, seconds: float = 300.0, most: int = 20_000, clock: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._facts: TLRUCache[tuple[str, str], _CachedEntry, float] = TLRUCache(
            maxsize=most, ttu=lambda _key, told, now: now + told.seconds, timer=clock
        )
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def recall(self, caller: Caller, name: str, load: Callable[[], Awaitable[CachedValue]]) -> CachedValue:
        """The fact as remembered, else as loaded now. Loaded once when several ask; a failure is not remembered."""
        key = (caller.partition, name)
        fact = self._fact(key)
        if fact is not _NONE:
            return fact
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        async with lock:
            fact = self._fact(key)
            if fact is not _NONE:
                return fact
            fact = await load()
            self._facts[key] = _CachedEntry(fact, self._seconds)
            return fact

    def keep(self, caller: Caller, name: str, fact: object, seconds: float | None = None) -> None:
        """Remember something that was learned on the way, for less than the usual time where `seconds` says so."""
        self._facts[caller.partition, name] = _CachedEntry(fact, min(seconds or self._seconds, self._seconds))

    def kept(self, caller: Caller, name: str) -> Any:
        """What is remembered under a name, None for nothing."""
        fact = self._fact((caller.partition, name))
        return None if fact is _NONE else fact

    def _fact(self, key: tuple[str, str]) -> Any:
        try:
            # Not `in` first: a fact may end between the two.
            return self._facts[key].fact
        except KeyError:
            return _NONE

    def forget(self, caller: Caller, beginning: str = "") -> None:
        """Drop everything that is remembered of one caller under names that begin like this."""
        for key in [key for key in self._facts if key[0] == caller.partition and key[1].startswith(beginning)]:
            self._facts.pop(key, None)
