"""Durable runs of jobs by DBOS, in a database of its own in which nothing but ids is written.

The library is a singleton with threads of its own, and takes memory: it is loaded with the first run of a process. Work
is done on the event loop of whoever opened the runs; the library's thread only waits for it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.jobs.stopping import RunStopped

if TYPE_CHECKING:
    from dbos import DBOSConfig

# Steps that were recorded under it are continued by every later release; what a step does may only change behind it.
APPLICATION_VERSION = "suitegraph-jobs-1"
CLOSE_SECONDS = 15
THREADS = 4
# What a job is to do next: True where there is more to do.
Perform = Callable[[str, int], Awaitable[bool]]


@dataclass(slots=True)
class DurableRuns:
    """The runs of this process. `executor` is the same whenever this worker starts again, and no other worker's."""

    url: str
    executor: str
    perform: Perform
    _loop: asyncio.AbstractEventLoop | None = None
    _is_closing: bool = False
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_open(self) -> bool:
        """Whether the library was loaded."""
        return self._loop is not None

    async def open(self) -> None:
        """Load the library and recover the runs that this worker has not finished. Raises RuntimeError for a second."""
        async with self._starting:
            if self._loop is None:
                self._loop = asyncio.get_running_loop()
                await asyncio.to_thread(self._launch)

    async def start(self, job_id: str, run: int) -> None:
        """Begin a run; nothing where it was begun before."""
        await self.open()
        from adapters.jobs.workflows import begin_run  # noqa: PLC0415  # it loads the library

        await asyncio.to_thread(begin_run, job_id, run)

    async def close(self) -> None:
        """Let what is under way finish its batch; the rest is recovered by the next start."""
        if self._loop is None:
            return
        from adapters.jobs import workflows  # noqa: PLC0415  # as above

        self._is_closing = True
        await asyncio.to_thread(workflows.shut_down, CLOSE_SECONDS)
        self._loop, self._is_closing = None, False

    def wait_for(self, job_id: str, run: int) -> bool:
        """Do what the job is to do next, for the library's thread. Raises RunStopped."""
        loop = self._loop
        if loop is None or self._is_closing:
            raise RunStopped
        work: Future[bool] = asyncio.run_coroutine_threadsafe(_awaited(self.perform(job_id, run)), loop)
        return work.result()

    def _launch(self) -> None:
        from adapters.jobs import workflows  # noqa: PLC0415  # as above

        workflows.launch(self.wait_for, self._configuration())

    def _configuration(self) -> "DBOSConfig":
        from dbos import DBOSPortableJSONSerializer  # noqa: PLC0415  # as above

        options: dict[str, Any] = {
            "name": "suitegraph",
            "system_database_url": self.url,
            "application_version": APPLICATION_VERSION,
            "executor_id": self.executor,
            # The default is pickle: whoever could write a row would run code here.
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
            "max_executor_threads": THREADS,
            "enable_otlp": False,
        }
        return options  # pyright: ignore[reportReturnType]  # a TypedDict


async def _awaited(work: Awaitable[bool]) -> bool:
    return await work
