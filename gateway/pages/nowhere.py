"""Where a page is asked for that there is not."""

from starlette.responses import RedirectResponse, Response

from domain.errors import NotFound
from gateway.pages.visits import PAGE_HEADERS, Visit


async def no_page(visit: Visit) -> Response:
    """The way to the same address without its last slash. Raises NotFound for one without."""
    path, _, query = visit.address.partition("?")
    shorter = path.rstrip("/")
    if shorter == path:
        raise NotFound("The address is wrong, or what it led to is gone.")
    return RedirectResponse(f"{shorter}?{query}" if query else shorter, 307, PAGE_HEADERS)
