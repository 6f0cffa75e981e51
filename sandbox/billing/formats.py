"""How Billing writes money, days and instants."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from sandbox.company.company import ZONE
from sandbox.store import Body

SYMBOLS = {"EUR": "€", "USD": "$"}
CURRENCY_IDS = {"EUR": "903000000000097", "USD": "903000000000099"}


def money(amount: Decimal) -> float:
    """A JSON number with two decimals at most."""
    return float(round(amount, 2))


def exact(number: float) -> Decimal:
    """The amount that a JSON number stands for."""
    return Decimal(str(number))


def day(value: date | None) -> str:
    """`YYYY-MM-DD`, or "" for none."""
    return "" if value is None else value.isoformat()


def stamp(instant: datetime) -> str:
    """The organisation's local time with an offset that has no colon, as in `2026-09-01T14:00:00+0200`."""
    return instant.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M:%S%z")


def priced_in(currency: str) -> Body:
    """The two keys by which documents name their currency."""
    return {"currency_code": currency, "currency_symbol": SYMBOLS.get(currency, currency)}


def custom_field(index: int, label: str, value: str, data_type: str) -> Body:
    """One custom field: every value is a string, a boolean too (Billing's OpenAPI documents)."""
    return {"index": index, "label": label, "value": value, "data_type": data_type}


def public(body: Body, columns: Collection[str] = (), *, without: Collection[str] = ()) -> Body:
    """What the product answers of a stored body: those columns, or all but some and our own keys (`_...`)."""
    if columns:
        return {key: body[key] for key in columns if key in body}
    return {key: value for key, value in body.items() if key not in without and not key.startswith("_")}
