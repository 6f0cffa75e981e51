"""The finished schema."""

from collections.abc import Mapping
from functools import cache

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from domain.modules.module import Module
from domain.permissions import GuardedField
from schema.books.document_templates import naming_printed
from schema.books.documents import FINANCE_DOCUMENT
from schema.engine.declare import registry
from schema.engine.declare.scalars import SCALARS
from schema.engine.declare.shared_interfaces import with_interface
from schema.engine.execute.directives import INCREMENTAL_DIRECTIVES
from schema.engine.visibility.closed import check_closed
from schema.engine.visibility.coordinates import Coordinates, coordinates_of
from schema.engine.visibility.guarded_fields import guarded_fields
from schema.engine.visibility.printing import sdl_of
from schema.mutation import Mutation
from schema.query import Query
from schema.shared import custom_fields
from schema.shared.record_types import naming

Schema = GraphQLSchema
INPUT = "What is to be written, and a key that makes it safe to send again."


@cache
def graph() -> Schema:
    """The schema as graphql-core has it, made once per process."""
    return schema_of(Query, Mutation)


@cache
def graph_coordinates() -> Coordinates:
    """What shows what in the graph, read from it once per process."""
    return coordinates_of(graph(), registry.modules(), {**naming(), **naming_printed()})


@cache
def graph_guards() -> Mapping[Module, tuple[GuardedField, ...]]:
    """The graph's guarded fields by module, read from it once per process."""
    return guarded_fields(graph(), registry.modules())


def schema_of(query: type, mutation: type | None = None) -> Schema:
    """The schema of these roots and of every record that is declared by now."""
    built = strawberry.Schema(
        query,
        mutation=mutation,
        # By name, so that the order in which modules are imported does not move types about in the SDL.
        types=[*sorted(registry.record_types(), key=lambda kind: kind.__name__), *custom_fields.TYPES],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    schema = built._schema  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # what derived schemas start from
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            # Strawberry keeps this to itself: neither validation nor the SDL would know.
            kind.is_one_of = kind.extensions["strawberry-definition"].is_one_of
    for field in () if schema.mutation_type is None else schema.mutation_type.fields.values():
        if "input" in field.args:
            # Each mutation takes what its own input describes.
            field.args["input"].description = INPUT
    schema = with_interface(schema, FINANCE_DOCUMENT)
    schema.directives = (*schema.directives, *INCREMENTAL_DIRECTIVES)
    check_closed(schema, registry.modules(), lambda module: module.is_mirrored)
    return schema


def sdl() -> str:
    """The schema in the schema definition language."""
    return sdl_of(graph())
