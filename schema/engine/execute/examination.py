"""A document looked at before anybody asks it: what it runs, which fields it names, and what is wrong with it."""

from collections.abc import Sequence
from typing import NamedTuple

from graphql import GraphQLSchema, OperationDefinitionNode

from domain.errors import ParseFailed
from schema.engine.execute.documents import DocumentCache


class Examination(NamedTuple):
    """The names of a document's operations, the coordinates of its fields, and its problems."""

    names: Sequence[str]
    coordinates: frozenset[str]
    problems: Sequence[str]


def examination(schema: GraphQLSchema, documents: DocumentCache, text: str) -> Examination:
    """What a document is on this graph: nothing is executed."""
    try:
        document = documents.document(text)
    except ParseFailed as error:
        return Examination([], frozenset(), [error.message])
    operations = [part for part in document.ast.definitions if isinstance(part, OperationDefinitionNode)]
    named = [operation.name.value if operation.name else None for operation in operations]
    names = [name for name in named if name]
    problems = [error.message for error in document.errors] or ([] if operations else ["It has no operation."])
    if problems:
        return Examination(names, frozenset(), problems)
    return Examination(names, frozenset[str]().union(*(document.coordinates(schema, name) for name in named)), [])


def missing_in(schema: GraphQLSchema, coordinates: frozenset[str]) -> frozenset[str]:
    """Those of the coordinates that a graph does not have."""
    return frozenset(each for each in coordinates if not _is_in(schema, each))


def _is_in(schema: GraphQLSchema, coordinate: str) -> bool:
    type_name, _, field = coordinate.partition(".")
    return field in getattr(schema.get_type(type_name), "fields", ())
