"""How use is counted: within the last seconds, since midnight, or at this moment."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from typing import Protocol

from sandbox.company.company import ZONE


class Gauge(Protocol):
    """A quota of `most`, and what is used of it."""

    most: int

    def used(self) -> int:
        """What is used now."""
        ...

    def take(self, amount: int) -> None:
        """Use this much more."""
        ...

    def leave(self, amount: int) -> None:
        """The call that took this much has ended."""
        ...


class WindowGauge:
    """Use within the last `seconds`. It slides with the clock: no span of that length holds more than `most`."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self.most = most
        self._seconds = seconds
        self._clock = clock
        self._taken: deque[tuple[float, int]] = deque()
        self._sum = 0

    def used(self) -> int:
        """What was used within the window that ends now."""
        start = self._clock() - self._seconds
        while self._taken and self._taken[0][0] <= start:
            self._sum -= self._taken.popleft()[1]
        return self._sum

    def take(self, amount: int) -> None:
        """Use this much more."""
        self._taken.append((self._clock(), amount))
        self._sum += amount

    def leave(self, amount: int) -> None:
        """Use stays in the window, however the call ended."""


class DailyGauge:
    """Use since midnight in the company's zone."""

    def __init__(self, most: int, clock: Callable[[], datetime] = lambda: datetime.now(ZONE)) -> None:
        self.most = most
        self._clock = clock
        self._day = clock().date()
        self._sum = 0

    def used(self) -> int:
        """What was used today."""
        today = self._clock().date()
        if today != self._day:
            self._day, self._sum = today, 0
        return self._sum

    def seconds_left(self) -> int:
        """Until the day, and with it the budget, begins anew."""
        return seconds_to_midnight(self._clock())

    def take(self, amount: int) -> None:
        """Use this much more."""
        self._sum += amount

    def leave(self, amount: int) -> None:
        """Use stays, however the call ended."""


class ConcurrencyGauge:
    """Use at this moment: a call gives back what it took. `peak` is the most that was ever used."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.peak = 0
        self._held = 0

    def used(self) -> int:
        """What is used now."""
        return self._held

    def take(self, amount: int) -> None:
        """Use this much more."""
        self._held += amount
        self.peak = max(self.peak, self._held)

    def leave(self, amount: int) -> None:
        """Give this much back."""
        self._held -= amount


def seconds_to_midnight(at: datetime) -> int:
    """Until the next day begins in the zone of `at`, on days of 23 and 25 hours too."""
    midnight = datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo)
    return int((midnight.astimezone(UTC) - at.astimezone(UTC)).total_seconds())
