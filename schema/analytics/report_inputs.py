"""What a reader may adjust of a report, and the request that follows from it."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from enum import Enum
from typing import Annotated, Any, cast

import strawberry

from domain.errors import BadUserInput
from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.charts import chart_problem
from domain.kpis.definitions import DIALECTS
from domain.kpis.requests import ReportRequest, SegmentFilter
from schema.analytics.chosen_charts import ChosenChartInput, stored_chart
from schema.analytics.words import CohortMode, ComparedWith, Dimension, Grain, ReportDialect, ReportPeriod, first_day_of
from schema.shared.scalar_texts import written_day

MOST_VALUES = 100
LONGEST_VALUE = 255


@strawberry.input(description="A condition on what a report is filtered by.")
class ReportFilter:
    """One condition."""

    dimension: Dimension = strawberry.field(description="What is compared.")
    values: list[str | None] = strawberry.field(description="One of these values; null stands for what has no value.")
    excludes: bool = strawberry.field(default=False, description="None of the values instead.")


@strawberry.input(description="Adjustments of a report; what is not set stays as the report has it.")
class ReportAdjustment:
    """What a reader chooses."""

    period: ReportPeriod | None = strawberry.field(
        default=None, description="Days counted back from the last day; by default `LAST_12_MONTHS`."
    )
    starts_on: date | None = strawberry.field(default=None, description="First day, in place of a period.")
    ends_on: date | None = strawberry.field(default=None, description="Last day; by default `asOf`, else today.")
    grain: Grain | None = strawberry.field(default=None, description="Length of the periods; by default a month.")
    is_whole: bool = strawberry.field(default=False, description="Take all days as one period.")
    group_by: list[Dimension] | None = strawberry.field(default=None, description="What the rows are split by.")
    filters: list[ReportFilter] | None = strawberry.field(
        default=None, description="Conditions, each of which must be met."
    )
    measures: list[str] | None = strawberry.field(default=None, description="Ids of the measures, in this order.")
    comparison: ComparedWith | None = strawberry.field(default=None, description="Earlier days to compare with.")
    definition: ReportDialect | None = strawberry.field(default=None, description="How figures are counted.")
    currency: str | None = strawberry.field(
        default=None,
        description="ISO 4217 code: only what is billed in this currency counts, as it was billed. By default all "
        "amounts are converted to the organisation's currency.",
    )
    cohort_mode: CohortMode | None = strawberry.field(
        default=None, description="What cells of cohorts are relative to."
    )
    chart: ChosenChartInput | None = strawberry.field(default=None, description="How it is drawn.")


AdjustArgument = Annotated[
    ReportAdjustment | None, strawberry.argument(description="Adjustments of the report for this result alone.")
]
AsOfArgument = Annotated[
    date | None, strawberry.argument(description="The last day whose facts count; by default today.")
]


def adjusted(request: ReportRequest, adjust: ReportAdjustment | None) -> ReportRequest:
    """The request with what the reader chose. Raises BadUserInput."""
    if adjust is None:
        return request
    ends_on = _day_after(adjust.ends_on) or request.ends_on
    last_day = date.fromordinal(ends_on.toordinal() - 1)
    chart = None if adjust.chart is None else adjust.chart.chosen()
    groups = (chart.by,) if chart and chart.by and not request.group_by else request.group_by
    by_period = None if adjust.period is None else first_day_of(adjust.period, last_day)
    request = replace(
        request,
        starts_on=written_day(adjust.starts_on) or by_period or request.starts_on,
        ends_on=ends_on,
        grain=None if adjust.is_whole else adjust.grain or request.grain,
        group_by=groups if adjust.group_by is None else tuple(dict.fromkeys(adjust.group_by)),
        filters=request.filters if adjust.filters is None else tuple(map(_filter, adjust.filters)),
        measures=request.measures if adjust.measures is None else tuple(dict.fromkeys(adjust.measures)),
        comparison=adjust.comparison or request.comparison,
        definition=DIALECTS[str(adjust.definition.value)] if adjust.definition else request.definition,
        currency=_currency(adjust.currency) or request.currency,
        cohort_mode=adjust.cohort_mode or request.cohort_mode,
    )
    if request.starts_on >= request.ends_on:
        raise BadUserInput("`startsOn` must not be after `endsOn`.")
    if chart is not None:
        report = SYSTEM_REPORTS[request.report]
        if problem := chart_problem(report, request.measures or report.measures, request.group_by, chart):
            raise BadUserInput(problem)
    return request


def _filter(condition: ReportFilter) -> SegmentFilter:
    if not 1 <= len(condition.values) <= MOST_VALUES:
        raise BadUserInput(f"A filter of a report takes 1 to {MOST_VALUES} values.")
    if any(value is not None and len(value) > LONGEST_VALUE for value in condition.values):
        raise BadUserInput(f"A value of a filter has at most {LONGEST_VALUE} characters.")
    return SegmentFilter(condition.dimension, frozenset(condition.values), condition.excludes)


def _currency(code: str | None) -> str | None:
    if code is not None and not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise BadUserInput("`currency` is an ISO 4217 code of three capital letters, `EUR`.")
    return code


def _day_after(value: date | None) -> date | None:
    day = written_day(value)
    return None if day is None else date.fromordinal(day.toordinal() + 1)


def values_of(adjust: ReportAdjustment) -> dict[str, Any]:
    """What a reader chose, by the names of the graph, for the store."""
    chosen = {each.name: getattr(adjust, each.name) for each in fields(adjust)}  # pyright: ignore[reportArgumentType]  # an input is a dataclass
    return {name: _stored(value) for name, value in chosen.items() if value not in (None, False)}


def merged(kept: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Stored adjustments with others on top; what stands in the way of a new one goes."""
    outdated = {name for new, names in _REPLACED.items() if new in chosen for name in names}
    return {name: value for name, value in kept.items() if name not in outdated} | {**chosen}


# Days are chosen by a period or one by one, and the length of periods with or without a grain.
_REPLACED = {
    "period": ("starts_on", "ends_on"),
    "starts_on": ("period",),
    "grain": ("is_whole",),
    "is_whole": ("grain",),
    "group_by": ("chart",),
}


def _stored(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, list):
        return [_stored(each) for each in cast("list[Any]", value)]
    if isinstance(value, ChosenChartInput):
        return value.stored()
    if isinstance(value, ReportFilter):
        return {"dimension": value.dimension.name, "values": value.values, "excludes": value.excludes}
    return value if isinstance(value, bool) else str(value)


def adjustment_of(values: Mapping[str, Any]) -> ReportAdjustment:
    """The adjustments that were stored. Raises BadUserInput for what this version of the graph does not know."""
    read: dict[str, Callable[[Any], Any]] = {
        "period": lambda name: ReportPeriod[name],
        "starts_on": _same,
        "ends_on": _same,
        "grain": lambda name: Grain[name],
        "is_whole": bool,
        "group_by": lambda names: [Dimension[name] for name in names],
        "filters": lambda filters: [
            ReportFilter(dimension=Dimension[each["dimension"]], values=each["values"], excludes=each["excludes"])
            for each in filters
        ],
        "measures": list,
        "comparison": lambda name: ComparedWith[name],
        "definition": lambda name: ReportDialect[name],
        "currency": _same,
        "cohort_mode": lambda name: CohortMode[name],
        "chart": stored_chart,
    }
    try:
        return ReportAdjustment(**{name: read[name](value) for name, value in values.items()})
    except (KeyError, TypeError) as error:
        raise BadUserInput("This report was saved by another version of the graph: adjust it anew.") from error


def _same(value: Any) -> Any:
    return value
