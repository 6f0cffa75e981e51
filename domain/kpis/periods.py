"""Periods of a request: the days that each row covers, and the days that they are compared with."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.errors import BadUserInput
from domain.kpis.requests import ComparedWith, Grain, ReportRequest

MOST_PERIODS = 4_000
_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_BACK = {ComparedWith.MONTH_AGO: 1, ComparedWith.QUARTER_AGO: 3, ComparedWith.YEAR_AGO: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `starts_on` to the day before `ends_on`; `label` is the first day of the whole period."""

    starts_on: date
    ends_on: date
    label: date
    partial: str | None = None


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month where it has no such day."""
    months += day.year * 12 + day.month - 1
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_day(day: date, grain: Grain) -> date:
    """The first day of the day, ISO week, month, quarter or year that a day is in."""
    if grain is Grain.DAY:
        return day
    if grain is Grain.WEEK:
        return day - timedelta(days=day.weekday())
    months = _MONTHS[grain]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_first_day(day: date, grain: Grain) -> date:
    """The first day of the period after the one that starts on a day."""
    if grain in _MONTHS:
        return months_later(day, _MONTHS[grain])
    return day + timedelta(days=7 if grain is Grain.WEEK else 1)


def periods(request: ReportRequest, as_of: date) -> list[Period]:
    """The periods of a request in their order. Raises BadUserInput for an empty request or too many periods."""
    if request.ends_on <= request.starts_on:
        raise BadUserInput("A report ends after it starts: `ends_on` is the day after its last one.")
    if request.grain is None:
        whole = Period(request.starts_on, request.ends_on, request.starts_on)
        return [_cut(whole, request.ends_on, as_of)]
    every = [*_whole_periods(request.starts_on, request.ends_on, request.grain)]
    if len(every) > MOST_PERIODS:
        raise BadUserInput(f"A report has at most {MOST_PERIODS} periods: take a coarser grain or fewer days.")
    every[0] = replace(every[0], starts_on=max(every[0].starts_on, request.starts_on))
    return [_cut(each, request.ends_on, as_of) for each in every]


def _whole_periods(starts_on: date, ends_on: date, grain: Grain) -> Iterator[Period]:
    label = first_day(starts_on, grain)
    while label < ends_on:
        following = next_first_day(label, grain)
        yield Period(label, following, label)
        label = following


def _cut(period: Period, ends_on: date, as_of: date) -> Period:
    """The days of a period that the request covers and that were over, with why they are not all."""
    kept = min(period.ends_on, ends_on)
    reasons = ["The report starts within the period."] if period.starts_on > period.label else []
    if kept < period.ends_on:
        reasons.append("The report ends within the period.")
    if as_of < kept - timedelta(days=1):
        kept = max(period.starts_on, as_of + timedelta(days=1))
        reasons.append(f"The period is not over on {as_of}.")
    return replace(period, ends_on=kept, partial=" ".join(reasons)) if reasons else period


def earlier(request: ReportRequest) -> ReportRequest:
    """The request for the days that a request is compared with."""
    starts_on, ends_on, compared = request.starts_on, request.ends_on, request.comparison
    months = _BACK.get(compared) if compared else None
    if compared is ComparedWith.PREVIOUS_PERIOD and starts_on.day == ends_on.day == 1:
        months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    if months is not None:
        days = months_later(starts_on, -months), months_later(ends_on, -months)
    else:
        back = timedelta(days=7) if compared is ComparedWith.WEEK_AGO else ends_on - starts_on
        days = starts_on - back, ends_on - back
    return replace(request, starts_on=days[0], ends_on=days[1], comparison=None)
