"""Relay's interface of everything that `node` returns."""

import strawberry

from domain.queries import Row
from domain.sources import TYPE


@strawberry.interface(description="A record with a global id.")
class Node:
    """Relay's interface of everything that `node` returns."""

    id: strawberry.ID = strawberry.field(description="Global id of the record, opaque and unique across the graph.")

    @classmethod
    def is_type_of(cls, _value: object, _info: object) -> bool:
        """Rows are no instances; each field knows statically what it answers."""
        return True

    @classmethod
    def resolve_type(cls, value: Row, _info: object, _kind: object) -> str:
        """The type that the root field wrote on the row."""
        return str(value[TYPE])
