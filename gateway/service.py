"""The composition root: everything that lives as long as the process, made from the settings."""

import secrets
from dataclasses import dataclass, field
from typing import Protocol

from adapters.connections import Limits
from adapters.http import Exchange
from adapters.kept import KeptHere
from adapters.lanes import Lanes
from adapters.reads import Reads
from domain.factors import MIRRORS, SUBSCRIPTIONS
from domain.grants import Grants
from domain.policy import Policy
from gateway.figures import Traffic
from gateway.files import grants_in, policy_in
from gateway.journal import ServiceJournal, journal_of
from gateway.settings import Settings
from resolvers.facts import GrantLookup
from resolvers.memory import Memory
from resolvers.permissions import Rights
from resolvers.scribe import Scribe
from schema.engine import registry
from schema.engine.coordinates import coordinates_of
from schema.engine.cursors import Cursors
from schema.engine.guarding import guarded_fields
from schema.engine.limits import DocumentLimits
from schema.engine.shapes import Shapes
from schema.engine.visibility import Visibility
from schema.graph import graph
from schema.views import NAMING

# How long after its time a call is taken for one of a process that died, in seconds.
LEASE_MARGIN = 5.0


class Store(GrantLookup, Protocol):
    """The roster of integration users."""

    async def open(self) -> None:
        """Connect."""
        ...

    async def close(self) -> None:
        """Let go."""
        ...

    async def all(self) -> tuple[Grants, ...]:
        """The whole roster."""
        ...


class NoStore:
    """Nobody is an integration user: neither a database nor a file of grants is configured."""

    async def open(self) -> None:
        """Nothing to connect to."""

    async def close(self) -> None:
        """Nothing to let go of."""

    async def all(self) -> tuple[Grants, ...]:
        """Nobody."""
        return ()

    async def grants_of(self, email: str) -> Grants | None:  # as the others are asked
        """None, whoever is asked about."""
        return None


@dataclass(slots=True)
class Service:
    """The gateway's parts. `partition_key` names callers for this process alone; it is never stored."""

    settings: Settings
    exchange: Exchange
    memory: Memory
    visibility: Visibility
    cursors: Cursors
    partition_key: bytes
    store: Store
    rights: Rights
    journal: ServiceJournal
    scribe: Scribe
    traffic: Traffic = field(default_factory=Traffic)
    ready: bool = False


def service_of(settings: Settings) -> Service:
    """The service for these settings, not yet connected."""
    schema = graph()
    limits = Limits(
        connect=settings.connect_seconds,
        attempt=settings.upstream_seconds,
        largest_body=settings.upstream_max_bytes,
        at_once=settings.upstream_at_once,
    )
    documents = DocumentLimits(
        depth=settings.max_depth,
        aliases=settings.max_aliases,
        tokens=settings.max_tokens,
        root_fields=settings.max_root_fields,
        selections=settings.max_selections,
        characters=settings.max_characters,
    )
    store = _store_of(settings)
    journal = journal_of(settings, store)
    mirrors = {**MIRRORS, SUBSCRIPTIONS: settings.subscriptions_module} if settings.subscriptions_module else MIRRORS
    shown = coordinates_of(schema, registry.modules(), NAMING)
    return Service(
        settings=settings,
        exchange=Exchange(settings.every_data_centre(), limits, reads_of(settings), lanes_of(settings)),
        memory=Memory(settings.remember_seconds),
        visibility=Visibility(Shapes(schema, documents), shown.hidden_from),
        cursors=Cursors(settings.cursor_secret.get_secret_value().encode()),
        partition_key=secrets.token_bytes(32),
        store=store,
        rights=Rights(
            grants=store,
            policy=policy_in(settings.policy) if settings.policy else Policy(),
            mirrors=mirrors,
            fields=guarded_fields(schema, registry.modules()),
        ),
        journal=journal,
        scribe=Scribe(journal, settings.key_fields),
    )


def reads_of(settings: Settings) -> Reads:
    """The reads of all callers, with a place to keep their answers unless the settings keep none."""
    if not settings.cache_scale:
        return Reads()
    if settings.cache_url is None:
        return Reads(KeptHere(settings.cache_bytes), settings.cache_scale)
    # Its client takes memory: not for those who have no server.
    from adapters.valkey import KeptInValkey  # noqa: PLC0415

    return Reads(KeptInValkey(settings.cache_url.get_secret_value()), settings.cache_scale)


def lanes_of(settings: Settings) -> Lanes:
    """The organisations' quotas and circuits, nothing counted yet."""
    if settings.limits_url is None:
        return Lanes(settings.allowances(), settings.organizations())
    # Its client takes memory: not for those who have no server.
    from adapters.shared_quotas import SharedLimits  # noqa: PLC0415

    lease = settings.upstream_seconds + LEASE_MARGIN
    shared = SharedLimits(settings.limits_url.get_secret_value(), settings.limits_workers, lease)
    return Lanes(settings.allowances(), settings.organizations(), shared)


def _store_of(settings: Settings) -> Store:
    if settings.database is None and settings.grants is None:
        return NoStore()
    from adapters.store.grants import GrantStore  # noqa: PLC0415  # its database takes a quarter of the memory at rest

    database = settings.database.get_secret_value() if settings.database else None
    return GrantStore(database, grants_in(settings.grants) if settings.grants else None)
