"""Fields that a document selects, with their places in it and their declarations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    get_named_type,
)

from domain.sources import Source

ResponsePath = tuple[str, ...]


Variables = Mapping[str, Any]


class DeclaredSource(Protocol):
    """What the plan reads from a field's declaration."""

    source: Source
    yields_rows: bool
    takes_names: bool


@dataclass(frozen=True, slots=True, eq=False)
class SelectedField:
    """One field of a selection: its response key and name, the type that has it, and its nodes in the document.

    `below` are the fields chosen of what it answers, by concrete type; of a leaf there are none.
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


def named_type(field: GraphQLField) -> GraphQLNamedType:
    """The type that a field answers, without lists and non-null."""
    return cast("GraphQLNamedType", get_named_type(cast("Any", field.type)))


def answers_list(field: GraphQLField) -> bool:
    """Whether a field answers a list."""
    kind = cast("object", field.type)
    return isinstance(cast("Any", kind).of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def declaration(field: GraphQLField) -> DeclaredSource | None:
    """The declaration behind a field, None for one without a source."""
    declared = field.extensions.get("strawberry-definition")
    return cast("DeclaredSource", declared) if isinstance(getattr(declared, "source", None), Source) else None
