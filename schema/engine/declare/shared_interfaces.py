"""Interfaces of records that have the same fields, derived from the finished types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema


@dataclass(frozen=True, slots=True)
class SharedInterface:
    """An interface of the records of these types; `texts` describe the fields that each of them describes otherwise."""

    name: str
    description: str
    members: Sequence[str]
    texts: Mapping[str, str]


def with_interface(schema: GraphQLSchema, shared: SharedInterface) -> GraphQLSchema:
    """The schema with an interface of every field that the members share: the same name, type and arguments.

    The interface only reads; each member keeps its own fields, and so the permissions, the plan and the cost of each.
    A schema that lacks a member stays as it is.
    """
    kinds = [schema.type_map.get(member) for member in shared.members]
    objects = [kind for kind in kinds if isinstance(kind, GraphQLObjectType)]
    if len(objects) < len(shared.members):
        return schema
    interface = GraphQLInterfaceType(shared.name, _shared_fields(objects, shared.texts), description=shared.description)
    for kind in objects:
        # graphql-core keeps what it has worked out of a type in the type itself.
        cast("Any", kind).interfaces = (*kind.interfaces, interface)
    extended = GraphQLSchema(
        schema.query_type,
        schema.mutation_type,
        schema.subscription_type,
        (*schema.type_map.values(), interface),
        schema.directives,
        schema.description,
        schema.extensions,
    )
    # Where Strawberry's resolvers look for it.
    vars(extended)["_strawberry_schema"] = vars(schema).get("_strawberry_schema")
    return extended


def _shared_fields(kinds: Sequence[GraphQLObjectType], texts: Mapping[str, str]) -> dict[str, GraphQLField]:
    first, *others = kinds
    return {
        name: GraphQLField(field.type, field.args, description=texts.get(name, field.description))
        for name, field in first.fields.items()
        if all(name in other.fields and _is_same(field, other.fields[name]) for other in others)
    }


def _is_same(one: GraphQLField, other: GraphQLField) -> bool:
    types = [str(cast("Any", field).type) for field in (one, other)]
    arguments = [{key: str(cast("Any", each).type) for key, each in field.args.items()} for field in (one, other)]
    return types[0] == types[1] and arguments[0] == arguments[1]
