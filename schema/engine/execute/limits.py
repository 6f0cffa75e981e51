"""How large a document may be, measured before anything costly looks at it.

Fragments count wherever they are spread but are measured once, so that computing their total is cheap.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

TOO_DEEP = "The document is nested too deeply."
# How many entries a list of the schema about itself has on average, and how often there is what may be missing.
# Together they make an answer of megabytes, for which nobody else is answered meanwhile.
ENTRIES = {
    "types": 600.0,
    "directives": 6.0,
    "fields": 5.0,
    "inputFields": 1.2,
    "args": 0.3,
    "enumValues": 1.5,
    "possibleTypes": 0.5,
    "interfaces": 0.5,
    "ofType": 0.4,
}
INTROSPECTING = frozenset({"__schema", "__type"})
# What an operation may ask of them: the longest introspection of a client's comes to half of it.
MOST_INTROSPECTED = 120_000
# What operations share costs a validation for each of them; documents of real clients have a handful.
MOST_OPERATIONS = 50


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """The most of everything: characters and tokens of a document, the rest of each of its operations."""

    depth: int = 12
    aliases: int = 30
    tokens: int = 5000
    root_fields: int = 20
    selections: int = 1000
    characters: int = 100_000
    directives: int = 100


@dataclass(frozen=True, slots=True)
class Extent:
    """What a selection comes to with all fragments in place; `fields` are those of its own level."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    selections: int = 0
    directives: int = 0


NOTHING = Extent()


class _Measure:
    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._measured: dict[str, Extent] = {}

    def extent(self, selection_set: SelectionSetNode | None) -> Extent:
        """The extent of a selection. Fields of introspection have a depth limit of graphql-core's own."""
        depth = aliases = fields = selections = directives = 0
        for node in selection_set.selections if selection_set is not None else ():
            inner = self._inner(node)
            selections += 1 + inner.selections
            aliases += inner.aliases
            directives += len(node.directives or ()) + inner.directives
            if isinstance(node, FieldNode):
                fields += 1
                aliases += node.alias is not None
                if node.selection_set is not None and not node.name.value.startswith("__"):
                    depth = max(depth, 1 + inner.depth)
            else:
                fields += inner.fields
                depth = max(depth, inner.depth)
        return Extent(depth, aliases, fields, selections, directives)

    def _inner(self, node: SelectionNode) -> Extent:
        if isinstance(node, FragmentSpreadNode):
            return self._spread(node.name.value)
        return self.extent(node.selection_set) if isinstance(node, FieldNode | InlineFragmentNode) else NOTHING

    def _spread(self, name: str) -> Extent:
        if name not in self._measured:
            # Inside itself a fragment adds nothing, nor does an unknown one: validation reports both.
            self._measured[name] = NOTHING
            fragment = self._fragments.get(name)
            self._measured[name] = self.extent(fragment.selection_set if fragment is not None else None)
        return self._measured[name]


class _Introspected:
    """About how many values an operation asks of the schema about itself."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._counted: dict[tuple[str, bool], float] = {}

    def values(self, selection_set: SelectionSetNode | None, *, within: bool = False) -> float:
        """Those of a selection, which is `within` an introspecting field or may have some."""
        total = 0.0
        for node in selection_set.selections if selection_set is not None else ():
            if isinstance(node, FragmentSpreadNode):
                total += self._spread(node.name.value, within=within)
            elif isinstance(node, InlineFragmentNode):
                total += self.values(node.selection_set, within=within)
            elif isinstance(node, FieldNode):
                name = node.name.value
                if within:
                    total += ENTRIES.get(name, 1.0) * (1 + self.values(node.selection_set, within=True))
                elif name in INTROSPECTING:
                    total += 1 + self.values(node.selection_set, within=True)
        return total

    def _spread(self, name: str, *, within: bool) -> float:
        if (name, within) not in self._counted:
            # As in `_Measure`.
            self._counted[name, within] = 0.0
            fragment = self._fragments.get(name)
            selection_set = fragment.selection_set if fragment is not None else None
            self._counted[name, within] = self.values(selection_set, within=within)
        return self._counted[name, within]


def excesses(
    document: DocumentNode, fragments: Mapping[str, FragmentDefinitionNode], limits: DocumentLimits
) -> list[GraphQLError]:
    """Every limit that an operation of the document exceeds."""
    measure, introspected = _Measure(fragments), _Introspected(fragments)
    operations = sum(isinstance(node, OperationDefinitionNode) for node in document.definitions)
    if operations > MOST_OPERATIONS:
        return [GraphQLError(f"The document has more than {MOST_OPERATIONS} operations: send the one that runs.")]
    try:
        return [
            GraphQLError(said, node)
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
            for said in (
                *_excesses(measure.extent(node.selection_set), len(node.directives or ()), limits),
                *_of_introspection(introspected.values(node.selection_set)),
            )
        ]
    except RecursionError:
        return [GraphQLError(TOO_DEEP)]


def _excesses(extent: Extent, of_operation: int, limits: DocumentLimits) -> Iterator[str]:
    """What is too much and what to do about it; `of_operation` are the directives of the operation itself."""
    if extent.depth > limits.depth:
        yield f"The operation is nested deeper than {limits.depth} levels: ask for what is further down by itself."
    if extent.aliases > limits.aliases:
        yield f"The operation has more than {limits.aliases} aliases: send some of them in another request."
    if extent.fields > limits.root_fields:
        yield f"The operation has more than {limits.root_fields} root fields: send some of them in another request."
    if extent.selections > limits.selections:
        yield f"The operation has more than {limits.selections} fields and fragments: ask for fewer at once."
    if extent.directives + of_operation > limits.directives:
        yield f"The operation has more than {limits.directives} directives: put those of many fields on one fragment."


def _of_introspection(values: float) -> Iterator[str]:
    if values > MOST_INTROSPECTED:
        yield "The operation asks too much of the schema about itself: ask for some of it in another request."
