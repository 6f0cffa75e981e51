"""Small parsers of what a body or a parameter says, and exact money."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, cast

from sandbox.books.refusals import invalid
from sandbox.store import Body

CENT = Decimal("0.01")
LARGEST = Decimal("1e15")
Parser = Callable[[str, object], Any]


def text(name: str, value: object) -> str:
    """A string, or a number in its place."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise invalid(name)
    return str(value)


def at_most(longest: int) -> Parser:
    """A parser of texts of at most so many characters."""

    def parsed_text(name: str, value: object) -> str:
        parsed = text(name, value)
        if len(parsed) > longest:
            raise invalid(name)
        return parsed

    return parsed_text


def decimal(name: str, value: object) -> Decimal:
    """A number, or a string that holds one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise invalid(name)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise invalid(name) from None
    if not number.is_finite() or abs(number) >= LARGEST:
        raise invalid(name)
    return number


def number(name: str, value: object) -> float:
    """An amount of money."""
    return money(decimal(name, value))


def discount(name: str, value: object) -> float | str:
    """An amount or, with a percent sign, a share; it is not negative."""
    raw = text(name, value)
    parsed = decimal(name, raw.removesuffix("%") or "0")
    if parsed < 0:
        raise invalid(name)
    return f"{parsed:.2f}%" if raw.endswith("%") else money(parsed)


def rate(name: str, value: object) -> float:
    """An exchange rate, which is positive and as exact as it was sent."""
    parsed = decimal(name, value)
    if parsed <= 0:
        raise invalid(name)
    return float(parsed)


def check_rate(body: Body, base: str) -> None:
    """Refuse a rate other than 1 where a transaction is in the base currency."""
    if body["currency_code"] == base and body["exchange_rate"] != 1:
        raise invalid("exchange_rate")


def level(name: str, value: object) -> str:
    """What a discount is on: the whole document or its lines."""
    if value not in ("entity_level", "item_level"):
        raise invalid(name)
    return str(value)


def whole(name: str, value: object) -> int:
    """A whole number."""
    parsed = decimal(name, value)
    if parsed != int(parsed):
        raise invalid(name)
    return int(parsed)


def flag(name: str, value: object) -> bool:
    """True or false, also as a word."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise invalid(name)


def day(name: str, value: object) -> str:
    """A date `yyyy-mm-dd`, or an empty string for none."""
    if value in ("", None):
        return ""
    try:
        return date.fromisoformat(text(name, value)).isoformat()
    except ValueError:
        raise invalid(name) from None


def instant(name: str, value: str) -> datetime:
    """An instant `yyyy-mm-ddThh:mm:ss+hhmm`."""
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        raise invalid(name) from None


def array(name: str, value: object) -> list[object]:
    """A JSON array."""
    if not isinstance(value, list):
        raise invalid(name)
    return cast("list[object]", value)


def objects(name: str, value: object) -> list[Body]:
    """A JSON array of objects."""
    return [mapping(name, each) for each in array(name, value)]


def mapping(name: str, value: object) -> Body:
    """A JSON object."""
    if not isinstance(value, dict):
        raise invalid(name)
    return cast("Body", value)


def money(value: Decimal) -> float:
    """The amount to the cent, as JSON carries it."""
    return float(cents(value))


def cents(value: Decimal) -> Decimal:
    """The amount to the cent, half a cent up: whatever Books rounds, it rounds alike."""
    return value.quantize(CENT, ROUND_HALF_UP)


def exact(value: float | str) -> Decimal:
    """An amount of a stored body, for sums; nothing where Books writes an empty string."""
    return Decimal(str(value or 0))


def parsed(fields: dict[str, Parser], sent: Body) -> Body:
    """The fields that were sent, each by its parser; others are ignored."""
    return {name: parse(name, sent[name]) for name, parse in fields.items() if name in sent}
