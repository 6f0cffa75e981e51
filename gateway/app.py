"""The ASGI application: GraphQL, GraphiQL and health."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway import page
from gateway.endpoint import Endpoint
from gateway.negotiation import wants_page
from gateway.service import Service

CORS_HEADERS = (
    "Accept",
    "Authorization",
    "Content-Type",
    "Suitegraph-Data-Centre",
    "Suitegraph-Organization",
    "GraphQL-Require-Preflight",
    "Apollo-Require-Preflight",
    "apollographql-client-name",
    "apollographql-client-version",
    "graphql-client-name",
    "graphql-client-version",
)


def application(service: Service) -> Starlette:
    """The application of one service; it connects at start-up and closes at the end."""
    settings = service.settings
    endpoint = Endpoint(service)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        await service.exchange.open()
        service.ready = True
        try:
            yield
        finally:
            service.ready = False
            await service.exchange.close()

    async def graphql(request: Request) -> Response:
        is_page = request.method == "GET" and "query" not in request.query_params
        if settings.graphiql and is_page and wants_page(request.headers.get("accept")):
            return page.page()
        return await endpoint.answer(request)

    async def personas(_request: Request) -> Response:
        return await page.personas(settings.personas_url)

    async def live(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(_request: Request) -> Response:
        return JSONResponse({"ready": service.ready}, 200 if service.ready else 503)

    routes = [
        Route("/graphql", graphql, methods=["GET", "POST"]),
        Route("/livez", live),
        Route("/readyz", ready),
    ]
    if settings.graphiql:
        routes += [
            Route("/graphql/assets/{name}", page.asset),
            Route("/graphql/personas", personas),
            Route("/graphql/first-query", page.first_query),
        ]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "POST"],
        allow_headers=CORS_HEADERS,
        expose_headers=["X-Request-Id", "Retry-After"],
        max_age=600,
    )
    return Starlette(routes=routes, middleware=[cors] if settings.cors_origins else [], lifespan=lifespan)
