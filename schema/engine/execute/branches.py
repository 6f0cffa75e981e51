"""Branches of an operation: what `@skip` and `@include` leave in it, by the variables that they name."""

from collections.abc import Mapping

from graphql import (
    BooleanValueNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from schema.engine.declare.selections import Variables
from schema.engine.execute.planning import BRANCHING


def branch_variables(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> frozenset[str]:
    """The operation's variables that decide which branches are included: all that @skip and @include name."""
    names: set[str] = set()
    waiting = [operation.selection_set, *(fragment.selection_set for fragment in fragments.values())]
    while waiting:
        for node in waiting.pop().selections:
            for directive in node.directives or ():
                values = (argument.value for argument in directive.arguments or ())
                if directive.name.value in BRANCHING:
                    names |= {value.name.value for value in values if isinstance(value, VariableNode)}
            below = getattr(node, "selection_set", None)
            if isinstance(below, SelectionSetNode):
                waiting.append(below)
    return frozenset(names & {definition.variable.name.value for definition in operation.variable_definitions or ()})


def truth_of_branches(
    operation: OperationDefinitionNode, names: frozenset[str], variables: Variables
) -> frozenset[str]:
    """Those of the named variables that are true, given or by default."""
    if not names:
        return names
    definitions = operation.variable_definitions or ()
    defaults = {definition.variable.name.value: definition.default_value for definition in definitions}
    return frozenset(
        name for name in names if (variables[name] if name in variables else _default(defaults.get(name))) is True
    )


def _default(node: object) -> bool:
    return isinstance(node, BooleanValueNode) and node.value
