"""Charts that readers choose for their reports and tiles, as inputs and as types."""

from collections.abc import Mapping
from typing import Any

import strawberry

from domain.kpis.charts import MOST_DRAWN, ChosenChart
from schema.analytics.words import Chart, Dimension


@strawberry.input(description="A chart of a report: data, which the gateway draws.")
class ChosenChartInput:
    """One chart."""

    kind: Chart = strawberry.field(description="How it is drawn.")
    measures: list[str] = strawberry.field(
        default_factory=list,
        description=f"Ids of the measures that it draws, of one unit and at most {MOST_DRAWN}; by default those of the "
        "report.",
    )
    by: Dimension | None = strawberry.field(
        default=None, description="What it is split by; the report is grouped by it, unless it is already."
    )

    def chosen(self) -> ChosenChart:
        """The chart as data."""
        return ChosenChart(self.kind, tuple(dict.fromkeys(self.measures)), self.by)

    def stored(self) -> dict[str, Any]:
        """The chart for the store."""
        return {"kind": self.kind.name, "measures": self.measures, "by": self.by.name if self.by else None}


@strawberry.type(name="ChosenChart", description="A chart that somebody chose for a report.")
class ChartOfReader:
    """One chart."""

    kind: Chart = strawberry.field(description="How it is drawn.")
    measures: list[str] = strawberry.field(description="Ids of the measures that it draws; empty for the report's.")
    by: Dimension | None = strawberry.field(description="What it is split by.")


def stored_chart(values: Mapping[str, Any]) -> ChosenChartInput:
    """The chart that was stored. Raises KeyError for words that this version of the graph does not know."""
    by = values.get("by")
    return ChosenChartInput(
        kind=Chart[values["kind"]], measures=[*values.get("measures", ())], by=Dimension[by] if by else None
    )


def chart_shown(chart: ChosenChart | None) -> ChartOfReader | None:
    """A chart as the graph shows it."""
    return None if chart is None else ChartOfReader(kind=chart.kind, measures=[*chart.measures], by=chart.by)
