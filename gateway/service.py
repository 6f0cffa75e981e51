"""The composition root: everything that lives as long as the process, built from the settings."""

import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from adapters.cache.forgotten import ForgottenUsers, LocalForgottenUsers
from adapters.cache.local import LocalResponseCache
from adapters.cache.single_flight import SingleFlight
from adapters.charts.renderer import ChartBounds, ChartRenderer
from adapters.connections import ExchangeBounds
from adapters.exchange import Exchange
from adapters.limits.limiters import Limiters
from domain.costs import CostBudget
from domain.dashboards import DashboardShelf
from domain.grants import Grants
from domain.modules.registry import modules
from domain.policy import Policy
from domain.saved_views import SavedViews
from gateway.configuration.grants import grants_at
from gateway.configuration.policy import planned_policy, policy_at
from gateway.integration_stores import integrations_of, migrations_of, plans_of, rosters_of, usage_of
from gateway.journal import ServiceJournal, journal_of
from gateway.leavers import LeaverWatch
from gateway.people import access_of, directories_of, leavers_of
from gateway.rate_limits import RequestRates, rates_of
from gateway.saved_reports import MemoryReports, kept_results_of, kept_rows_of, report_runs_of, saved_reports_of
from gateway.saved_views import saved_views_of
from gateway.settings import Settings
from gateway.telemetry.metrics import Traffic
from gateway.trusted_documents.admission import DocumentAdmission, admission_of
from resolvers.analytics_resources import AnalyticsResources
from resolvers.caller.caller_cache import CallerCache
from resolvers.caller.integrations import IntegrationSurroundings
from resolvers.caller.permission_rules import PermissionRules
from resolvers.caller.rosters import GrantLookup
from resolvers.caller.usage import UsageRecord
from resolvers.directory_sync import DirectorySync
from resolvers.journal import JournalWriter
from resolvers.memory_shelf import MemoryShelf
from schema.engine.declare.cursors import Cursors
from schema.engine.execute.documents import documents_over
from schema.engine.execute.limits import DocumentLimits
from schema.engine.execute.runner import Runner
from schema.engine.visibility.callers import CallerVisibility
from schema.engine.visibility.variants import SchemaVariants
from schema.graph import graph, graph_coordinates, graph_guards

if TYPE_CHECKING:
    from adapters.store.database import Database
    from gateway.sign_in.way_in import WayIn

# How long after its deadline a call counts as one of a process that died, in seconds.
LEASE_MARGIN = 5.0


class GrantRoster(GrantLookup, Protocol):
    """The roster of integration users. The file of grants seeds an empty one; from then on it changes by itself."""

    ignores_seed: bool

    async def open(self) -> None:
        """Seed the roster, once the database is open, unless it has other users. Raises StoreError."""
        ...


class EmptyRoster:
    """Nobody is an integration user: neither a database nor a file of grants is configured."""

    ignores_seed = False

    async def open(self) -> None:
        """Nothing to seed."""

    async def all(self) -> tuple[Grants, ...]:
        """Nobody."""
        return ()

    async def grants_of(self, email: str) -> Grants | None:
        """None, whoever has this address."""
        return None


