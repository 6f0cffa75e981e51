"""Scalars. Values stay strings on their way through: they are checked, never turned into objects and back."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import strawberry
from graphql import (
    FloatValueNode,
    GraphQLNamedType,
    GraphQLScalarType,
    IntValueNode,
    StringValueNode,
    ValueNode,
)
from strawberry.types.scalar import ScalarDefinition

from domain.errors import BadUserInput

LARGEST_DIGITS = 40
# From here on a number of JavaScript stands for several whole numbers: the last digits of an id are lost.
FIRST_INEXACT = 2**53
QUOTED = (
    "Write this ID as a string: as a number it may have lost its last digits on the way, and then names another record."
)
# What a number survives with on its way through a float, which numbers in JSON and in documents go.
EXACT_DIGITS = 15
_INSTANT = re.compile(r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([Zz]|[+-]\d{2}:?\d{2})$", re.ASCII)
_NUMBER = re.compile(r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?$", re.ASCII)
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$", re.ASCII)


def day_of(value: str) -> str:
    """The value when it is a calendar day, `2026-10-01`. Raises ValueError."""
    if _DAY.fullmatch(value) is None:
        raise ValueError("not a day")
    date.fromisoformat(value)
    return value


def instant_of(value: str) -> str:
    """An instant in UTC, `2026-10-01T08:15:00Z`, from ISO 8601 with an offset. Raises ValueError."""
    if _INSTANT.fullmatch(value) is None:
        raise ValueError("not an instant with an offset")
    try:
        moment = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("an instant before the year 1 or after 9999") from error
    return moment.isoformat().replace("+00:00", "Z")


def decimal_of(value: object) -> Decimal:
    """A finite decimal of at most 40 digits. Raises ValueError."""
    text = str(value).strip()
    # Python's Decimal also takes NaN, underscores and the digits of every script.
    if _NUMBER.fullmatch(text) is None:
        raise ValueError("not a number")
    number = Decimal(text)
    if len(number.as_tuple().digits) > LARGEST_DIGITS or abs(number.adjusted()) > LARGEST_DIGITS:
        raise ValueError("not a number of bounded size")
    return number


def text_of_decimal(number: Decimal) -> str:
    """The number in plain notation, `1848.07`, never with an exponent."""
    return format(number, "f")


def _day_input(value: Any) -> str:
    try:
        return day_of(value)
    except (TypeError, ValueError) as error:
        raise BadUserInput("A Date is written like 2026-10-01.") from error


def _instant_input(value: Any) -> str:
    try:
        return instant_of(value)
    except (TypeError, ValueError) as error:
        raise BadUserInput("A DateTime is written like 2026-10-01T08:15:00Z, with an offset.") from error


def _decimal_input(value: Any) -> Decimal:
    try:
        number = decimal_of(value)
    except ValueError as error:
        raise BadUserInput('A Decimal is a finite number, written as a string like "1848.07".') from error
    if isinstance(value, float) and len(number.as_tuple().digits) > EXACT_DIGITS:
        raise BadUserInput(
            f"Write a Decimal of more than {EXACT_DIGITS} digits as a string, or it loses the last ones."
        )
    return number


def _id_input(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) or (_is_whole(value) and abs(value) >= FIRST_INEXACT):
        raise BadUserInput(QUOTED)
    if not _is_whole(value):
        raise BadUserInput("An ID is written as a string.")
    return str(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _id_literal(node: ValueNode, _variables: object = None) -> str:
    if isinstance(node, StringValueNode):
        return node.value
    if isinstance(node, IntValueNode | FloatValueNode):
        # Python reads no whole number of thousands of digits.
        is_whole = isinstance(node, IntValueNode) and len(node.value) <= LARGEST_DIGITS
        return _id_input(int(node.value) if is_whole else float(node.value))
    return _id_input(None)


class StrictId(GraphQLScalarType):
    """The scalar ID in place of the specified one, whose name is reserved and which takes any number."""

    reserved_types: Mapping[str, GraphQLNamedType] = MappingProxyType({})


def _same(value: Any) -> Any:
    return value


STRICT_ID = StrictId(
    "ID",
    description="A unique identifier, a string. A whole number is taken, too, as long as JavaScript keeps it exact: "
    "below 2^53.",
    serialize=_same,
    parse_value=_id_input,
    parse_literal=_id_literal,
)
SCALARS: dict[object, ScalarDefinition] = {
    strawberry.ID: replace(strawberry.scalar(name="ID", serialize=_same), implementation=STRICT_ID),
    date: strawberry.scalar(
        name="Date",
        description="A calendar day, `2026-10-01`; in Books and Billing a day in the organisation's time zone.",
        specified_by_url="https://ibm.github.io/graphql-specs/custom-scalars/date.html",
        serialize=_same,
        parse_value=_day_input,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC, `2026-10-01T08:15:00Z`.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=_same,
        parse_value=_instant_input,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number as a string, `"1848.07"`.',
        # Its lexical form: digits with at most one point, no exponent.
        specified_by_url="https://www.w3.org/TR/xmlschema11-2/#decimal",
        serialize=_same,
        parse_value=_decimal_input,
    ),
}
