"""Operations over derived schemas, with the parts that the gateway runs its own with."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from graphql import GraphQLSchema, assert_valid_schema

from domain.caller import caller_of
from domain.permissions import ModuleView
from gateway.session import Session, open_session
from schema.engine.declare import registry
from schema.engine.execute.documents import DocumentCache, documents_over
from schema.engine.execute.limits import DocumentLimits
from schema.engine.execute.payloads import Payload
from schema.engine.visibility.coordinates import coordinates_of
from schema.engine.visibility.pruning import pruned
from schema.engine.visibility.variants import SchemaVariant, SchemaVariants
from schema.graph import graph as complete
from tests.graphs import Graph
from tests.running import Execution, LoaderSession, payload_of

COORDINATES = coordinates_of(complete(), registry.modules())
SHAPES = SchemaVariants(complete(), partial(documents_over, limits=DocumentLimits()))


def names_in(sdl: str) -> set[str]:
    """The names in an SDL, without the words of its descriptions."""
    return {*re.findall(r"\w+", re.sub(r'"""(?:[^"\\]|\\.|"(?!""))*"""', "", sdl))}


def without(*hidden: str) -> GraphQLSchema:
    """The graph without these coordinates; valid, whatever it says of itself."""
    made = pruned(complete(), frozenset(hidden))
    arguments = made.to_kwargs()
    arguments["assume_valid"] = False
    assert_valid_schema(GraphQLSchema(**arguments))
    return made


def shape(*hidden: str) -> SchemaVariant[DocumentCache]:
    """The shape without these coordinates."""
    return SHAPES.variant(frozenset(hidden))


@asynccontextmanager
async def session_opened(graph: Graph, persona: str) -> AsyncGenerator[Session]:
    """The session of one operation of a persona, for the duration of the block."""
    service = graph.service
    caller = caller_of(f"1000.demo.{persona}", service.settings.data_centres[0], service.partition_key)
    async with open_session(service, caller) as session:
        session.set_deadline(60)
        yield session


async def views_of(graph: Graph, persona: str) -> list[ModuleView]:
    """What a persona may do and see in every module."""
    async with session_opened(graph, persona) as session:
        return [await session.loader.permissions.of(module) for module in registry.modules().values()]


async def outcome(
    graph: Graph, persona: str, over: SchemaVariant[DocumentCache], text: str, variables: dict[str, Any] | None = None
) -> Payload:
    """What a valid document comes to over a shape."""
    document = over.documents.document(text)
    assert document.errors == []
    execution = Execution(over.schema, document, variables or {})
    async with session_opened(graph, persona) as session:
        return await payload_of(graph.service.runner, LoaderSession(session.loader, "0"), execution)


def complaints(over: SchemaVariant[DocumentCache], text: str) -> str:
    """What validation says against a document."""
    errors = over.documents.document(text).errors
    assert errors
    return "\n".join(error.message for error in errors)
