"""A quota with callers who keep asking, on a loop whose time leaps."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from adapters.limits.permits import Allowance, Tally
from adapters.limits.quotas import Quota
from domain.errors import SuitegraphError, TooManyRequests
from tests.adapters.leaping import Clock

BOOKS = Allowance(at_once=8, calls=95, seconds=60.0, reserve=100)


@dataclass(slots=True)
class Office:
    """A quota and what was sent through it: (caller, sent at, answered at)."""

    clock: Clock
    quota: Quota
    sent: list[tuple[str, float, float]] = field(default_factory=list[tuple[str, float, float]])
    refused: Counter[str] = field(default_factory=Counter[str])

    async def call(
        self, caller: str, lasts: float | asyncio.Event = 0.1, patience: float = 10.0, *, bulk: bool = False
    ) -> None:
        """A call that waits for its turn, and lasts so many seconds or until something happens."""
        permit = None if bulk else self.quota.try_acquire()
        if permit is None:
            permit = await self.quota.acquire(caller, self.clock() + patience, bulk=bulk)
        began = self.clock()
        await (lasts.wait() if isinstance(lasts, asyncio.Event) else asyncio.sleep(lasts))
        permit.release()
        self.sent.append((caller, began, self.clock()))

    async def keep_asking(self, caller: str, until: float, pause: float = 0.0, **how: Any) -> None:
        """One call after the other; after a refusal it waits as it is told."""
        while self.clock() < until:
            try:
                await self.call(caller, **how)
            except TooManyRequests as error:
                self.refused[caller] += 1
                await asyncio.sleep(error.retry_after or 0)
            await asyncio.sleep(pause)

    def most_counted(self) -> int:
        """The most calls that a window of the product may hold, whenever it counts each."""
        seconds = self.quota.allowance.seconds
        return max(
            sum(began <= moment < ended + seconds for _, began, ended in self.sent) for _, moment, _ in self.sent
        )


def office(clock: Clock, **changed: Any) -> Office:
    """With Books' allowance, or with another one."""
    return Office(clock, Quota("books", Allowance(**changed) if changed else BOOKS, Tally(), clock))


async def ended(*tasks: asyncio.Task[None]) -> list[SuitegraphError | None]:
    """What came of them: None, or the error."""
    found: list[Any] = await asyncio.gather(*tasks, return_exceptions=True)
    return found
