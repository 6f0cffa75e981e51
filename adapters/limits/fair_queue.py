"""A fair queue of calls that wait for a permit: one call of each caller in turn, people before bulk operations."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

Ring = OrderedDict[str, deque["Waiter"]]


@dataclass(slots=True, eq=False)
class Waiter:
    """A call that waits for a permit until `until`, a time of the quota's clock. `id` is set by a quota server."""

    partition: str
    until: float
    bulk: bool
    granted: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    id: str = ""


class FairQueue:
    """The waiting calls. Every call costs one permit, so that deficit round-robin amounts to plain turns.

    A caller with a hundred calls does not delay the others: the next caller is served after one call of each.
    """

    def __init__(self) -> None:
        self._people: Ring = OrderedDict()
        self._bulk: Ring = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._people or self._bulk)

    def __len__(self) -> int:
        return sum(len(queue) for ring in (self._people, self._bulk) for queue in ring.values())

    def __iter__(self) -> Iterator[Waiter]:
        return (waiter for ring in (self._people, self._bulk) for queue in ring.values() for waiter in queue)

    @property
    def only_bulk(self) -> bool:
        """Whether only bulk operations wait."""
        return not self._people

    def callers(self) -> Iterator[tuple[str, bool, int]]:
        """The callers who wait, in the order of their turns: partition, whether bulk, and the number of calls."""
        for ring in (self._people, self._bulk):
            for partition, queue in ring.items():
                yield partition, ring is self._bulk, len(queue)

    def join(self, waiter: Waiter) -> None:
        """Add a call to the queue of its caller."""
        self._ring(waiter.bulk).setdefault(waiter.partition, deque()).append(waiter)

    def leave(self, waiter: Waiter) -> None:
        """Remove a call, if it is still in the queue."""
        ring = self._ring(waiter.bulk)
        queue = ring.get(waiter.partition)
        if queue and waiter in queue:
            queue.remove(waiter)
            if not queue:
                del ring[waiter.partition]

    def next(self) -> Waiter:
        """Remove and return the call whose turn it is. Raises KeyError where none waits."""
        ring = self._people or self._bulk
        partition = next(iter(ring), "")
        return self.next_of(partition, bulk=ring is self._bulk)

    def next_of(self, partition: str, *, bulk: bool) -> Waiter:
        """Remove and return the first call of a caller, who then goes to the end of the queue. Raises KeyError."""
        ring = self._ring(bulk)
        queue = ring[partition]
        waiter = queue.popleft()
        if queue:
            ring.move_to_end(partition)
        else:
            del ring[partition]
        return waiter

    def waiting_of(self, partition: str, *, bulk: bool) -> int:
        """The number of a caller's calls that wait."""
        return len(self._ring(bulk).get(partition, ()))

    def ahead_of(self, partition: str, *, bulk: bool) -> int:
        """The number of calls that would be served before one that this caller added now."""
        ring = self._ring(bulk)
        rounds = len(ring.get(partition, ())) + 1
        others = sum(min(len(queue), rounds) for name, queue in ring.items() if name != partition)
        people = sum(map(len, self._people.values())) if bulk else 0
        return people + others + rounds - 1

    def _ring(self, bulk: bool) -> Ring:
        return self._bulk if bulk else self._people
