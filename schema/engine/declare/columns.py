"""Columns: the values of one field in all rows at once, converted as the declared reader converts each of them.

The usual values of a product are recognised for a whole column at the speed of C; a column with anything else is
converted value by value. Nothing is remembered from one list to the next: rows of different callers come this way.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

from domain.currencies import amount_texts, is_currency_code
from domain.queries import Row
from domain.sources import Source
from schema.engine.declare.values import Reader, ValueShape, conversion_of, currency_of, is_blank, is_enum

ColumnValues = list[Any]
ColumnConversion = Callable[[Any], Any]
ConvertibleKind = Callable[[ColumnValues], ColumnValues]
# From rows to their amounts and the currencies of those.
AmountColumns = Callable[[Sequence[Row]], tuple[ColumnValues, ColumnValues]]

WHOLE = 10**15
# Texts between these begin with a visible letter of ASCII: they are not blank.
FIRST, BEYOND = "!", "\x7f"
ONLY_TEXT, ONLY_TRUTH, ONLY_WHOLE = {str}, {bool}, {int}
# Numbers that are written already as the graph writes them, one a line.
_NUMBERS = re.compile(r"(?:-?(?:0|[1-9][0-9]{0,20})(?:\.[0-9]{1,15})?\n)*", re.ASCII)
# An instant to the second with its offset, `2026-10-01T08:15:00+0530`: what stands where in each.
_INSTANT = 24
_MARKS = {4: {"-"}, 7: {"-"}, 10: {"T"}, 13: {":"}, 16: {":"}, 19: {"+", "-"}}
# The hour in UTC by hour and offset, of full hours, where the day stays the same.
_HOURS = {
    f"{hour:02}{sign}{offset:02}00": f"{shifted:02}"
    for hour in range(24)
    for sign, step in (("+", -1), ("-", 1))
    for offset in range(15)
    if 0 <= (shifted := hour + step * offset) < 24
}


def column_of(key: str, rows: Sequence[Row]) -> ColumnValues:
    """What the rows hold under a key, None where a row has none."""
    try:
        return list(map(itemgetter(key), rows))
    except KeyError:
        return [row.get(key) for row in rows]


def values_of(shape: ValueShape | None, source: Source, read: Reader) -> Callable[[Sequence[Row]], ColumnValues]:
    """The function from rows to the values of a field, as JSON has them. It raises for a malformed value.

    `read` is the declared reader, for what is no plain value of one key.
    """
    by_value = source.is_currency or source.inside or source.unless or source.parts
    if shape is None or shape.many or by_value or not source.columns:
        return lambda rows: [_named(read(row)) for row in rows]
    key, converted = source.columns[0], converted_of(shape.kind)
    return lambda rows: converted(column_of(key, rows))


def _named(value: Any) -> Any:
    """A value of an enum by its name, of a list each."""
    if isinstance(value, list):
        return [_named(each) for each in value]  # pyright: ignore[reportUnknownVariableType]  # of whatever there is
    return value.name if is_enum(type(value)) else value


def converted_of(kind: Any) -> ConvertibleKind:
    """The function from the values that a product sent for a kind to those of the graph."""
    if is_enum(kind):
        return _choices(kind)
    one = _unless_blank(conversion_of(kind))
    usual = {str: _texts, bool: _truths, int: _integers, Decimal: _numbers, date: _days, datetime: _instants}[kind]
    return usual(one)


def _unless_blank(convert: ColumnConversion) -> ColumnConversion:
    return lambda value: None if is_blank(value) else convert(value)


def _texts(one: ColumnConversion) -> ConvertibleKind:
    def texts(values: ColumnValues) -> ColumnValues:
        if set(map(type, values)) == ONLY_TEXT and min(values) >= FIRST and max(values) < BEYOND:
            return values
        return [v if v.__class__ is str and FIRST <= v < BEYOND else one(v) for v in values]

    return texts


def _truths(one: ColumnConversion) -> ConvertibleKind:
    return lambda values: values if set(map(type, values)) == ONLY_TRUTH else [one(value) for value in values]


def _integers(one: ColumnConversion) -> ConvertibleKind:
    def integers(values: ColumnValues) -> ColumnValues:
        if set(map(type, values)) == ONLY_WHOLE and min(values) > -(2**31) and max(values) < 2**31:
            return values
        return [one(value) for value in values]

    return integers


def _numbers(one: ColumnConversion) -> ConvertibleKind:
    def number(value: Any) -> Any:
        # Whole amounts come as integers.
        return str(value) if value.__class__ is int and -WHOLE < value < WHOLE else one(value)

    def numbers(values: ColumnValues) -> ColumnValues:
        kinds = set(map(type, values))
        if kinds == {str, int}:
            values = [str(v) if v.__class__ is int and -WHOLE < v < WHOLE else v for v in values]
            kinds = set(map(type, values))
        if kinds == ONLY_TEXT:
            lines = "\n".join(values) + "\n"
            # A value may have lines of its own.
            if _NUMBERS.fullmatch(lines) and lines.count("\n") == len(values):
                return values
        return [number(value) for value in values]

    return numbers


def _days(one: ColumnConversion) -> ConvertibleKind:
    def days(values: ColumnValues) -> ColumnValues:
        plain = set(map(type, values)) == ONLY_TEXT and set(map(len, values)) == {10}
        # The calendar is asked in C, which takes weeks too: those have no dash there.
        if plain and set("".join(values)[7::10]) == {"-"} and all(map(date.fromisoformat, values)):
            return values
        return [one(value) for value in values]

    return days


def _instants(one: ColumnConversion) -> ConvertibleKind:
    def instants(values: ColumnValues) -> ColumnValues:
        if set(map(type, values)) != ONLY_TEXT or set(map(len, values)) != {_INSTANT}:
            return [one(value) for value in values]
        joined, hours = "".join(values), _HOURS
        marked = all(set(joined[at::_INSTANT]) <= marks for at, marks in _MARKS.items())
        if not (marked and all(map(datetime.fromisoformat, values))):
            return [one(value) for value in values]
        return [f"{v[:11]}{hours[key]}{v[13:19]}Z" if (key := v[11:13] + v[19:]) in hours else one(v) for v in values]

    return instants


def _choices(kind: Any) -> ConvertibleKind:
    convert = conversion_of(kind)
    names = {member.value: member.name for member in kind}
    one = _unless_blank(lambda value: convert(value).name)

    def choices(values: ColumnValues) -> ColumnValues:
        try:
            return list(map(names.__getitem__, values))
        except (KeyError, TypeError):
            return [one(value) for value in values]

    return choices


def amounts_of(source: Source) -> AmountColumns:
    """The function from rows to their amounts and the currencies of those. It raises for a malformed amount."""
    key, named = source.columns[0], source.currency
    numbers = converted_of(Decimal)

    def amounts(rows: Sequence[Row]) -> tuple[ColumnValues, ColumnValues]:
        values = numbers(column_of(key, rows))
        held = column_of(named, rows) if named else [None] * len(rows)
        # What is no code counts only beside an amount.
        currencies = held if set(map(type, held)) == ONLY_TEXT and all(map(is_currency_code, set(held))) else None
        if currencies is None:
            currencies = [
                None if value is None else currency_of(row, source) for value, row in zip(values, rows, strict=True)
            ]
        return amount_texts(values, currencies), currencies

    return amounts


def objects_of(count: int, members: Mapping[str, int | str | None]) -> Callable[..., list[dict[str, Any]]]:
    """The function from the number of rows and `count` columns to one object per row.

    `members` are the numbers of the columns, or constants. Written as source, which is twice as fast as anything that
    loops over the members.
    """
    columns, values = [f"c{at}" for at in range(count)], [f"v{at}" for at in range(count)]
    items = ", ".join(
        f"{key!r}: {f'v{member}' if isinstance(member, int) else repr(member)}" for key, member in members.items()
    )
    each = f"{', '.join(values)}, in zip({', '.join(columns)})" if count else "_ in range(places)"
    source = f"lambda {', '.join(('places', *columns))}: [{{{items}}} for {each}]"
    return eval(source, {"zip": zip, "range": range})  # noqa: S307  # literals and names of its own
