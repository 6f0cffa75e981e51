"""A loop whose time leaps to the next moment at which something happens: minutes of waiting in no time."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")
Clock = Callable[[], float]


class _Leap(selectors.SelectSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def select(self, timeout: float | None = None) -> Any:
        """What is ready now; where nothing is, the wait is over at once."""
        ready = super().select(0)
        if not ready and timeout is not None:
            # Never less than the clock can show.
            self.now += timeout + 1e-9 if timeout > 0 else 0
        return ready


class _Leaping(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._leap = _Leap()
        super().__init__(self._leap)

    def time(self) -> float:
        """The time of this loop."""
        return self._leap.now


def leaping(work: Callable[[Clock], Coroutine[Any, Any, Result]]) -> Result:
    """What `work` comes to, given the clock of its loop."""
    loop = _Leaping()
    try:
        return loop.run_until_complete(work(loop.time))
    finally:
        loop.close()
