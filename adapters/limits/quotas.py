"""An organisation's quota of one product, kept within one process: so many calls in any window, so many at once.

A product counts a call at some time between its being sent and its answer. A place is therefore taken when a call is
sent and comes back a window after its answer: however the product's window lies, it never holds more calls than that.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Mapping
from time import monotonic

from adapters.limits.fair_queue import FairQueue, Waiter
from adapters.limits.permits import Allowance, Permit, Tally, quota_exhausted, unanswered
from domain.caller import Caller
from domain.errors import ServiceName, SuitegraphError, TooManyRequests

NEVER = math.inf
# What is left of a window beyond this part is given out evenly, and never to bulk: whoever comes late finds some.
BURST_PART = 0.75
# The part of its time that a call waits for its turn at most: its answer takes some of it as well.
WAITING_PART = 0.95
# How long what CRM tells of its credits holds: their window rolls on.
CREDITS_HOLD = 300.0


class DailyQuota:
    """What is left of an organisation's day, as the product's answers tell it."""

    def __init__(self, reserve: int, clock: Callable[[], float]) -> None:
        self._reserve = reserve
        self._clock = clock
        self._left: int | None = None
        self._until = 0.0

    def learn(self, headers: Mapping[str, str]) -> None:
        """Note what is left. Where nothing is, people still ask: it may have been raised.

        Sources: Books' and Billing's `X-Rate-Limit-Remaining` and `-Reset` (seconds until the organisation's midnight),
        CRM's `X-API-CREDITS-REMAINING`, which is there once half of the credits are used.
        """
        left = _number(headers.get("X-Rate-Limit-Remaining"))
        if left is not None:
            lasts = _number(headers.get("X-Rate-Limit-Reset"))
        else:
            left, lasts = _number(headers.get("X-API-CREDITS-REMAINING")), None
        self._left = left
        if left is not None:
            self._until = self._clock() + (CREDITS_HOLD if lasts is None else lasts)

    def closed_to_bulk(self) -> float:
        """For how many seconds bulk must stop."""
        if self._left is None or self._left > self._reserve:
            return 0.0
        return max(0.0, self._until - self._clock())


def _number(value: str | None) -> int | None:
    return int(value) if value is not None and value.isdecimal() and len(value) < 12 else None


class Quota:
    """One organisation's quota of one product."""

    def __init__(
        self, service: ServiceName, allowance: Allowance, tally: Tally, clock: Callable[[], float] = monotonic
    ) -> None:
        self.line = FairQueue()
        self.tally = tally
        self._inside = 0
        self.service: ServiceName = service
        self.allowance = allowance
        self._burst = max(1, int(allowance.calls * BURST_PART))
        self._clock = clock
        # When the places of answered calls come back, in order.
        self._back: deque[float] = deque()
        self._closed = 0.0
        # Since the free part was used up and until nobody waits, calls are spread evenly, the next one from `_next` on.
        self._paced = False
        self._next = 0.0
        self._budget = DailyQuota(allowance.reserve, clock)
        self._wake: asyncio.TimerHandle | None = None

    @property
    def inside(self) -> int:
        """How many calls are being answered."""
        return self._inside

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return len(self.line)

    @property
    def idle(self) -> bool:
        """Whether nothing would be lost with it. What is left of the day is told again by the next answer."""
        return not (self._inside or self.line or self._back) and self._closed <= self._clock()

    def name_of(self, caller: Caller) -> str:
        """What a caller is called in the line."""
        return caller.partition

    def try_acquire(self) -> "Quota | None":
        """A place, None where the call must wait."""
        if self.line:
            return None
        now = self._clock()
        if self._opens(now) > now:
            return None
        self.take(now)
        return self

    async def enter(self, partition: str, until: float, *, bulk: bool = False) -> Permit:
        """A place in this caller's turn. See Gate."""
        now, left = self._clock(), WAITING_PART * (until - asyncio.get_running_loop().time())
        if bulk and (closed := self._budget.closed_to_bulk()):
            raise self.refusal(closed)
        earliest_start = self.earliest_start(now, partition, bulk=bulk)
        if earliest_start >= now + left:
            raise self.refusal(earliest_start - now)
        waiter = Waiter(partition, now + left, bulk)
        self.line.join(waiter)
        self.admit()
        if not waiter.place.done():
            self.tally.waits += 1
        await self._stand(waiter, left)
        return self.place_of(waiter)

    def place_of(self, waiter: Waiter) -> Permit:
        """The place that a waiter was given."""
        return self

    async def _stand(self, waiter: Waiter, left: float) -> None:
        """Wait for the place. Whoever gives up leaves the line; a place that was just given goes to the next one."""
        began = self._clock()
        try:
            async with asyncio.timeout(left):
                await waiter.place
        except BaseException as error:
            given = waiter.place.done() and not waiter.place.cancelled() and waiter.place.exception() is None
            if given:
                self.place_of(waiter).leave(sent=False)
            else:
                self.line.leave(waiter)
            if isinstance(error, TimeoutError):
                raise self.too_late(waiter) from error
            raise
        finally:
            self.tally.waited_seconds += self._clock() - began

    def take(self, now: float) -> None:
        """A call goes now."""
        self._inside += 1
        calls = self.allowance.calls
        if not calls:
            return
        taken = self._inside + len(self._back)
        if taken >= self._burst:
            self._paced = True
        if self._paced:
            # What is left lasts until more comes back, and the pace is never more than what comes back in the long run.
            back = self._back[0] - now if self._back else self.allowance.seconds
            pace = max(self.allowance.seconds / calls, back / max(1, calls - taken))
            self._next = max(self._next, now - pace) + pace

    def leave(self, *, sent: bool = True) -> None:
        """Give the place back: a window from now, or at once where nothing was sent."""
        self.note_end(sent=sent)
        if self.line:
            self.admit()

    def note_end(self, *, sent: bool) -> None:
        """A call has ended."""
        self._inside -= 1
        if sent and self.allowance.calls:
            self._back.append(self._clock() + self.allowance.seconds)

    def close(self, seconds: float | None) -> None:
        """Let no call pass for so long, else until the window has passed. Who cannot wait so long fails now."""
        self.tally.throttled += 1
        if seconds is None:
            seconds = self.allowance.seconds if self.allowance.calls else 0.0
        self._closed = max(self._closed, self._clock() + seconds)
        for waiter in [waiter for waiter in self.line if waiter.until <= self._closed]:
            self.line.leave(waiter)
            if not waiter.place.done():
                waiter.place.set_exception(self.refusal(self._closed - self._clock()))

    def learn(self, headers: Mapping[str, str]) -> None:
        """Note what an answer tells of the day's budget."""
        self._budget.learn(headers)

    def admit(self) -> None:
        """Give places to those whose turn it is, and come back when there are more."""
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        while self.line:
            now = self._clock()
            opens = self._opens(now, bulk=self.line.only_bulk)
            if opens > now:
                if opens < NEVER:
                    self._wake = asyncio.get_running_loop().call_later(opens - now, self.admit)
                return
            waiter = self.line.next()
            # One that gave up in this very moment is still in line.
            if not waiter.place.done():
                self.take(now)
                waiter.place.set_result(None)

    def _opens(self, now: float, *, bulk: bool = False) -> float:
        """From when on a call may go, `NEVER` as long as only an answer can bring that about."""
        allowance, back = self.allowance, self._back
        if self._inside >= (max(1, int(allowance.at_once * BURST_PART)) if bulk else allowance.at_once):
            return NEVER
        if not allowance.calls:
            return self._closed
        while back and back[0] <= now:
            back.popleft()
        taken = self._inside + len(back)
        if taken < self._burst:
            if not self._paced or not self.line:
                self._paced = False
                return self._closed
            return max(self._closed, self._next)
        too_many = taken - (self._burst if bulk else allowance.calls)
        if too_many < 0:
            return max(self._closed, self._next)
        return max(self._closed, self._next, back[too_many]) if too_many < len(back) else NEVER

    def earliest_start(self, now: float, partition: str, *, bulk: bool) -> float:
        """The earliest time at which a call of this caller can go, were all others to be answered at once."""
        ahead = self.line.ahead_of(partition, bulk=bulk)
        opens = self._opens(now, bulk=bulk)
        if not self.allowance.calls:
            return self._closed
        pace = self.allowance.seconds / self.allowance.calls
        even = self._next + ahead * pace if self._paced else now
        free = (self._burst if bulk else self.allowance.calls) - self._inside - len(self._back)
        short = ahead - free
        if short < 0:
            full = now
        elif short < len(self._back):
            full = self._back[short]
        else:
            full = now + self.allowance.seconds
        return max(even, full, self._closed, opens if opens < NEVER else now)

    def refusal(self, seconds: float) -> TooManyRequests:
        """The error of a call that is not made for so long."""
        self.tally.refused += 1
        return quota_exhausted(self.service, seconds)

    def too_late(self, waiter: Waiter) -> SuitegraphError:
        """The error of a call whose time is over."""
        now = self._clock()
        opens = self._opens(now, bulk=waiter.bulk)
        if opens >= NEVER:
            # Not the quota: the calls before are not answered.
            return unanswered(self.service)
        return self.refusal(max(opens, self.earliest_start(now, waiter.partition, bulk=waiter.bulk)) - now)
