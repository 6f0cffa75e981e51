"""Serve the bundle as the gateway does, before a toy graph: `python -m graphiql.preview [port]`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvicorn
from graphql import GraphQLSchema, build_schema, graphql  # pyright: ignore[reportUnknownVariableType]  # graphql-core leaves an argument untyped
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.people import PERSONAS, Persona

BUNDLE = Path(__file__).resolve().parent.parent / "gateway" / "graphiql"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FIRST_QUERY = "# Who asks?\n{\n  viewer {\n    user {\n      name\n    }\n  }\n}\n"


def application(personas: Sequence[Persona] = PERSONAS) -> Starlette:
    """The page, its assets, and a graph that wants the token of one of the personas; only some may be offered."""
    offered = [
        {"name": one.name, "email": one.email, "access_token": one.access_token, "note": one.note} for one in personas
    ]

    async def page(_: Request) -> Response:
        return FileResponse(BUNDLE / "index.html")

    async def people(_: Request) -> Response:
        return JSONResponse(offered)

    async def session(_: Request) -> Response:
        return JSONResponse({"canSignIn": False, "user": None})

    async def first_query(_: Request) -> Response:
        return PlainTextResponse(FIRST_QUERY)

    async def examples(_: Request) -> Response:
        return JSONResponse([{"title": "Who asks?", "persona": "sales", "query": FIRST_QUERY}])

    return Starlette(
        routes=[
            Route("/graphql", page, methods=["GET"]),
            Route("/graphql", answer, methods=["POST"]),
            Route("/graphql/personas", people),
            Route("/auth/session", session),
            Route("/graphql/first-query", first_query),
            Route("/graphql/examples", examples),
            Mount("/graphql/assets", StaticFiles(directory=BUNDLE / "assets")),
        ],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=with_policy)],
    )


async def with_policy(request: Request, respond: RequestResponseEndpoint) -> Response:
    """Every response carries the policy: a worker obeys that of its own file, not that of its page."""
    response = await respond(request)
    response.headers["Content-Security-Policy"] = POLICY
    return response


async def answer(request: Request) -> Response:
    """Execute a query as the token's owner; 401 for everybody else."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    caller = next((one for one in PERSONAS if one.access_token == token), None)
    if scheme != "Bearer" or caller is None:
        return JSONResponse({"errors": [{"message": "A token is required."}]}, 401, {"WWW-Authenticate": "Bearer"})
    asked: dict[str, Any] = await request.json()
    root = {"viewer": {"user": {"name": caller.full_name}}, "secret": "42"}
    result = await graphql(
        graph_of(caller), asked["query"], root, None, asked.get("variables"), asked.get("operationName")
    )
    return JSONResponse(result.formatted, media_type="application/graphql-response+json")


def graph_of(caller: Persona) -> GraphQLSchema:
    """The graph as the caller may see it: one field is the administrator's."""
    secret = "secret: String!" if caller.name == "admin" else ""
    return build_schema(f"""
        type Query {{ viewer: Viewer! {secret} }}
        type Viewer {{ user: User! }}
        type User {{ name: String! }}
    """)


if __name__ == "__main__":
    uvicorn.run(application(), host="127.0.0.1", port=int(sys.argv[1]) if len(sys.argv) > 1 else 8008)
