"""Pictures of charts from one process with bounds on time, memory and size; it is started anew where it exceeds one."""

import asyncio
import hashlib
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import dataclass

import msgspec
import psutil
from cachetools import LRUCache

from adapters.charts.checks import ChartRefusedError
from domain.charts import ChartFormat, Drawing

LENGTH = 4
START_SECONDS = 60.0
# How often the process is asked how much memory it holds.
WATCH_SECONDS = 0.05
MODULE = "adapters.charts.process"


class ChartError(Exception):
    """The chart could not be drawn within its bounds; the table behind it has the same numbers."""


@dataclass(frozen=True, slots=True)
class ChartBounds:
    """How long one picture may take, how many bytes the process may hold, a picture may have, and the cache keeps."""

    seconds: float = 5.0
    memory: int = 536_870_912
    largest: int = 4_194_304
    kept: int = 16_777_216


class ChartRenderer:
    """Draws one chart at a time. Pictures are kept by their content and the caller's partition."""

    def __init__(self, bounds: ChartBounds) -> None:
        self.bounds = bounds
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._kept: LRUCache[tuple[str, bytes], bytes] = LRUCache(bounds.kept, getsizeof=len)

    @property
    def process_id(self) -> int | None:
        """The number of the process, None while there is none."""
        return None if self._process is None else self._process.pid

    async def picture(self, partition: str, drawing: Drawing) -> bytes:
        """The picture of a drawing. Raises ChartError, and ChartRefusedError for what may not be drawn."""
        return await self._picture(partition, msgspec.json.encode({"drawing": drawing}))

    async def picture_of(self, partition: str, specification: object, format: ChartFormat) -> bytes:  # noqa: A002  # as Drawing has it
        """The picture of a Vega-Lite specification. Raises ChartError and ChartRefusedError."""
        return await self._picture(partition, msgspec.json.encode({"specification": specification, "format": format}))

    async def close(self) -> None:
        """End the process."""
        async with self._turn:
            await self._end()

    async def _picture(self, partition: str, request: bytes) -> bytes:
        key = (partition, hashlib.sha256(request).digest())
        picture = self._kept.get(key)
        if picture is None:
            async with self._turn:
                picture = await self._drawn(request)
            if len(picture) <= self._kept.maxsize:
                self._kept[key] = picture
        return picture

    async def _drawn(self, request: bytes) -> bytes:
        process = await self._running()
        try:
            answer = await self._answer(process, request)
        except BaseException:
            # What it was about to answer would be taken for the answer to the next request.
            await self._end()
            raise
        if not answer.startswith(b"+"):
            raise ChartRefusedError(answer[1:].decode())
        return answer[1:]

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", MODULE, stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL, env={}
            )
            try:
                async with asyncio.timeout(START_SECONDS):
                    await self._frame(self._process)
            except (TimeoutError, OSError, EOFError) as error:
                await self._end()
                raise ChartError("The process that draws charts did not start.") from error
            except BaseException:
                await self._end()
                raise
        return self._process

    async def _answer(self, process: Process, request: bytes) -> bytes:
        exchange = asyncio.ensure_future(self._exchange(process, request))
        watch = asyncio.ensure_future(self._exceeded(process.pid))
        try:
            await asyncio.wait({exchange, watch}, timeout=self.bounds.seconds, return_when=asyncio.FIRST_COMPLETED)
            if not exchange.done():
                raise ChartError(f"The chart took more than its {'memory' if watch.done() else 'time'}.")
            return exchange.result()
        except (OSError, EOFError) as error:
            raise ChartError("The process that draws charts ended.") from error
        finally:
            for task in (exchange, watch):
                task.cancel()
            await asyncio.wait({exchange, watch})

    async def _exchange(self, process: Process, request: bytes) -> bytes:
        assert process.stdin is not None  # noqa: S101  # it is a pipe
        process.stdin.write(len(request).to_bytes(LENGTH, "big") + request)
        await process.stdin.drain()
        return await self._frame(process)

    async def _frame(self, process: Process) -> bytes:
        assert process.stdout is not None  # noqa: S101  # it is a pipe
        length = int.from_bytes(await process.stdout.readexactly(LENGTH), "big")
        if length > self.bounds.largest:
            raise ChartError("The picture of the chart is too large.")
        return await process.stdout.readexactly(length)

    async def _exceeded(self, process_id: int) -> None:
        """Return once the process holds more memory than it may; never where it ends before."""
        ended = asyncio.Event()
        with suppress(psutil.NoSuchProcess):
            watched = psutil.Process(process_id)
            while watched.memory_info().rss <= self.bounds.memory:
                with suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), WATCH_SECONDS)
            return
        await ended.wait()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
