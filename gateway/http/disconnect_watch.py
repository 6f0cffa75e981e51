"""Work that ends when its client leaves: nobody would read the answer, and the calls it costs are scarce."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

Result = TypeVar("Result")

# Answers that need no product are ready sooner and need no watch.
UNWATCHED_SECONDS = 0.02


class WatchedReceive:
    """What a client sends: an ASGI `receive` that can be watched for the client's leaving at any time.

    Watching reads ahead, up to `most` bytes of the body, which `receive` then has first.
    """

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._ahead: deque[Message] = deque()

    async def __call__(self) -> Message:
        """The next message."""
        return self._ahead.popleft() if self._ahead else await self._receive()

    async def disconnected(self) -> None:
        """Return when the client has left; never where there is more of the body than is kept."""
        read = 0
        while read <= self._most:
            message = await self._receive()
            self._ahead.append(message)
            if message["type"] == "http.disconnect":
                return
            read += len(message.get("body", b""))
        await asyncio.Event().wait()


async def while_connected(
    watched_receive: WatchedReceive, work: Coroutine[Any, Any, Result], finishes: Callable[[], bool] = lambda: False
) -> Result:
    """The work's result. Raises ClientDisconnect where the client leaves before it is there.

    The work is cancelled then, unless `finishes` says that it goes on: a mutation that has begun is not left half done.
    """
    loop, watching = asyncio.get_running_loop(), _DisconnectWatch(asyncio.current_task(), watched_receive, finishes)
    soon = loop.call_later(UNWATCHED_SECONDS, watching.begin)
    try:
        return await work
    except asyncio.CancelledError:
        if watching.has_left and watching.task is not None and watching.task.uncancel() == 0:
            raise ClientDisconnect from None
        raise
    finally:
        soon.cancel()
        await watching.end()


class _DisconnectWatch:
    """The watch over one client, beside the task that works for it: a task of its own would cost each request one."""

    def __init__(
        self, task: asyncio.Task[Any] | None, watched_receive: WatchedReceive, finishes: Callable[[], bool]
    ) -> None:
        self.task = task
        self.has_left = False
        self._arriving = watched_receive
        self._finishes = finishes
        self._watch: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Watch from now on."""
        self._watch = asyncio.ensure_future(self._arriving.disconnected())
        self._watch.add_done_callback(self._departed)

    async def end(self) -> None:
        """Watch no longer: the work has ended."""
        watch, self.task = self._watch, None
        if watch is not None:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    def _departed(self, watch: asyncio.Task[None]) -> None:
        if self.task is not None and not watch.cancelled() and not self._finishes():
            self.has_left = True
            self.task.cancel()