@dataclass(slots=True)
class GatewayService:
    """The gateway's parts. `partition_key` names callers for this process and is never stored; `now` is the clock."""

    settings: Settings
    exchange: Exchange
    memory: CallerCache
    runner: Runner
    partition_key: bytes = field(repr=False)
    database: "Database | None"
    roster: GrantRoster
    rights: PermissionRules
    journal: ServiceJournal
    journal_writer: JournalWriter
    saved_views: SavedViews
    documents: DocumentAdmission
    rates: RequestRates
    traffic: Traffic = field(default_factory=Traffic)
    analytics: AnalyticsResources = field(default_factory=AnalyticsResources)
    charts: ChartRenderer = field(default_factory=lambda: ChartRenderer(ChartBounds()))
    leavers: LeaverWatch | None = None
    directories: DirectorySync | None = None
    way_in: "WayIn | None" = None
    ready: bool = False
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @asynccontextmanager
    async def connected(self, *, journal: bool = True) -> AsyncGenerator[None]:
        """Stay connected for the duration of the block. Raises StoreError.

        Who writes nothing needs no journal, and no published documents.
        """
        async with AsyncExitStack() as stack:
            if self.database is not None:
                stack.push_async_callback(self.database.close)
                await self.database.open()
            stack.push_async_callback(self.rights.usage.flush)
            stack.push_async_callback(self.rights.forgotten.close)
            if self.leavers is not None:
                stack.push_async_callback(self.leavers.close)
                await self.leavers.open()
            stack.push_async_callback(self.charts.close)
            stack.push_async_callback(self.rates.close)
            await self.roster.open()
            stack.push_async_callback(self.analytics.jobs.close)
            if isinstance(self.analytics.reports, MemoryReports):
                stack.push_async_callback(self.analytics.reports.close)
            sessions = [self.way_in.sessions] if self.way_in else []
            written = [self.journal, self.documents.registry] if journal else []
            for part in (*written, *sessions, self.exchange):
                stack.push_async_callback(part.close)
                await part.open()
            yield


def service_of(settings: Settings) -> GatewayService:
    """The service for these settings, not yet connected."""
    schema = graph()
    limits = ExchangeBounds(
        connect=settings.connect_seconds,
        attempt=settings.upstream_seconds,
        largest_body=settings.upstream_max_bytes,
        at_once=settings.upstream_at_once,
        of_operation=settings.operation_max_bytes,
        reads_together=settings.crm_composites,
    )
    documents = DocumentLimits(
        depth=settings.max_depth,
        aliases=settings.max_aliases,
        tokens=settings.max_tokens,
        root_fields=settings.max_root_fields,
        selections=settings.max_selections,
        characters=settings.max_characters,
        directives=settings.max_directives,
    )
    database = _database_of(settings)
    roster = _roster_of(settings, database)
    integrations = integrations_of(database)
    journal = journal_of(settings, database)
    journal_writer = JournalWriter(journal, settings.key_fields)
    leavers = leavers_of(settings, database, journal_writer.process)
    rosters, forgotten = rosters_of(database), forgotten_users_of(settings, leavers)
    mirrors = {module: module.mirror for module in modules() if module.mirror is not None}
    if settings.subscriptions_module:
        named_in_settings = (module for module in modules() if module.names_mirror_in_settings)
        mirrors |= dict.fromkeys(named_in_settings, settings.subscriptions_module)
    shown = graph_coordinates()
    partition_key = secrets.token_bytes(32)
    visibility = CallerVisibility(SchemaVariants(schema, partial(documents_over, limits=documents)), shown.hidden_from)
    admission = admission_of(settings, database, visibility.complete)
    service = GatewayService(
        settings=settings,
        exchange=Exchange(settings.every_data_centre(), limits, single_flight_of(settings), limiters_of(settings)),
        memory=CallerCache(settings.remember_seconds),
        runner=Runner(
            visibility,
            Cursors(*(part.encode() for part in settings.cursor_secrets())),
            CostBudget(settings.max_calls, settings.max_credits),
            compiles=settings.compiled,
            logs_reads=settings.audit_reads,
        ),
        partition_key=partition_key,
        way_in=_way_in_of(settings, database, partition_key),
        database=database,
        roster=roster,
        rights=PermissionRules(
            grants=roster,
            rosters=rosters,
            access=access_of(database),
            integrations=integrations,
            plans=plans_of(database),
            usage=UsageRecord(usage_of(database), integrations),
            surroundings=IntegrationSurroundings(
                bool(settings.database), bool(settings.grants), lambda: roster.ignores_seed, mails=settings.sends_mail
            ),
            migrations=migrations_of(settings, database),
            policy=policy_at(settings.policy) if settings.policy else Policy(),
            read_policy=planned_policy,
            mirrors=mirrors,
            fields=graph_guards(),
            forgotten=forgotten,
            shows_unread_twins=settings.unread_twins == "show",
            names_by_document=settings.names_of_parties == "document",
            pending_status=settings.books_pending_status,
            entity_words=settings.entity_words(),
            published=admission.registry,
        ),
        journal=journal,
        journal_writer=journal_writer,
        saved_views=saved_views_of(settings, database, journal),
        documents=admission,
        rates=rates_of(settings),
        analytics=AnalyticsResources(
            reports=saved_reports_of(settings, database),
            runs=report_runs_of(settings, database),
            kept=kept_results_of(settings, database),
            kept_rows=kept_rows_of(settings),
            dashboards=_dashboards_of(settings, database),
        ),
        charts=ChartRenderer(ChartBounds(settings.chart_seconds, settings.chart_memory_bytes)),
        leavers=leavers,
    )
    if database is not None and leavers is not None:
        service.directories = directories_of(database, rosters, forgotten, lambda: service.journal, leavers)
    return service


