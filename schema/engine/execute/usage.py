"""The coordinates of an operation, for the record of what users ask."""

from collections.abc import Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)

from resolvers.reading.loader import RecordLoader


class _Coordinates(Visitor):
    """Collects the coordinates of fields, and the names of the fragments that are spread."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.coordinates: set[str] = set()
        self.spread: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Note a field of a known type."""
        parent = self.info.get_parent_type()
        if parent is not None and not node.name.value.startswith("__"):
            self.coordinates.add(f"{parent.name}.{node.name.value}")

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        """Note a fragment."""
        self.spread.add(node.name.value)


def coordinates_in(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> frozenset[str]:
    """The coordinates of the fields that an operation names, in its fragments too, whichever branches it takes."""
    coordinates: set[str] = set()
    seen: set[str] = set()
    waiting: list[OperationDefinitionNode | FragmentDefinitionNode] = [operation]
    while waiting:
        info = TypeInfo(schema)
        collector = _Coordinates(info)
        visit(waiting.pop(), TypeInfoVisitor(info, collector))
        coordinates |= collector.coordinates
        waiting += [fragments[name] for name in collector.spread - seen if name in fragments]
        seen |= collector.spread
    return frozenset(coordinates)


async def note_usage(loader: RecordLoader, coordinates: frozenset[str]) -> None:
    """Count an operation of the caller, where their organisation keeps a record: no call."""
    email = loader.permissions.sources.known_email()
    if email is not None:
        await loader.permissions.rules.usage.note(loader.organizations, email, coordinates)
