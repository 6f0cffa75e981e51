"""Large objects of single callers, kept in memory within bounds of number, size and time."""

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol, runtime_checkable
from weakref import WeakValueDictionary

from cachetools import TLRUCache

# The rows of 50,000 subscriptions take 162 MB and their facts 188: both must stay, or all would be read again.
MOST_BYTES = 400 * 1024 * 1024
MOST_OBJECTS = 64
KEPT_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class KeptObject:
    """An object with its size in bytes, which its owner estimates."""

    value: Any
    size: int


@runtime_checkable
class Outdatable(Protocol):
    """An object that is read anew where it is outdated."""

    def outdate(self) -> None:
        """Be read anew when it is next needed."""
        ...


class KeptObjects:
    """Objects by the caller's partition and a key: the least used are dropped beyond `most` objects or `most_bytes`.

    Each ends `seconds` after it was stored. An object larger than all that may be kept is not kept.
    """

    def __init__(
        self,
        most: int = MOST_OBJECTS,
        most_bytes: int = MOST_BYTES,
        seconds: float = KEPT_SECONDS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._objects: TLRUCache[tuple[str, Hashable], KeptObject, float] = TLRUCache(
            maxsize=most_bytes,
            ttu=lambda _key, _kept, now: now + seconds,
            timer=clock,
            getsizeof=lambda kept: kept.size,
        )
        self._locks: WeakValueDictionary[tuple[str, Hashable], asyncio.Lock] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._objects)

    @property
    def size(self) -> int:
        """The bytes that are kept."""
        return int(self._objects.currsize)

    def lookup(self, partition: str, key: Hashable) -> Any:
        """The object, None where none is kept."""
        kept = self._objects.get((partition, key))
        return None if kept is None else kept.value

    def store(self, partition: str, key: Hashable, value: object, size: int) -> bool:
        """Keep an object in place of the one under its key; whether it is kept."""
        self._objects.pop((partition, key), None)
        size = max(size, self._most_bytes // self._most)
        if size > self._most_bytes:
            return False
        self._objects[partition, key] = KeptObject(value, size)
        return True

    def lock_of(self, partition: str, key: Hashable) -> asyncio.Lock:
        """The lock under which an object is made or changed."""
        lock = self._locks.get((partition, key))
        if lock is None:
            lock = self._locks[partition, key] = asyncio.Lock()
        return lock

    def outdate(self, partition: str) -> None:
        """Let all objects of one caller that can become outdated be so: a write may have changed what they rest on."""
        for key in [key for key in self._objects if key[0] == partition]:
            kept = self._objects.get(key)
            if kept is not None and isinstance(kept.value, Outdatable):
                kept.value.outdate()

    def forget(self, partition: str) -> None:
        """Drop all objects of one caller."""
        for key in [key for key in self._objects if key[0] == partition]:
            self._objects.pop(key, None)
