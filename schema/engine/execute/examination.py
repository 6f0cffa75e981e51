"""A document looked at before anybody asks it: what it runs, which fields it names, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    NameNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    parse,
    print_ast,
    separate_operations,
    visit,
)

from domain.errors import ParseFailed
from schema.engine.execute.documents import DocumentCache

TYPE_NAME = FieldNode(name=NameNode(value="__typename"))


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


def warmed_bytes(schema: GraphQLSchema, documents: DocumentCache, text: str) -> int:
    """How much room a document takes, about, whose plans are made here before anybody asks; none if it is not valid."""
    try:
        document = documents.document(text)
    except ParseFailed:
        return 0
    if not document.errors:
        for part in document.ast.definitions:
            if isinstance(part, OperationDefinitionNode):
                document.planned(schema, part, {})
    return document.size


class _TypeNames(Visitor):
    """Adds `__typename` to every selection but those of the root."""

    def leave_selection_set(self, node: SelectionSetNode, _key: object, parent: object, *_: object) -> SelectionSetNode:
        """The selection with the name of its type."""
        if isinstance(parent, OperationDefinitionNode):
            return node
        named = any(isinstance(each, FieldNode) and each.name.value == "__typename" for each in node.selections)
        return node if named else SelectionSetNode(selections=(*node.selections, TYPE_NAME))


def with_type_names(text: str) -> str:
    """A document as caches need it and as clients with one send it: with the name of each object's type."""
    return print_ast(_named(parse(text)))


def _named(document: DocumentNode) -> DocumentNode:
    return visit(document, _TypeNames())


class SeparateOperation(NamedTuple):
    """An operation alone, with type names. `needs_values`: it has variables that must be given."""

    text: str
    needs_values: bool


def operations_of(text: str) -> Mapping[str, SeparateOperation]:
    """The named operations of a document that the operator wrote, each by itself. Raises ParseFailed."""
    try:
        parts = separate_operations(_named(parse(text)))
    except (GraphQLSyntaxError, RecursionError) as error:
        raise ParseFailed(str(error)) from error
    separate: dict[str, SeparateOperation] = {}
    for name, document in parts.items():
        [operation] = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        needs_values = any(
            isinstance(variable.type, NonNullTypeNode) and variable.default_value is None
            for variable in operation.variable_definitions or ()
        )
        separate[name] = SeparateOperation(print_ast(document), needs_values)
    return separate


def missing_in(schema: GraphQLSchema, coordinates: frozenset[str]) -> frozenset[str]:
    """Those of the coordinates that a graph does not have."""
    return frozenset(each for each in coordinates if not _is_in(schema, each))


def _is_in(schema: GraphQLSchema, coordinate: str) -> bool:
    type_name, _, field = coordinate.partition(".")
    return field in getattr(schema.get_type(type_name), "fields", ())
