"""Branches and parts of an operation: the variables that the directives name which choose them."""

from collections.abc import Collection, Mapping
from typing import Any

from graphql import (
    BooleanValueNode,
    FragmentDefinitionNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from schema.engine.declare.selections import Variables
from schema.engine.execute.planning import BRANCHING


def branch_variables(
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    directives: Collection[str] = BRANCHING,
) -> frozenset[str]:
    """The operation's variables that decide which branches are included: all that @skip and @include name.

    With other directives those that they name.
    """
    names: set[str] = set()
    waiting = [operation.selection_set, *(fragment.selection_set for fragment in fragments.values())]
    while waiting:
        for node in waiting.pop().selections:
            for directive in node.directives or ():
                values = (argument.value for argument in directive.arguments or ())
                if directive.name.value in directives:
                    names |= {value.name.value for value in values if isinstance(value, VariableNode)}
            below = getattr(node, "selection_set", None)
            if isinstance(below, SelectionSetNode):
                waiting.append(below)
    return frozenset(names & {definition.variable.name.value for definition in operation.variable_definitions or ()})


def truth_of_branches(
    operation: OperationDefinitionNode, names: frozenset[str], variables: Variables
) -> frozenset[str]:
    """Those of the named variables that are true, given or by default."""
    return frozenset(name for name, value in values_of_parts(operation, names, variables).items() if value is True)


def values_of_parts(operation: OperationDefinitionNode, names: frozenset[str], variables: Variables) -> dict[str, Any]:
    """The values of the named variables, given or by default; without those that have none."""
    if not names:
        return {}
    definitions = operation.variable_definitions or ()
    defaults = {each.variable.name.value: each.default_value for each in definitions}
    values = {name: variables[name] if name in variables else _constant(defaults.get(name)) for name in sorted(names)}
    return {name: value for name, value in values.items() if value is not None}


def _constant(node: object) -> bool | int | None:
    if isinstance(node, IntValueNode):
        return int(node.value)
    return node.value if isinstance(node, BooleanValueNode) else None
