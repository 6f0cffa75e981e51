"""Filter inputs: what can be compared, per kind of value. What a product cannot compare has no input here.

Each input says its comparisons as (operator, value) with values in the products' notation.
"""

import inspect
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol, TypeVar, get_args

import strawberry
from strawberry import UNSET
from strawberry.types import has_object_definition
from strawberry.types.field import StrawberryField
from typing_extensions import dataclass_transform

from domain.errors import BadUserInput
from domain.queries import Condition, Operator
from schema.engine.declare.scalars import text_of_decimal
from schema.engine.declare.values import UNKNOWN

LONGEST_COMPARED = 100
MOST_CHOICES = 50

FilterClass = TypeVar("FilterClass", bound=type)

Comparison = tuple[Operator, str | tuple[str, ...]]


class Comparing(Protocol):
    """An input that compares a column."""

    def comparisons(self) -> Iterator[Comparison]:
        """What is to hold, all at once."""
        ...


def _checked_text(value: str) -> str:
    text = value.strip()
    if any(ord(letter) < 32 for letter in text):
        raise BadUserInput("A filter's text must have no control characters, such as tabs and line breaks.")
    if not 1 <= len(text) <= LONGEST_COMPARED:
        raise BadUserInput(f"A filter's text must have 1 to {LONGEST_COMPARED} characters.")
    return text


def _set_pairs(pairs: list[tuple[Operator, Any]]) -> Iterator[tuple[Operator, Any]]:
    return ((operator, value) for operator, value in pairs if value is not UNSET and value is not None)


@strawberry.input(one_of=True, description="Compares a text; set exactly one field.")
class TextFilter:
    """Books' comparisons of a text."""

    is_: str | None = strawberry.field(name="is", default=UNSET, description="Equal to this text.")
    starts_with: str | None = strawberry.field(default=UNSET, description="Begins with this text.")
    contains: str | None = strawberry.field(default=UNSET, description="Contains this text.")

    def comparisons(self) -> Iterator[Comparison]:
        """The one that is set."""
        pairs = _set_pairs(
            [
                (Operator.IS, self.is_),
                (Operator.STARTS_WITH, self.starts_with),
                (Operator.CONTAINS, self.contains),
            ]
        )
        return ((operator, _checked_text(value)) for operator, value in pairs)


@strawberry.input(
    one_of=True,
    description="Compares a text as CRM's search does, which cannot test for equality; set exactly one field.",
)
class SearchTextFilter:
    """CRM's comparisons of a text."""

    starts_with: str | None = strawberry.field(default=UNSET, description="Begins with this text.")
    contains: str | None = strawberry.field(default=UNSET, description="Contains this text.")

    def comparisons(self) -> Iterator[Comparison]:
        """The one that is set."""
        pairs = _set_pairs([(Operator.STARTS_WITH, self.starts_with), (Operator.CONTAINS, self.contains)])
        return ((operator, _checked_text(value)) for operator, value in pairs)


@strawberry.input(one_of=True, description="Compares a text that the product can only look into.")
class ContainedTextFilter:
    """The one comparison of a text that Billing has."""

    contains: str | None = strawberry.field(default=UNSET, description="Contains this text.")

    def comparisons(self) -> Iterator[Comparison]:
        """The one that is set."""
        return (
            (operator, _checked_text(value)) for operator, value in _set_pairs([(Operator.CONTAINS, self.contains)])
        )


@strawberry.input(one_of=True, description="Compares a choice of a pick list; set exactly one field.")
class ChoiceFilter:
    """CRM's comparisons of a pick list, whose choices are the organisation's own words."""

    is_: str | None = strawberry.field(name="is", default=UNSET, description="Is this choice.")
    in_: list[str] | None = strawberry.field(name="in", default=UNSET, description="Is one of these choices.")
    not_in: list[str] | None = strawberry.field(default=UNSET, description="Is none of these choices.")

    def comparisons(self) -> Iterator[Comparison]:
        """One comparison; for `notIn` one a choice."""
        for operator, value in _set_pairs(
            [(Operator.IS, self.is_), (Operator.IN, self.in_), (Operator.IS_NOT, self.not_in)]
        ):
            choices = [value] if isinstance(value, str) else list(value)
            if not 1 <= len(choices) <= MOST_CHOICES:
                raise BadUserInput(f"Set 1 to {MOST_CHOICES} choices.")
            texts = tuple(_checked_text(choice) for choice in choices)
            if operator is Operator.IN:
                yield operator, texts
            else:
                yield from ((operator, text) for text in texts)


@strawberry.input(description="Compares a day; every condition must hold.")
class DateFilter:
    """Comparisons of a calendar day."""

    on: date | None = strawberry.field(default=UNSET, description="On this day.")
    from_: date | None = strawberry.field(name="from", default=UNSET, description="On this day or later.")
    until: date | None = strawberry.field(default=UNSET, description="On this day or earlier.")
    after: date | None = strawberry.field(default=UNSET, description="Later than this day.")
    before: date | None = strawberry.field(default=UNSET, description="Earlier than this day.")

    def comparisons(self) -> Iterator[Comparison]:
        """Every comparison that is set."""
        return _set_pairs(
            [
                (Operator.IS, self.on),
                (Operator.FROM, self.from_),
                (Operator.UNTIL, self.until),
                (Operator.AFTER, self.after),
                (Operator.BEFORE, self.before),
            ]
        )


