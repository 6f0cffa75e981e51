"""Work that ends when its client leaves: nobody reads the answer, and the calls it would cost are scarce."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

Result = TypeVar("Result")

# Answers that need no product are there sooner and are spared the watch.
UNWATCHED_SECONDS = 0.02


async def while_present(receive: Receive, work: Coroutine[Any, Any, Result]) -> Result:
    """What the work comes to. Raises ClientDisconnect, with the work ended, where the client leaves before.

    The request's body must have been read.
    """
    task = asyncio.ensure_future(work)
    watch: asyncio.Task[None] | None = None
    try:
        await asyncio.wait({task}, timeout=UNWATCHED_SECONDS)
        if not task.done():
            watch = asyncio.ensure_future(_departure(receive))
            await asyncio.wait({task, watch}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise ClientDisconnect
    finally:
        unfinished: list[asyncio.Task[Any]] = [each for each in (task, watch) if each is not None and not each.done()]
        for each in unfinished:
            each.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)


async def _departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
