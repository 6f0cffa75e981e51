"""What a chart shows, as plain data: its drawing is an adapter's."""

from dataclasses import dataclass
from typing import Literal

PlotShape = Literal["line", "bar", "rows", "stack", "waterfall"]
ChartTheme = Literal["page", "light", "dark"]
ChartFormat = Literal["svg", "png"]


@dataclass(frozen=True, slots=True)
class PlotSeries:
    """The values of one series, one for each label of its chart; None where there is no value."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart over labels in their order.

    `rows` are bars that lie beside their labels, for one series. A `stack` has its series on top of each other, those
    below zero downwards. A `waterfall` has one series: its first and last bars stand on zero, and each bar between
    them begins where the one before ended.
    """

    shape: PlotShape
    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[PlotSeries, ...]
    # A single series is named where its title stands for several.
    names_series: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a chart is drawn: `width` in pixels; the theme `page` takes its colours from the page that it stands in."""

    plot: Plot
    format: ChartFormat = "svg"
    theme: ChartTheme = "page"
    width: int = 640
