"""An organisation's quota of one product within one process: so many calls in any window, and so many at once.

A product counts a call at some time between its sending and its answer. A permit is therefore acquired when a call is
sent, and is available again a window after the answer: no window of the product ever holds more calls than allowed.
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
# The part of a window that is granted freely. The rest is spread evenly, and never over bulk operations, so that a late
# caller still gets a permit.
BURST_PART = 0.75
# The part of its time that a call may spend waiting: the answer takes time as well.
WAITING_PART = 0.95
# For how many seconds CRM's remaining credits are valid: their window is a rolling one.
CREDITS_VALID_SECONDS = 300.0


class DailyQuota:
    """The calls that an organisation has left for the day, by the headers of the product's answers."""

    def __init__(self, reserve: int, clock: Callable[[], float]) -> None:
        self._reserve = reserve
        self._clock = clock
        self._remaining: int | None = None
        self._until = 0.0

    def learn(self, headers: Mapping[str, str]) -> None:
        """Note the calls that remain. People may call even when none remains, since the quota may have been raised.

        Sources: Books' and Billing's `X-Rate-Limit-Remaining` and `-Reset` (seconds until the organisation's midnight),
        CRM's `X-API-CREDITS-REMAINING`, which is sent once half of the credits are used.
        """
        remaining = _number(headers.get("X-Rate-Limit-Remaining"))
        if remaining is not None:
            valid_seconds = _number(headers.get("X-Rate-Limit-Reset"))
        else:
            remaining, valid_seconds = _number(headers.get("X-API-CREDITS-REMAINING")), None
        self._remaining = remaining
        if remaining is not None:
            self._until = self._clock() + (CREDITS_VALID_SECONDS if valid_seconds is None else valid_seconds)

    def bulk_pause(self) -> float:
        """For how many seconds bulk operations must pause."""
        if self._remaining is None or self._remaining > self._reserve:
            return 0.0
        return max(0.0, self._until - self._clock())


def _number(value: str | None) -> int | None:
    return int(value) if value is not None and value.isdecimal() and len(value) < 12 else None


