"""Work that ends when its client leaves: nobody reads the answer, and the calls it would cost are scarce."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

Result = TypeVar("Result")

# Answers that need no product are there sooner and are spared the watch.
UNWATCHED_SECONDS = 0.02


class Arriving:
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

    async def departure(self) -> None:
        """Return when the client has left; never where there is more of the body than is kept."""
        read = 0
        while read <= self._most:
            message = await self._receive()
            self._ahead.append(message)
            if message["type"] == "http.disconnect":
                return
            read += len(message.get("body", b""))
        await asyncio.Event().wait()


async def while_present(
    arriving: Arriving, work: Coroutine[Any, Any, Result], finishes: Callable[[], bool] = lambda: False
) -> Result:
    """What the work comes to. Raises ClientDisconnect where the client leaves before.

    The work is ended then, unless it `finishes` nevertheless: a mutation that was begun is not left half done.
    """
    task = asyncio.ensure_future(work)
    watch: asyncio.Task[None] | None = None
    try:
        await asyncio.wait({task}, timeout=UNWATCHED_SECONDS)
        if not task.done():
            watch = asyncio.ensure_future(arriving.departure())
            await asyncio.wait({task, watch}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done() and finishes():
                await asyncio.wait({task})
        if task.done():
            return task.result()
        raise ClientDisconnect
    finally:
        unfinished: list[asyncio.Task[Any]] = [each for each in (task, watch) if each is not None and not each.done()]
        for each in unfinished:
            each.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
