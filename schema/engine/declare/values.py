"""Conversions: from what a product sent under a key to what the graph answers, one function per annotation."""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, cast

from domain.currencies import NO_CURRENCY, amount_text, is_currency_code
from domain.errors import UpstreamUnavailable
from domain.products import ZohoProduct
from domain.queries import Row
from domain.sources import CURRENCY, EXCHANGE_RATE, HOME_CURRENCY, PRODUCT, RATE_AROUND, Source
from schema.engine.declare.scalars import day_of, decimal_of, instant_of, text_of_decimal

Reader = Callable[[Row], Any]
Conversion = Callable[[Any], Any]
UNKNOWN = "::unknown"
AmountClass = TypeVar("AmountClass", bound=type)


def amount(cls: AmountClass) -> AmountClass:
    """Mark a type of the graph, made of `amount` and `currency`, as what amounts are shown as."""
    cls.__suitegraph_amount__ = True  # pyright: ignore[reportAttributeAccessIssue]  # read by `is_amount`
    return cls


def is_amount(kind: object) -> bool:
    """Whether values of a kind are amounts of money."""
    return getattr(kind, "__suitegraph_amount__", False) is True


def is_part(kind: object) -> bool:
    """Whether a type is a part: an object inside a record, without an id of its own."""
    return getattr(kind, "__suitegraph_part__", False) is True


def is_blank(value: object) -> bool:
    """Whether the product means "nothing": null, or its empty text."""
    return value is None or (isinstance(value, str) and not value.strip())


def _text(value: Any) -> str:
    # Some identifiers and postal codes come as numbers now and then.
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    raise ValueError("not a text")


def _integer(value: Any) -> int:
    number = decimal_of(value)
    if number != number.to_integral_value() or abs(number) >= 2**31:
        raise ValueError("not an integer of 32 bits")
    return int(number)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in {"true", "false"}:
        return value == "true"
    raise ValueError("not a boolean")


def _decimal(value: Any) -> str:
    if isinstance(value, bool):
        raise TypeError("not a number")
    return text_of_decimal(decimal_of(value))


def _currency(value: Any) -> str:
    if not is_currency_code(value):
        raise ValueError("not a currency")
    return value


def _choice(kind: type[Enum]) -> Conversion:
    by_value = {member.value: member for member in kind}
    unknown = by_value.get(UNKNOWN)
    if unknown is None:
        raise TypeError(f"{kind.__name__} needs a member UNKNOWN")
    return lambda value: by_value.get(value, unknown) if isinstance(value, str) else unknown


_CONVERSIONS: Mapping[object, Conversion] = {
    str: _text,
    int: _integer,
    bool: _boolean,
    Decimal: _decimal,
    date: day_of,
    datetime: instant_of,
}


def conversion_of(kind: Any) -> Conversion:
    """What converts one value of a kind that is not blank. It raises TypeError or ValueError."""
    return _choice(kind) if is_enum(kind) else _CONVERSIONS[kind]


@dataclass(frozen=True, slots=True)
class ValueShape:
    """A field's annotation taken apart: the kind of its values and whether there are many."""

    kind: Any
    many: bool


def shape_of(annotation: object) -> ValueShape:
    """The shape of `X | None` and `list[X] | None`."""
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        members = [member for member in typing.get_args(annotation) if member is not types.NoneType]
        return shape_of(members[0])
    if typing.get_origin(annotation) is list:
        return ValueShape(typing.get_args(annotation)[0], many=True)
    return ValueShape(annotation, many=False)


def reader_of(shape: ValueShape, source: Source, product: ZohoProduct | None, name: str) -> Reader:
    """What reads a row for one field. It raises UpstreamUnavailable for a value that the product should not send.

    `product` is that of the rows; objects inside a row carry it themselves.
    """
    return guarded(_reader(shape, source, product), product, name)


def guarded(read: Reader, product: ZohoProduct | None, name: str) -> Reader:
    """A reader whose TypeError or ValueError is the product's mistake: UpstreamUnavailable."""

    def read_guarded(row: Row) -> Any:
        try:
            return read(row)
        except (TypeError, ValueError) as error:
            raise UpstreamUnavailable(
                f"A value sent for `{name}` is malformed.", service=product or row[PRODUCT], detail=str(error)
            ) from error

    return read_guarded


def _reader(shape: ValueShape, source: Source, product: ZohoProduct | None) -> Reader:
    if is_amount(shape.kind):
        return _amount_reader(shape.kind, source)
    if is_part(shape.kind):
        return _parts_reader(source, product, many=shape.many)
    convert = _currency if source.is_currency else conversion_of(shape.kind)
    key = source.columns[0]
    if source.unless is not None:
        return _reader_unless(source.unless, key, convert)
    if shape.many:
        return lambda row: None if is_blank(values := row.get(key)) else [convert(value) for value in _list(values)]
    if source.inside:
        return lambda row: (
            None if is_blank(value := row[key] if key in row else value_at(row, source.inside)) else convert(value)
        )
    return lambda row: None if is_blank(value := row.get(key)) else convert(value)


def _reader_unless(unless: tuple[str, str], key: str, convert: Conversion) -> Reader:
    beside, nothing = unless
    return lambda row: None if is_blank(value := row.get(key)) or str(row.get(beside)) == nothing else convert(value)


def value_at(row: Row, path: tuple[str, ...]) -> Any:
    """The value at a path of keys, None where it leads nowhere or is empty."""
    value: Any = row if path else None
    for step in path:
        value = cast("Row", value).get(step) if isinstance(value, dict) else None
    return value


def is_enum(kind: Any) -> bool:
    """Whether a kind of values is an enum of the graph."""
    return isinstance(kind, type) and issubclass(kind, Enum)


def _list(values: Any) -> list[Any]:
    if not isinstance(values, list):
        raise TypeError("not a list")
    return cast("list[Any]", values)


def currency_of(row: Row, source: Source) -> str:
    """The currency of an amount of a row: as the row names it, else the one in force. Raises ValueError."""
    named = row.get(source.currency) if source.currency else None
    return _currency(row.get(CURRENCY) or NO_CURRENCY if is_blank(named) else named)


def _amount_reader(kind: Any, source: Source) -> Reader:
    key = source.columns[0]

    def amount_of(row: Row) -> Any:
        value = row.get(key)
        if is_blank(value):
            return None
        number, currency = _decimal(value), currency_of(row, source)
        return kind(amount=amount_text(number, currency), currency=currency)

    return amount_of


def _parts_reader(source: Source, product: ZohoProduct | None, *, many: bool) -> Reader:
    """Objects inside a row. They inherit product, currency and rate; a part whose every value is blank is none."""
    parts = dict(source.parts)
    key = source.columns[0] if source.columns else None

    def one(row: Row, value: Any) -> Row | None:
        if not isinstance(value, dict):
            raise TypeError("not an object")
        values = cast("Row", value)
        named = {name: values.get(column) for name, column in parts.items()} if parts else dict(values)
        if all(is_blank(value) for value in named.values()):
            return None
        named[CURRENCY] = currency_of(row, source)
        named[PRODUCT] = product or row[PRODUCT]
        if HOME_CURRENCY in row:
            named[HOME_CURRENCY] = row[HOME_CURRENCY]
            named[RATE_AROUND] = row[RATE_AROUND] if RATE_AROUND in row else row.get(EXCHANGE_RATE)
        return named

    def read(row: Row) -> Any:
        if key is None:
            return one(row, row)
        value = row.get(key)
        if is_blank(value):
            return None
        if many:
            return [part for item in _list(value) if (part := one(row, item)) is not None]
        return one(row, value)

    return read
