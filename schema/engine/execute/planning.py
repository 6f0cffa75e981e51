"""Planning an operation: which rows each place of the document asks for and what it needs of them.

Made from the schema and the document alone, over graphql-core's public interfaces, so that it is shared by all callers
and runs once per document, operation and set of included branches.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    is_composite_type,
)

from domain.sources import NO_NEEDS, Needs
from schema.engine.declare.connections import TOTAL_COUNT
from schema.engine.declare.kinds import SourcedField, declaration
from schema.engine.declare.plan import OperationPlan
from schema.engine.declare.selections import ResponsePath, SelectedField, Variables, named_type

BRANCHING = frozenset({"skip", "include"})
DEFER, STREAM = "defer", "stream"
INCREMENTAL = frozenset({DEFER, STREAM})


@dataclass(slots=True)
class _Planner:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Variables
    needs: dict[ResponsePath, dict[str, dict[str, Needs]]] = field(
        default_factory=dict[ResponsePath, dict[str, dict[str, Needs]]]
    )
    amounts: dict[ResponsePath, frozenset[str]] = field(default_factory=dict[ResponsePath, frozenset[str]])
    counted: dict[ResponsePath, bool] = field(default_factory=dict[ResponsePath, bool])

    def visit(
        self, parent: GraphQLObjectType, selections: list[SelectionSetNode], place: ResponsePath, rows: ResponsePath
    ) -> tuple[SelectedField, ...]:
        """The fields selected of one object type; its rows were yielded at `rows`."""
        fields: list[SelectedField] = []
        for key, nodes in self._fields(parent, selections).items():
            definition = self.schema.get_field(parent, nodes[0].name.value)
            if definition is None:
                continue
            here = (*place, key)
            declared, kind = declaration(definition), named_type(definition)
            below = [node.selection_set for node in nodes if node.selection_set is not None]
            inner: dict[str, tuple[SelectedField, ...]] = {}
            if is_composite_type(kind) and below:
                origin = here if declared is not None and declared.yields_rows else rows
                inner = {each.name: self.visit(each, below, here, origin) for each in self._concrete(kind)}
            selected = SelectedField(key, nodes[0].name.value, parent.name, definition, tuple(nodes), inner)
            if declared is not None:
                self._note(rows, parent.name, selected, declared)
                self._note_count(here, selected, declared)
            fields.append(selected)
        return tuple(fields)

    def _note(self, rows: ResponsePath, type_name: str, selected: SelectedField, declared: SourcedField) -> None:
        """What a field needs of its row, and whether it shows amounts of it."""
        fields = self.needs.setdefault(rows, {}).setdefault(type_name, {})
        for coordinate, needs in declared.needs_by_coordinate(selected):
            fields[coordinate] = fields.get(coordinate, NO_NEEDS) | needs
        amounts = declared.amounts(selected)
        if amounts:
            self.amounts[rows] = self.amounts.get(rows, frozenset()) | amounts

    def _note_count(self, place: ResponsePath, selected: SelectedField, declared: SourcedField) -> None:
        """Whether the records of a connection are to be counted, and whether that is all that is asked of it."""
        names = {each.name for fields in selected.below.values() for each in fields}
        if declared.yields_rows and TOTAL_COUNT in names:
            self.counted[place] = names <= {TOTAL_COUNT, "__typename"}

    def _concrete(self, kind: GraphQLNamedType) -> list[GraphQLObjectType]:
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            return list(self.schema.get_possible_types(kind))
        return [cast("GraphQLObjectType", kind)]

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
            if not is_included(node, self.variables):
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


def is_included(node: SelectionNode, variables: Variables) -> bool:
    """Whether @skip and @include leave a selection in its operation."""
    return all(
        (directive.name.value == "include") == _truth(directive, variables)
        for directive in node.directives or ()
        if directive.name.value in BRANCHING
    )


def _truth(directive: DirectiveNode, variables: Variables) -> bool:
    """What the `if` of a @skip or @include says."""
    value = next(argument.value for argument in directive.arguments or () if argument.name.value == "if")
    if isinstance(value, VariableNode):
        return variables.get(value.name.value) is True
    return isinstance(value, BooleanValueNode) and value.value


def plan_of(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Variables,
    whole: OperationPlan | None = None,
) -> OperationPlan:
    """The plan of one validated operation. `variables` are the coerced ones; only @skip and @include look at them.

    `whole` is the plan of the operation of which this is a part.
    """
    root = schema.get_root_type(operation.operation)
    if root is None:
        return OperationPlan({})
    planner = _Planner(schema, fragments, variables)
    selected = planner.visit(root, [operation.selection_set], (), ())
    return OperationPlan(planner.needs, selected, planner.amounts, planner.counted, whole)
