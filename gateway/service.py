"""The composition root: everything that lives as long as the process, made from the settings."""

import secrets
from dataclasses import dataclass

from adapters.http import Exchange, Limits
from adapters.store.grants import GrantStore
from domain.factors import MIRRORS, SUBSCRIPTIONS
from domain.policy import Policy
from gateway.files import grants_in, policy_in
from gateway.settings import Settings
from resolvers.memory import Memory
from resolvers.permissions import Rights
from schema.engine import registry
from schema.engine.coordinates import coordinates_of
from schema.engine.cursors import Cursors
from schema.engine.guarding import guarded_fields
from schema.engine.limits import DocumentLimits
from schema.engine.shapes import Shapes
from schema.engine.visibility import Visibility
from schema.graph import graph
from schema.views import NAMING


@dataclass(slots=True)
class Service:
    """The gateway's parts. `partition_key` names callers for this process alone; it is never stored."""

    settings: Settings
    exchange: Exchange
    memory: Memory
    visibility: Visibility
    cursors: Cursors
    partition_key: bytes
    store: GrantStore
    rights: Rights
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
    database = settings.database.get_secret_value() if settings.database else None
    store = GrantStore(database, grants_in(settings.grants) if settings.grants else None)
    mirrors = {**MIRRORS, SUBSCRIPTIONS: settings.subscriptions_module} if settings.subscriptions_module else MIRRORS
    shown = coordinates_of(schema, registry.modules(), NAMING)
    return Service(
        settings=settings,
        exchange=Exchange(settings.every_data_centre(), limits),
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
    )
