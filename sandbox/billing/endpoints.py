"""Endpoints as declarations, and the one path every call takes through them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from json import JSONDecodeError, loads
from typing import Any, cast

from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from sandbox.billing.access import check_organization, check_role, owner_of_token
from sandbox.billing.documented import UNBUILT
from sandbox.billing.envelope import BillingRefusal, BillingResponse, not_found
from sandbox.billing.roles import BillingAction, Noun
from sandbox.company.company import ZONE
from sandbox.context import Sandbox
from sandbox.people import Persona
from sandbox.store import Body, Store

PRODUCT = "billing"
# No code of Billing: its own for what no address leads to would say that the address is wrong.
NOT_BUILT = 501


@dataclass(frozen=True, slots=True)
class BillingRequest:
    """One authorised call. `at` holds what the path names, `payload` the JSON body."""

    sandbox: Sandbox
    persona: Persona
    at: Mapping[str, str]
    query: Mapping[str, str]
    body: Body

    @property
    def store(self) -> Store:
        """The sandbox's records."""
        return self.sandbox.store

    @property
    def today(self) -> date:
        """The seed's day: the sandbox lives on it, so that two runs have the same data."""
        return self.sandbox.options.today

    @property
    def now(self) -> datetime:
        """The wall clock's time on the seed's day, in the organisation's zone."""
        return datetime.combine(self.today, datetime.now(ZONE).timetz())

    def record(self, module: str, key: str, label: str) -> Body:
        """The record that the path names under `key`; 404 where there is none."""
        body = self.store.body(PRODUCT, module, self.at[key])
        if body is None:
            raise not_found(label)
        return body

    def new_id(self) -> str:
        """An id that no record had before."""
        counter = self.store.body(PRODUCT, "counters", "ids") or {"last": 903000000020000000}
        last = int(counter["last"]) + 1
        self.store.put(PRODUCT, "counters", "ids", {"last": last})
        return str(last)


@dataclass(frozen=True, slots=True)
class BillingEndpoint:
    """One verb on one path: the scope its token needs, and the right its caller's role needs.

    `noun` is None for what everybody with a token may ask, without naming an organisation.
    """

    verb: str
    path: str
    scope: str
    noun: Noun | None
    action: BillingAction
    answer: Callable[[BillingRequest], BillingResponse]


class _Path:
    """Every verb of one path."""

    def __init__(self, sandbox: Sandbox, endpoints: Iterable[BillingEndpoint]) -> None:
        self._sandbox = sandbox
        self._verbs = {endpoint.verb: endpoint for endpoint in endpoints}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        request = Request(scope, receive)
        try:
            reply = await self._reply(request)
        except BillingRefusal as refusal:
            reply = refusal.reply
        await reply.response()(scope, receive, send)

    async def _reply(self, request: Request) -> BillingResponse:
        endpoint = self._verbs.get(request.method)
        if endpoint is None and (message := UNBUILT.message(request.method, request.url.path)):
            raise BillingRefusal(501, NOT_BUILT, message)
        if endpoint is None and self._verbs:
            raise BillingRefusal(405, 37, "The HTTP method requested is not allowed for the requested resource")
        if endpoint is None:
            raise BillingRefusal(404, 5, "Invalid URL Passed")
        persona = owner_of_token(self._sandbox, request, endpoint.scope)
        if endpoint.noun is not None:
            check_organization(persona, request)
            check_role(self._sandbox, persona, endpoint.noun, endpoint.action)
        payload = json_object(await request.body())
        return endpoint.answer(
            BillingRequest(self._sandbox, persona, request.path_params, request.query_params, payload)
        )


def json_object(raw: bytes) -> Body:
    """The JSON object that a call carries; an empty one for no body."""
    if not raw.strip():
        return {}
    try:
        payload: Any = loads(raw)
    except (JSONDecodeError, UnicodeDecodeError):
        payload = None
    if not isinstance(payload, dict):
        raise BillingRefusal(400, 1038, "JSON is not well formed")
    return cast("Body", payload)


def routes_of(sandbox: Sandbox, endpoints: Iterable[BillingEndpoint]) -> list[BaseRoute]:
    """One route for each path in the order of declaration, and one that answers every other path with a 404."""
    by_path: dict[str, list[BillingEndpoint]] = {}
    for endpoint in endpoints:
        by_path.setdefault(endpoint.path, []).append(endpoint)
    by_path["/{rest:path}"] = []
    return [Route(path, _Path(sandbox, of_path)) for path, of_path in by_path.items()]
