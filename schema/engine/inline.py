"""Conversions as expressions of a compiled projection: the usual value costs a look, any other the declared reader.

Each expression answers what the reader of the same field answers, as JSON has it: tests compare the two. Nothing is
remembered from one row to the next, since rows of different callers go through the same projection.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from domain.queries import Row
from domain.sources import Source
from schema.engine.values import Money, Shape, conversion_of, currency_of, is_blank, is_enum

WHOLE = 10**15
Bind = Callable[[object], str]
# A text that begins with a visible letter of ASCII is not blank.
_VISIBLE = '"!" <= v < "\\x7f"'
# Numbers that are written already as the graph writes them.
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,20})(?:\.[0-9]{1,15})?", re.ASCII).fullmatch


def expression_of(shape: Shape, source: Source, bind: Bind) -> str | None:
    """The expression for one value of the row that `get` reads; None for kinds that have none.

    `bind` gives a name to a Python value. The expression raises for a malformed value.
    """
    if shape.many or source.inside or source.parts or not source.columns:
        return None
    return _scalar(shape.kind, f"get({source.columns[0]!r})", bind)


def _scalar(kind: Any, read: str, bind: Bind) -> str | None:
    if is_enum(kind):
        return _choice(kind, read, bind)
    usual = {
        str: f"(v := {read}).__class__ is str and {_VISIBLE}",
        bool: f"(v := {read}) is True or v is False",
        int: f"(v := {read}).__class__ is int and -2147483648 <= v <= 2147483647",
        # The calendar is asked in C; weeks and days without dashes, which it takes too, are not dates of the graph.
        date: f"(v := {read}).__class__ is str and len(v) == 10 and v[7] == '-' and {bind(date.fromisoformat)}(v)",
        Decimal: f"(v := {read}).__class__ is str and {bind(_PLAIN)}(v)",
    }.get(kind)
    if usual is None:
        return None
    other = f"{bind(_unless_blank(conversion_of(kind)))}(v)"
    if kind is Decimal:
        # Whole amounts come as integers.
        other = f"str(v) if v.__class__ is int and -{WHOLE} < v < {WHOLE} else {other}"
    return f"(v if {usual} else {other})"


def _choice(kind: Any, read: str, bind: Bind) -> str:
    convert = conversion_of(kind)
    names = bind({member.value: member.name for member in kind})
    other = bind(_unless_blank(lambda value: convert(value).name))
    return f"({names}[v] if (v := {read}).__class__ is str and v in {names} else {other}(v))"


def _unless_blank(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if is_blank(value) else convert(value)


def money_of(source: Source, members: Mapping[str, str], bind: Bind) -> str:
    """The expression for an amount. `members` are `amount`, `currency` or `__typename` by their response keys."""

    def currency_in(row: Row) -> str:
        return currency_of(row, source)

    amount = _scalar(Decimal, f"get({source.columns[0]!r})", bind)
    currency = f"{bind(currency_in)}(row)"
    if source.currency:
        currency = f"(v if (v := get({source.currency!r})).__class__ is str and {_VISIBLE} else {currency})"
    told = {"amount": "a", "currency": currency, "__typename": repr(Money.__name__)}
    inner = ", ".join(f"{key!r}: {told[name]}" for key, name in members.items())
    return f"({{{inner}}} if (a := {amount}) is not None else None)"
