"""The gateway in front of a sandbox, both over real HTTP, with one client that asks as a persona."""

import gc
import json
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from pydantic import SecretStr

from adapters.cache.ttls import cache_ttl_of
from adapters.composites import Composites
from adapters.messages import Request
from gateway.app import application
from gateway.commands.demo import DEMO_CLIENT, personas_grants
from gateway.journal import MemoryJournal
from gateway.products import CustomDataCentre
from gateway.saved_reports import MemoryReports
from gateway.saved_views import saved_views_of
from gateway.service import GatewayService, limiters_of, service_of, single_flight_of
from gateway.settings import Settings
from resolvers.journal import JournalWriter
from resolvers.kept_objects import KeptObjects
from resolvers.memory_shelf import MemoryShelf
from sandbox.app import reset
from sandbox.company.story import TODAY
from sandbox.context import Options, Sandbox
from tests.acquaintance import Acquaintances, RecallingCallerCache
from tests.servers import sandbox_served, served
from tests.stores import store_at

# What fills a gateway's memory of a caller: who they are, their organisations and permissions.
ACQUAINTANCE = """
{ viewer { user { name } crmOrganization { name } booksOrganization { name } billingOrganization { name }
    permissions { asOf } } }
"""
# How many gateways that have ended stay in memory.
WORLDS_KEPT = 8
_ENDED = count(1)


@dataclass(frozen=True, slots=True)
class Told:
    """What the gateway answered."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def data(self) -> Any:
        """The answer's data; fails where there is an error."""
        assert "errors" not in self.body, self.body["errors"]
        return self.body["data"]

    @property
    def codes(self) -> list[str]:
        """The code of each error."""
        return [error["extensions"]["code"] for error in self.body.get("errors", [])]


# asyncio puts what a fixture answers into words, twice for each test: a whole gateway and its sandbox.
@dataclass(slots=True, repr=False)
class Graph:
    """Asks the gateway. `ask("sales", "{ viewer { user { name } } }")`."""

    base: str
    session: aiohttp.ClientSession
    sandbox: Sandbox
    service: GatewayService
    mark: int = 0
    acquaintances: Acquaintances = field(default_factory=Acquaintances)
    strangers: set[str] = field(default_factory=set[str])
    spent: list[MemoryJournal | MemoryReports] = field(default_factory=list["MemoryJournal | MemoryReports"])

    async def ask(
        self,
        persona: str | None,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        operation: str | None = None,
        headers: dict[str, str] | None = None,
        token: str | None = None,
    ) -> Told:
        """One query with the persona's token, or with `token`, or with none."""
        sent: dict[str, Any] = {"query": query, "variables": variables, "operationName": operation}
        return await self.post(persona, {k: v for k, v in sent.items() if v is not None}, headers=headers, token=token)

    async def post(
        self,
        persona: str | None,
        json: Any,
        *,
        headers: dict[str, str] | None = None,
        token: str | None = None,
    ) -> Told:
        """One POST of any JSON."""
        if persona in self.strangers and not token:
            self.strangers.remove(persona)
            self.acquaintances.recall(persona, self.service, self.sandbox)
        sent = dict(headers or {})
        if token or persona:
            sent["Authorization"] = f"Bearer {token or f'1000.demo.{persona}'}"
        async with self.session.post(f"{self.base}/graphql", json=json, headers=sent) as response:
            return Told(response.status, dict(response.headers), await response.json(content_type=None))

    @property
    def sign_in_origin(self) -> str:
        """Where browsers sign in: the sandbox's accounts."""
        return f"http://localhost:{self.sandbox.ports.numbers()['accounts']}"

    async def meet(self, persona: str) -> None:
        """Make the caller known, so that what follows costs only what it asks for; then count calls anew."""
        self.strangers.discard(persona)
        if not self.acquaintances.recall(persona, self.service, self.sandbox):
            before = self.acquaintances.remembered(self.service)
            await self.ask(persona, ACQUAINTANCE)
            self.acquaintances.take_down(persona, before, self.service, self.sandbox)
        self.forget_calls()

    def forget_calls(self) -> None:
        """Count calls from here."""
        calls = self.sandbox.calls.since(0)
        self.mark = calls[-1]["sequence"] if calls else 0

    def calls(self) -> list[dict[str, Any]]:
        """What the sandbox was asked since the mark: of a composite request, the calls that it carried."""
        return [call for exchange in self.exchanges() for call in carried_calls(exchange)]

    def exchanges(self) -> list[dict[str, Any]]:
        """The requests that the sandbox answered since the mark."""
        return self.sandbox.calls.since(self.mark)

    def bill(self) -> dict[str, int]:
        """How many calls each product answered since the mark."""
        return dict(sorted(Counter(call["product"] for call in self.calls()).items()))

    def exchange_bill(self) -> dict[str, int]:
        """How many requests each product answered since the mark: a composite request is one."""
        return dict(sorted(Counter(exchange["product"] for exchange in self.exchanges()).items()))

    def record_calls(self) -> dict[str, int]:
        """The bill without what makes a caller known and without attempts: each read of records once."""
        reads = {(call["product"], call["path"], call["query"]) for call in self.calls() if _reads_records(call)}
        return dict(sorted(Counter(product for product, _, _ in reads).items()))

    async def break_down(self, *rules: dict[str, Any]) -> None:
        """Put these fault rules in force, instead of those before; neither failures nor answers stay."""
        self.forget_answers()
        place = f"http://localhost:{self.sandbox.port}/_sandbox/faults"
        async with self.session.post(place, json=list(rules)) as response:
            assert response.status == 200, await response.text()
        self.forgive()

    async def prepare(self, method: str, path: str, content: Any) -> Any:
        """Set the sandbox up with the administrator's token; what it answers."""
        headers = {"Authorization": "Zoho-oauthtoken 1000.demo.admin"}
        place = f"http://localhost:{self.sandbox.port}{path}"
        async with self.session.request(method, place, json=content, headers=headers) as response:
            text = await response.text()
            assert response.status < 300, text
            return json.loads(text) if text else None

    def forgive(self) -> None:
        """No call was counted yet, and no failure."""
        self.service.exchange.limiters = limiters_of(self.service.settings)
        self.service.exchange.composites = Composites() if self.service.settings.crm_composites else None

    def renew(self) -> None:
        """Back to the seed, and nothing remembered of anybody."""
        reset(self.sandbox)
        self.forgive()
        self.forget_callers()
        self.strangers = set(self.acquaintances.entries)
        self.begin_journal()
        self.begin_reports()

    def begin_journal(self) -> None:
        """Nothing was written yet. A database that the settings name stays what it is."""
        if isinstance(self.service.journal, MemoryJournal):
            self.spent.append(self.service.journal)
            self.service.journal = MemoryJournal()
            self.service.journal_writer = JournalWriter(self.service.journal, self.service.settings.key_fields)
            self.service.saved_views = saved_views_of(self.service.settings, None, self.service.journal)

    def begin_reports(self) -> None:
        """No report was kept yet. A database that the settings name stays what it is."""
        if isinstance(self.service.analytics.reports, MemoryReports):
            self.spent.append(self.service.analytics.reports)
            self.service.analytics.reports = MemoryReports()
        if isinstance(self.service.analytics.dashboards, MemoryShelf):
            self.service.analytics.dashboards = MemoryShelf()

    def forget_callers(self) -> None:
        """Nothing is remembered of anybody, and no answer kept."""
        self.strangers.clear()
        self.service.memory = RecallingCallerCache(self.service.settings.remember_seconds)
        self.forget_answers()

    def forget_answers(self) -> None:
        """No answer of a product is kept."""
        self.service.exchange.single_flight = single_flight_of(self.service.settings)
        self.service.analytics.data_sets = KeptObjects()


