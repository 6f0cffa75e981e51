"""From an HTTP request to an operation and back: routing, authentication, bodies, headers."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any, cast

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.books import memberships
from sandbox.books.documented import UNBUILT
from sandbox.books.memberships import Organization
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, Upload
from sandbox.books.refusals import (
    BooksRefusal,
    invalid,
    malformed_body,
    not_associated,
    unauthenticated,
    unauthorized,
    unknown_address,
    wrong_method,
)
from sandbox.books.roles import ROLES, Role
from sandbox.books.rows import Rows
from sandbox.company.company import ZONE
from sandbox.context import Sandbox
from sandbox.people import Persona
from sandbox.quotas.gauges import seconds_to_midnight
from sandbox.quotas.settings import PLANS
from sandbox.store import Body

# Calls a day of the plan that the organisations are on.
CALLS_A_DAY, _ = PLANS["professional"]
# Not documented for Books, but sent by many public clients and documented for Zoho Invoice under its own name.
ORGANIZATION_HEADER = "x-com-zoho-books-organizationid"
# No code of Books: its own for what no address leads to would say that the address is wrong.
NOT_BUILT = 501
NOBODY = Role("", "", "", {})
# What the roles of integration users begin with.
INTEGRATION_ROLES = "integration"


class Books:
    """The product as one ASGI application: trailing slashes are tolerated, unknown paths have their own error."""

    def __init__(self, sandbox: Sandbox, operations: Iterable[Operation]) -> None:
        self.sandbox = sandbox
        self.rows = Rows()
        self.calls = count(1)
        paths: dict[str, dict[str, Operation]] = {}
        for operation in operations:
            paths.setdefault(operation.path, {})[operation.method] = operation
        # Fixed segments go before variable ones: /users/me before /users/{id}.
        routes = [
            Route(path, BooksEndpoint(self, methods)) for path, methods in sorted(paths.items(), key=_fixed_first)
        ]
        self._router = Router(routes, redirect_slashes=False, default=BooksEndpoint(self, None))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._router({**scope, "path": scope["path"].rstrip("/")}, receive, send)


class BooksEndpoint:
    """One path with its methods; without any, the answer to an unknown path."""

    def __init__(self, books: Books, methods: Mapping[str, Operation] | None) -> None:
        self._books = books
        self._sandbox = books.sandbox
        self._methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except BooksRefusal as refusal:
            answer = BooksResponse({"code": refusal.code, "message": refusal.message}, refusal.status)
        headers = self._headers(answer)
        if answer.file is None:
            response = Response(answer.json(), answer.status, headers, "application/json;charset=UTF-8")
        else:
            response = StreamingResponse(answer.file.pieces, answer.status, {**headers, **answer.file.headers()})
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> BooksResponse:
        operation = None if self._methods is None else self._methods.get(request.method)
        if operation is None:
            if message := UNBUILT.message(request.method, request.url.path):
                raise BooksRefusal(501, NOT_BUILT, message)
            raise unknown_address() if self._methods is None else wrong_method()
        persona = seated(self._sandbox, token_owner(self._sandbox, request, operation.scope))
        organization = organization_asked(request, persona) if operation.membership else memberships.ORGANIZATIONS[0]
        role = ROLES[persona.books] if persona.books else NOBODY
        if operation.right is not None and not role.may(*operation.right):
            raise unauthorized(*self._sandbox.options.role_denial)
        body, uploads = await sent(request, operation.array) if request.method in {"POST", "PUT"} else ({}, ())
        ids = cast("dict[str, str]", request.path_params)
        params = dict(request.query_params)
        rows = self._books.rows
        return operation.act(
            BooksRequest(self._sandbox, persona, organization, role, ids, params, body, rows, uploads, request.headers)
        )

    def _headers(self, answer: BooksResponse) -> dict[str, str]:
        headers = {
            "Server": "ZGS",
            "Content-Disposition": "attachment;",
            "Cache-Control": "no-store, no-cache, must-revalidate, max-age=0, post-check=0, pre-check=0",
        }
        if not self._sandbox.quotas.cover("books"):
            headers |= {
                "X-Rate-Limit-Limit": str(CALLS_A_DAY),
                "X-Rate-Limit-Remaining": str(max(0, CALLS_A_DAY - next(self._books.calls))),
                "X-Rate-Limit-Reset": str(seconds_to_midnight(datetime.now(ZONE))),
            }
        if self._methods is not None:
            headers["Allow"] = ", ".join(["OPTIONS", *self._methods])
        if answer.location:
            # Books names the older address of its API here, without a host.
            headers["Location"] = f"/api/v3{answer.location}"
        return headers


def mounted(sandbox: Sandbox, operations: Iterable[Operation]) -> Mount:
    """The product as a route."""
    app: ASGIApp = Books(sandbox, operations)
    return Mount("", app)


def token_owner(sandbox: Sandbox, request: Request, scope: str) -> Persona:
    """Whose token the request carries, if the token lives and has the scope."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind != "Zoho-oauthtoken" or not token.strip():
        raise unauthenticated()
    grant = sandbox.tokens.grant(token.strip())
    if grant is None or grant.expired or not grant.allows(f"ZohoBooks.{scope}"):
        raise unauthorized()
    if grant.is_direct and (grant.persona.books or "").startswith(INTEGRATION_ROLES):
        # They have no access to Books of their own (announcement of the integration users, "no direct access").
        raise unauthorized()
    return grant.persona


def seated(sandbox: Sandbox, persona: Persona) -> Persona:
    """The persona with the role in Books that they have now."""
    return replace(persona, books=sandbox.seats[persona.email]) if persona.email in sandbox.seats else persona


def organization_named(request: Request) -> str:
    """The id of the organisation that the request names, empty for none."""
    return request.query_params.get("organization_id") or request.headers.get(ORGANIZATION_HEADER, "")


def organization_asked(request: Request, persona: Persona) -> Organization:
    """The organisation that the request names and the user is a member of."""
    asked = organization_named(request)
    if not asked:
        raise invalid("organization_id")
    organization = memberships.BY_ID.get(asked)
    if organization is None or not organization.has(persona):
        raise not_associated(asked)
    return organization


async def sent(request: Request, array: str) -> tuple[Body, tuple[Upload, ...]]:
    """The body and the files. The body is JSON: sent as such, or in the older style as a form's `JSONString`.

    It is empty where none was sent. Where an `array` is wanted, the body is that under this key.
    """
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return _parsed(await request.body(), array), ()
    async with request.form() as form:
        files = [(field, value) for field, value in form.multi_items() if isinstance(value, UploadFile)]
        uploads = [
            Upload(field, file.filename or field, file.content_type or "application/octet-stream", await file.read())
            for field, file in files
        ]
        text = form.get("JSONString", "")
    return _parsed(text if isinstance(text, str) else "", array), tuple(uploads)


def _parsed(raw: str | bytes, array: str) -> Body:
    if not raw:
        return {}
    try:
        body: Any = json.loads(raw)
    except ValueError:
        raise malformed_body() from None
    if array and isinstance(body, list):
        return {array: cast("list[object]", body)}
    if array or not isinstance(body, dict):
        raise malformed_body()
    return cast("Body", body)


def _fixed_first(path: tuple[str, object]) -> list[tuple[bool, str]]:
    return [(segment.startswith("{"), segment) for segment in path[0].split("/")]
