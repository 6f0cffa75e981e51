"""The sandbox as one ASGI application, behind a gate that logs calls, enforces quotas and injects faults."""

from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox import accounts, billing, books, control, crm
from sandbox.context import Sandbox
from sandbox.crm.composites import IN_SCOPE, SubRequests
from sandbox.crm.composites import PATH as COMPOSITES
from sandbox.faults.injection import SILENT, FaultyApp
from sandbox.faults.rules import Rule
from sandbox.isolation import Isolated
from sandbox.metering import metered
from sandbox.store import Body
from sandbox.tokens import Grant

PREFIXES = {"/oauth/": "accounts", "/crm/": "crm", "/books/": "books", "/billing/": "billing"}


def records(sandbox: Sandbox) -> Iterator[tuple[str, str, str, Body | str]]:
    """Every seeded record of every product: (product, module, id, body), some bodies as JSON."""
    yield from crm.records(sandbox)
    yield from books.records(sandbox)
    yield from billing.records(sandbox)


def reset(sandbox: Sandbox) -> None:
    """Restore the seed: data, tokens, faults, mail, webhooks and the call log; quotas and approvals are off."""
    if not sandbox.store.restore():
        sandbox.store.load(records(sandbox))
    sandbox.tokens.reset()
    sandbox.faults.clear()
    sandbox.quotas.clear()
    sandbox.outbox.clear()
    sandbox.mailbox.clear()
    sandbox.webhooks.clear()
    sandbox.approvals.clear()
    sandbox.pdf_padding = 0
    sandbox.seats.clear()
    sandbox.calls.clear()


def application(sandbox: Sandbox) -> ASGIApp:
    """The whole sandbox, seeded."""
    reset(sandbox)
    routes: list[BaseRoute] = [
        Mount("/oauth", routes=accounts.routes(sandbox)),
        Mount("/crm/v8", routes=crm.routes(sandbox)),
        Mount("/books/v3", routes=books.routes(sandbox)),
        Mount("/billing/v1", routes=billing.routes(sandbox)),
        Mount("/_sandbox", routes=control.routes(sandbox, lambda: reset(sandbox))),
    ]
    return Gate(Starlette(routes=routes), sandbox)


class Gate:
    """Logs each call to a product under the owner of its token, once its outcome is known.

    Quotas come before faults: a refused call meets no fault, and a call that a fault delays counts as in process.
    """

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        product = next((name for prefix, name in PREFIXES.items() if scope.get("path", "").startswith(prefix)), None)
        if scope["type"] != "http" or product is None:
            await self._app(scope, receive, send)
            return
        grant = self._grant(scope)
        sub_requests = SubRequests(self._under_faults(product, grant))
        scope = {**scope, IN_SCOPE: sub_requests}
        noted = False

        def note(status: int) -> None:
            nonlocal noted
            if not noted:
                noted = True
                query = scope["query_string"].decode("latin-1")
                owner = grant and grant.persona.name
                self._sandbox.calls.add(
                    product, scope["method"], scope["path"], query, owner, status, sub_requests.noted
                )

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                note(message["status"])
            await send(message)

        async def admitted(scope: Scope, receive: Receive, send: Send) -> None:
            rules = self._sandbox.faults.matching(product, scope["method"], scope["path"])
            if any(rule.kind in SILENT for rule in rules):
                note(0)  # now: a hanging call is in the log while it hangs
            # Of a composite request, the sub-requests are.
            isolated = not scope["path"].endswith(COMPOSITES)
            await self._with_faults(product, grant, rules, isolated=isolated)(scope, receive, send)

        try:
            await metered(admitted, self._sandbox, product, scope, grant)(scope, receive, noting)
        finally:
            note(0)

    def _under_faults(self, product: str, grant: Grant | None) -> ASGIApp:
        """Where the sub-requests of a composite request are served: neither logged nor metered by themselves."""

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            rules = self._sandbox.faults.matching(product, scope["method"], scope["path"])
            await self._with_faults(product, grant, rules, isolated=True)(scope, receive, send)

        return served

    def _with_faults(self, product: str, grant: Grant | None, rules: list[Rule], *, isolated: bool) -> ASGIApp:
        isolates = isolated and self._sandbox.options.isolation
        app = Isolated(self._app, grant.persona) if grant and isolates else self._app
        for rule in reversed(rules):
            app = FaultyApp(app, rule, product)
        return app

    def _grant(self, scope: Scope) -> Grant | None:
        for name, value in scope["headers"]:
            if name == b"authorization":
                return self._sandbox.tokens.grant(value.decode("latin-1").partition(" ")[2])
        return None
