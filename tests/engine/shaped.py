"""Operations over derived schemas, with the parts that the gateway runs its own with."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from graphql import GraphQLSchema, assert_valid_schema
from schema.engine.execute.execution import Outcome, run_operation

from domain.caller import caller_of
from domain.permissions import ModuleView
from gateway.session import Session, open_session
from schema.engine.declare import registry
from schema.engine.execute.limits import DocumentLimits
from schema.engine.visibility.coordinates import coordinates_of
from schema.engine.visibility.pruning import pruned
from schema.engine.visibility.variants import SchemaVariant, SchemaVariants
from schema.graph import graph as complete
from tests.graphs import Graph

COORDINATES = coordinates_of(complete(), registry.modules())
SHAPES = SchemaVariants(complete(), DocumentLimits())


def without(*hidden: str) -> GraphQLSchema:
    """The graph without these coordinates; valid, whatever it says of itself."""
    made = pruned(complete(), frozenset(hidden))
    arguments = made.to_kwargs()
    arguments["assume_valid"] = False
    assert_valid_schema(GraphQLSchema(**arguments))
    return made


def shape(*hidden: str) -> SchemaVariant:
    """The shape without these coordinates."""
    return SHAPES.shape(frozenset(hidden))


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
    graph: Graph, persona: str, over: SchemaVariant, text: str, variables: dict[str, Any] | None = None
) -> Outcome:
    """What a valid document comes to over a shape."""
    document = over.documents.document(text)
    assert document.errors == []
    cursors, visibility = graph.service.cursors, graph.service.visibility
    async with session_opened(graph, persona) as session:
        return await run_operation(
            over.schema, document, None, variables or {}, session.loader, cursors, visibility, "0"
        )


def complaints(over: SchemaVariant, text: str) -> str:
    """What validation says against a document."""
    errors = over.documents.document(text).errors
    assert errors
    return "\n".join(error.message for error in errors)
