"""The products in memory as far as somebody asks about invented records, and a caller from whom CRM hides fields."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
from graphql import GraphQLSchema
from structlog.testing import capture_logs

from adapters.connections import ExchangeBounds
from adapters.exchange import Exchange, Request, Response, Upstream
from domain.caller import Caller
from domain.journal import Author, ChainedEntry, JournalEntry, JournalPage, JournalQuery
from domain.modules.module import Module
from domain.policy import Policy
from domain.queries import Row
from gateway.http.endpoint import RequestProgress, _log  # pyright: ignore[reportPrivateUsage]  # the lines of the real log
from gateway.journal import MemoryJournal
from resolvers.caller.caller_cache import CallerCache
from resolvers.caller.permission_rules import PermissionRules
from resolvers.journal import JournalWriter
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
from tests.engine.toy.invented import MIRROR
from tests.engine.toy.inventions import FIRST_ID
from tests.engine.toy.world import CALLER, EMAIL, NOBODY, Roster
from tests.running import LoaderSession

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
_LIMITS = DocumentLimits(aliases=1000)
Rows = Mapping[Module, list[Row]]


class InventedProducts(Exchange):
    """The rows of each module, and CRM's word on which fields of the mirror the caller sees."""

    def __init__(self, rows: Rows, visible: Mapping[str, bool]) -> None:
        super().__init__({}, ExchangeBounds())
        self.asked: list[Request] = []
        self._rows = {module.name: found for module, found in rows.items()}
        self._visible = visible

    async def once(self, caller: Caller, request: Request, until: float, latest: float) -> Response:
        """The answer, at once."""
        self.asked.append(request)
        body = self._body(request)
        return Response(404 if body is NOBODY else 200, {"Content-Type": "application/json"}, msgspec.json.encode(body))

    def _body(self, request: Request) -> Mapping[str, Any]:
        if request.service == "accounts":
            return {"Email": EMAIL, "Display_Name": "Somebody", "ZUID": "700"}
        match request.path:
            case ("settings", "modules"):
                return {"modules": [{"api_name": MIRROR, "viewable": True}]}
            case ("settings", "fields"):
                shown = self._visible.items()
                return {"fields": [{"api_name": name, "visible": seen, "data_type": "text"} for name, seen in shown]}
            case ("org",):
                return {"org": [{"id": "1", "iso_code": "EUR"}]}
            case ("users",):
                return {"users": [{"id": "1", "profile": {"name": "Sales"}}]}
            case ("organizations",):
                own = {"organization_id": "10", "is_default_org": True, "time_zone": "UTC", "currency_code": "EUR"}
                return {"code": 0, "organizations": [own]}
            case ("users", "me"):
                permissions = [{"entity": name, "can_view": True} for name in self._rows]
                return {"code": 0, "user": {"user_id": "1", "role": {"role": {"permissions": permissions}}}}
            case (name,):
                return {"code": 0, name: self._rows[name], "page_context": {"has_more_page": False}}
            case (name, id_):
                return {"code": 0, name.removesuffix("s"): self._rows[name][int(id_) - FIRST_ID]}
            case _:
                return NOBODY


class InventedPast(MemoryJournal):
    """An audit log in which every value of a record had just become another; it keeps what is noted in it."""

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self.noted: list[JournalEntry] = []
        self._rows = {str(module): found for module, found in rows.items()}

    async def note(self, entry: JournalEntry) -> None:
        """Keep it."""
        self.noted.append(entry)

    async def entries(self, question: JournalQuery) -> JournalPage:
        """One change of the record."""
        rows = self._rows[str(question.module)]
        at = int(str(question.record_id)) - FIRST_ID
        author = Author("Somebody", EMAIL)
        past = JournalEntry(question.tenant, NOON, author, "update", str(question.module), question.record_id, "done")
        return JournalPage([ChainedEntry(1, "", replace(past, before=rows[at - 1], after=rows[at]))])


class InventedWorld:
    """A graph of invented records for one caller, who does not see some fields of the mirror."""

    def __init__(self, schema: GraphQLSchema, rows: Rows, visible: Mapping[str, bool]) -> None:
        self.products = InventedProducts(rows, visible)
        self.past = InventedPast(rows)
        self.lines: list[Mapping[str, Any]] = []
        records = registry.modules()
        mirrors = {module: module.mirror for module in records.values() if module.mirror is not None}
        self._rules = PermissionRules(Roster(), Policy(), mirrors, guarded_fields(schema, records))
        variants = SchemaVariants(schema, partial(documents_over, limits=_LIMITS))
        hidden_from = coordinates_of(schema, records).hidden_from
        self._runner = Runner(CallerVisibility(variants, hidden_from), Cursors(b"a secret for the tests alone"))

    async def ask(self, text: str, until: float, *, compiles: bool = True, logs_reads: bool = False) -> Payload:
        """What a document comes to; the lines of the log and the entries about reads are kept."""
        upstream = Upstream(self.products, CALLER, until)
        loader = RecordLoader(upstream, CallerCache(), {}, self._rules, JournalWriter(self.past))
        runner = replace(self._runner, compiles=compiles, logs_reads=logs_reads)
        with capture_logs() as lines:
            [payload] = [each async for each in runner.run(LoaderSession(loader, "0"), OperationRequest(text))]
            _log(RequestProgress("0", "", 0.0, costs=upstream.costs), payload, 200, 0.0)
        self.lines += lines
        return payload

    def reads(self) -> list[str]:
        """The coordinates of the amounts in the only entry about reads, none where there is no entry."""
        return [name for entry in self.past.noted for name in (entry.after or {})["coordinates"]]

    def calls(self) -> list[tuple[str, ...]]:
        """What the products were asked, with every parameter."""
        return [(*each.path, *(f"{name}={value}" for name, value in each.params)) for each in self.products.asked]

    def left(self, payload: Payload) -> str:
        """All that leaves the gateway for an answer, as one text."""
        noted = [[entry.act, entry.record_id, entry.before, entry.after] for entry in self.past.noted]
        answer = msgspec.json.encode(payload.body()).decode()
        return json.dumps([answer, [str(line) for line in self.lines], noted], default=str)