class Quota:
    """One organisation's quota of one product."""

    def __init__(
        self, service: ServiceName, allowance: Allowance, tally: Tally, clock: Callable[[], float] = monotonic
    ) -> None:
        self.queue = FairQueue()
        self.tally = tally
        self._inside = 0
        self.service: ServiceName = service
        self.allowance = allowance
        self._burst = max(1, int(allowance.calls * BURST_PART))
        self._clock = clock
        # When the permits of answered calls are available again, in order.
        self._returning: deque[float] = deque()
        self._paused_until = 0.0
        # Once the free part is used up, and until no call waits, calls are spread evenly: the next goes at `_next_at`.
        self._is_paced = False
        self._next_at = 0.0
        self._daily_quota = DailyQuota(allowance.reserve, clock)
        self._wake: asyncio.TimerHandle | None = None

    @property
    def inside(self) -> int:
        """The number of calls that are being answered."""
        return self._inside

    @property
    def waiting(self) -> int:
        """The number of calls that wait for a permit."""
        return len(self.queue)

    @property
    def idle(self) -> bool:
        """Whether dropping it would lose no state. The next answer reports the rest of the day again."""
        return not (self._inside or self.queue or self._returning) and self._paused_until <= self._clock()

    def queue_name_of(self, caller: Caller) -> str:
        """The name of a caller in the queue."""
        return caller.partition

    def try_acquire(self) -> "Quota | None":
        """A permit, None where the call must wait."""
        if self.queue:
            return None
        now = self._clock()
        if self._next_start(now) > now:
            return None
        self.note_start(now)
        return self

    async def acquire(self, partition: str, until: float, *, bulk: bool = False) -> Permit:
        """A permit when it is this caller's turn. See PermitSource."""
        now, patience = self._clock(), WAITING_PART * (until - asyncio.get_running_loop().time())
        if bulk and (pause := self._daily_quota.bulk_pause()):
            raise self.refusal(pause)
        earliest_start = self.earliest_start(now, partition, bulk=bulk)
        if earliest_start > now and earliest_start >= now + patience:
            raise self.refusal(earliest_start - now)
        waiter = Waiter(partition, now + patience, bulk)
        self.queue.join(waiter)
        self.admit()
        if not waiter.granted.done():
            self.tally.waits += 1
        await self._wait(waiter, patience)
        return self.permit_of(waiter)

    def permit_of(self, waiter: Waiter) -> Permit:
        """The permit that a waiter was granted."""
        return self

    async def _wait(self, waiter: Waiter, patience: float) -> None:
        """Wait for a permit. A call that gives up leaves the queue; a permit just granted goes to the next."""
        began = self._clock()
        try:
            async with asyncio.timeout(patience):
                await waiter.granted
        except BaseException as error:
            granted = waiter.granted
            if granted.done() and not granted.cancelled() and granted.exception() is None:
                self.permit_of(waiter).release(sent=False)
            else:
                self.queue.leave(waiter)
            if isinstance(error, TimeoutError):
                raise self.timeout_error(waiter) from error
            raise
        finally:
            self.tally.waited_seconds += self._clock() - began

    def note_start(self, now: float) -> None:
        """Count a call that is sent now."""
        self._inside += 1
        calls = self.allowance.calls
        if not calls:
            return
        taken = self._inside + len(self._returning)
        if taken >= self._burst:
            self._is_paced = True
        if self._is_paced:
            # The remaining permits last until others return; the pace never exceeds the rate at which permits return.
            seconds = self._returning[0] - now if self._returning else self.allowance.seconds
            pace = max(self.allowance.seconds / calls, seconds / max(1, calls - taken))
            self._next_at = max(self._next_at, now - pace) + pace

    def release(self, *, sent: bool = True) -> None:
        """Return the permit: it is available again a window from now, or at once where nothing was sent."""
        self.note_end(sent=sent)
        if self.queue:
            self.admit()

    def note_end(self, *, sent: bool) -> None:
        """Count a call that has ended."""
        self._inside -= 1
        if sent and self.allowance.calls:
            self._returning.append(self._clock() + self.allowance.seconds)

    def pause(self, seconds: float | None) -> None:
        """Grant nothing for `seconds`, by default for a window. Calls that cannot wait so long fail now."""
        self.tally.throttled += 1
        if seconds is None:
            seconds = self.allowance.seconds if self.allowance.calls else 0.0
        self._paused_until = max(self._paused_until, self._clock() + seconds)
        for waiter in [waiter for waiter in self.queue if waiter.until <= self._paused_until]:
            self.queue.leave(waiter)
            if not waiter.granted.done():
                waiter.granted.set_exception(self.refusal(self._paused_until - self._clock()))

    def learn(self, headers: Mapping[str, str]) -> None:
        """Note what the headers of an answer say about the rest of the day."""
        self._daily_quota.learn(headers)

    def admit(self) -> None:
        """Grant permits to the calls whose turn it is, and schedule itself for when there are more."""
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        while self.queue:
            now = self._clock()
            next_start = self._next_start(now, bulk=self.queue.only_bulk)
            if next_start > now:
                if next_start < NEVER:
                    self._wake = asyncio.get_running_loop().call_later(next_start - now, self.admit)
                return
            waiter = self.queue.next()
            # A call that has just given up is still in the queue.
            if not waiter.granted.done():
                self.note_start(now)
                waiter.granted.set_result(None)

    def _next_start(self, now: float, *, bulk: bool = False) -> float:
        """When the next call may be sent, `NEVER` while it waits for an answer."""
        allowance, returning = self.allowance, self._returning
        if self._inside >= (max(1, int(allowance.at_once * BURST_PART)) if bulk else allowance.at_once):
            return NEVER
        if not allowance.calls:
            return self._paused_until
        while returning and returning[0] <= now:
            returning.popleft()
        taken = self._inside + len(returning)
        if taken < self._burst:
            if not self._is_paced or not self.queue:
                self._is_paced = False
                return self._paused_until
            return max(self._paused_until, self._next_at)
        too_many = taken - (self._burst if bulk else allowance.calls)
        if too_many < 0:
            return max(self._paused_until, self._next_at)
        return max(self._paused_until, self._next_at, returning[too_many]) if too_many < len(returning) else NEVER

    def earliest_start(self, now: float, partition: str, *, bulk: bool) -> float:
        """The earliest time at which a call of this caller can be sent, if all others were answered at once."""
        ahead = self.queue.ahead_of(partition, bulk=bulk)
        next_start = self._next_start(now, bulk=bulk)
        if not self.allowance.calls:
            return self._paused_until
        pace = self.allowance.seconds / self.allowance.calls
        paced_start = self._next_at + ahead * pace if self._is_paced else now
        free = (self._burst if bulk else self.allowance.calls) - self._inside - len(self._returning)
        missing = ahead - free
        if missing < 0:
            free_start = now
        elif missing < len(self._returning):
            free_start = self._returning[missing]
        else:
            free_start = now + self.allowance.seconds
        return max(paced_start, free_start, self._paused_until, next_start if next_start < NEVER else now)

    def refusal(self, seconds: float) -> TooManyRequests:
        """The error of a call that cannot be sent for so many seconds."""
        self.tally.refused += 1
        return quota_exhausted(self.service, seconds)

    def timeout_error(self, waiter: Waiter) -> SuitegraphError:
        """The error of a call that has waited for too long."""
        now = self._clock()
        next_start = self._next_start(now, bulk=waiter.bulk)
        if next_start >= NEVER:
            # The quota is not exhausted: earlier calls are unanswered.
            return unanswered(self.service)
        return self.refusal(max(next_start, self.earliest_start(now, waiter.partition, bulk=waiter.bulk)) - now)
