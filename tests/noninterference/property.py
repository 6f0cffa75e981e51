"""The property: whatever a caller asks, two worlds that differ only in what they may not see answer the same.

Data, errors, extensions, the order of lists, calls to the products and lines of the log are the same to the byte; no
canary of a hidden value stands in any of them; and no product is asked about anything hidden that could be left out.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
from graphql import FragmentDefinitionNode as Fragment
from graphql import parse
from hypothesis import HealthCheck, note
from structlog.testing import capture_logs

from adapters.exchange import Upstream
from adapters.messages import Request
from domain.caller import caller_of
from domain.errors import SuitegraphError
from domain.json_values import mapping, mappings
from domain.modules.module import Module
from domain.permissions import ColumnPath
from gateway.http.endpoint import RequestProgress, _log  # pyright: ignore[reportPrivateUsage]  # the lines of the real log
from resolvers.caller.caller_cache import CallerCache
from resolvers.catalogue import FINANCE
from resolvers.journal import JournalWriter
from resolvers.reading.loader import RecordLoader
from schema.books.document_templates import naming_printed
from schema.engine.declare import registry
from schema.engine.declare.cursors import Cursors
from schema.engine.declare.ids import global_id
from schema.engine.execute.documents import Document, DocumentCache, documents_over
from schema.engine.execute.limits import DocumentLimits
from schema.engine.execute.payloads import invalid
from schema.engine.execute.runner import Runner
from schema.engine.visibility.callers import CallerVisibility
from schema.engine.visibility.coordinates import coordinates_of
from schema.engine.visibility.variants import SchemaVariants
from schema.graph import graph
from schema.shared.record_types import naming
from tests.noninterference.callers import API_NAMES, Person, person_of, unseen_by, views
from tests.noninterference.cells import JOINS, MODULES, canaries_in, id_of, tables
from tests.noninterference.dice import Dice
from tests.noninterference.documents import MISSPELT, document_of
from tests.noninterference.listing import by_view, compared_in_crm, compared_in_finance, finance_column
from tests.noninterference.mutations import LONELY, asking_document, mutation_document
from tests.noninterference.own_documents import own_document, past_document, report_document
from tests.noninterference.shared_views import SharedViews
from tests.noninterference.world import ORGANIZATION, Past, World
from tests.running import Execution, LoaderSession, payload_of

ROLLS = 700
# A case is a text of many bytes, however simple it is.
UNHEALTHY = (HealthCheck.large_base_example, HealthCheck.too_slow, HealthCheck.data_too_large)
REQUEST_ID = "0123456789abcdef"
_LIMITS = DocumentLimits(aliases=1000)
_DOCUMENTS = DocumentCache(graph(), _LIMITS, most_bytes=1)
_SHOWN = coordinates_of(graph(), registry.modules(), {**naming(), **naming_printed()})
_VARIANTS = SchemaVariants(graph(), partial(documents_over, limits=_LIMITS))
RUNNER = Runner(CallerVisibility(_VARIANTS, _SHOWN.hidden_from), Cursors(b"a secret for the tests alone"))
CALLER = caller_of("1000.somebody", "local", b"key")
_ENCODER = msgspec.json.Encoder()
_GLOBAL_ID = re.compile(rb"[A-Za-z0-9+/]{16,}=*")
LOOP = asyncio.new_event_loop()


@dataclass(frozen=True, slots=True)
class Seen:
    """All that leaves the gateway for one operation: to the caller, to the log and to the products."""

    answer: bytes
    log: bytes
    calls: list[tuple[str, ...]]
    asked: list[Request]
    bugs: list[BaseException]


# How often the cases came to what they are about.
TALLY: Counter[str] = Counter()


def check(rolls: bytes) -> None:
    """One case of any door. Raises AssertionError where something hidden makes a difference."""
    doors = (check_records, check_records, check_past, check_own, check_reports, check_mutations, check_strict)
    Dice(rolls).pick(doors)(rolls)


def check_records(rolls: bytes) -> None:
    """One case about records."""
    dice = Dice(rolls)
    compare(dice, *document_of(dice))


def check_own(rolls: bytes) -> None:
    """One case about look-ups, views and permissions."""
    dice = Dice(rolls)
    compare(dice, *own_document(dice))


def check_past(rolls: bytes) -> None:
    """One case about what became of a record."""
    dice = Dice(rolls)
    compare(dice, *past_document(dice))


def check_reports(rolls: bytes) -> None:
    """One case about a report."""
    dice = Dice(rolls)
    compare(dice, *report_document(dice), shows_days=True)


def compare(dice: Dice, text: str, types: list[str], *, shows_days: bool = False) -> None:
    """Ask both worlds for a document. Raises AssertionError where something hidden makes a difference.

    What `shows_days` by itself is not searched for those of the products.
    """
    document = _DOCUMENTS.document(text) if MISSPELT in text or dice.chance(10) else unvalidated(text)
    person = person_of(dice, types)
    hidden = unseen_by(person)
    # What a failing case is told with.
    note(text)
    note(repr(person))
    here, there = (LOOP.run_until_complete(_seen(document, World(person, each), person)) for each in ({}, hidden))
    assert here.bugs == []
    assert here.answer == there.answer
    assert here.log == there.log
    assert here.calls == there.calls
    told = here.answer + there.answer + here.log + there.log
    serials = {serial for serial, _ in canaries_in(told, days=not shows_days)}
    leaked = [
        (str(module), cell.path)
        for module, paths in hidden.items()
        for path in paths & tables()[module].cells.keys()
        if not serials.isdisjoint(range((cell := tables()[module].cells[path]).serial, cell.serial + 3))
    ]
    assert leaked == []
    asked = [told for request in here.asked if (told := _asks_for_hidden(request, person, hidden))]
    note(repr(asked))
    assert asked == []
    count(here, serials)


def unvalidated(text: str) -> Document:
    """A document that is valid as it was written: validation looks at no caller and takes half of a case."""
    ast = parse(text)
    fragments = {part.name.value: part for part in ast.definitions if isinstance(part, Fragment)}
    return Document(ast, [], fragments, 0, _DOCUMENTS.plans_looked_up)


def check_mutations(rolls: bytes) -> None:
    """One case of a mutation that names what may not be seen: it ends as if that were not there."""
    dice = Dice(rolls)
    text, types = mutation_document(dice)
    person = person_of(dice, types)
    seen = frozenset(module for module in MODULES if views(module, person))
    document = unvalidated(text)
    note(text)
    note(repr(person))
    worlds = (World(person, {}, frozenset(MODULES)), World(person, {}, seen))
    here, there = (LOOP.run_until_complete(_seen(document, world, person)) for world in worlds)
    assert here.bugs == []
    assert here.answer == there.answer
    assert here.log == there.log
    assert here.calls == there.calls
    count(here, set())


def check_strict(rolls: bytes) -> None:
    """One case of a caller who may not know names: an id of a type that they may not view is like one of no type."""
    dice = Dice(rolls)
    person = person_of(dice, [])
    hidden = [registry.type_of(module) for module in MODULES if not views(module, person)]
    about = dice.pick(hidden or [*registry.modules()])
    text = other = asking_document(dice, about)
    note(text)
    note(repr(person))
    for type_name in hidden:
        for row in range(LONELY + 1):
            own = id_of(registry.module_of(type_name), row)
            # Of the same length, so that places in the text are the same.
            other = other.replace(global_id(type_name, own), global_id("N" * len(type_name), own))
    here, there = (LOOP.run_until_complete(_strictly_told(each, World(person, {}), person)) for each in (text, other))
    TALLY["cases"] += 1
    TALLY["cases with ids of hidden types"] += other != text
    assert here == there


async def _strictly_told(text: str, world: World, person: Person) -> tuple[bytes, list[tuple[str, ...]]]:
    """The answer to a document of the complete graph: the caller's own would refuse more of it."""
    loader = _loader(world, person)
    # As the caller's own graph does, which follows from it.
    await loader.permissions.all()
    session = LoaderSession(loader, REQUEST_ID, strict=True)
    payload = await payload_of(RUNNER, session, Execution(graph(), unvalidated(text)))
    # An answer may repeat what was sent.
    answer = _GLOBAL_ID.sub(b"an id", _ENCODER.encode(payload.body()))
    return answer, [_call(request) for request in world.asked]


