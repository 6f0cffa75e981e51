"""The plan of an operation: which rows each place of the document asks for and what it needs of them.

Made from the schema and the document alone, over graphql-core's public interfaces, so that it is shared by all callers
and runs once per document, operation and set of included branches.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from cachetools import LRUCache
from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    VariableNode,
    is_composite_type,
)

from domain.sources import NO_NEEDS, Module, Needs, Source, needs_of
from schema.engine.declare.selections import (
    DeclaredSource,
    ResponsePath,
    SelectedField,
    Variables,
    declaration,
    named_type,
)

# Needs remembered of one plan: places, and callers from whom different fields are hidden.
MOST_NEEDS = 256
# Types by which amounts are told: custom fields may be amounts, what became of a record may name some.
AMOUNTS = frozenset({"Money", "CustomField", "Comment", "HistoryEntry", "TimelineEntry"})
BRANCHING = frozenset({"skip", "include"})


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """What each row-yielding place needs, and the fields of the operation as a tree.

    Needs go by the place's response keys, the concrete type of its rows or of a part in them, and the field's
    coordinate; `amounts` are the coordinates at a place that tell amounts of its rows.
    """

    needs: Mapping[ResponsePath, Mapping[str, Mapping[str, Needs]]]
    root: tuple[SelectedField, ...] = ()
    amounts: Mapping[ResponsePath, frozenset[str]] = field(default_factory=dict[ResponsePath, frozenset[str]])
    _asked: LRUCache[tuple[ResponsePath, str, Module, frozenset[str]], Needs] = field(
        default_factory=lambda: LRUCache[tuple[ResponsePath, str, Module, frozenset[str]], Needs](MOST_NEEDS)
    )

    def asked(self, place: ResponsePath, type_name: str, module: Module, hidden: frozenset[str]) -> Needs:
        """What to ask of the rows of a module at a place where some fields are hidden, worked out once.

        Whatever Books and Billing are asked for, their lists carry the same: what other places need of the same rows
        is read with them.
        """
        key = (place, type_name, module, hidden)
        found = self._asked.get(key)
        if found is None:
            found = self.at(place, type_name, hidden)
            if module.product != "crm":
                found = replace(found, columns=found.columns | self.everywhere(type_name, hidden))
            self._asked[key] = found
        return found

    def at(self, place: ResponsePath, type_name: str, hidden: Container[str] = ()) -> Needs:
        """The needs of rows of one type at a place, without those of the hidden fields."""
        found = NO_NEEDS
        for coordinate, needs in self.needs.get(place, {}).get(type_name, {}).items():
            if coordinate not in hidden:
                found |= needs
        return found

    def everywhere(self, type_name: str, hidden: Container[str] = ()) -> frozenset[str]:
        """The columns that any place needs of rows of one type, without those of the hidden fields."""
        return frozenset[str]().union(*(self.at(place, type_name, hidden).columns for place in self.needs))

    def chosen(self, place: ResponsePath) -> Iterator[str]:
        """The coordinates of every field that is asked for at a place."""
        for fields in self.needs.get(place, {}).values():
            yield from fields


@dataclass(slots=True)
class _Planner:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Variables
    found: dict[ResponsePath, dict[str, dict[str, Needs]]]
    amounts: dict[ResponsePath, frozenset[str]] = field(default_factory=dict[ResponsePath, frozenset[str]])

    def visit(
        self, parent: GraphQLObjectType, selections: list[SelectionSetNode], place: ResponsePath, rows: ResponsePath
    ) -> tuple[SelectedField, ...]:
        """The fields chosen of one object type; its rows were yielded at `rows`."""
        found: list[SelectedField] = []
        for key, nodes in self._fields(parent, selections).items():
            definition = self.schema.get_field(parent, nodes[0].name.value)
            if definition is None:
                continue
            here = (*place, key)
            declared = declaration(definition)
            if declared is not None:
                self._add(rows, parent.name, nodes[0].name.value, self._needs(declared, nodes, definition))
            kind = named_type(definition)
            if declared is not None and kind.name in AMOUNTS:
                named = frozenset({f"{parent.name}.{nodes[0].name.value}"})
                self.amounts[rows] = self.amounts.get(rows, frozenset()) | named
            below = [node.selection_set for node in nodes if node.selection_set is not None]
            inner: dict[str, tuple[SelectedField, ...]] = {}
            if is_composite_type(kind) and below:
                origin = here if declared is not None and declared.yields_rows else rows
                inner = {each.name: self.visit(each, below, here, origin) for each in self._concrete(kind)}
            found.append(SelectedField(key, nodes[0].name.value, parent.name, definition, tuple(nodes), inner))
        return tuple(found)

    def _concrete(self, kind: GraphQLNamedType) -> list[GraphQLObjectType]:
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            return list(self.schema.get_possible_types(kind))
        return [cast("GraphQLObjectType", kind)]

    def _add(self, rows: ResponsePath, type_name: str, name: str, needs: Needs) -> None:
        fields = self.found.setdefault(rows, {}).setdefault(type_name, {})
        coordinate = f"{type_name}.{name}"
        fields[coordinate] = fields.get(coordinate, NO_NEEDS) | needs

    def _needs(self, declared: DeclaredSource, nodes: list[FieldNode], definition: GraphQLField) -> Needs:
        needs = needs_of(declared.source)
        if declared.takes_names:
            return Needs(custom=_names(nodes), detail=needs.detail, columns=needs.columns)
        if declared.source.parts and not declared.source.columns:
            chosen = self._part_columns(declared.source, nodes, definition)
            return Needs(columns=needs.columns | chosen, detail=needs.detail)
        return needs

    def _part_columns(self, source: Source, nodes: list[FieldNode], definition: GraphQLField) -> frozenset[str]:
        """The row's own columns behind the chosen fields of a part that is spread over the row."""
        kind = cast("GraphQLObjectType", named_type(definition))
        below = [node.selection_set for node in nodes if node.selection_set is not None]
        columns = dict(source.parts)
        chosen: set[str] = set()
        for inner in self._fields(kind, below).values():
            field = self.schema.get_field(kind, inner[0].name.value)
            declared = None if field is None else declaration(field)
            chosen |= {columns[name] for name in (declared.source.columns if declared else ()) if name in columns}
        return frozenset(chosen)

    def _fields(self, parent: GraphQLObjectType, selections: list[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        collected: dict[str, list[FieldNode]] = {}
        for selection_set in selections:
            for node in self._flattened(parent, selection_set, set()):
                key = node.alias.value if node.alias else node.name.value
                collected.setdefault(key, []).append(node)
        return collected

    def _flattened(
        self, parent: GraphQLObjectType, selection_set: SelectionSetNode, seen: set[str]
    ) -> Iterator[FieldNode]:
        for node in selection_set.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else parent.name
                if self._applies(condition, parent):
                    yield from self._flattened(parent, node.selection_set, seen)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments.get(node.name.value)
                if fragment is None or node.name.value in seen:
                    continue
                if self._applies(fragment.type_condition.name.value, parent):
                    yield from self._flattened(parent, fragment.selection_set, {*seen, node.name.value})

    def _applies(self, condition: str, parent: GraphQLObjectType) -> bool:
        kind = self.schema.type_map.get(condition)
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            return self.schema.is_sub_type(kind, parent)
        return condition == parent.name

    def _included(self, node: SelectionNode) -> bool:
        return all(
            (directive.name.value == "include") == _truth(directive, self.variables)
            for directive in node.directives or ()
            if directive.name.value in BRANCHING
        )


def _truth(directive: DirectiveNode, variables: Variables) -> bool:
    """What the `if` of a @skip or @include says."""
    value = next(argument.value for argument in directive.arguments or () if argument.name.value == "if")
    if isinstance(value, VariableNode):
        return variables.get(value.name.value) is True
    return isinstance(value, BooleanValueNode) and value.value


def _names(nodes: list[FieldNode]) -> frozenset[str]:
    """The literal names asked for; the empty set, which means all, where a place asks for all or by variable."""
    names: set[str] = set()
    for node in nodes:
        argument = next((argument for argument in node.arguments or () if argument.name.value == "names"), None)
        if argument is None or not isinstance(argument.value, ListValueNode):
            return frozenset()
        values = argument.value.values
        if not all(isinstance(value, StringValueNode) for value in values):
            return frozenset()
        names |= {cast("StringValueNode", value).value for value in values}
    return frozenset(names)


def plan_of(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Variables,
) -> OperationPlan:
    """The plan of one validated operation. `variables` are the coerced ones; only @skip and @include look at them."""
    root = schema.get_root_type(operation.operation)
    if root is None:
        return OperationPlan({})
    planner = _Planner(schema, fragments, variables, {})
    chosen = planner.visit(root, [operation.selection_set], (), ())
    return OperationPlan(planner.found, chosen, planner.amounts)
