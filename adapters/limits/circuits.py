"""Circuit breakers, one per kind of call: while a product keeps failing, only one call a second is sent.

The libraries on the package index (purgatory, aiobreaker, pybreaker) do not fit: they count consecutive failures rather
than those in a window, let every waiting call through when they try again, and have no budget of retries.
"""

import math
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

from adapters.limits.permits import Tally
from adapters.messages import NAMES
from domain.errors import ServiceName, UpstreamTimeout, UpstreamUnavailable

WatchedResult = TypeVar("WatchedResult")

# In seconds; failures count for one to two periods.
PERIOD = 15.0
# A circuit opens after so many failures, if at least half of the calls failed. A whole quota of Books is 25 calls in a
# period.
FAILURES = 20
PROBE_SECONDS = 1.0
# The budget of retries at the start, and what each call adds: 1,000 calls in a row become at most 1,100.
RETRIES = 10.0
RETRIES_A_CALL = 0.09


class Circuit:
    """The circuit of one organisation's calls of one kind to one product."""

    def __init__(self, service: ServiceName, tally: Tally, clock: Callable[[], float] = monotonic) -> None:
        self.is_open = False
        self.tally = tally
        self._service: ServiceName = service
        self._clock = clock
        self._retries = RETRIES
        self._good = self._failed = self._good_before = self._failed_before = 0
        self._since = clock()
        self._probing = False
        self._probe_at = 0.0

    @property
    def idle(self) -> bool:
        """Whether dropping it would lose no state."""
        return not self.is_open and self._clock() - self._since > 2 * PERIOD

    def earn(self) -> None:
        """Add a call's share to the budget of retries."""
        if self._retries < RETRIES:
            self._retries = min(RETRIES, self._retries + RETRIES_A_CALL)

    def may_retry(self) -> bool:
        """Take a retry from the budget; whether there was one."""
        if self._retries < 1:
            self.tally.unretried += 1
            return False
        self._retries -= 1
        self.tally.retries += 1
        return True

    def check(self) -> None:
        """Raise UpstreamUnavailable where the circuit is open and no call may be sent now."""
        if self.is_open and (self._probing or self._clock() < self._probe_at):
            raise self._open()

    async def result_of(
        self, call: Awaitable[WatchedResult], failed: Callable[[WatchedResult], bool], *, patient: bool = True
    ) -> WatchedResult:
        """The answer to a call that `check` has just let pass, which is counted. Raises what the call raises.

        Failures are the answers for which `failed` returns true, transient errors, and timeouts of `patient` calls: the
        other ones had too little time. A cancelled call is not counted.
        """
        probe = self.is_open
        if probe:
            self._probing = True
            self._probe_at = self._clock() + PROBE_SECONDS
        try:
            answer = await call
        except UpstreamTimeout:
            if patient:
                self._note_failure()
            raise
        except UpstreamUnavailable as error:
            if error.transient:
                self._note_failure()
            raise
        finally:
            if probe:
                self._probing = False
        if failed(answer):
            self._note_failure()
        else:
            self._good += 1
            self.is_open = False
        return answer

    def _note_failure(self) -> None:
        if self.is_open:
            return
        now = self._clock()
        passed = now - self._since
        if passed > PERIOD:
            recent = passed <= 2 * PERIOD
            self._good_before, self._failed_before = (self._good, self._failed) if recent else (0, 0)
            self._good = self._failed = 0
            self._since = now
        self._failed += 1
        failed = self._failed + self._failed_before
        if failed >= FAILURES and failed >= self._good + self._good_before:
            self.is_open = True
            self._probe_at = now + PROBE_SECONDS
            self._good = self._failed = self._good_before = self._failed_before = 0

    def _open(self) -> UpstreamUnavailable:
        left = self._probe_at - self._clock()
        return UpstreamUnavailable(
            f"{NAMES[self._service]} fails again and again. Try again later.",
            service=self._service,
            detail="not asked",
            retry_after=float(max(1, math.ceil(left))),
        )
