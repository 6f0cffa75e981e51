"""What callers send, narrowed: one small reader for each kind of value."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from sandbox.billing.envelope import invalid, missing
from sandbox.store import Body

LARGEST = 1_000_000_000


def text(payload: Body, key: str) -> str:
    """The string under `key`; "" where it is absent."""
    value = payload.get(key, "")
    if not isinstance(value, str):
        raise invalid(key)
    return value


def needed_text(payload: Body, key: str) -> str:
    """The string under `key`, which must not be empty."""
    value = text(payload, key).strip()
    if not value:
        raise missing(key)
    return value


def flag(payload: Body, key: str, default: bool) -> bool:
    """The boolean under `key`, as JSON's own or as a string."""
    value = payload.get(key, default)
    value = {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
    if not isinstance(value, bool):
        raise invalid(key)
    return value


def count(payload: Body, key: str, default: int, least: int = 1, most: int = 1_000_000) -> int:
    """The integer under `key`, as a number or as a string of digits."""
    value = payload.get(key, default)
    value = int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 10 else value
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise invalid(key)
    return value


def amount(payload: Body, key: str, default: Decimal) -> Decimal:
    """The sum of money under `key`, not below zero."""
    if key not in payload:
        return default
    value: Any = payload[key]
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        raise invalid(key) from None
    if isinstance(value, bool) or not exact.is_finite() or not 0 <= exact <= LARGEST:
        raise invalid(key)
    return round(exact, 2)


def day(payload: Body, key: str, default: date) -> date:
    """The day under `key`, `YYYY-MM-DD`."""
    value = text(payload, key)
    try:
        return date.fromisoformat(value) if value else default
    except ValueError:
        raise invalid(key) from None


def part(payload: Body, key: str) -> Body:
    """The object under `key`; an empty one where it is absent."""
    value = payload.get(key, {})
    if not isinstance(value, dict):
        raise invalid(key)
    return cast("Body", value)


def parts(payload: Body, key: str) -> list[Body]:
    """The list of objects under `key`; an empty one where it is absent."""
    values = payload.get(key, [])
    if not isinstance(values, list):
        raise invalid(key)
    objects = cast("list[object]", values)
    return [part({key: value}, key) for value in objects]


def texts(payload: Body, keys: Sequence[str]) -> Body:
    """Those of the keys that were sent, each a string."""
    return {key: text(payload, key) for key in keys if key in payload}


def with_custom_fields(known: Sequence[Body], payload: Body) -> list[Body]:
    """The custom fields with the values that were sent, found by their labels."""
    sent = {needed_text(field, "label"): text(field, "value") for field in parts(payload, "custom_fields")}
    if not sent.keys() <= {field["label"] for field in known}:
        raise invalid("custom_fields")
    return [{**field, "value": sent.get(field["label"], field["value"])} for field in known]
