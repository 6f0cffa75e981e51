"""Instants that a product reports as days of an organisation."""

import re
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$", re.ASCII)


def zone_named(name: object) -> ZoneInfo:
    """The time zone of this name, UTC for one that is not known."""
    try:
        return ZoneInfo(str(name or ""))
    except (OSError, ValueError):
        return ZoneInfo("UTC")


def instant_in_zone(value: Any, zone: ZoneInfo) -> Any:
    """The start of a calendar day in a time zone, in ISO 8601; a value that is no day stays as it is."""
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        return value
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return datetime.combine(day, time.min, zone).isoformat()
