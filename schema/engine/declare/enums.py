"""Enums of the graph: what their values have in common."""

from collections.abc import Callable
from enum import Enum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from schema.engine.declare.values import UNKNOWN

EnumClass = TypeVar("EnumClass", bound=type[Enum])

# What a product says that this version of the graph has no name for.
UNKNOWN_VALUE = strawberry.enum_value(UNKNOWN, description="A value that this version does not know.")


def describe_values(values: type[Enum], description: Callable[[Enum], str | None]) -> None:
    """Describe each value of an enum of the graph that has no description yet."""
    definition: StrawberryEnumDefinition = vars(values)["__strawberry_definition__"]
    for value in definition.values:
        value.description = value.description or description(values[value.name])
