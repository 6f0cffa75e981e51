"""Documents out of generated selections: more of what records show, aliases, fragments, branches and variables."""

from collections.abc import Iterator, Sequence
from typing import cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    TypeNameMetaFieldDef,
    is_leaf_type,
)

from schema.engine.declare.selections import named_type
from schema.graph import graph
from tests.differential.asking import Asking
from tests.differential.world import CALLERS, Case, Samples
from tests.noninterference.dice import Dice

Composite = GraphQLObjectType | GraphQLInterfaceType
# Small selections that are added lead so deep, and there are so many in a document.
DEEPEST = 3
MOST_ADDED = 40


def case_of(documents: Sequence[DocumentNode], dice: Dice, samples: Samples) -> Case:
    """The case that generated documents, each of one root field, become as the dice fall."""
    query = cast("GraphQLObjectType", graph().query_type)
    writer = _Writer(dice, samples)
    roots = [
        node
        for document in documents
        for node in cast("OperationDefinitionNode", document.definitions[0]).selection_set.selections
    ]
    selection = writer.selection(query, roots)
    declared = f"({', '.join(writer.asking.declared)})" if writer.asking.declared else ""
    several = dice.chance(8)
    name = "Asked" if several or dice.chance(30) else None
    text = f"query {name or ''}{declared} {selection} {' '.join(writer.fragments)}"
    if several:
        text = f"{text} query Other {{ __typename }}"
    return Case(text, name, writer.asking.variables, dice.pick((*CALLERS, "admin", "admin")), dice.chance(8))


class _Writer:
    """Writes one document."""

    def __init__(self, dice: Dice, samples: Samples) -> None:
        self._dice = dice
        self._aliases = 0
        self._added = 0
        self.asking = Asking(dice, samples)
        self.fragments: list[str] = []

    def selection(self, kind: GraphQLNamedType, nodes: Sequence[SelectionNode], depth: int = DEEPEST) -> str:
        """A selection on a type, in braces."""
        dice = self._dice
        names = [node.name.value if isinstance(node, FieldNode) else "" for node in nodes]
        written = [
            self._node(kind, node, depth, again=name in names[:at])
            for at, (name, node) in enumerate(zip(names, nodes, strict=True))
        ]
        if isinstance(kind, Composite) and kind is not graph().query_type:
            written += self._more(kind, depth, always=not written)
        if dice.chance(12):
            written.append(dice.pick(("__typename", f"{self._alias()}: __typename")))
        if dice.chance(20):
            written.reverse()
        fields = " ".join(written) or "__typename"
        form = dice.below(16)
        if form == 1:
            return f"{{ {self._fragment(kind, fields)} }}"
        if form == 2:
            return f"{{ ... on {kind.name}{self.asking.branch()} {{ {fields} }} __typename }}"
        if form == 3:
            return f"{{ ... {{ {fields} }} }}"
        if form == 4:
            spread = self._fragment(kind, fields)
            return f"{{ {spread} {dice.pick(written or ['__typename'])} {spread} }}"
        return f"{{ {fields} }}"

    def _fragment(self, kind: GraphQLNamedType, fields: str) -> str:
        name = f"F{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {kind.name} {{ {fields} }}")
        return f"...{name}{self.asking.branch() if self._dice.chance(10) else ''}"

    def _alias(self) -> str:
        self._aliases += 1
        return f"a{self._aliases}"

    def _node(self, kind: GraphQLNamedType, node: SelectionNode, depth: int, *, again: bool) -> str:
        """A generated field or fragment; what stands there `again` needs a name of its own."""
        if isinstance(node, InlineFragmentNode):
            inner = graph().type_map[node.type_condition.name.value] if node.type_condition else kind
            return f"... on {inner.name} {self.selection(inner, node.selection_set.selections, depth)}"
        assert not isinstance(node, FragmentSpreadNode)
        field_node = cast("FieldNode", node)
        name = field_node.name.value
        field = TypeNameMetaFieldDef if name == "__typename" else cast("Composite", kind).fields[name]
        below = field_node.selection_set.selections if field_node.selection_set else None
        alias = self._alias() if again or self._dice.chance(30) else field_node.alias and field_node.alias.value
        return self._field(name, alias, field, field_node, below, depth)

    def _field(
        self,
        name: str,
        alias: str | None,
        field: GraphQLField,
        node: FieldNode | None,
        below: Sequence[SelectionNode] | None,
        depth: int,
    ) -> str:
        head = f"{f'{alias}: ' if alias else ''}{name}{self.asking.arguments(field, node)}"
        if self._dice.chance(6):
            head += self.asking.branch()
        kind = named_type(field)
        if is_leaf_type(kind):
            return head
        inner = self.selection(kind, below or (), depth - 1)
        if self._dice.chance(8) and "@" not in head:
            # The same field twice is merged.
            return f"{head} {inner} {head} {self.selection(kind, (), depth - 1)}"
        return f"{head} {inner}"

    def _more(self, kind: Composite, depth: int, *, always: bool) -> Iterator[str]:
        """A few further fields under names of their own, so that queries are about rows."""
        dice = self._dice
        if kind.name.endswith("Connection"):
            rows = dice.pick(("nodes", "edges", "nodes"))
            names = [rows] if dice.chance(85) else [rows, "pageInfo"]
        elif not always and (dice.chance(25) or self._added > MOST_ADDED):
            return
        else:
            names = [dice.pick([*kind.fields]) for _ in range(1 + dice.below(dice.pick((3, 6, 12))))]
            if kind.name.endswith("Edge"):
                names.append("node")
        for name in dict.fromkeys(names):
            field = kind.fields[name]
            if depth > 0 or is_leaf_type(named_type(field)) or named_type(field).name == "Money":
                self._added += 1
                yield self._field(name, self._alias(), field, None, None, depth)
