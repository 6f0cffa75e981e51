"""The first page: the dashboards and the reports by folder."""

from typing import Any

from starlette.responses import Response

from gateway.pages.answers import messages_in, value_at
from gateway.pages.documents import INDEX
from gateway.pages.visits import Visit


async def index_page(visit: Visit) -> Response:
    """The page."""
    payload = await visit.ask(INDEX)
    folders: list[dict[str, Any]] = value_at(payload.data, "reportFolders") or []
    return visit.page(
        "index.html",
        dashboards=value_at(payload.data, "dashboards") or [],
        folders=folders,
        titles={report["id"]: report["title"] for folder in folders for report in folder["reports"]},
        runs=value_at(payload.data, "reportRuns") or [],
        problems=messages_in(payload.errors),
    )
