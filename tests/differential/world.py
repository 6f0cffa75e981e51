"""The sandbox over real HTTP with its answers kept, and every persona known."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema

from adapters.exchange import Exchange
from adapters.messages import Request, Response
from domain.caller import Caller, caller_of
from gateway.service import GatewayService, service_of
from gateway.session import Session, open_session
from resolvers.caller.caller_cache import CallerCache
from resolvers.gathering import gathered
from sandbox.context import Options, Sandbox
from sandbox.people import BY_NAME
from schema.engine.declare import registry
from schema.engine.declare.selections import named_type
from schema.engine.execute.documents import Document
from schema.engine.execute.payloads import Payload
from schema.graph import graph
from tests.differential.spoiling import Spoils
from tests.graphs import settings_for
from tests.running import Execution, LoaderSession, payloads_of
from tests.servers import sandbox_served

REQUEST_ID = "0123456789abcdef"
CALLERS = ("admin", "sales", "accountant", "assigned", "restricted", "outsider")
# The cases have more of some things than a client's documents.
LIMITS = {"max_depth": 40, "max_aliases": 5000, "max_root_fields": 100, "max_selections": 10_000, "max_tokens": 50_000}
SAMPLES = 6
SECONDS = 60.0


class Replaying(Exchange):
    """The real exchange the first time a caller asks, then from memory; data may be spoilt on the way."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.asked: list[Request] = []
        self.spoiler: Spoils | None = None
        self._kept: dict[tuple[str, Request], Response] = {}

    async def once(self, caller: Caller, request: Request, until: float, latest: float) -> Response:
        """The product's answer."""
        self.asked.append(request)
        key = (caller.partition, request)
        if key not in self._kept:
            self._kept[key] = await super().once(caller, request, until, latest)
        kept = self._kept[key]
        return kept if self.spoiler is None else self.spoiler.spoilt(request, kept)

    def answered(self, request: Request) -> bytes:
        """The body of an answer to anybody, empty where nobody has asked."""
        return next((kept.body for (_, asked), kept in self._kept.items() if asked == request), b"")


class OneOperation(CallerCache):
    """What one operation learns, above what is known of the caller: nothing of it is left for the next one."""

    def __init__(self, known: CallerCache) -> None:
        super().__init__()
        self._known = known

    def _value(self, key: tuple[str, str]) -> Any:
        return super()._value(key) if key in self._entries else self._known._value(key)


@dataclass(slots=True)
class Samples:
    """What the seed holds for the administrator: ids of the graph and the products' own by type, words, cursors."""

    ids: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    own_ids: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    words: list[str] = field(default_factory=list[str])
    custom: list[str] = field(default_factory=list[str])
    cursors: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Case:
    """One operation as somebody sends it."""

    text: str
    name: str | None
    variables: dict[str, Any]
    persona: str
    strict: bool


@dataclass(frozen=True, slots=True)
class Way:
    """What came of one way: the outcome and the calls to the products."""

    outcome: Payload
    asked: Counter[Request]


