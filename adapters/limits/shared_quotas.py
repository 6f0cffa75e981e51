"""An organisation's quota shared by several processes through a Valkey or Redis server, in turns across all of them.

Each process tells the server what ended and who waits there, and is told who may go (limiter.lua): one exchange for all
that happened since the last. A server that fails is left alone for a while: each process then keeps to its part.
"""

import asyncio
import secrets
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from time import monotonic
from typing import Any, cast
from weakref import WeakSet

import structlog
from redis.exceptions import RedisError

from adapters.limits.fair_queue import Waiter
from adapters.limits.permits import Allowance, Permit, Tally, unanswered
from adapters.limits.quotas import BURST_PART, Quota
from adapters.valkey_server import server_at
from domain.caller import Caller
from domain.errors import ServiceName, SuitegraphError

PURPOSE = "suitegraph turns"
ANSWER_SECONDS = 0.25
REST_SECONDS = 2.0
# A process that has told nothing for so long waits for nothing any more.
BEAT = 3.0
LONGEST_PAUSE = 1.0
# How often to look whether another process's answer has freed a place.
LOOK_SECONDS = 0.015
# The most callers told in one exchange.
MOST_REPORTED = 200

log = structlog.get_logger("suitegraph")


class QuotaServer:
    """The server that keeps the quotas of several processes."""

    def __init__(self, url: str, workers: int, lease: float) -> None:
        """`workers` share the limits. A call that has not ended after `lease` seconds is taken for dead."""
        self._server = server_at(url, ANSWER_SECONDS)
        self._script: Any = self._server.register_script(
            files("adapters.limits").joinpath("limiter.lua").read_text("utf-8")
        )
        self.workers = workers
        self.lease = lease
        self.prefix = secrets.token_hex(6) + ":"
        self._rests_until = 0.0
        self.failed = False
        self._quotas: WeakSet[SharedQuota] = WeakSet()

    def permit_source_of(self, service: ServiceName, name: str, allowance: Allowance, tally: Tally) -> "SharedQuota":
        """The quota of this name, the same one in every process."""
        made = SharedQuota(self, service, name, allowance, tally)
        self._quotas.add(made)
        return made

    @property
    def rests(self) -> bool:
        """Whether the server failed just now and is left alone."""
        return self.failed and monotonic() < self._rests_until

    async def exchange(self, keys: list[str], args: list[Any]) -> tuple[list[int], int, int] | None:
        """Who may go, by place in what was told; when to look again, in ms; how many callers wait. None: it failed."""
        try:
            granted, pause, waiting = cast("tuple[list[int], int, int]", await self._script(keys=keys, args=args))
        except (RedisError, OSError, TimeoutError) as error:
            self._rests_until = monotonic() + REST_SECONDS
            if not self.failed:
                self.failed = True
                log.warning("limits alone", error=type(error).__name__, workers=self.workers)
            return None
        if self.failed:
            self.failed = False
            log.info("limits shared")
        return granted, pause, waiting

    async def close(self) -> None:
        """Let go of the server."""
        for quota in list(self._quotas):
            await quota.close_conversation()
        await self._server.aclose()


@dataclass(frozen=True, slots=True)
class SharedPermit:
    """A place that the server gave."""

    quota: "SharedQuota"
    id: str

    def leave(self, *, sent: bool = True) -> None:
        """Give it back: a window from now, or at once where nothing was sent."""
        self.quota.end(self.id, sent=sent)


