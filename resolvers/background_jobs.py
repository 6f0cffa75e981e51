"""Work of single callers that outlives their operation: with progress, until it is done, cancelled or the process ends.

A job holds its caller's own token and nothing else of theirs; it is found by that caller's partition alone.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

import structlog

from domain.errors import SuitegraphError

log = structlog.get_logger("suitegraph")
MOST_OF_CALLER = 4
MOST_RUNNING = 16
KEPT_AFTER = timedelta(minutes=15)


class JobState(Enum):
    """How far a job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class TooManyJobs(Exception):
    """No further job may run now."""


@dataclass(slots=True, eq=False)
class BackgroundJob:
    """One job. `work` continues what it did before when it is run again; its outcome is kept in `outcome`."""

    id: str
    partition: str
    about: Any
    work: Callable[["BackgroundJob"], Awaitable[Any]]
    state: JobState = JobState.RUNNING
    calls_done: int = 0
    calls_left: int | None = None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended_at: datetime | None = None
    failure: SuitegraphError | None = None
    outcome: Any = None
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    def done_at(self, now: datetime) -> datetime | None:
        """When it will be done at the pace so far, which the quota sets; None where that is not known."""
        if self.state is not JobState.RUNNING or not self.calls_done or self.calls_left is None:
            return self.ended_at
        return now + (now - self.started_at) / self.calls_done * self.calls_left


class BackgroundJobs:
    """The jobs of a process. They end with it, and are resumed by whoever started them."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[str, str], BackgroundJob] = {}

    def of(self, partition: str) -> list[BackgroundJob]:
        """The jobs of a caller, the newest first."""
        self._prune()
        mine = [job for (owner, _), job in self._jobs.items() if owner == partition]
        return sorted(mine, key=lambda job: job.started_at, reverse=True)

    def one(self, partition: str, id_: str) -> BackgroundJob | None:
        """A job of a caller, None where there is none."""
        self._prune()
        return self._jobs.get((partition, id_))

    def start(
        self, partition: str, about: object, work: Callable[[BackgroundJob], Awaitable[Any]], id_: str | None = None
    ) -> BackgroundJob:
        """A new job, running; with an id it is one that another process began. Raises TooManyJobs."""
        self._check_room(partition)
        job = BackgroundJob(id_ or secrets.token_hex(12), partition, about, work)
        self._jobs[partition, job.id] = job
        self._run(job)
        return job

    def resume(self, job: BackgroundJob) -> None:
        """Run a job again that failed or was cancelled. Raises TooManyJobs."""
        if job.state is JobState.RUNNING or job.state is JobState.DONE:
            return
        self._check_room(job.partition)
        job.state, job.failure, job.ended_at = JobState.RUNNING, None, None
        job.started_at, job.calls_done = datetime.now(UTC), 0
        self._run(job)

    def cancel(self, job: BackgroundJob) -> None:
        """End a job that is running; what it has read stays for the next one."""
        if job.state is JobState.RUNNING:
            job.state, job.ended_at = JobState.CANCELLED, datetime.now(UTC)
            if job.task is not None:
                job.task.cancel()

    def end_of(self, partition: str) -> int:
        """End all jobs of a caller, and forget what came of earlier ones; how many were running."""
        mine = {key: job for key, job in self._jobs.items() if key[0] == partition}
        running = [job for job in mine.values() if job.state is JobState.RUNNING]
        for key, job in mine.items():
            if job.state is JobState.RUNNING:
                self.cancel(job)
            else:
                del self._jobs[key]
        return len(running)

    async def close(self) -> None:
        """End all jobs, and wait until they have ended."""
        tasks = [job.task for job in self._jobs.values() if job.task is not None]
        for job in self._jobs.values():
            self.cancel(job)
        await asyncio.gather(*tasks, return_exceptions=True)
        self._jobs = {}

    def _run(self, job: BackgroundJob) -> None:
        job.task = asyncio.create_task(_run(job))

    def _check_room(self, partition: str) -> None:
        self._prune()
        running = [job for job in self._jobs.values() if job.state is JobState.RUNNING]
        mine = [job for job in running if job.partition == partition]
        if len(running) >= MOST_RUNNING or len(mine) >= MOST_OF_CALLER:
            raise TooManyJobs

    def _prune(self) -> None:
        earliest = datetime.now(UTC) - KEPT_AFTER
        self._jobs = {key: job for key, job in self._jobs.items() if job.ended_at is None or job.ended_at >= earliest}


async def _run(job: BackgroundJob) -> None:
    try:
        job.outcome = await job.work(job)
        job.state, job.calls_left = JobState.DONE, 0
    except SuitegraphError as error:
        job.state, job.failure = JobState.FAILED, error
    except asyncio.CancelledError:
        job.state = JobState.CANCELLED
    except Exception:  # a bug: logged, and the job says that it failed
        log.exception("bug", job=job.id)
        job.state = JobState.FAILED
    finally:
        job.ended_at = datetime.now(UTC)
