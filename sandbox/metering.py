"""Calls under quotas: the organisation that each call counts for, and the refusal of a call beyond a quota."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders, QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.billing import access
from sandbox.books import memberships
from sandbox.books.dispatch import organization_named
from sandbox.buffered_request import buffered
from sandbox.context import Sandbox
from sandbox.crm.organization import ORG_ID
from sandbox.crm.prices import PricedCall, charge
from sandbox.faults.injection import JSON_TYPE
from sandbox.people import Persona
from sandbox.quotas.meters import Charge, CrmMeter, Meter
from sandbox.tokens import Grant

CALL: Charge = {"daily": 1, "calls": 1, "concurrent": 1}


def metered(app: ASGIApp, sandbox: Sandbox, product: str, scope: Scope, grant: Grant | None) -> ASGIApp:
    """The application under the quotas that this call counts for: none without a live token of a member."""
    if not sandbox.quotas.cover(product) or grant is None or grant.expired:
        return app
    organization = _ORGANIZATIONS[product](Request(scope), grant.persona)
    return app if organization is None else Metered(app, sandbox.quotas.meter(product, organization))


@dataclass(frozen=True, slots=True)
class Metered:
    """An application behind a meter. A call is in process from its arrival until it is answered or its client left."""

    app: ASGIApp
    meter: Meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call, or refuse it."""

        async def with_quota_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                headers.update(self.meter.headers())
                message = {**message, "headers": headers.raw}
            await send(message)

        request = await buffered(receive)
        if request.abandoned:
            return
        with self.meter.admitted(self._charge(scope, request.body)) as over:
            app = self.app if over is None else JSONResponse(self.meter.refusal(over), 429, media_type=JSON_TYPE)
            await app(scope, request.again, with_quota_headers)

    def _charge(self, scope: Scope, body: bytes) -> Charge:
        if isinstance(self.meter, CrmMeter):
            asked = PricedCall(QueryParams(scope["query_string"]), body, self.meter.costs)
            return charge(scope["method"], scope["path"], asked)
        return CALL


def _of_books(request: Request, persona: Persona) -> str | None:
    """The organisation that the call names; one that names none, as a list of organisations, the default one."""
    named = organization_named(request) or memberships.ORGANIZATIONS[0].organization_id
    organization = memberships.BY_ID.get(named)
    return named if organization is not None and organization.has(persona) else None


def _of_billing(request: Request, persona: Persona) -> str | None:
    named = request.headers.get(access.ORGANIZATION_HEADER) or access.ORGANIZATION_ID
    return named if named == access.ORGANIZATION_ID and persona.billing is not None else None


def _of_crm(request: Request, persona: Persona) -> str | None:
    return ORG_ID


_ORGANIZATIONS: dict[str, Callable[[Request, Persona], str | None]] = {
    "crm": _of_crm,
    "books": _of_books,
    "billing": _of_billing,
}
