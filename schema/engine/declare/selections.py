"""Fields that a document selects, with their places in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)
from graphql.pyutils import Path

# The response keys that lead to a place, without list positions.
ResponsePath = tuple[str, ...]
Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class SelectedField:
    """One field of a selection: its response key and name, the type that has it, and its nodes in the document.

    `below` are the fields selected of what it answers, by concrete type; a leaf has none.
    """

    key: str
    name: str
    parent: str
    field: GraphQLField
    nodes: tuple[FieldNode, ...]
    below: Mapping[str, "tuple[SelectedField, ...]"]

    @property
    def coordinate(self) -> str:
        """Where the field is in the graph, `Invoice.total`."""
        return f"{self.parent}.{self.name}"

    @property
    def declared(self) -> Any:
        """The Strawberry field behind it, None for what graphql-core brings along."""
        return self.field.extensions.get("strawberry-definition")


class FieldLocation(NamedTuple):
    """Where a field stands: the response keys that lead to it in the document, and its coordinate in the graph."""

    place: ResponsePath
    coordinate: str


# The converted arguments of a field of the document.
ArgumentLookup = Callable[[SelectedField], Mapping[str, Any]]


def named_type(field: GraphQLField) -> GraphQLNamedType:
    """The type that a field answers, without lists and non-null."""
    return cast("GraphQLNamedType", get_named_type(cast("Any", field.type)))


def held_type(field: GraphQLField) -> GraphQLNamedType:
    """The type of the values that a field answers, those on the page where it answers a connection."""
    kind = named_type(field)
    nodes = kind.fields.get("nodes") if isinstance(kind, GraphQLObjectType) else None
    return kind if nodes is None or not kind.name.endswith("Connection") else named_type(nodes)


def answers_list(field: GraphQLField) -> bool:
    """Whether a field answers a list."""
    kind = cast("object", field.type)
    return isinstance(cast("Any", kind).of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def response_path(path: Path) -> ResponsePath:
    """The response keys that lead to a path, without list positions."""
    keys: list[str] = []
    step: Path | None = path
    while step is not None:
        if isinstance(step.key, str):
            keys.append(step.key)
        step = step.prev
    return tuple(reversed(keys))
