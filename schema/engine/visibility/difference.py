"""What one schema has and another has not, by coordinates."""

from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
)


def difference(one: GraphQLSchema, other: GraphQLSchema) -> tuple[frozenset[str], frozenset[str]]:
    """The coordinates that only the one has, and those that only the other has: names, not what they stand for."""
    ours, theirs = coordinates(one), coordinates(other)
    return ours - theirs, theirs - ours


def coordinates(schema: GraphQLSchema) -> frozenset[str]:
    """Every coordinate of a schema: types, fields, arguments, input fields and enum values."""
    kinds = (kind for kind in schema.type_map.values() if not is_introspection_type(kind))
    return frozenset(coordinate for kind in kinds for coordinate in _of_type(kind))


def lines(only_one: frozenset[str], only_other: frozenset[str]) -> list[str]:
    """The difference for people: `- Deal.amount` is gone and `+ Deal.stage` new, what lies in either left out."""
    signed = [(coordinate, "-") for coordinate in _outermost(only_one)]
    signed += [(coordinate, "+") for coordinate in _outermost(only_other)]
    return [f"{sign} {coordinate}" for coordinate, sign in sorted(signed)]


def _of_type(kind: GraphQLNamedType) -> Iterator[str]:
    yield kind.name
    if isinstance(kind, GraphQLEnumType):
        yield from (f"{kind.name}.{name}" for name in kind.values)
    elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        yield from (f"{kind.name}.{name}" for name in kind.fields)
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            yield from (f"{kind.name}.{name}({argument}:)" for argument in field.args)


def _outermost(coordinates: frozenset[str]) -> Iterator[str]:
    """Those whose type and field are not among them."""
    for coordinate in coordinates:
        field, _, argument = coordinate.partition("(")
        kind, _, member = field.partition(".")
        if not (member and kind in coordinates) and not (argument and field in coordinates):
            yield coordinate
