"""An organisation's quota shared by several processes through a Valkey or Redis server, with turns across all of them.

Each process reports to the server which calls ended and which wait, and the server grants permits (limiter.lua): one
exchange for all that happened since the last one. After a failure the server is not asked for a while, and each process
keeps to its part of the quota.
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
# After how many seconds without a report the waiting calls of a process are forgotten.
BEAT = 3.0
LONGEST_PAUSE = 1.0
# How often the server is asked whether another process has returned a permit.
LOOK_SECONDS = 0.015
# The most callers that are reported in one exchange.
MOST_REPORTED = 200

log = structlog.get_logger("suitegraph")


class QuotaServer:
    """The server that holds the quotas of several processes."""

    def __init__(self, url: str, workers: int, lease: float) -> None:
        """`workers` processes share the limits. A call that has not ended after `lease` seconds counts as ended."""
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
        """The quota of this name, which is the same in every process."""
        quota = SharedQuota(self, service, name, allowance, tally)
        self._quotas.add(quota)
        return quota

    @property
    def rests(self) -> bool:
        """Whether the server has just failed and is not asked for a while."""
        return self.failed and monotonic() < self._rests_until

    async def exchange(self, keys: list[str], args: list[Any]) -> tuple[list[int], int, int] | None:
        """The indexes of the reported callers with a permit, the pause in ms, and the number of callers who wait.

        None where the server failed.
        """
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
        """Report the calls that have ended, and close the connections."""
        for quota in list(self._quotas):
            await quota.close_conversation()
        await self._server.aclose()


@dataclass(frozen=True, slots=True)
class SharedPermit:
    """A permit that the server granted."""

    quota: "SharedQuota"
    id: str

    def release(self, *, sent: bool = True) -> None:
        """Return the permit: it is available again a window from now, or at once where nothing was sent."""
        self.quota.end(self.id, sent=sent)


class SharedQuota(Quota):
    """One organisation's quota of one product, which the server counts.

    It is this process's part of the quota as well, which counts along and applies alone while the server fails.
    """

    def __init__(
        self, limits: QuotaServer, service: ServiceName, name: str, allowance: Allowance, tally: Tally
    ) -> None:
        super().__init__(service, allowance.part(limits.workers), tally)
        self._limits = limits
        self._whole = allowance
        # The braces keep all keys of a quota on one node of a cluster.
        names = ("window", "inside", "queue", "alive", "people", "bulk", "state")
        self._keys = [f"{{suitegraph:{name}}}:{each}" for each in names]
        self._ended: list[tuple[str, bool]] = []
        self._reported: set[tuple[str, bool]] = set()
        self._pausing = 0.0
        self._last_id = 0
        self._callers = 0
        self._pause = 0.0
        self._looked_at = 0.0
        self._over = False
        self._news = asyncio.Event()
        self._conversation: asyncio.Task[None] | None = None

    def queue_name_of(self, caller: Caller) -> str:
        """The name of a caller in the queue: the same in every process, and not traceable to the token."""
        return caller.token.key(PURPOSE, caller.data_centre).hex()[:32]

    def try_acquire(self) -> Quota | None:
        """A permit of this process's part while the server fails, else None: the server must be asked."""
        if not self._limits.failed:
            return None
        self.admit()
        return super().try_acquire()

    def permit_of(self, waiter: Waiter) -> Permit:
        """The permit that the server granted, or one of this process's part."""
        return SharedPermit(self, waiter.id) if waiter.id else self

    def end(self, id_: str, *, sent: bool) -> None:
        """Count and report the end of a call that the server had permitted."""
        self.note_end(sent=sent)
        self._ended.append((id_, sent))
        self.admit()

    def pause(self, seconds: float | None) -> None:
        """Pause the quota for every process."""
        super().pause(seconds)
        self._pausing = seconds if seconds is not None else self._whole.seconds if self._whole.calls else 0.0
        self.admit()

    def admit(self) -> None:
        """Ask the server for permits; while it fails, grant those of this process's part."""
        if self._limits.failed:
            super().admit()
        if self._limits.rests or self._over:
            return
        self._news.set()
        if self._conversation is None or self._conversation.done():
            self._conversation = asyncio.ensure_future(self._converse())

    async def close_conversation(self) -> None:
        """Report the calls that have ended, and end the conversation with the server."""
        self._over = True
        self._news.set()
        if self._conversation is not None:
            # Cancelled within an exchange it would leave a connection open.
            await asyncio.wait({self._conversation}, timeout=2 * ANSWER_SECONDS)
            self._conversation.cancel()
        if self._ended and not self._limits.failed:
            await self._exchange()

    def earliest_start(self, now: float, partition: str, *, bulk: bool) -> float:
        """The earliest time at which a call of this caller can be sent, by the server's last answer."""
        if self._limits.failed:
            return super().earliest_start(now, partition, bulk=bulk)
        return self._expected(now, self.queue.waiting_of(partition, bulk=bulk))

    def timeout_error(self, waiter: Waiter) -> SuitegraphError:
        """The error of a call that has waited for too long."""
        if self._limits.failed:
            return super().timeout_error(waiter)
        now = monotonic()
        return self.refusal(self._expected(now, 0) - now) if self._pause > 0 else unanswered(self.service)

    def _expected(self, now: float, own: int) -> float:
        """When a call behind `own` calls of its caller can be sent, if no other caller has more calls than that."""
        if self._pause <= 0:
            return now
        pace = self._whole.seconds / self._whole.calls if self._whole.calls else 0.0
        return max(now, self._looked_at + self._pause) + own * max(1, self._callers) * pace

    async def _converse(self) -> None:
        while True:
            self._news.clear()
            if not await self._exchange():
                super().admit()
                return
            self._refuse_late()
            if self._over or not (self.queue or self._ended or self._pausing):
                return
            if self.queue and not self._ended:
                pause = LOOK_SECONDS if self._pause < 0 else min(max(self._pause, 0.001), LONGEST_PAUSE)
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._news.wait()

    async def _exchange(self) -> bool:
        """Exchange reports and permits with the server once; whether it answered."""
        waiting = list(islice(self.queue.callers(), MOST_REPORTED))
        gone = self._reported - {(partition, bulk) for partition, bulk, _ in waiting}
        report = [*waiting, *((partition, bulk, 0) for partition, bulk in gone)]
        ended, self._ended = self._ended, []
        pausing, self._pausing = self._pausing, 0.0
        answer = await self._limits.exchange(self._keys, self._args(ended, report, pausing))
        if answer is None:
            # The server may have granted permits all the same; those that are not returned expire with their lease.
            most_granted = min(sum(count for *_, count in waiting), self._whole.at_once)
            perhaps_granted = [(self._next_id(), False) for _ in range(most_granted)]
            self._ended = [*ended, *self._ended, *perhaps_granted][-MOST_REPORTED:]
            return False
        self._reported = {(partition, bulk) for partition, bulk, _ in waiting}
        granted, pause, self._callers = answer
        self._looked_at, self._pause = monotonic(), pause / 1000 if pause >= 0 else -1.0
        for index in granted:
            partition, bulk, _ = waiting[index]
            self._grant(partition, self._next_id(), bulk=bulk)
        return True

    def _next_id(self) -> str:
        self._last_id += 1
        return f"{self._limits.prefix}{self._last_id - 1}"

    def _args(self, ended: list[tuple[str, bool]], report: list[tuple[str, bool, int]], pausing: float) -> list[Any]:
        whole, limits = self._whole, self._limits
        bulk_at_once = max(1, int(whole.at_once * BURST_PART))
        burst = max(1, int(whole.calls * BURST_PART))
        bounds = (whole.calls, whole.seconds * 1000, whole.at_once, burst, bulk_at_once)
        times = (limits.lease * 1000, BEAT * 1000, pausing * 1000)
        ends = [value for id_, sent in ended for value in (id_, int(sent))]
        callers = [value for partition, bulk, count in report for value in (partition, int(bulk), count)]
        return [*bounds, *times, limits.prefix, self._last_id, len(ended), *ends, len(report), *callers]

    def _grant(self, partition: str, id_: str, *, bulk: bool) -> None:
        self.note_start(monotonic())
        try:
            waiter = self.queue.next_of(partition, bulk=bulk)
        except KeyError:
            self.end(id_, sent=False)
            return
        if waiter.granted.done():
            self.end(id_, sent=False)
        else:
            waiter.id = id_
            waiter.granted.set_result(None)

    def _refuse_late(self) -> None:
        """Fail the calls at once that cannot be sent in time.

        While only hanging calls are in the way nobody knows when they end, and each call waits until its deadline.
        """
        if self._pause <= 0:
            return
        now, own = monotonic(), Counter[tuple[str, bool]]()
        for waiter in list(self.queue):
            key = waiter.partition, waiter.bulk
            expected = self._expected(now, own[key])
            own[key] += 1
            if expected >= waiter.until:
                self.queue.leave(waiter)
                if not waiter.granted.done():
                    waiter.granted.set_exception(self.refusal(expected - now))
