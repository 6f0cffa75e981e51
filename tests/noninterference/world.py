"""The products in memory, as one caller reaches them: nothing here keeps a value back from whoever asks for it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from adapters.connections import ExchangeBounds
from adapters.exchange import Exchange
from adapters.messages import Request, Response
from domain.caller import Caller
from domain.journal import Author, ChainedEntry, JournalEntry, JournalPage, JournalQuery
from domain.modules import billing, books, crm
from domain.modules.module import Module
from domain.queries import Row
from gateway.journal import MemoryJournal
from resolvers.catalogue import CRM, FINANCE
from schema.engine.declare import registry
from tests.noninterference.beside import Beside
from tests.noninterference.callers import API_NAMES, EMAIL, Person, columns_of
from tests.noninterference.cells import MODULES, NOWHERE, ROWS, Changed, id_of, tables
from tests.noninterference.listing import by_view, crm_rows, finance_rows, view_of, viewed_column
from tests.noninterference.paging import NOTHING, Answer, crm_page, page_context, window
from tests.noninterference.set_up import books_user, custom_fields, definition, saved_view

ORGANIZATION = "10234695"
JSON = {"Content-Type": "application/json"}
_ENCODER = msgspec.json.Encoder()
_MODULE_FLAGS = {"view": "viewable", "create": "creatable", "edit": "editable", "delete": "deletable"}
FORBIDDEN_IN_CRM: Answer = (403, {"code": "NO_PERMISSION", "status": "error"})
FORBIDDEN_IN_FINANCE: Answer = (401, {"code": 57, "message": "not authorized"})
NOT_THERE: Answer = (404, {"code": 1002, "message": "no such record"})
BROKEN: Answer = (500, {"code": "INTERNAL_ERROR"})
INVOICES = books.INVOICES
# The modules about which the whole log has an entry.
AUDITED = (crm.DEALS, books.INVOICES, billing.SUBSCRIPTIONS)
NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


class World(Exchange):
    """The way to the products of one of two worlds. `asked` is everything that was asked of them, in order."""

    def __init__(self, person: Person, changed: Changed, lonely: frozenset[Module] = frozenset()) -> None:
        """`lonely` are the modules that have the record to which nothing leads."""
        super().__init__({}, ExchangeBounds())
        self.asked: list[Request] = []
        self._person = person
        self._changed = changed
        self._lonely = lonely
        self._beside = Beside(changed)
        self._answers: Mapping[str, Callable[[Request, Mapping[str, str]], Answer]] = {
            "accounts": self._accounts,
            "crm": self._crm,
            "books": self._finance,
            "billing": self._finance,
        }

    async def once(self, caller: Caller, request: Request, until: float, latest: float) -> Response:  # as the real one
        """The answer, at once."""
        self.asked.append(request)
        answer = self._answers[request.service] if request.method == "GET" else self._written
        status, body = answer(request, dict(request.params))
        return Response(status, JSON, b"" if body is None else _ENCODER.encode(body))

    def _rows(self, module: Module) -> Iterator[Row]:
        table = tables()[module]
        return (table.row(row, self._changed) for row in range(ROWS))

    def _written(self, request: Request, params: Mapping[str, str]) -> Answer:
        """A refusal of what is written, in other words where it names a record that is not there."""
        text = b" ".join((*map(str.encode, request.path), request.body or b""))
        missing = [each for each in MODULES if id_of(each, ROWS).encode() in text and each not in self._lonely]
        return (400, {"code": "INVALID_DATA" if missing else "NOT_ALLOWED", "message": f"no {missing}"})

    def _one(self, module: Module, id_: str) -> Row | None:
        ids = [id_of(module, row) for row in range(ROWS + (module in self._lonely))]
        return tables()[module].row(ids.index(id_), self._changed) if id_ in ids else None

    def _accounts(self, request: Request, params: Mapping[str, str]) -> Answer:  # it knows one answer
        return 200, {"Email": EMAIL, "Display_Name": "Somebody", "ZUID": "700"}

    def _crm(self, request: Request, params: Mapping[str, str]) -> Answer:
        match request.path:
            case ("settings", *_):
                return self._settings(request.path, params)
            case ("org",):
                return 200, {"org": [{"id": "1", "iso_code": "EUR"}]}
            case ("users",) if params.get("type") == "CurrentUser":
                profile = {"name": self._person.profile}
                return (200, {"users": [{"id": "1", "profile": profile}]}) if self._person.profile else NOTHING
            case ("users",):
                return crm_page(self._ids(crm.USERS, params), "users")
            case ("users", "actions", "count"):
                return 200, {"count": str(ROWS)}
            case (_, _, "Attachments"):
                return 200, {"data": [{"id": "77", "File_Name": "a.txt", "Size": "3"}]}
            case (api_name, *rest):
                return self._records(API_NAMES[api_name], rest, params)
            case _:
                return NOTHING

    def _settings(self, path: tuple[str, ...], params: Mapping[str, str]) -> Answer:
        person = self._person
        if person.profile is None:
            return NOTHING
        if path[1] == "modules":
            modules = [
                {"api_name": name, **{flag: action in actions for action, flag in _MODULE_FLAGS.items()}}
                for name, actions in person.modules.items()
            ]
            return BROKEN if "modules" in person.failing else (200, {"modules": modules})
        api_name = params["module"]
        if api_name == "users":
            return 200, {"fields": []}
        if path[1] == "fields":
            other = self._changed.get(API_NAMES[api_name], NOWHERE)
            rows = [
                definition(
                    name, kind, f"canary of {int((name,) in other)}", visible=name not in person.hidden[api_name]
                )
                for name, kind in columns_of(api_name).items()
            ]
            for row in rows:
                if (api_name, row["api_name"]) == ("Deals", "Stage"):
                    row["pick_list_values"] = self._beside.stages(self._rows(crm.DEALS))
            return BROKEN if api_name in person.failing else (200, {"fields": rows})
        views = (path[2],) if len(path) > 2 else (view_of(0), view_of(1, orders=True))
        return 200, {"custom_views": [saved_view(api_name, view) for view in views]}

    def _records(self, module: Module, rest: list[str], params: Mapping[str, str]) -> Answer:
        if rest[1:] == ["Notes"]:
            return crm_page([self._beside.note(module)], "data")
        if rest[1:] == ["__timeline"]:
            row = self._one(module, rest[0])
            return crm_page([] if row is None else [self._beside.timeline(module, row)], "__timeline")
        if rest and rest not in (["search"], ["actions", "count"]):
            # A related list: every record of the module whose look-up leads to the parent.
            child = API_NAMES[rest[1]]
            found = [row for row in self._rows(child) if rest[0] in _keys(row, module)]
            return crm_page(crm_rows(found, params, None), "data", params)
        if module in self._person.refused:
            return FORBIDDEN_IN_CRM
        viewed = params.get("cvid")
        column, orders = (None, False) if viewed is None else viewed_column(CRM[module].api_name, viewed)
        if orders and column is not None:
            params, column = {**params, "sort_by": column}, None
        rows = crm_rows(self._ids(module, params), params, column)
        return (200, {"count": len(rows)}) if rest == ["actions", "count"] else crm_page(rows, "data", params)

    def _ids(self, module: Module, params: Mapping[str, str]) -> list[Row]:
        wanted = params["ids"].split(",") if "ids" in params else None
        if wanted is None:
            return [*self._rows(module)]
        return [row for id_ in wanted if (row := self._one(module, id_)) is not None]

    def _finance(self, request: Request, params: Mapping[str, str]) -> Answer:
        person = self._person
        member = person.roles is not None if request.service == "books" else person.in_billing
        match request.path:
            case ("organizations",):
                found = [{"organization_id": ORGANIZATION, "is_default_org": True, "currency_code": "EUR"}]
                return _success(organizations=found if member or person.grants is not None else [])
            case ("users", "me"):
                return BROKEN if "me" in person.failing else _success(user=books_user(person))
            case ("users",):
                return _success(users=[])
            case ("customers", "reference", id_):
                kind = params["reference_id_type"]
                same = [row for row in self._rows(billing.CUSTOMERS) if row.get(kind) == id_]
                return _success(customer=same[0]) if same else NOT_THERE
            case ("settings", *_) | (_, "templates"):
                return self._look_up(request, params)
            case ("events", *rest):
                return self._events(rest[0] if rest else None)
            case _:
                return self._finance_records(request, params)

    def _finance_records(self, request: Request, params: Mapping[str, str]) -> Answer:
        path, *rest = request.path
        module = _module_of(request, path, params, rest[0] if rest else "")
        if module in self._person.refused:
            return FORBIDDEN_IN_FINANCE
        if rest[1:] == ["recentactivities"]:
            return _success(activities=self._beside.activities())
        if rest[1:] == ["comments"]:
            return self._comments(module, rest[0])
        return self._single(module, rest[0]) if rest else self._list(module, params)

    def _look_up(self, request: Request, params: Mapping[str, str]) -> Answer:
        match request.path:
            case ("settings", "preferences", "customfields"):
                return _success(customfields=[*custom_fields(params["entity"], self._changed)])
            case ("settings", name):
                module = _module_of(request, f"settings/{name}", params, "")
                return FORBIDDEN_IN_FINANCE if module in self._person.refused else self._list(module, params)
            case ("settings", *_):
                return _success(exchange_rates=self._beside.rates())
            case _:
                return _success(templates=[])

    def _single(self, module: Module, id_: str) -> Answer:
        row = self._one(module, id_)
        if row is None:
            return NOT_THERE
        return _success(**{FINANCE[module].row: row})

    def _comments(self, module: Module, id_: str) -> Answer:
        """Comments of people, and Books' own: about every value of the record and of an invoice."""
        row, invoice = self._one(module, id_), self._one(INVOICES, id_of(INVOICES, 0))
        if row is None or invoice is None:
            return NOT_THERE
        known = FINANCE[module]
        rows = self._beside.comments(module, {FINANCE[INVOICES].row: invoice, known.row: row})
        return _success(**{"contact_comments" if known.path == "contacts" else "comments": rows})

    def _events(self, id_: str | None) -> Answer:
        rows = self._beside.events(lambda row: tables()[billing.SUBSCRIPTIONS].row(row, self._changed), ROWS)
        if id_ is None:
            listed = [{key: value for key, value in row.items() if key != "payload"} for row in reversed(rows)]
            return _success(events=listed, page_context={"has_more_page": False})
        found = [row for row in rows if row["event_id"] == id_]
        return _success(event=found[0]) if found else NOT_THERE

    def past(self, question: JournalQuery) -> Iterator[JournalEntry]:
        """A line of the audit log in which every value of a record became another, also under other names."""
        if question.module is None:
            # The log itself, of which administrators see more than the histories of records.
            for module in AUDITED:
                yield from self.past(replace(question, module=str(module), record_id=id_of(module, 0)))
            return
        module = next(each for each in MODULES if str(each) == question.module)
        table = tables()[module]
        ids = [id_of(module, row) for row in range(ROWS)]
        place = ids.index(str(question.record_id))
        before, after = (
            {**row, **{f"{name}_formatted": value for name, value in row.items()}}
            for row in (table.row((place + 1) % ROWS, self._changed), table.row(place, self._changed))
        )
        author = Author("Somebody", EMAIL)
        entry = JournalEntry(question.tenant, NOON, author, "update", str(module), question.record_id, "done")
        yield replace(entry, before=before, after=after, request_id=self._beside.request_id(module))

    def _list(self, module: Module, params: Mapping[str, str]) -> Answer:
        known = FINANCE[module]
        found = finance_rows(self._rows(module), params, known.every, by_view(module))
        rows: Row = {known.rows: window(found, params)}
        held = rows if known.inside is None else {known.inside: rows}
        return _success(**held, page_context=page_context(found, params))


