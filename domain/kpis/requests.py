"""Requests for reports: what is computed, over which days, split by what and compared with what."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from domain.kpis.definitions import ZOHO, Definition


class Grain(Enum):
    """The length of the periods that a report is split into; the value is the length as polars writes it."""

    DAY = "1d"
    WEEK = "1w"
    MONTH = "1mo"
    QUARTER = "1q"
    YEAR = "1y"


class Dimension(Enum):
    """What figures are grouped and filtered by; the value is the column of the facts."""

    PLAN = "plan"
    PRODUCT = "product"
    OWNER = "owner"
    COUNTRY = "country"
    CURRENCY = "currency"
    SALESPERSON = "salesperson"
    CHANNEL = "channel"


class ComparedWith(Enum):
    """Which earlier days a report is compared with."""

    PREVIOUS_PERIOD = "previous_period"
    WEEK_AGO = "week_ago"
    MONTH_AGO = "month_ago"
    QUARTER_AGO = "quarter_ago"
    YEAR_AGO = "year_ago"


class CohortMode(Enum):
    """What a cell of a cohort is relative to."""

    OF_START = "of_start"
    OF_PREVIOUS = "of_previous"
    ABSOLUTE = "absolute"


@dataclass(frozen=True, slots=True)
class SegmentFilter:
    """A condition on a dimension: it has one of the values, or none of them; None stands for what has no value."""

    dimension: Dimension
    values: frozenset[str | None]
    excludes: bool = False


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """A report over the days from `starts_on` to the day before `ends_on`.

    Without a grain the days are one period. `as_of` is the last day whose facts count. Without a currency amounts are
    converted to the base currency; with one, only what is in it counts, as it was billed.
    """

    report: str
    starts_on: date
    ends_on: date
    grain: Grain | None = Grain.MONTH
    group_by: tuple[Dimension, ...] = ()
    filters: tuple[SegmentFilter, ...] = ()
    measures: tuple[str, ...] = ()
    comparison: ComparedWith | None = None
    definition: Definition = ZOHO
    as_of: date | None = None
    currency: str | None = None
    cohort_mode: CohortMode = CohortMode.OF_START