def _loader(world: World, person: Person) -> RecordLoader:
    upstream = Upstream(world, CALLER, LOOP.time() + 60)
    views_kept, journal = SharedViews(ORGANIZATION), JournalWriter(Past(world))
    return RecordLoader(upstream, CallerCache(), {}, person.rights(), journal, saved_views=views_kept)


async def _seen(document: Document, world: World, person: Person) -> Seen:
    return await seen_by(document, world, _loader(world, person))


async def seen_by(document: Document, world: World, loader: RecordLoader) -> Seen:
    """All that leaves the gateway when a document is asked by the caller of a loader."""
    with capture_logs() as lines:
        if document.errors:
            outcome = invalid(document, REQUEST_ID)
        else:
            execution = Execution(graph(), document)
            outcome = await payload_of(RUNNER, LoaderSession(loader, REQUEST_ID), execution)
        _log(RequestProgress(REQUEST_ID, "", 0.0, costs=loader.upstream.costs), outcome, 200, 0.0)
    for line in lines:
        line.pop("seconds", None)
    return Seen(
        answer=_ENCODER.encode(outcome.body()),
        log=repr(lines).encode(),
        calls=[_call(request) for request in world.asked],
        asked=world.asked,
        bugs=[cause for cause in outcome.causes if not isinstance(cause, SuitegraphError)],
    )


