"""Where in the schema a part of a document belongs: its coordinate, for the errors about it."""

from collections.abc import Iterable
from typing import Any, cast

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLSchema,
    Node,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)

COORDINATE = "coordinate"


class _Places(Visitor):
    """Collects the coordinate of the field, argument or input field in which each node stands, by its identity."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.coordinates: dict[int, str] = {}
        self._around: list[str | None] = [None]

    def enter(self, node: Node, *_: object) -> None:
        """Note where the node stands."""
        match node:
            case FieldNode():
                coordinate = self._of_field(node)
            case ArgumentNode() if self.info.get_directive() is None:
                coordinate = self._of_argument(node)
            case ObjectFieldNode():
                coordinate = self._of_input_field(node)
            case _:
                coordinate = self._around[-1]
        self._around.append(coordinate)
        if coordinate is not None:
            self.coordinates[id(node)] = coordinate

    def leave(self, *_: object) -> None:
        """Go back to what is around the node."""
        self._around.pop()

    def _of_field(self, node: FieldNode) -> str | None:
        parent = self.info.get_parent_type()
        if parent is None or self.info.get_field_def() is None:
            return None
        return f"{parent.name}.{node.name.value}"

    def _of_argument(self, node: ArgumentNode) -> str | None:
        return f"{self._around[-1]}({node.name.value}:)" if self.info.get_argument() is not None else None

    def _of_input_field(self, node: ObjectFieldNode) -> str | None:
        # What it answers is partly untyped.
        parent = cast("Any", self.info).get_parent_input_type()
        known = isinstance(parent, GraphQLInputObjectType) and node.name.value in parent.fields
        return f"{parent.name}.{node.name.value}" if known else None


def with_coordinates(schema: GraphQLSchema, ast: DocumentNode, errors: Iterable[GraphQLError]) -> list[GraphQLError]:
    """The errors, each with the coordinate of its place in its extensions where the schema has such a place.

    The schema is the one that the document was held against: what it does not have has no coordinate.
    """
    named = list(errors)
    if not any(error.nodes for error in named):
        return named
    info = TypeInfo(schema)
    places = _Places(info)
    visit(ast, TypeInfoVisitor(info, places))
    for error in named:
        coordinate = next((place for node in error.nodes or () if (place := places.coordinates.get(id(node)))), None)
        if coordinate is not None:
            error.extensions = {**(error.extensions or {}), COORDINATE: coordinate}
    return named
