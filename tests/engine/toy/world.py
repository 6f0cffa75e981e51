"""The products in memory, as far as somebody asks about toys."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import msgspec
from graphql import GraphQLSchema

from adapters.connections import ExchangeBounds
from adapters.exchange import Exchange, Request, Response, Upstream
from domain.caller import Caller, caller_of
from domain.grants import Grants
from domain.policy import Policy
from resolvers.caller.caller_cache import CallerCache
from resolvers.caller.permission_rules import PermissionRules
from resolvers.reading.loader import RecordLoader
from schema.engine.declare import registry
from schema.engine.declare.cursors import Cursors
from schema.engine.execute.documents import documents_over
from schema.engine.execute.limits import DocumentLimits
from schema.engine.execute.payloads import Payload
from schema.engine.execute.runner import OperationRequest, Runner
from schema.engine.visibility.callers import CallerVisibility
from schema.engine.visibility.coordinates import coordinates_of
from schema.engine.visibility.guarded_fields import guarded_fields
from schema.engine.visibility.variants import SchemaVariants
from tests.running import LoaderSession

EMAIL = "somebody@halvorsen.example"
CALLER = caller_of("1000.somebody", "local", b"key")
ROW = {"toy_id": "70", "toy_number": "TOY-1", "price": 9.5, "currency_code": "EUR"}
_COMMENT = {"comment_id": "1", "comment_type": "internal", "description": "A word.", "date": "2026-10-01"}
RIGHTS = ("view", "create", "edit", "delete", "approve")
_ENCODER = msgspec.json.Encoder()
_LIMITS = DocumentLimits()
NOBODY = {"code": 1002, "message": "no such record"}


class ToyProducts(Exchange):
    """Whoever asks is a user of CRM without finance mirrors, and of Books with these rights in toys."""

    def __init__(self, rights: tuple[str, ...]) -> None:
        super().__init__({}, ExchangeBounds())
        self.asked: list[Request] = []
        self._rights = rights

    async def once(self, caller: Caller, request: Request, until: float, latest: float) -> Response:
        """The answer, at once."""
        self.asked.append(request)
        body = self._body(request)
        return Response(404 if body is NOBODY else 200, {"Content-Type": "application/json"}, _ENCODER.encode(body))

    def records_asked(self) -> list[str]:
        """The paths of toys that were asked for."""
        return ["/".join(each.path) for each in self.asked if each.path[0] == "toys"]

    def _body(self, request: Request) -> Mapping[str, Any]:
        if request.service == "accounts":
            return {"Email": EMAIL, "Display_Name": "Somebody", "ZUID": "700"}
        match request.path:
            case ("settings", "modules"):
                return {"modules": []}
            case ("org",):
                return {"org": [{"id": "1", "iso_code": "EUR"}]}
            case ("users",):
                return {"users": [{"id": "1", "profile": {"name": "Sales"}}]}
            case ("organizations",):
                return _success(organizations=[{"organization_id": "10", "is_default_org": True, "time_zone": "UTC"}])
            case ("users", "me"):
                permission = {"entity": "toy", **{f"can_{right}": right in self._rights for right in RIGHTS}}
                return _success(user={"user_id": "1", "role": {"role": {"permissions": [permission]}}})
            case ("toys",):
                return _success(toys=[ROW], page_context={"has_more_page": False})
            case ("toys", "70"):
                return _success(toy={**ROW, "weight": 0.25})
            case ("toys", "70", "comments"):
                return _success(comments=[_COMMENT])
            case _:
                return NOBODY


@dataclass(frozen=True, slots=True)
class Roster:
    """Whoever is granted something."""

    grants: Grants | None = None

    async def grants_of(self, email: str) -> Grants | None:
        """The grants of the only integration user."""
        return self.grants if email == EMAIL else None

    async def all(self) -> tuple[Grants, ...]:
        """The only integration user, if there is one."""
        return () if self.grants is None else (self.grants,)


@dataclass(slots=True)
class ToyWorld:
    """A graph with toys, for one caller."""

    schema: GraphQLSchema
    rights: tuple[str, ...] = ("view", "create", "edit", "delete", "approve")
    grants: Grants | None = None
    products: ToyProducts = field(init=False)
    runner: Runner = field(init=False)

    def __post_init__(self) -> None:
        self.products = ToyProducts(self.rights)
        shown = coordinates_of(self.schema, registry.modules())
        variants = SchemaVariants(self.schema, partial(documents_over, limits=_LIMITS))
        cursors = Cursors(b"a secret for the tests alone")
        self.runner = Runner(CallerVisibility(variants, shown.hidden_from), cursors)

    def loader(self, until: float) -> RecordLoader:
        """A loader of the caller."""
        fields = guarded_fields(self.schema, registry.modules())
        rules = PermissionRules(Roster(self.grants), Policy(), {}, fields)
        return RecordLoader(Upstream(self.products, CALLER, until), CallerCache(), {}, rules)

    async def ask(self, text: str, until: float, *, compiles: bool = True) -> Payload:
        """What a document comes to."""
        runner = replace(self.runner, compiles=compiles)
        session = LoaderSession(self.loader(until), "0")
        [payload] = [each async for each in runner.run(session, OperationRequest(text))]
        return payload


def _success(**body: Any) -> Mapping[str, Any]:
    return {"code": 0, "message": "success", **body}
