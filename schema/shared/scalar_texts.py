"""Days, instants and numbers as the graph's scalars write them: texts, which they check and pass on."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

from schema.engine.declare.scalars import text_of_decimal


def decimal_text(number: Decimal) -> Decimal:
    """A number as the scalar writes it."""
    return cast("Any", text_of_decimal(number))


def instant_text(instant: datetime) -> datetime:
    """An instant as the scalar writes it, to the millisecond."""
    return cast("Any", instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"))


def day_text(day: date | None) -> date | None:
    """A day as the scalar writes it."""
    return cast("Any", None if day is None else day.isoformat())


def written_day(value: date | None) -> date | None:
    """A day of an input: the scalar has checked it, and passes it on as text."""
    return None if value is None else date.fromisoformat(str(value))


def written_instant(value: datetime | None) -> datetime | None:
    """An instant of an input, in the same way."""
    return None if value is None else datetime.fromisoformat(str(value))