@dataclass(frozen=True, slots=True)
class World:
    """The gateway's parts in front of the sandbox, without the HTTP layer."""

    runner: asyncio.Runner
    service: GatewayService
    exchange: Replaying
    callers: Mapping[str, Caller]
    samples: Samples

    def document(self, case: Case) -> tuple[GraphQLSchema, Document]:
        """The graph that a case asks, and its document in it."""
        return self.runner.run(self._document(case))

    def way(self, case: Case, *, compiles: bool, spoiler: Spoils | None = None, is_known: bool = True) -> Way:
        """One way of answering a case, whose caller the gateway knows already or not."""
        return self.runner.run(self._way(case, compiles, spoiler, is_known=is_known))

    def in_parts(self, case: Case, *, compiles: bool, spoiler: Spoils | None = None) -> tuple[list[Payload], int]:
        """The payloads of a case whose client takes parts, and how many calls they took."""
        return self.runner.run(self._in_parts(case, compiles, spoiler))

    async def _document(self, case: Case) -> tuple[GraphQLSchema, Document]:
        visibility = self.service.runner.visibility
        if not case.strict:
            return visibility.complete.schema, visibility.complete.documents.document(case.text)
        async with self._session(case.persona) as session:
            shape = await visibility.of(session.loader)
        return shape.schema, shape.documents.document(case.text)

    async def _way(self, case: Case, compiles: bool, spoiler: Spoils | None, *, is_known: bool = True) -> Way:
        [outcome], asked = await self._payloads(case, compiles, spoiler, incremental=False, is_known=is_known)
        return Way(outcome, asked)

    async def _in_parts(self, case: Case, compiles: bool, spoiler: Spoils | None) -> tuple[list[Payload], int]:
        async with asyncio.timeout(SECONDS):
            payloads, asked = await self._payloads(case, compiles, spoiler, incremental=True)
        return payloads, asked.total()

    async def _payloads(
        self, case: Case, compiles: bool, spoiler: Spoils | None, *, incremental: bool, is_known: bool = True
    ) -> tuple[list[Payload], Counter[Request]]:
        schema, document = await self._document(case)
        memory = OneOperation(self.service.memory) if is_known else CallerCache()
        async with self._session(case.persona, memory) as session:
            self.exchange.asked, self.exchange.spoiler = [], spoiler
            try:
                payloads = await payloads_of(
                    replace(self.service.runner, compiles=compiles),
                    LoaderSession(session.loader, REQUEST_ID, case.strict),
                    Execution(schema, document, case.variables, case.name),
                    incremental=incremental,
                )
            finally:
                self.exchange.spoiler = None
        return payloads, Counter(self.exchange.asked)

    @asynccontextmanager
    async def _session(self, persona: str, memory: CallerCache | None = None) -> AsyncGenerator[Session]:
        service = self.service if memory is None else replace(self.service, memory=memory)
        async with open_session(service, self.callers[persona]) as session:
            session.set_deadline(SECONDS)
            yield session

    async def meet(self) -> None:
        """Learn who everybody is and what they may see, and what there is to ask about."""
        for persona in CALLERS:
            async with self._session(persona) as session:
                loader = session.loader
                await self.service.runner.visibility.of(loader)
                await loader.permissions.is_administrator()
                await gathered([loader.organizations.of("books"), loader.organizations.of("billing")])
            for root in ("accounts", "contacts", "deals", "vendors", "products"):
                await self._rows(persona, root, "customFields { name }")
        for type_name in registry.modules():
            await self._sample(type_name)

    async def _sample(self, type_name: str) -> None:
        kind = graph().type_map[type_name]
        known: Mapping[str, Any] = kind.fields if isinstance(kind, GraphQLObjectType) else {}
        named = " ".join(name for name in ("name", "number", "code") if name in known)
        rows = await self._rows("admin", _root_of(type_name), f"id recordId {named} customFields {{ name }}")
        self.samples.ids[type_name] = [row["id"] for row in rows]
        self.samples.own_ids[type_name] = [row["recordId"] for row in rows]
        self.samples.words += [row[name] for row in rows for name in named.split() if row[name]]
        self.samples.custom += dict.fromkeys(each["name"] for row in rows for each in row["customFields"] or ())

    async def _rows(self, persona: str, root: str, fields: str) -> list[dict[str, Any]]:
        if "customFields" not in _fields_below(root):
            fields = fields.replace("customFields { name }", "")
        text = f"{{ {root}(first: {SAMPLES}) {{ nodes {{ __typename {fields} }} pageInfo {{ endCursor }} }} }}"
        way = await self._way(Case(text, None, {}, persona, strict=False), False, None)
        page = (way.outcome.data or {}).get(root)
        if page is None:
            return []
        self.samples.cursors[_type_of(root)] = page["pageInfo"]["endCursor"]
        return [{"customFields": None, **row} for row in page["nodes"]]


def _roots() -> Mapping[str, Any]:
    query = graph().query_type
    assert query is not None
    return query.fields


def _root_of(type_name: str) -> str:
    return next(name for name, each in _roots().items() if named_type(each).name == f"{type_name}Connection")


def _type_of(root: str) -> str:
    return named_type(_roots()[root]).name.removesuffix("Connection")


def _fields_below(root: str) -> Mapping[str, Any]:
    kind = graph().type_map[_type_of(root)]
    return kind.fields if isinstance(kind, GraphQLObjectType) else {}


@contextmanager
def world_opened(**settings: Any) -> Generator[World]:
    """A world with a sandbox of its own, on a loop of its own, for the duration of the block."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        stack = AsyncExitStack()
        try:
            yield runner.run(_opened(stack, runner, settings))
        finally:
            runner.run(stack.aclose())


async def _opened(stack: AsyncExitStack, runner: asyncio.Runner, settings: Mapping[str, Any]) -> World:
    sandbox = Sandbox(Options(port=0))
    port = await stack.enter_async_context(sandbox_served(sandbox, own_ports=True))
    service = service_of(settings_for(sandbox, port, remember_seconds=3600, **LIMITS, **settings))
    exchange = Replaying(service.settings.every_data_centre(), service.exchange.limits)
    service.exchange = exchange
    await stack.enter_async_context(service.connected(journal=False))
    callers = {name: caller_of(BY_NAME[name].access_token, "local", service.partition_key) for name in CALLERS}
    world = World(runner, service, exchange, callers, Samples())
    await world.meet()
    return world