def _way_in_of(settings: Settings, database: "Database | None", partition_key: bytes) -> "WayIn | None":
    if database is None or not settings.oauth_clients:
        return None
    from gateway.sign_in.way_in import way_in_of  # noqa: PLC0415  # for those alone whose browsers sign in

    return way_in_of(settings, database, partition_key)


def single_flight_of(settings: Settings) -> SingleFlight:
    """The reads of all callers, with a place to keep their answers unless the settings keep none."""
    if not settings.cache_scale:
        return SingleFlight()
    if settings.cache_url is None:
        return SingleFlight(LocalResponseCache(settings.cache_bytes), settings.cache_scale)
    # Its client takes memory: not for those who have no server.
    from adapters.cache.valkey import ValkeyResponseCache  # noqa: PLC0415

    return SingleFlight(ValkeyResponseCache(settings.cache_url.get_secret_value()), settings.cache_scale)


def limiters_of(settings: Settings) -> Limiters:
    """The organisations' quotas and circuits, nothing counted yet."""
    if settings.limits_url is None:
        return Limiters(settings.allowances(), settings.organizations())
    # Its client takes memory: not for those who have no server.
    from adapters.limits.shared_quotas import QuotaServer  # noqa: PLC0415

    lease = settings.upstream_seconds + LEASE_MARGIN
    shared = QuotaServer(settings.limits_url.get_secret_value(), settings.limits_workers, lease)
    return Limiters(settings.allowances(), settings.organizations(), shared)


def forgotten_users_of(settings: Settings, leavers: LeaverWatch | None = None) -> ForgottenUsers:
    """The users whose remembered permissions have ended: for all processes that share a server or a database."""
    url = settings.cache_url or settings.limits_url
    if url is None:
        return LocalForgottenUsers() if leavers is None or settings.database is None else leavers
    # Its client takes memory: not for those who have no server.
    from adapters.cache.valkey_forgotten import ValkeyForgottenUsers  # noqa: PLC0415

    return ValkeyForgottenUsers(url.get_secret_value(), settings.remember_seconds)


def _database_of(settings: Settings) -> "Database | None":
    """The database of roster and journal: in memory where there is only a file of grants, None without one too."""
    if settings.database is None and settings.grants is None and not settings.oauth_clients:
        return None
    from adapters.store.database import Database  # noqa: PLC0415  # it takes a quarter of the memory at rest

    return Database(settings.database.get_secret_value() if settings.database else None)


def _dashboards_of(settings: Settings, database: "Database | None") -> DashboardShelf:
    if settings.database is None or database is None:
        return MemoryShelf()
    from adapters.store.dashboards import DashboardStore  # noqa: PLC0415  # for those alone who have a database

    return DashboardStore(database)


def _roster_of(settings: Settings, database: "Database | None") -> GrantRoster:
    if database is None:
        return EmptyRoster()
    from adapters.store.grants import GrantStore  # noqa: PLC0415  # for those alone who have a database

    return GrantStore(database, grants_at(settings.grants) if settings.grants else None)
