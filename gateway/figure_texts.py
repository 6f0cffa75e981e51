"""Figures and days as pages write them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

NOTHING = "\N{EN DASH}"
LONGEST_OF_GRAIN = (("day", 1), ("week", 7), ("month", 31), ("quarter", 92), ("year", 366))
SUFFIXES = {
    "PERCENT": "\N{NARROW NO-BREAK SPACE}%",
    "DAYS": "\N{NARROW NO-BREAK SPACE}days",
    "RATIO": "\N{NARROW NO-BREAK SPACE}\N{MULTIPLICATION SIGN}",
}


def figure_text(value: str | None, unit: str) -> str:
    """A figure without its currency, `1,234.50`, `12.5 %`."""
    if value is None:
        return NOTHING
    return f"{Decimal(value):,}".replace("-", "\N{MINUS SIGN}") + SUFFIXES.get(unit, "")


def change_text(value: str | None, before: str | None, unit: str) -> str | None:
    """How a figure changed: of percentages the difference, of others the share; None where there is nothing to say."""
    if value is None or before is None:
        return None
    now, then = Decimal(value), Decimal(before)
    if now == then:
        return "unchanged"
    if unit == "PERCENT":
        return _signed(now - then) + " points"
    if not then:
        return None
    return _signed((now - then) / abs(then) * 100) + SUFFIXES["PERCENT"]


def _signed(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.1')):+,}".replace("-", "\N{MINUS SIGN}")


def is_more(value: str | None, before: str | None) -> bool | None:
    """Whether a figure grew; None where it did not change or nobody knows."""
    if value is None or before is None or Decimal(value) == Decimal(before):
        return None
    return Decimal(value) > Decimal(before)


def grain_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """The length of the periods of rows, `day` to `year`, from the longest of them; empty where there is one alone."""
    periods = {(row["startsOn"], row["endsOn"]) for row in rows if row["startsOn"] and row["endsOn"]}
    if len(periods) < 2:
        return ""
    longest = max((date.fromisoformat(end) - date.fromisoformat(start)).days for start, end in periods)
    return next((name for name, days in LONGEST_OF_GRAIN if longest <= days), "year")


def period_text(starts_on: str | None, ends_on: str | None, grain: str) -> str:
    """A period as readers name it: `Nov 2026`, `Q4 2026`; the end is the day after it."""
    if starts_on is None:
        return ""
    start = date.fromisoformat(starts_on)
    if grain == "month":
        return f"{start:%b %Y}"
    if grain == "quarter":
        return f"Q{(start.month + 2) // 3} {start.year}"
    if grain == "year":
        return str(start.year)
    if grain == "week":
        return f"Week of {day_text(starts_on)}"
    last = day_text((date.fromisoformat(ends_on) - timedelta(days=1)).isoformat()) if ends_on else ""
    first = day_text(starts_on)
    return first if grain == "day" or last in {"", first} else f"{first} to {last}"


def short_period_text(starts_on: str | None, grain: str) -> str:
    """A period as the axis of a chart names it."""
    if starts_on is None:
        return ""
    start = date.fromisoformat(starts_on)
    if grain == "month":
        # The year stands where it begins.
        return f"{start:%b}" if start.month > 1 else f"{start:%b} \N{RIGHT SINGLE QUOTATION MARK}{start:%y}"
    return f"{start.day} {start:%b}" if grain in {"day", "week"} else period_text(starts_on, None, grain)


def day_text(day: str | None) -> str:
    """A day, `3 Nov 2026`."""
    return "" if day is None else f"{date.fromisoformat(day).day} {date.fromisoformat(day):%b %Y}"


def segment_text(segment: Sequence[str | None]) -> str:
    """The values of what a row is grouped by."""
    return ", ".join("Not known" if value is None else value for value in segment)


def row_text(row: Mapping[str, Any], grain: str) -> str:
    """What a row is about."""
    parts = [period_text(row["startsOn"], row["endsOn"], grain), segment_text(row["segment"])]
    return ", ".join(part for part in parts if part)


def moment_text(instant: str) -> str:
    """An instant to the minute, `30 Nov 2026, 15:31 UTC`."""
    moment = datetime.fromisoformat(instant)
    return f"{moment.day} {moment:%b %Y, %H:%M} UTC"
