"""Whether a document fits a schema: the rules of the specification, within a budget, each error with its coordinate."""

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    specified_rules,
    validate,
)
from graphql.validation.validate import ValidationAbortedError

from schema.engine.execute.places import with_coordinates

MOST_ERRORS = 5
# What fragments and repeated fields cost to compare grows with their square. Documents of real clients spend less than
# 100 of this, graphql-core's own limit is 500,000 and lets a document of 5,000 tokens take seconds.
MOST_COMPARISONS = 20_000


class FieldsCanBeMergedCheaply(OverlappingFieldsCanBeMergedRule):
    """The rule of the specification with a smaller budget."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MOST_COMPARISONS


RULES = tuple(
    FieldsCanBeMergedCheaply if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules
)


def validation_errors(schema: GraphQLSchema, ast: DocumentNode) -> list[GraphQLError]:
    """The first errors of a document, none where it fits the schema."""
    errors = validate(schema, ast, RULES, max_errors=MOST_ERRORS)
    if len(errors) <= MOST_ERRORS and errors and isinstance(errors[-1], ValidationAbortedError):
        errors[-1] = GraphQLError("The document is too repetitive or too deeply nested to be validated.")
    return with_coordinates(schema, ast, errors)
