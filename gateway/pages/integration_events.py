"""The progress of a migration as server-sent events, for as long as it runs and its reader is an administrator."""

from typing import Any

from starlette.responses import Response

from domain.errors import NotFound
from gateway.pages.answers import value_at
from gateway.pages.events import followed
from gateway.pages.integration_answers import read
from gateway.pages.integration_documents import PROGRESS
from gateway.pages.visits import Visit


async def progress_events(visit: Visit) -> Response:
    """An event for each change of a migration, `end` once it no longer runs. Raises Forbidden and NotFound."""
    return await followed(visit, _progress)


async def _progress(visit: Visit) -> dict[str, Any]:
    data, problems = await read(visit, PROGRESS, {"id": str(visit.request.path_params["id"])})
    progress: dict[str, Any] | None = value_at(data, "migration")
    if progress is None:
        raise NotFound(*problems[:1] or ["There is no such migration."])
    return progress
