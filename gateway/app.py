"""The ASGI application: GraphQL, GraphiQL, pages and health."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.files.routes import file_routes
from gateway.http import page
from gateway.http.cross_origin import CrossOrigin
from gateway.http.document_ids import is_document_path
from gateway.http.endpoint import Endpoint
from gateway.http.overload import Shedding
from gateway.http.sign_in import sign_in_routes
from gateway.leaver_endings import LeaverEnding
from gateway.service import GatewayService
from gateway.telemetry.metrics import metrics_registry_of

GRAPHQL_PATH = "/graphql"
NOW_ONLY = {"Cache-Control": "no-store"}


def _metrics_of(service: GatewayService) -> AbstractAsyncContextManager[int | None]:
    host, port = service.settings.metrics_host, service.settings.metrics_port
    if port is None:
        return nullcontext()
    # For those alone who have it scraped.
    from gateway.telemetry.prometheus import metrics_served  # noqa: PLC0415

    figures = metrics_registry_of(
        service.traffic, service.exchange, service.runner.visibility, service.documents.counts
    )
    return metrics_served(figures, host, port)


def _further_routes(service: GatewayService) -> list[Route]:
    """Routes whose templates and models take memory: not for those who have none of them."""
    routes: list[Route] = []
    if service.settings.analytics:
        from gateway.pages.routes import page_routes  # noqa: PLC0415

        routes += page_routes(service)
    if service.directories is not None:
        from gateway.scim.routes import scim_routes  # noqa: PLC0415

        routes += scim_routes(service, service.directories)
    return routes


def _migrations_of(service: GatewayService) -> AbstractAsyncContextManager[object]:
    if service.rights.migrations is None:
        return nullcontext()
    # For those alone who have a database.
    from gateway.migrations.supervisor import migrations_at_work  # noqa: PLC0415

    return migrations_at_work(service)


class Application:
    """The application of one service. GraphQL goes straight to its endpoint, all else to the routes of `others`."""

    def __init__(self, endpoint: ASGIApp, others: Starlette, service: GatewayService) -> None:
        self._endpoint = endpoint
        self.others = others
        self._shedding = Shedding(self._answer, service.settings.requests_at_once, service.traffic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the lifespan."""
        await self._shedding(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        direct = scope["type"] == "http" and (scope["path"] == GRAPHQL_PATH or is_document_path(scope["path"]))
        await (self._endpoint if direct else self.others)(scope, receive, send)


def application(service: GatewayService) -> Application:
    """The application of one service; it connects at start-up and closes at the end."""
    settings = service.settings

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        async with service.connected(), _migrations_of(service):
            service.ready = True
            try:
                async with _metrics_of(service):
                    yield
            finally:
                service.ready = False

    async def personas(_request: Request) -> Response:
        return await page.personas(settings.personas_url)

    async def to_page(_request: Request) -> Response:
        # Without a host: it would be the one that the request claims to be for.
        return RedirectResponse(GRAPHQL_PATH, headers=NOW_ONLY)

    async def live(_request: Request) -> Response:
        return JSONResponse({"alive": True}, headers=NOW_ONLY)

    async def ready(_request: Request) -> Response:
        return JSONResponse({"ready": service.ready}, 200 if service.ready else 503, NOW_ONLY)

    routes = [
        Route("/livez", live),
        Route("/readyz", ready),
        *file_routes(service),
        *sign_in_routes(service),
    ]
    if settings.graphiql:
        routes += [
            Route("/", to_page),
            Route("/graphql/assets/{name}", page.asset),
            Route("/graphql/personas", personas),
            Route("/graphql/first-query", page.first_query),
            Route("/graphql/examples", page.examples),
        ]
    routes += _further_routes(service)
    if service.leavers is not None:
        service.leavers.ending = LeaverEnding(service)
    endpoint = Endpoint(service)
    others = Starlette(routes=routes, lifespan=lifespan)
    # A redirect would name the host that the request claims to be for.
    others.router.redirect_slashes = False
    if not settings.cors_origins:
        return Application(endpoint, others, service)
    shared: Any = {"origins": settings.cors_origins, "more_headers": settings.cors_headers}
    others.add_middleware(CrossOrigin, **shared)
    return Application(CrossOrigin(endpoint, **shared), others, service)
