"""Where the pages are."""

from starlette.routing import Route

from gateway.pages.door import PageDoor, PageHandler
from gateway.pages.entrance import sign_in, sign_in_page, sign_out
from gateway.pages.index import index_page
from gateway.pages.rendering import asset
from gateway.pages.sessions import PageSessions
from gateway.pages.sign_in import NoSignIn, PersonaSignIn, SignIn
from gateway.pages.visits import HOME
from gateway.service import GatewayService


def page_routes(service: GatewayService) -> list[Route]:
    """The routes of one service."""
    settings = service.settings
    sessions = PageSessions(settings.page_session_seconds)
    way_in: SignIn = NoSignIn() if settings.personas_url is None else PersonaSignIn(settings.personas_url)

    def door(
        path: str, get: PageHandler | None = None, post: PageHandler | None = None, *, is_open: bool = False
    ) -> Route:
        return Route(HOME + path, PageDoor(service, sessions, way_in, get, post, is_open))

    return [
        Route(f"{HOME}/assets/{{name}}", asset),
        door("", index_page),
        door("/sign-in", sign_in_page, sign_in, is_open=True),
        door("/sign-out", post=sign_out, is_open=True),
    ]
