"""Progress as server-sent events, for as long as it goes on and its reader may look at it."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from domain.errors import SuitegraphError
from gateway.pages.rendering import PAGE_HEADERS
from gateway.pages.visits import Visit

TICK_SECONDS = 1.0
# The browser asks again by itself: a stream holds no place of a load balancer, and no dead session, for longer.
LONGEST_SECONDS = 60.0
RETRY_MILLISECONDS = 2000
ProgressLook = Callable[[Visit], Awaitable[dict[str, Any]]]


async def followed(visit: Visit, look: ProgressLook) -> Response:
    """An event for each change of what `look` shows, `end` once its `state` is no longer `RUNNING`.

    Raises what the first look raises.
    """
    progress = await look(visit)
    headers = {**PAGE_HEADERS, "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(visit, progress, look), headers=headers, media_type="text/event-stream")


async def _events(visit: Visit, progress: dict[str, Any], look: ProgressLook) -> AsyncGenerator[str]:
    yield f"retry: {RETRY_MILLISECONDS}\n\n"
    ends_at = asyncio.get_running_loop().time() + LONGEST_SECONDS
    shown: dict[str, Any] | None = None
    while True:
        if progress["state"] != "RUNNING":
            yield "event: end\ndata: {}\n\n"
            return
        if progress != shown:
            shown = progress
            yield f"event: progress\ndata: {json.dumps(progress)}\n\n"
        if not visit.service.ready or asyncio.get_running_loop().time() >= ends_at:
            return
        await asyncio.sleep(TICK_SECONDS)
        try:
            # Whoever has signed out, left or lost their rights meanwhile is answered no more.
            if visit.way_in is None or visit.id_ is None or await visit.way_in.sessions.of_id(visit.id_) is None:
                return
            progress = await look(visit)
        except (SuitegraphError, ClientDisconnect):
            return
