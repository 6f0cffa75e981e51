"""The first page: the dashboards and the reports by folder."""

from starlette.responses import Response

from gateway.pages.visits import Visit


async def index_page(visit: Visit) -> Response:
    """The page."""
    return visit.page("index.html")
