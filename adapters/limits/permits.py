"""Permits: what a call acquires from an organisation's quota before it is sent, whichever process counts them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from adapters.messages import NAMES
from domain.caller import Caller
from domain.errors import ServiceName, TooManyRequests, UpstreamTimeout


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an organisation may ask of a product: `calls` in any `seconds` (0: any number), `at_once` of them.

    When the rest of the day falls to `reserve`, bulk operations stop.
    """

    at_once: int
    calls: int = 0
    seconds: float = 60.0
    reserve: int = 0

    def part(self, processes: int) -> "Allowance":
        """The allowance of each of several processes that cannot coordinate with one another."""
        calls = max(1, self.calls // processes) if self.calls else 0
        return Allowance(max(1, self.at_once // processes), calls, self.seconds, self.reserve)


@dataclass(slots=True)
class Tally:
    """The counters of one product, for all organisations. Times are in seconds."""

    waits: int = 0
    waited_seconds: float = 0.0
    refused: int = 0
    throttled: int = 0
    retries: int = 0
    unretried: int = 0


class Permit(Protocol):
    """A call's share of a quota."""

    def release(self, *, sent: bool = True) -> None:
        """Return the permit: it is available again a window from now, or at once where nothing was sent."""
        ...


class PermitSource(Protocol):
    """A quota, from which calls acquire permits."""

    @property
    def inside(self) -> int:
        """How many calls of this process are being answered."""
        ...

    @property
    def waiting(self) -> int:
        """How many calls of this process wait for their turn."""
        ...

    @property
    def idle(self) -> bool:
        """Whether dropping it would lose no state."""
        ...

    def try_acquire(self) -> Permit | None:
        """A permit, None where the call must wait."""
        ...

    def queue_name_of(self, caller: Caller) -> str:
        """The name of a caller in the queue."""
        ...

    async def acquire(self, partition: str, until: float, *, bulk: bool = False) -> Permit:
        """A permit for the caller of that name in their turn, before `until`, a time of the running loop's clock.

        Raises TooManyRequests, at once if it is certain already, and UpstreamTimeout if earlier calls did not end.
        """
        ...

    def pause(self, seconds: float | None) -> None:
        """Grant nothing for `seconds`, by default until the window has passed: the product refused a call."""
        ...

    def learn(self, headers: Mapping[str, str]) -> None:
        """Note what the headers of an answer say about the rest of the day."""
        ...


def quota_exhausted(service: ServiceName, seconds: float) -> TooManyRequests:
    """The error of a call that was not sent, since it would exceed the quota; it asks to wait for whole seconds."""
    return TooManyRequests(
        f"The quota of {NAMES[service]} is used up. Try again later.",
        service=service,
        detail="not sent",
        retry_after=float(max(1, math.ceil(seconds))),
    )


def unanswered(service: ServiceName) -> UpstreamTimeout:
    """The error of a call that waited in vain, not for the quota but for the answers to earlier calls."""
    return UpstreamTimeout(f"{NAMES[service]} did not answer in time.", service=service)


class ChainedPermitSource:
    """Two quotas, from both of which a call needs a permit."""

    def __init__(self, first: PermitSource, second: PermitSource) -> None:
        self._first = first
        self._second = second

    @property
    def inside(self) -> int:
        """How many calls of this process are being answered, by the second quota, which covers every call."""
        return self._second.inside

    @property
    def waiting(self) -> int:
        """How many calls of this process wait for their turn in either quota."""
        return self._first.waiting + self._second.waiting

    @property
    def idle(self) -> bool:
        """Whether dropping both would lose no state."""
        return self._first.idle and self._second.idle

    def try_acquire(self) -> "ChainedPermit | None":
        """A permit of both, None where the call must wait for one."""
        first = self._first.try_acquire()
        if first is None:
            return None
        second = self._second.try_acquire()
        if second is None:
            first.release(sent=False)
            return None
        return ChainedPermit(first, second)

    def queue_name_of(self, caller: Caller) -> str:
        """The name of a caller in both queues."""
        return self._second.queue_name_of(caller)

    async def acquire(self, partition: str, until: float, *, bulk: bool = False) -> "ChainedPermit":
        """A permit of the first quota, then of the second. See PermitSource."""
        first = await self._first.acquire(partition, until, bulk=bulk)
        try:
            return ChainedPermit(first, await self._second.acquire(partition, until, bulk=bulk))
        except BaseException:
            first.release(sent=False)
            raise

    def pause(self, seconds: float | None) -> None:
        """Pause the second quota, which covers every call."""
        self._second.pause(seconds)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Note it in the second quota, which covers every call."""
        self._second.learn(headers)


@dataclass(frozen=True, slots=True)
class ChainedPermit:
    """A permit of each of two quotas."""

    first: Permit
    second: Permit

    def release(self, *, sent: bool = True) -> None:
        """Return both permits."""
        self.first.release(sent=sent)
        self.second.release(sent=sent)


@dataclass(frozen=True, slots=True)
class SeveralPermits:
    """The permits of one call that counts for several calls at once, and for one in the window."""

    permits: Sequence[Permit]

    def release(self, *, sent: bool = True) -> None:
        """Return all of them."""
        for index, permit in enumerate(self.permits):
            permit.release(sent=sent and index == 0)
