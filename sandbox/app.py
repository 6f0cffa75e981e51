"""The sandbox as one ASGI application: every product behind one gate that logs each call."""

from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox import billing, books, crm
from sandbox.context import Sandbox
from sandbox.store import Body

PRODUCTS = {"/oauth/": "accounts", "/crm/": "crm", "/books/": "books", "/billing/": "billing"}


def records(sandbox: Sandbox) -> Iterator[tuple[str, str, str, Body]]:
    """Every seeded record of every product: (product, module, id, body)."""
    yield from crm.records(sandbox)
    yield from books.records(sandbox)
    yield from billing.records(sandbox)


def reset(sandbox: Sandbox) -> None:
    """Back to the seed: data, tokens, faults and the call log."""
    sandbox.store.load(records(sandbox))
    sandbox.tokens.reset()
    sandbox.faults.clear()
    sandbox.calls.clear()


def application(sandbox: Sandbox) -> ASGIApp:
    """The whole sandbox, seeded."""
    reset(sandbox)
    routes: list[BaseRoute] = [
        Mount("/crm/v8", routes=crm.routes(sandbox)),
        Mount("/books/v3", routes=books.routes(sandbox)),
        Mount("/billing/v1", routes=billing.routes(sandbox)),
    ]
    return Gate(Starlette(routes=routes), sandbox)


class Gate:
    """Writes each call to a product into the call log, with the owner of the token that it carried."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        product = next((name for prefix, name in PRODUCTS.items() if scope.get("path", "").startswith(prefix)), None)
        if scope["type"] != "http" or product is None:
            await self._app(scope, receive, send)
            return
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            query = scope["query_string"].decode("latin-1")
            owner = self._owner(scope)
            self._sandbox.calls.add(product, scope["method"], scope["path"], query, owner, status)

    def _owner(self, scope: Scope) -> str | None:
        for name, value in scope["headers"]:
            if name == b"authorization":
                grant = self._sandbox.tokens.grant(value.decode("latin-1").partition(" ")[2])
                return None if grant is None else grant.persona.name
        return None