def _call(request: Request) -> tuple[str, ...]:
    """A call without values: the one row of a list whose number is hidden is found by that very number."""
    return (request.service, *request.path, *(name for name, _ in request.params))


def _asks_for_hidden(request: Request, person: Person, hidden: Mapping[Module, frozenset[ColumnPath]]) -> str | None:
    """What of a request concerns something hidden, None for nothing."""
    params = dict(request.params)
    module = _module_of(request, params)
    if module is None:
        return None
    if not views(module, person):
        return None if _is_join(request, module, params) else f"{module} is no view of the caller"
    crm = module.product == "crm"
    if crm:
        named = {*params.get("fields", "").split(","), *compared_in_crm(params), params.get("sort_by")}
    else:
        number = FINANCE[module].number
        columns = {finance_column(name) for name in compared_in_finance(params)}
        viewed = by_view(module).get(params.get("filter_by", ""), ())
        named = {*columns, *viewed, params.get("sort_column")} - JOINS - {number}
    found = sorted(name for name in named if name and (name,) in hidden[module])
    return f"{module}: {found}" if found else None


def _module_of(request: Request, params: Mapping[str, str]) -> Module | None:
    """The module whose records a request is about."""
    if request.service == "crm":
        named = request.path[2] if len(request.path) == 3 else request.path[0]
        return API_NAMES.get(named)
    fixed = params.get("contact_type")
    for module, known in FINANCE.items():
        kind = dict(known.fixed).get("contact_type")
        path = known.path.split("/")
        if module.product == request.service and [*request.path[: len(path)]] == path and fixed in {None, kind}:
            return module
    return None


def _is_join(request: Request, module: Module, params: Mapping[str, str]) -> bool:
    """Whether only the link between two products is looked up."""
    return module.name in {"customers", "vendors"} and (len(request.path) > 1 or not JOINS.isdisjoint(params))


def count(seen: Seen, serials: set[int]) -> None:
    """Note what a case came to."""
    told: dict[str, Any] = msgspec.json.decode(seen.answer)
    TALLY["cases"] += 1
    TALLY["answers with values"] += bool(serials)
    TALLY["answers with something hidden"] += "hiddenFields" in told.get("extensions", {})
    TALLY["answers with a bill"] += bool(told.get("extensions", {}).get("cost", {}).get("calls"))
    codes = {error["extensions"]["code"] for error in told.get("errors", [])}
    TALLY.update(codes)
    for payload in map(mapping, mapping(told.get("data")).values()):
        TALLY.update(f"user error {error['code']}" for error in mappings(payload.get("userErrors")))
