"""The first page: the dashboards and the reports by folder."""

from starlette.responses import Response

from gateway.pages.answers import messages_in, value_at
from gateway.pages.documents import INDEX
from gateway.pages.visits import Visit


async def index_page(visit: Visit) -> Response:
    """The page."""
    payload = await visit.ask(INDEX)
    return visit.page(
        "index.html",
        dashboards=value_at(payload.data, "dashboards") or [],
        folders=value_at(payload.data, "reportFolders") or [],
        problems=messages_in(payload.errors),
    )
