"""Who goes next where calls must wait: one call of each caller in turn, people before bulk."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

Ring = OrderedDict[str, deque["Waiter"]]


@dataclass(slots=True, eq=False)
class Waiter:
    """A call that waits for its place, until `until`, a time of the quota's clock."""

    partition: str
    until: float
    bulk: bool
    place: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    # Of a place that a server gave.
    id: str = ""


class FairQueue:
    """The calls that wait. Every call takes one place, so that deficit round-robin comes to a plain turn each.

    A caller who asks for a hundred things at once waits for them alone: the next one is served after one call of each
    other caller who waits.
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
        """Whether no person waits."""
        return not self._people

    def callers(self) -> Iterator[tuple[str, bool, int]]:
        """Who waits, in the order of their turns: partition, whether bulk, how many calls."""
        for ring in (self._people, self._bulk):
            for partition, queue in ring.items():
                yield partition, ring is self._bulk, len(queue)

    def join(self, waiter: Waiter) -> None:
        """Take a turn behind the others."""
        self._ring(waiter.bulk).setdefault(waiter.partition, deque()).append(waiter)

    def leave(self, waiter: Waiter) -> None:
        """Give up waiting; nothing where the waiter is gone already."""
        ring = self._ring(waiter.bulk)
        queue = ring.get(waiter.partition)
        if queue and waiter in queue:
            queue.remove(waiter)
            if not queue:
                del ring[waiter.partition]

    def next(self) -> Waiter:
        """The one whose turn it is, taken out. Raises KeyError where nobody waits."""
        ring = self._people or self._bulk
        partition = next(iter(ring), "")
        return self.next_of(partition, bulk=ring is self._bulk)

    def next_of(self, partition: str, *, bulk: bool) -> Waiter:
        """The first call of a caller, taken out; their next one waits behind the others. Raises KeyError."""
        ring = self._ring(bulk)
        queue = ring[partition]
        waiter = queue.popleft()
        if queue:
            ring.move_to_end(partition)
        else:
            del ring[partition]
        return waiter

    def waiting_of(self, partition: str, *, bulk: bool) -> int:
        """How many calls of a caller wait."""
        return len(self._ring(bulk).get(partition, ()))

    def ahead_of(self, partition: str, *, bulk: bool) -> int:
        """How many calls go before one that this caller would add now."""
        ring = self._ring(bulk)
        rounds = len(ring.get(partition, ())) + 1
        others = sum(min(len(queue), rounds) for name, queue in ring.items() if name != partition)
        people = sum(map(len, self._people.values())) if bulk else 0
        return people + others + rounds - 1

    def _ring(self, bulk: bool) -> Ring:
        return self._bulk if bulk else self._people
