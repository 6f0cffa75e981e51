"""From a result of a report to what its chart shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.charts import Plot, PlotSeries, PlotShape
from domain.kpis.results import ReportResult, ReportRow
from gateway.figure_texts import grain_of, segment_text, short_period_text

SHAPES: dict[str, PlotShape] = {"LINE": "line", "BAR": "bar", "STACKED_BAR": "stack", "WATERFALL": "waterfall"}
# Their parts are in the stack already, or they are no part of it.
SUMS = frozenset({"net_new", "opening", "closing", "net"})
# What they count is taken away.
DECREASES = frozenset({"contraction", "churn", "leaving"})
MOST_SERIES = 8
OTHERS = "Others"
UNITS = {"PERCENT": "%", "DAYS": "days"}

ResultData = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChosenPlot:
    """How somebody chose to draw a result: the kind of chart, empty for the report's, and the measures, if not all."""

    kind: str = ""
    measures: tuple[str, ...] = ()


def plot_of(result: ResultData, chart: str, measure: str = "", chosen: ChosenPlot | None = None) -> Plot | None:
    """What the chart of a result shows, None where a table says it all; by segments, it shows one measure.

    It is drawn as it was `chosen`, else as the kind of `chart` usually is.
    """
    shape, rows = SHAPES.get((chosen and chosen.kind) or chart), nodes_of(result)
    columns = _drawn_columns(result, chosen.measures if chosen else ())
    if shape is None or not columns or not rows:
        return None
    unit = result["currency"] if columns[0]["unit"] == "MONEY" else UNITS.get(columns[0]["unit"], "")
    if shape == "waterfall":
        return _waterfall(result, columns, unit)
    grain = grain_of(rows)
    if len(rows) == 1 and not rows[0]["segment"]:
        return _of_one_row(result, columns, unit)
    if any(row["segment"] for row in rows):
        shown = next((column for column in columns if column["measure"] == measure), columns[0])
        return _by_segment(result, shown, shape if chosen and chosen.kind else "stack", unit, grain)
    labels = _unique([short_period_text(row["startsOn"], grain) for row in rows])
    parts = [column for column in columns if shape != "stack" or column["measure"] not in SUMS]
    series = [PlotSeries(column["title"], tuple(_signed(row, column["measure"]) for row in rows)) for column in parts]
    series = [each for each in series if any(each.values)] or series[:1]
    return Plot(shape, result["title"], unit, labels, tuple(series[:MOST_SERIES]), names_series=len(parts) > 1)


def result_data(result: ReportResult, title: str) -> ResultData:
    """A result as the graph answers it, as far as a chart shows it."""
    columns = [{"measure": each.measure, "title": each.title, "unit": each.unit.name} for each in result.columns]
    rows = [{"node": _row_data(row)} for row in result.rows]
    totals = _row_data(result.totals)
    return {
        "title": title, "currency": result.currency, "columns": columns, "rows": {"edges": rows}, "totals": totals,
    }  # fmt: skip


def _row_data(row: ReportRow) -> Mapping[str, Any]:
    cells = [
        {"measure": measure, "value": None if cell.value is None else format(cell.value, "f")}
        for measure, cell in row.cells.items()
    ]
    days = [day.isoformat() if day else None for day in (row.key.starts_on, row.key.ends_on)]
    return {"startsOn": days[0], "endsOn": days[1], "segment": [*row.key.segment], "cells": cells}


def nodes_of(result: ResultData) -> list[Mapping[str, Any]]:
    """The rows of a result."""
    edges: list[Mapping[str, Any]] = result["rows"]["edges"] if result["rows"] else []
    return [edge["node"] for edge in edges]


def _drawn_columns(result: ResultData, drawn: Sequence[str]) -> list[Mapping[str, Any]]:
    """The columns that are drawn and share the unit of the first: two scales in one chart mislead."""
    columns = [each for each in result["columns"] if each["measure"] in drawn] or result["columns"]
    return [column for column in columns if column["unit"] == columns[0]["unit"]]


