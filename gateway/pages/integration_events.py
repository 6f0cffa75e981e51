"""The progress of a migration as server-sent events, for as long as it runs and its reader is an administrator."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from domain.errors import NotFound, SuitegraphError
from gateway.pages.answers import value_at
from gateway.pages.integration_answers import read
from gateway.pages.integration_documents import PROGRESS
from gateway.pages.rendering import PAGE_HEADERS
from gateway.pages.visits import Visit

TICK_SECONDS = 1.0
# The browser asks again by itself: a stream holds no place of a load balancer, and no dead session, for longer.
LONGEST_SECONDS = 60.0
RETRY_MILLISECONDS = 2000


async def progress_events(visit: Visit) -> Response:
    """An event for each change of a migration, `end` once it no longer runs. Raises Forbidden and NotFound."""
    progress = await _progress(visit)
    headers = {**PAGE_HEADERS, "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(visit, progress), headers=headers, media_type="text/event-stream")


async def _progress(visit: Visit) -> dict[str, Any]:
    data, problems = await read(visit, PROGRESS, {"id": str(visit.request.path_params["id"])})
    progress: dict[str, Any] | None = value_at(data, "migration")
    if progress is None:
        raise NotFound(*problems[:1] or ["There is no such migration."])
    return progress


async def _events(visit: Visit, progress: dict[str, Any]) -> AsyncGenerator[str]:
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
            progress = await _progress(visit)
        except (SuitegraphError, ClientDisconnect):
            return