@strawberry.input(description="Compares an instant; every condition must hold.")
class DateTimeFilter:
    """Comparisons of an instant."""

    from_: datetime | None = strawberry.field(name="from", default=UNSET, description="At this instant or later.")
    until: datetime | None = strawberry.field(default=UNSET, description="At this instant or earlier.")

    def comparisons(self) -> Iterator[Comparison]:
        """Every comparison that is set, in the notation with a numeric offset."""
        pairs = _set_pairs([(Operator.FROM, self.from_), (Operator.UNTIL, self.until)])
        return ((operator, str(value).replace("Z", "+00:00")) for operator, value in pairs)


@strawberry.input(description="Compares a number; every condition must hold.")
class DecimalFilter:
    """Comparisons of an amount or another number."""

    is_: Decimal | None = strawberry.field(name="is", default=UNSET, description="Equal to this number.")
    less_than: Decimal | None = strawberry.field(default=UNSET, description="Less than this number.")
    at_most: Decimal | None = strawberry.field(default=UNSET, description="This number or less.")
    more_than: Decimal | None = strawberry.field(default=UNSET, description="More than this number.")
    at_least: Decimal | None = strawberry.field(default=UNSET, description="This number or more.")

    def comparisons(self) -> Iterator[Comparison]:
        """Every comparison that is set."""
        pairs = _set_pairs(
            [
                (Operator.IS, self.is_),
                (Operator.LESS, self.less_than),
                (Operator.AT_MOST, self.at_most),
                (Operator.MORE, self.more_than),
                (Operator.AT_LEAST, self.at_least),
            ]
        )
        return ((operator, text_of_decimal(value)) for operator, value in pairs)


_ENUM_FILTERS: dict[type[Enum], type] = {}


def enum_comparisons(self: Any) -> Iterator[Comparison]:
    """The status that is set. Raises BadUserInput for the one that stands for others."""
    for operator, value in _set_pairs([(Operator.IS, self.is_)]):
        if value.value == UNKNOWN:
            raise BadUserInput("UNKNOWN stands for values that this version does not know; you cannot filter by it.")
        yield operator, str(value.value)


def enum_filter(values: type[Enum]) -> type:
    """The input `InvoiceStatusFilter { is: InvoiceStatus }`: Books and Billing compare with one value at a time."""
    if values not in _ENUM_FILTERS:
        name = f"{values.__name__}Filter"
        body = {
            "__annotations__": {"is_": values | None},
            "is_": strawberry.field(name="is", default=UNSET, description="Is this value."),
            "comparisons": enum_comparisons,
        }
        description = "Compares a value of an enumeration; the product compares with one value at a time."
        _ENUM_FILTERS[values] = strawberry.input(type(name, (), body), one_of=True, description=description)
    return _ENUM_FILTERS[values]


@dataclass_transform()
def filter_input(description: str) -> Callable[[FilterClass], FilterClass]:
    """A list's filter: a field of an enum is compared as every other value is, `status: { is: PAID }`."""

    def declared(cls: FilterClass) -> FilterClass:
        for name, annotation in inspect.get_annotations(cls).items():
            values = next(iter(get_args(annotation)), None)
            if isinstance(values, type) and issubclass(values, Enum):
                cls.__annotations__[name] = enum_filter(values) | None
        return strawberry.input(cls, description=description)

    return declared


def where(column: str, description: str, *, refers_to: str | None = None) -> Any:
    """One comparable column of a filter input. `refers_to` names the type whose ids it takes."""
    return StrawberryField(default=UNSET, description=description, metadata={"column": column, "refers_to": refers_to})


def conditions_of(filter_input: object, ids: Any) -> tuple[Condition, ...]:
    """Every comparison of a filter input. `ids` turns an id of the graph into the product's, by type name."""
    if filter_input is None or filter_input is UNSET or not has_object_definition(filter_input):
        return ()
    conditions: list[Condition] = []
    for field in filter_input.__strawberry_definition__.fields:
        value, column = getattr(filter_input, field.python_name), field.metadata.get("column")
        if column is None or value is None or value is UNSET:
            continue
        conditions += [Condition(column, operator, compared) for operator, compared in _compared(field, value, ids)]
    return tuple(conditions)


def _compared(field: StrawberryField, value: Any, ids: Any) -> list[Comparison]:
    if hasattr(value, "comparisons"):
        return list(value.comparisons())
    refers_to = field.metadata.get("refers_to")
    if refers_to is not None:
        return [(Operator.IS, ids(str(value), refers_to))]
    if isinstance(value, bool):
        return [(Operator.IS, "true" if value else "false")]
    return [(Operator.IS, _checked_text(str(value)))]