def _of_one_row(result: ResultData, columns: Sequence[Mapping[str, Any]], unit: str) -> Plot | None:
    """The measures of a single row side by side."""
    if len(columns) < 2:
        return None
    [row] = nodes_of(result)
    series = PlotSeries(result["title"], tuple(_value(row, column["measure"]) for column in columns))
    return Plot("rows", result["title"], unit, _unique([column["title"] for column in columns]), (series,))


def _waterfall(result: ResultData, columns: Sequence[Mapping[str, Any]], unit: str) -> Plot:
    parts = [column for column in columns if column["measure"] != "net_new"]
    values = {column["measure"]: _signed(result["totals"], column["measure"]) for column in parts}
    ends = {parts[0]["measure"], parts[-1]["measure"]}
    shown = [column for column in parts if values[column["measure"]] or column["measure"] in ends]
    series = PlotSeries(result["title"], tuple(values[column["measure"]] for column in shown))
    # The title says of what: on a phone there is room for a word.
    labels = _unique(
        [column["measure"].capitalize() if column["measure"] in ends else column["title"] for column in shown]
    )
    return Plot("waterfall", result["title"], unit, labels, (series,))


def _by_segment(result: ResultData, column: Mapping[str, Any], shape: PlotShape, unit: str, grain: str) -> Plot:
    """The first measure by segment: those with the most of it, the rest together where amounts can be added."""
    rows, measure = nodes_of(result), column["measure"]
    periods = [*dict.fromkeys((row["startsOn"], row["endsOn"]) for row in rows)]
    by_segment: dict[str, dict[Any, float | None]] = {}
    for row in rows:
        by_segment.setdefault(segment_text(row["segment"]), {})[row["startsOn"], row["endsOn"]] = _value(row, measure)
    weights = {name: sum(abs(value or 0.0) for value in values.values()) for name, values in by_segment.items()}
    names = sorted(weights, key=lambda name: (-weights[name], name))
    if not grain:
        top = names[: MOST_SERIES * 2]
        one = PlotSeries(column["title"], tuple(by_segment[name].get(periods[0]) for name in top))
        return Plot("rows", result["title"], unit, tuple(top), (one,))
    is_summed = column["unit"] in {"MONEY", "COUNT"}
    drawn = names if len(names) <= MOST_SERIES else names[: MOST_SERIES - 1]
    series = [PlotSeries(name, tuple(by_segment[name].get(period) for period in periods)) for name in drawn]
    if len(drawn) < len(names) and is_summed:
        rest = names[MOST_SERIES - 1 :]
        values = tuple(sum(by_segment[name].get(period) or 0.0 for name in rest) for period in periods)
        series.append(PlotSeries(OTHERS, values))
    labels = _unique([short_period_text(start, grain) for start, _ in periods])
    # Parts of what cannot be added are no whole.
    shape = "line" if shape == "stack" and not is_summed else shape
    return Plot(shape, result["title"], unit, labels, tuple(series))


def cell_of(row: Mapping[str, Any], measure: str) -> Mapping[str, Any] | None:
    """A row's cell of a measure."""
    return next((cell for cell in row["cells"] if cell["measure"] == measure), None)


def _value(row: Mapping[str, Any], measure: str) -> float | None:
    cell = cell_of(row, measure)
    return None if cell is None or cell["value"] is None else float(cell["value"])


def _signed(row: Mapping[str, Any], measure: str) -> float | None:
    value = _value(row, measure)
    return -value if value and measure in DECREASES else value


def _unique(labels: Sequence[str]) -> tuple[str, ...]:
    """The labels, each once: an axis has one place for each name."""
    seen: dict[str, int] = {}
    unique: list[str] = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        unique.append(label + "\N{ZERO WIDTH SPACE}" * (seen[label] - 1))
    return tuple(unique)
