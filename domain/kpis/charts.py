"""A chart that a reader chooses for a report: data, never a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.kpis.measures import MEASURES
from domain.kpis.reports import Chart, Layout, SystemReport
from domain.kpis.requests import Dimension

MOST_DRAWN = 8
_FITTING = {
    Layout.PERIODS: frozenset({Chart.LINE, Chart.BAR, Chart.STACKED_BAR, Chart.TABLE}),
    Layout.STATE: frozenset({Chart.BAR, Chart.STACKED_BAR, Chart.TABLE}),
    Layout.RECORDS: frozenset({Chart.TABLE}),
    Layout.COHORTS: frozenset({Chart.HEATMAP, Chart.TABLE}),
}


@dataclass(frozen=True, slots=True)
class ChosenChart:
    """The kind of a chart, the measures that it draws, and what splits it; no measures stand for all of them."""

    kind: Chart
    measures: tuple[str, ...] = ()
    by: Dimension | None = None


def fitting_charts(report: SystemReport) -> frozenset[Chart]:
    """The kinds in which a report can be drawn: always those of its layout and its own."""
    return _FITTING[report.layout] | {report.chart}


def chart_problem(
    report: SystemReport, measures: Sequence[str], group_by: Sequence[Dimension], chart: ChosenChart
) -> str | None:
    """Why a report with these measures and groups cannot be drawn like that, None where it can be."""
    if chart.kind not in fitting_charts(report):
        kinds = ", ".join(sorted(f"`{each.name}`" for each in fitting_charts(report)))
        return f"This report can be drawn as {kinds}."
    if unknown := [name for name in chart.measures if name not in measures]:
        return f"The report has no measure `{unknown[0]}`."
    if len(chart.measures) > MOST_DRAWN:
        return f"A chart draws at most {MOST_DRAWN} measures."
    if len({MEASURES[name].unit for name in chart.measures if name in MEASURES}) > 1:
        return "A chart has one scale: its measures must have one unit."
    if chart.by is None:
        return None
    if chart.by not in report.dimensions or [*group_by] != [chart.by]:
        return "A chart is split by the only dimension that its report is grouped by."
    return "A chart that is split draws one measure." if len(chart.measures) > 1 else None
