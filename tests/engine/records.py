"""Rows of every record type, read and answered to the last leaf, as the executor does it."""

from collections.abc import Iterator
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
)

from domain.errors import SuitegraphError
from domain.queries import Row
from schema.engine.declare import registry
from schema.engine.declare.fields import UpstreamField
from schema.engine.declare.kinds import declaration
from schema.graph import graph
from schema.shared.money import Money

Answer = dict[str, Any]


def record(type_name: str) -> GraphQLObjectType:
    """A record type of the schema."""
    return cast("GraphQLObjectType", graph().type_map[type_name])


RECORDS = sorted(kind.__name__ for kind in registry.record_types() if record(kind.__name__))


def upstream_fields(kind: GraphQLObjectType) -> Iterator[tuple[str, UpstreamField, Any]]:
    """The fields of a type that only read their row: name, declaration and type."""
    for name, field in kind.fields.items():
        declared = declaration(field)
        if isinstance(declared, UpstreamField):
            yield name, declared, field.type


def columns(kind: GraphQLObjectType) -> set[str]:
    """Every key of a row that its fields look at."""
    sources = [declared.source for _, declared, _ in upstream_fields(kind)]
    found = {column for source in sources for column in (*source.columns, source.currency, source.base) if column}
    return (
        found
        | {column for source in sources for _, column in source.parts}
        | {step for source in sources for step in source.inside}
    )


def answered(kind: GraphQLObjectType, row: Row) -> Answer:
    """Every field of a row as it would be in the answer; a field that failed is its error."""
    found: Answer = {}
    for name, declared, expected in upstream_fields(kind):
        try:
            found[name] = _completed(expected, declared.value(row))
        except SuitegraphError as error:
            found[name] = error
    return found


def _completed(expected: Any, value: Any) -> Any:
    inner = getattr(expected, "of_type", None)
    if isinstance(expected, GraphQLNonNull):
        completed = _completed(inner, value)
        assert completed is not None
        return completed
    if value is None:
        return None
    if isinstance(expected, GraphQLList):
        assert isinstance(value, list)
        return [_completed(inner, item) for item in cast("list[Any]", value)]
    if isinstance(expected, GraphQLScalarType | GraphQLEnumType):
        return expected.coerce_output_value(value)
    if isinstance(value, Money):
        assert isinstance(value.amount, str)  # what the scalar answers as it stands
        assert isinstance(value.currency, str)
        return (value.amount, value.currency)
    return answered(cast("GraphQLObjectType", expected), cast("Row", value))


def errors_in(answer: Any) -> list[SuitegraphError]:
    """Every error of an answer, however deep."""
    if isinstance(answer, SuitegraphError):
        return [answer]
    if isinstance(answer, dict):
        return errors_in([*cast("Answer", answer).values()])
    if isinstance(answer, list):
        return [error for item in cast("list[Any]", answer) for error in errors_in(item)]
    return []
