"""The composition root: everything that lives as long as the process, made from the settings."""

import secrets
from dataclasses import dataclass

from adapters.http import Exchange, Limits
from gateway.settings import Settings
from resolvers.memory import Memory
from schema.engine.cursors import Cursors
from schema.engine.documents import Documents
from schema.engine.limits import DocumentLimits
from schema.graph import Schema, graph


@dataclass(slots=True)
class Service:
    """The gateway's parts. `partition_key` names callers for this process alone; it is never stored."""

    settings: Settings
    schema: Schema
    exchange: Exchange
    memory: Memory
    documents: Documents
    cursors: Cursors
    partition_key: bytes
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
    return Service(
        settings=settings,
        schema=schema,
        exchange=Exchange(settings.every_data_centre(), limits),
        memory=Memory(settings.remember_seconds),
        documents=Documents(schema, documents),
        cursors=Cursors(settings.cursor_secret.get_secret_value().encode()),
        partition_key=secrets.token_bytes(32),
    )