class SharedQuota(Quota):
    """One organisation's quota of one product, of which the server keeps count.

    It is this process's part of it as well, which counts along and holds alone while the server rests.
    """

    def __init__(
        self, limits: QuotaServer, service: ServiceName, name: str, allowance: Allowance, tally: Tally
    ) -> None:
        super().__init__(service, allowance.part(limits.workers), tally)
        self._limits = limits
        self._whole = allowance
        # One tag for all of them: a cluster keeps them together.
        names = ("window", "inside", "queue", "alive", "people", "bulk", "state")
        self._keys = [f"{{suitegraph:{name}}}:{each}" for each in names]
        self._ended: list[tuple[str, bool]] = []
        self._announced: set[tuple[str, bool]] = set()
        self._closing = 0.0
        self._last_id = 0
        self._callers = 0
        self._pause = 0.0
        self._looked_at = 0.0
        self._over = False
        self._news = asyncio.Event()
        self._conversation: asyncio.Task[None] | None = None

    def name_of(self, caller: Caller) -> str:
        """The same in every process, and nothing that leads back to the token."""
        return caller.token.key(PURPOSE, caller.data_centre).hex()[:32]

    def try_acquire(self) -> Quota | None:
        """A place of this process's part while the server fails; else it is asked first."""
        if not self._limits.failed:
            return None
        self.admit()
        return super().try_acquire()

    def place_of(self, waiter: Waiter) -> Permit:
        """The place that the server gave, or one of this process's part."""
        return SharedPermit(self, waiter.id) if waiter.id else self

    def end(self, id_: str, *, sent: bool) -> None:
        """A call that the server let go has ended."""
        self.note_end(sent=sent)
        self._ended.append((id_, sent))
        self.admit()

    def close(self, seconds: float | None) -> None:
        """Close it for every process."""
        super().close(seconds)
        self._closing = seconds if seconds is not None else self._whole.seconds if self._whole.calls else 0.0
        self.admit()

    def admit(self) -> None:
        """Have the server asked who may go; while it fails, see to it here."""
        if self._limits.failed:
            super().admit()
        if self._limits.rests or self._over:
            return
        self._news.set()
        if self._conversation is None or self._conversation.done():
            self._conversation = asyncio.ensure_future(self._converse())

    async def close_conversation(self) -> None:
        """Tell what has ended, and no more."""
        self._over = True
        self._news.set()
        if self._conversation is not None:
            # Ended in the middle it would leave a connection open.
            await asyncio.wait({self._conversation}, timeout=2 * ANSWER_SECONDS)
            self._conversation.cancel()
        if self._ended and not self._limits.failed:
            await self._exchange()

    def earliest_start(self, now: float, partition: str, *, bulk: bool) -> float:
        """The earliest time at which a call of this caller can go, as far as the server told."""
        if self._limits.failed:
            return super().earliest_start(now, partition, bulk=bulk)
        return self._expected(now, self.line.waiting_of(partition, bulk=bulk))

    def too_late(self, waiter: Waiter) -> SuitegraphError:
        """The error of a call whose time is over."""
        if self._limits.failed:
            return super().too_late(waiter)
        now = monotonic()
        return self.refusal(self._expected(now, 0) - now) if self._pause > 0 else unanswered(self.service)

    def _expected(self, now: float, own: int) -> float:
        """When a call goes before which so many of its own caller's wait, if all others waited no longer."""
        if self._pause < 0 or not self._whole.calls:
            return now
        pace = self._whole.seconds / self._whole.calls
        return max(now, self._looked_at + self._pause) + own * max(1, self._callers) * pace * bool(self._pause)

    async def _converse(self) -> None:
        while True:
            self._news.clear()
            if not await self._exchange():
                super().admit()
                return
            self._refuse_late()
            if self._over or not (self.line or self._ended or self._closing):
                return
            if self.line and not self._ended:
                pause = LOOK_SECONDS if self._pause < 0 else min(max(self._pause, 0.001), LONGEST_PAUSE)
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._news.wait()

    async def _exchange(self) -> bool:
        """Tell and be told once; whether the server answered."""
        told = list(islice(self.line.callers(), MOST_REPORTED))
        left = self._announced - {(partition, bulk) for partition, bulk, _ in told}
        everyone = [*told, *((partition, bulk, 0) for partition, bulk in left)]
        ended, self._ended = self._ended, []
        closing, self._closing = self._closing, 0.0
        answer = await self._limits.exchange(self._keys, self._args(ended, everyone, closing))
        if answer is None:
            # It may have let calls go all the same, and of places that ended the server finds out by itself in the end.
            lost = min(sum(count for *_, count in told), self._whole.at_once)
            maybe = [(self._next_id(), False) for _ in range(lost)]
            self._ended = [*ended, *self._ended, *maybe][-MOST_REPORTED:]
            return False
        self._announced = {(partition, bulk) for partition, bulk, _ in told}
        granted, pause, self._callers = answer
        self._looked_at, self._pause = monotonic(), pause / 1000 if pause >= 0 else -1.0
        for index in granted:
            partition, bulk, _ = told[index]
            self._give(partition, self._next_id(), bulk=bulk)
        return True

    def _next_id(self) -> str:
        self._last_id += 1
        return f"{self._limits.prefix}{self._last_id - 1}"

    def _args(self, ended: list[tuple[str, bool]], told: list[tuple[str, bool, int]], closing: float) -> list[Any]:
        whole, limits = self._whole, self._limits
        of_bulk = max(1, int(whole.at_once * BURST_PART))
        figures = (whole.calls, whole.seconds * 1000, whole.at_once, max(1, int(whole.calls * BURST_PART)), of_bulk)
        times = (limits.lease * 1000, BEAT * 1000, closing * 1000)
        ends = [value for id_, sent in ended for value in (id_, int(sent))]
        callers = [value for partition, bulk, count in told for value in (partition, int(bulk), count)]
        return [*figures, *times, limits.prefix, self._last_id, len(ended), *ends, len(told), *callers]

    def _give(self, partition: str, id_: str, *, bulk: bool) -> None:
        self.take(monotonic())
        try:
            waiter = self.line.next_of(partition, bulk=bulk)
        except KeyError:
            self.end(id_, sent=False)
            return
        if waiter.place.done():
            self.end(id_, sent=False)
        else:
            waiter.id = id_
            waiter.place.set_result(None)

    def _refuse_late(self) -> None:
        """Let those fail at once who cannot be served in time."""
        now, own = monotonic(), Counter[tuple[str, bool]]()
        for waiter in list(self.line):
            key = waiter.partition, waiter.bulk
            expected = self._expected(now, own[key])
            own[key] += 1
            if expected >= waiter.until:
                self.line.leave(waiter)
                if not waiter.place.done():
                    waiter.place.set_exception(self.refusal(expected - now))
