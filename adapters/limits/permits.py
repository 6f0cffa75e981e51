"""Gates: where a call takes its place in an organisation's quota, whoever keeps count."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from adapters.messages import NAMES
from domain.caller import Caller
from domain.errors import ServiceName, TooManyRequests, UpstreamTimeout


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an organisation may ask of a product: `calls` in any `seconds` (0 for any number), `at_once` of them.

    When the rest of its day falls to `reserve`, bulk stops.
    """

    at_once: int
    calls: int = 0
    seconds: float = 60.0
    reserve: int = 0

    def part(self, of: int) -> "Allowance":
        """What each of so many processes may ask that cannot agree with one another."""
        calls = max(1, self.calls // of) if self.calls else 0
        return Allowance(max(1, self.at_once // of), calls, self.seconds, self.reserve)


@dataclass(slots=True)
class Tally:
    """What is counted of one product, for all organisations. Times are in seconds."""

    waits: int = 0
    waited_seconds: float = 0.0
    refused: int = 0
    throttled: int = 0
    retries: int = 0
    unretried: int = 0


class Permit(Protocol):
    """A call's place in a quota."""

    def leave(self, *, sent: bool = True) -> None:
        """Give the place back: a window from now, or at once where nothing was sent."""
        ...


class PermitSource(Protocol):
    """Where a call takes its place."""

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
        """Whether nothing would be lost with it."""
        ...

    def try_acquire(self) -> Permit | None:
        """A place, None where the call must wait."""
        ...

    def name_of(self, caller: Caller) -> str:
        """What a caller is called in the line."""
        ...

    async def enter(self, partition: str, until: float, *, bulk: bool = False) -> Permit:
        """A place in the turn of the caller of that name, before `until`, a time of the running loop's clock.

        Raises TooManyRequests, at once where that can be foretold, and UpstreamTimeout where the calls before did not
        end.
        """
        ...

    def close(self, seconds: float | None) -> None:
        """The product refused a call for its quota: let none pass for so long, else until its window has passed."""
        ...

    def learn(self, headers: Mapping[str, str]) -> None:
        """Note what an answer tells of the day's budget."""
        ...


def quota_exhausted(service: ServiceName, seconds: float) -> TooManyRequests:
    """The quota would be exceeded: nothing was sent. In whole seconds, never less than one."""
    return TooManyRequests(
        f"The quota of {NAMES[service]} is used up. Try again later.",
        service=service,
        detail="not sent",
        retry_after=float(max(1, math.ceil(seconds))),
    )


def unanswered(service: ServiceName) -> UpstreamTimeout:
    """Not the quota is in the way: the calls before are not answered."""
    return UpstreamTimeout(f"{NAMES[service]} did not answer in time.", service=service)


class ChainedPermitSource:
    """Two gates, one behind the other."""

    def __init__(self, first: PermitSource, second: PermitSource) -> None:
        self._first = first
        self._second = second

    @property
    def inside(self) -> int:
        """How many calls of this process are being answered in the second, which every call passes."""
        return self._second.inside

    @property
    def waiting(self) -> int:
        """How many calls of this process wait for their turn in one of them."""
        return self._first.waiting + self._second.waiting

    @property
    def idle(self) -> bool:
        """Whether nothing would be lost with them."""
        return self._first.idle and self._second.idle

    def try_acquire(self) -> "ChainedPermit | None":
        """A place in both, None where the call must wait for one."""
        first = self._first.try_acquire()
        if first is None:
            return None
        second = self._second.try_acquire()
        if second is None:
            first.leave(sent=False)
            return None
        return ChainedPermit(first, second)

    def name_of(self, caller: Caller) -> str:
        """What a caller is called in both lines."""
        return self._second.name_of(caller)

    async def enter(self, partition: str, until: float, *, bulk: bool = False) -> "ChainedPermit":
        """A place in the first, then in the second. See Gate."""
        first = await self._first.enter(partition, until, bulk=bulk)
        try:
            return ChainedPermit(first, await self._second.enter(partition, until, bulk=bulk))
        except BaseException:
            first.leave(sent=False)
            raise

    def close(self, seconds: float | None) -> None:
        """Close the second, which every call passes."""
        self._second.close(seconds)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Tell the second, which every call passes."""
        self._second.learn(headers)


@dataclass(frozen=True, slots=True)
class ChainedPermit:
    """A place in each of two gates."""

    first: Permit
    second: Permit

    def leave(self, *, sent: bool = True) -> None:
        """Give both back."""
        self.first.leave(sent=sent)
        self.second.leave(sent=sent)
