"""How many fields a document may ask at the root: each is a call of its own at least."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)


def most_root_fields(most: int) -> type[ValidationRule]:
    """A validation rule that allows `most` root fields per operation, those of fragments included."""

    class MostRootFields(ValidationRule):
        """Counts the fields of each operation."""

        context: ValidationContext

        def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
            """Report an operation with too many."""
            asked = list(_fields(self.context, node.selection_set, frozenset()))
            if len(asked) > most:
                self.report_error(GraphQLError(f"{len(asked)} root fields found. Allowed: {most}", asked[most:][:1]))

    return MostRootFields


def _fields(context: ValidationContext, selections: SelectionSetNode, seen: frozenset[str]) -> Iterator[FieldNode]:
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            yield from _fields(context, node.selection_set, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            fragment = context.get_fragment(node.name.value)
            if fragment is not None:
                yield from _fields(context, fragment.selection_set, seen | {node.name.value})
