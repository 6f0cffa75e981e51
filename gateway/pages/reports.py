"""A report with its controls: the chart, the table whose cells open, what it rests on, and files of it."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from domain.charts import ChartFormat, Plot
from domain.errors import NotFound
from gateway.pages.answers import messages_in, value_at
from gateway.pages.controls import (
    CHARTS,
    COHORT_MODES,
    COMPARISONS,
    DEFINITIONS,
    DIMENSIONS,
    GRAINS,
    UNGROUPED,
    Controls,
    controls_in,
)
from gateway.pages.coverage import missing_in, reading_of
from gateway.pages.documents import REPORT, REPORT_RESULT
from gateway.pages.drawings import chart_of, chart_response
from gateway.pages.tables import ShownTable, crossed_table_of, is_crossed, table_of
from gateway.pages.visits import Visit
from gateway.plots import ChosenPlot, nodes_of, plot_of

ROWS_SHOWN = 100
WITH_GRAIN = frozenset({"PERIODS", "COHORTS"})
WITH_COMPARISON = frozenset({"PERIODS", "STATE"})


@dataclass(frozen=True, slots=True)
class AskedReport:
    """A report as it was asked for: what it is, its result where there is one, and why not."""

    report: dict[str, Any]
    result: dict[str, Any] | None
    problems: list[str]
    controls: Controls
    folders: list[str]

    @property
    def plot(self) -> Plot | None:
        """What its chart shows, None where it has none."""
        if self.result is None:
            return None
        return plot_of(self.result, self.report["chart"], self.controls["measure"], self._chosen())

    def _chosen(self) -> ChosenPlot | None:
        kept, kind = self.report["chosenChart"], self.controls["chart"]
        if kind not in self.report["charts"]:
            kind = kept["kind"] if kept else ""
        return ChosenPlot(kind, tuple(kept["measures"]) if kept else ()) if kind else None


async def asked_report(visit: Visit) -> AskedReport:
    """The report of the address with its adjustments. Raises NotFound."""
    id_, controls = str(visit.request.path_params["id"]), controls_in(visit.request.query_params)
    known = await visit.ask(REPORT, {"id": id_})
    report = value_at(known.data, "report")
    if report is None:
        raise NotFound(*messages_in(known.errors)[:1] or ["There is no such report."])
    folders = [str(each["name"]) for each in value_at(known.data, "reportFolders") or () if each["isOwn"]]
    if report["refusal"]:
        return AskedReport(report, None, [report["refusal"]], controls, folders)
    after = visit.request.query_params.get("after") or None
    variables = {"id": id_, "adjust": controls.adjustment(), "first": ROWS_SHOWN, "after": after}
    payload = await visit.ask(REPORT_RESULT, variables)
    return AskedReport(report, value_at(payload.data, "reportResult"), messages_in(payload.errors), controls, folders)


async def report_page(visit: Visit) -> Response:
    """The page of a report."""
    asked = await asked_report(visit)
    report, result, controls = asked.report, asked.result, asked.controls
    after = visit.request.query_params.get("after") or None
    plot = asked.plot if after is None else None
    page_info: dict[str, Any] = result["rows"]["pageInfo"] if result else {"hasNextPage": False}
    coverages = [result["coverage"]] if result else []
    return visit.page(
        "report.html",
        200 if result or not asked.problems else 403 if report["refusal"] else 400,
        report=report,
        result=result,
        reading=reading_of(coverages),
        gaps=missing_in(coverages),
        problems=asked.problems,
        folders=asked.folders,
        chart=await chart_of(visit, plot),
        has_plot=plot is not None,
        table=_table(result, controls, report["layout"], after) if result else None,
        figures=_figures(result) if result else {},
        is_empty=result is not None and _is_empty(result),
        controls=controls,
        choices=choices_of(report),
        next_rows=controls.query_with(after=page_info["endCursor"]) if page_info["hasNextPage"] else None,
    )


def _table(result: dict[str, Any], controls: Controls, layout: str, after: str | None) -> ShownTable:
    if is_crossed(result):
        return crossed_table_of(result, controls, controls["measure"], after)
    return table_of(result, controls, layout, after)


def _figures(result: dict[str, Any]) -> dict[str, str]:
    """The measures of which a table with a column for each period shows one."""
    columns: list[dict[str, str]] = result["columns"]
    return {column["measure"]: column["title"] for column in columns} if is_crossed(result) and columns[1:] else {}


def choices_of(report: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What each control offers for this report, by its name."""
    layout: str = report["layout"]
    names: list[str] = report["dimensions"]
    dimensions = {name: DIMENSIONS.get(name, name) for name in names}
    grouped = {UNGROUPED: "Nothing", **dimensions} if report["groupBy"] else dimensions
    return {
        "grain": GRAINS if layout in WITH_GRAIN else {},
        "group": grouped,
        "compare": COMPARISONS if layout in WITH_COMPARISON else {},
        "chart": {name: CHARTS[name] for name in report["charts"] if name in CHARTS},
        "definition": DEFINITIONS,
        "mode": COHORT_MODES if layout == "COHORTS" else {},
        "filter": dimensions,
    }


def _is_empty(result: dict[str, Any]) -> bool:
    """Whether nothing that was read is in the result."""
    cells = [cell for row in (*nodes_of(result), result["totals"]) for cell in row["cells"]]
    read = sum(call["rows"] for call in result["coverage"]["calls"])
    return not read and not any(float(cell["value"] or 0) for cell in cells)


async def chart_file(visit: Visit) -> Response:
    """The chart of a report as a file, as its page shows it. Raises NotFound and BadRequest."""
    format_: ChartFormat = "png" if visit.request.path_params["format"] == "png" else "svg"
    asked = await asked_report(visit)
    if asked.plot is None:
        raise NotFound("This report has no chart." if asked.result else (asked.problems or ["There is no result."])[0])
    return await chart_response(visit, asked.plot, asked.report["title"], format_)
