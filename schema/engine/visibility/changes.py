"""What becomes of a client's documents when one schema takes another's place."""

from dataclasses import dataclass
from enum import StrEnum

from graphql import GraphQLError, GraphQLInputObjectType, GraphQLSchema, build_schema
from graphql.utilities.find_schema_changes import (
    BreakingChange,
    DangerousChange,
    SafeChangeType,
    find_schema_changes,
)


class SchemaError(Exception):
    """A text is no schema in the schema definition language."""


class Severity(StrEnum):
    """What a change does to a document that was valid before it."""

    BREAKING = "breaking"
    """Documents or generated code that use it fail."""
    DANGEROUS = "dangerous"
    """Documents stay valid; code that expected the old values may err."""
    SAFE = "safe"
    """Nobody has to do anything."""


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change, in graphql-core's words."""

    severity: Severity
    text: str

    def __str__(self) -> str:
        """The change as a line."""
        return f"{self.severity:<10} {self.text}"


def changes_between(old: GraphQLSchema, new: GraphQLSchema) -> list[SchemaChange]:
    """Every change but those of descriptions, the breaking ones first."""
    changes = [
        SchemaChange(_severity(change), change.description)
        for change in find_schema_changes(old, new)
        if change.type is not SafeChangeType.DESCRIPTION_CHANGED
    ]
    changes += _narrowed(old, new)
    return sorted(changes, key=lambda change: (list(Severity).index(change.severity), change.text))


def schema_of(text: str) -> GraphQLSchema:
    """The schema of an SDL; raises SchemaError where it is none."""
    try:
        return build_schema(text)
    except (GraphQLError, TypeError) as error:
        raise SchemaError(str(error)) from error


def _severity(change: object) -> Severity:
    match change:
        case BreakingChange():
            return Severity.BREAKING
        case DangerousChange():
            return Severity.DANGEROUS
        case _:
            return Severity.SAFE


def _narrowed(old: GraphQLSchema, new: GraphQLSchema) -> list[SchemaChange]:
    """Inputs that take one field at a time from now on, which graphql-core does not compare."""
    return [
        SchemaChange(Severity.BREAKING, f"Input {name} became @oneOf.")
        for name, kind in new.type_map.items()
        if isinstance(kind, GraphQLInputObjectType)
        and kind.is_one_of
        and isinstance(before := old.type_map.get(name), GraphQLInputObjectType)
        and not before.is_one_of
    ]