def carried_calls(exchange: dict[str, Any]) -> list[dict[str, Any]]:
    """The calls of a composite request, or the one call that any other request is."""
    return [{**exchange, **each} for each in exchange.get("sub_requests", [exchange])]


def _reads_records(call: dict[str, Any]) -> bool:
    path = tuple(call["path"].strip("/").split("/")[2:])
    params: tuple[tuple[str, str], ...] = tuple(parse_qsl(str(call["query"])))
    return bool(cache_ttl_of(Request(call["product"], path, params)))


def settings_for(sandbox: Sandbox, port: int, **more: Any) -> Settings:
    """Settings that lead to a sandbox, by name and with a port per product where it has them."""
    own = {product: f"http://localhost:{number}" for product, number in sandbox.ports.numbers().items()}
    shared = f"http://localhost:{port}"
    place = CustomDataCentre(accounts=own.pop("accounts", shared), api=shared, **own)
    # A fixed secret: case pages show cursors.
    secret = SecretStr("a secret for the tests alone")
    chosen: dict[str, Any] = {
        "cursor_secret": secret,
        "data_centres": ("local",),
        "subscriptions_module": sandbox.options.subscriptions_module,
        "custom_data_centres": {"local": place},
        "grants": personas_grants(),
        # The whole run asks more than an organisation may in a minute.
        "books_calls": 0,
        "billing_calls": 0,
        # A busy machine is no product that fails to answer.
        "deadline_seconds": 60.0,
        "connect_seconds": 20.0,
        "upstream_seconds": 30.0,
        **more,
    }
    if chosen.get("database") or chosen["grants"]:
        chosen["database"] = store_at(chosen.get("database"))
    return Settings(**chosen)


@asynccontextmanager
async def graph_served(
    *,
    offers_personas: bool = False,
    today: date = TODAY,
    staff: int = 0,
    scale: int = 1,
    takes_mail: bool = False,
    **settings: Any,
) -> AsyncGenerator[Graph]:
    """A gateway and a sandbox of its own for the duration of the block.

    `today` is the sandbox's day, `staff` how many users its CRM has beside the personas, `scale` how many times as
    large the company is. With `takes_mail` the gateway sends its own mail to the sandbox.
    """
    sandbox = Sandbox(Options(port=0, today=today, staff=staff, scale=scale, smtp_port=0 if takes_mail else None))
    async with sandbox_served(sandbox, own_ports=True) as port:
        if offers_personas:
            settings["personas_url"] = f"http://localhost:{port}/_sandbox/personas"
            settings["oauth_clients"] = {"local": DEMO_CLIENT}
        if takes_mail:
            settings |= {
                "mail_server": f"smtp://127.0.0.1:{sandbox.smtp_port}",
                "mail_from": "office@halvorsen.example",
            }
        service = service_of(settings_for(sandbox, port, **settings))
        service.now = lambda: datetime.combine(today, time(12), UTC)
        async with served(application(service), lifespan="on") as gateway, aiohttp.ClientSession() as session:
            graph = Graph(f"http://localhost:{gateway}", session, sandbox, service)
            yield graph
            for spent in graph.spent:
                await spent.close()
    # Gateways and sandboxes are circles, and a collection of everything comes once in many minutes.
    if next(_ENDED) % WORLDS_KEPT == 0:
        gc.collect()