class Past(MemoryJournal):
    """The audit log of one of two worlds."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    async def entries(self, question: JournalQuery) -> JournalPage:
        """What became of a record."""
        return JournalPage([ChainedEntry(1, "", entry) for entry in self._world.past(question)])


def _keys(row: Row, module: Module) -> list[str]:
    """Where the look-ups of a row to a module lead."""
    name = next(name for name, known in registry.modules().items() if known == module)
    cells = tables()[_owner(row)].cells.values()
    return [row[cell.path[0]]["id"] for cell in cells if cell.target == name and len(cell.path) == 1]


def _owner(row: Row) -> Module:
    return MODULES[(int(row["id"]) - int(id_of(MODULES[0], 0))) // 1000]


def _module_of(request: Request, path: str, params: Mapping[str, str], id_: str) -> Module:
    """The module behind a path; Books keeps customers and vendors under one."""
    found = [module for module, known in FINANCE.items() if known.path == path and module.product == request.service]
    for module in found:
        fixed = dict(FINANCE[module].fixed)
        if fixed.items() <= params.items() and (not id_ or _has(module, id_)):
            return module
    return found[0]


def _has(module: Module, id_: str) -> bool:
    return id_ in [id_of(module, row) for row in range(ROWS)]


def _success(**body: Any) -> Answer:
    return 200, {"code": 0, "message": "success", **body}
