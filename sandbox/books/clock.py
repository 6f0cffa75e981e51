"""Dates and times as Books writes them: in the organisation's time zone, the offset without a colon."""

from datetime import date, datetime

from sandbox.company.company import ZONE
from sandbox.context import Sandbox


def now(sandbox: Sandbox) -> datetime:
    """This moment of the sandbox's day, which is the organisation's and not that of Greenwich."""
    return datetime.combine(sandbox.options.today, datetime.now(ZONE).timetz())


def stamp(at: datetime) -> str:
    """`2026-06-09T13:15:19+0200`."""
    return at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M:%S%z")


def local_day(at: datetime) -> date:
    """The organisation's date at that instant."""
    return at.astimezone(ZONE).date()


def written_day(day: date | str) -> str:
    """`09 Jun 2026`, as the organisation's settings want it shown; empty for none."""
    if not day:
        return ""
    return (date.fromisoformat(day[:10]) if isinstance(day, str) else day).strftime("%d %b %Y")


def written_time(at: datetime) -> str:
    """`3:46 AM`, local."""
    return at.astimezone(ZONE).strftime("%I:%M %p").removeprefix("0")


def days_between(first: date, last: date) -> str:
    """`today`, `yesterday` or `4 days ago`."""
    days = (last - first).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
