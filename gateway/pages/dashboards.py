"""Dashboards: their tiles with the reader's own figures, and what their owner changes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from domain.charts import ChartFormat, Plot
from domain.dashboards import SPANS
from domain.errors import BadUserInput, Forbidden, NotFound
from gateway.figure_texts import change_text, day_text, figure_text, grain_of, is_more, period_text
from gateway.pages.answers import messages_in, raise_refusal, value_at
from gateway.pages.controls import CHARTS, DIMENSIONS, controls_in
from gateway.pages.coverage import missing_in, reading_of
from gateway.pages.documents import COPY_DASHBOARD, DASHBOARD, DELETE_DASHBOARD, UPDATE_DASHBOARD, tiles_document
from gateway.pages.drawings import ShownChart, chart_of, chart_response, width_of
from gateway.pages.tables import ShownTable, table_of
from gateway.pages.visits import HOME, Visit
from gateway.plots import ChosenPlot, cell_of, nodes_of, plot_of

# So many results in one document are within the limits of documents.
MOST_TOGETHER = 10
ROWS_OF_TILE = 60
CHART_FIELDS = ("chart", "chart_measures", "chart_by")


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """The latest figure of a tile, what it is about, and how it changed since the one before."""

    text: str
    unit: str
    label: str
    period: str
    change: str | None
    grew: bool | None
    link: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class TileReason:
    """Why a tile has no figures, and whether that is for want of rights."""

    text: str
    is_refused: bool = False


TileResult = tuple[dict[str, Any] | None, TileReason]


@dataclass(frozen=True, slots=True)
class ShownTile:
    """A tile as its page shows it; `reason` says why it has no figures."""

    title: str
    link: str
    form: str
    span: int
    reason: str | None
    is_refused: bool
    figure: ShownFigure | None
    chart: ShownChart | None
    table: ShownTable | None
    unit: str
    is_partial: bool


async def dashboard_page(visit: Visit) -> Response:
    """The page of a dashboard."""
    dashboard = await _dashboard(visit)
    results = await _results(visit, dashboard["tiles"])
    tiles = [await _tile(visit, tile, *each) for tile, each in zip(dashboard["tiles"], results, strict=True)]
    reader = next((result["reader"] for result, _ in results if result), None)
    is_empty = bool(tiles) and all(tile.reason is None for tile in tiles) and _nothing_read(results)
    coverages = [result["coverage"] for result, _ in results if result]
    return visit.page(
        "dashboard.html",
        dashboard=dashboard,
        tiles=tiles,
        truth=reader,
        is_empty=is_empty,
        is_refused=bool(tiles) and all(tile.is_refused for tile in tiles),
        reading=reading_of(coverages),
        gaps=missing_in(coverages),
    )


async def tile_chart_file(visit: Visit) -> Response:
    """The chart of a tile as a file, by the tile's place from 1. Raises NotFound and BadRequest."""
    format_: ChartFormat = "png" if visit.request.path_params["format"] == "png" else "svg"
    tiles, number = (await _dashboard(visit))["tiles"], str(visit.request.path_params["number"])
    place = int(number) if number.isdecimal() and len(number) < 4 else 0
    if not 1 <= place <= len(tiles):
        raise NotFound("There is no such tile.")
    tile = tiles[place - 1]
    [(result, reason)] = await _results(visit, [tile])
    plot = _plot(tile, result)
    if plot is None:
        raise NotFound("This tile has no chart." if result else reason.text)
    return await chart_response(visit, plot, tile["title"] or tile["report"]["title"], format_)


async def arrange_page(visit: Visit) -> Response:
    """The page on which its owner rearranges a dashboard. Raises Forbidden."""
    dashboard = await _dashboard(visit)
    if not dashboard["isOwn"]:
        raise Forbidden("Only its owner can rearrange a dashboard. Copy it, and the copy is yours.")
    return visit.page(
        "arrange.html",
        dashboard=dashboard,
        spans=SPANS,
        forms=("NUMBER", "CHART", "TABLE"),
        charts=CHARTS,
        dimensions=DIMENSIONS,
    )


async def arrange(visit: Visit) -> Response:
    """Store what the owner rearranged. Raises BadUserInput for what the graph refuses."""
    form, id_ = await visit.form(), str(visit.request.path_params["id"])
    change: dict[str, Any] = {
        "dashboard": id_,
        "title": str(form.get("title", "")),
        "description": str(form.get("description", "")),
        "isShared": form.get("is_shared") == "yes",
        "expectedUpdatedAt": str(form.get("updated_at", "")) or None,
        "tiles": _tiles_in(form),
    }
    payload = await visit.ask(UPDATE_DASHBOARD, {"input": change})
    raise_refusal(payload.data, payload.errors, "updateDashboard")
    return visit.redirect(f"{HOME}/dashboards/{id_}")


async def copy_dashboard(visit: Visit) -> Response:
    """Copy a dashboard, and open the copy."""
    await visit.form()
    payload = await visit.ask(COPY_DASHBOARD, {"input": {"dashboard": str(visit.request.path_params["id"])}})
    raise_refusal(payload.data, payload.errors, "copyDashboard")
    return visit.redirect(f"{HOME}/dashboards/{value_at(payload.data, 'copyDashboard', 'dashboard', 'id')}")


async def delete_dashboard(visit: Visit) -> Response:
    """Delete a dashboard, and go back to the list."""
    await visit.form()
    payload = await visit.ask(DELETE_DASHBOARD, {"input": {"dashboard": str(visit.request.path_params["id"])}})
    raise_refusal(payload.data, payload.errors, "deleteDashboard")
    return visit.redirect(HOME)


async def _dashboard(visit: Visit) -> dict[str, Any]:
    payload = await visit.ask(DASHBOARD, {"id": str(visit.request.path_params["id"])})
    dashboard = value_at(payload.data, "dashboard")
    if dashboard is None:
        raise NotFound(*messages_in(payload.errors)[:1] or ["There is no such dashboard."])
    return dashboard


async def _results(visit: Visit, tiles: list[dict[str, Any]]) -> list[TileResult]:
    """The result of each tile, or why there is none."""
    results: list[TileResult] = []
    for start in range(0, len(tiles), MOST_TOGETHER):
        part = tiles[start : start + MOST_TOGETHER]
        variables: dict[str, Any] = {"first": ROWS_OF_TILE, "after": None}
        for number, tile in enumerate(part):
            variables |= {
                f"r{number}": tile["reportId"],
                f"a{number}": _adjustment(tile) or None,
            }
        payload = await visit.ask(tiles_document(len(part)), variables)
        reasons = {str((error.get("path") or [""])[0]): _reason(error) for error in payload.errors}
        otherwise = next(iter(reasons.values()), TileReason("It has no result for you."))
        for number in range(len(part)):
            name = f"t{number}"
            results.append((value_at(payload.data, name), reasons.get(name, otherwise)))
    return results


async def _tile(visit: Visit, tile: Mapping[str, Any], result: dict[str, Any] | None, reason: TileReason) -> ShownTile:
    report = tile["report"] or {"title": tile["reportId"], "chart": "TABLE", "layout": "PERIODS"}
    form = tile["form"]
    plot = _plot(tile, result)
    return ShownTile(
        title=tile["title"] or report["title"],
        link=f"{HOME}/reports/{tile['reportId']}",
        form=form,
        span=tile["span"],
        reason=None if result else reason.text,
        is_refused=reason.is_refused and result is None,
        figure=_figure(result, str(tile["reportId"])) if result and form == "NUMBER" else None,
        chart=await chart_of(visit, plot, width_of(tile["span"])) if form == "CHART" else None,
        table=table_of(result, controls_in({}), report["layout"]) if result else None,
        unit=result["currency"] if result and result["columns"][0]["unit"] == "MONEY" else "",
        is_partial=bool(result) and not (result or {})["coverage"]["isComplete"],
    )


def _chart_in(fields: Mapping[str, str]) -> dict[str, Any] | None:
    """The chart of a tile's fields, None where it is as its report has it."""
    kind, by = fields["chart"], fields["chart_by"]
    if not kind and not by:
        return None
    return {"kind": kind or fields["drawn"], "measures": fields["chart_measures"].split(), "by": by or None}


def _plot(tile: Mapping[str, Any], result: dict[str, Any] | None) -> Plot | None:
    """What the chart of a tile shows: as the tile, else its report has it."""
    report = tile["report"]
    if result is None or report is None:
        return None
    chosen = tile["chart"] or report["chosenChart"]
    return plot_of(
        result, report["chart"], "", ChosenPlot(chosen["kind"], tuple(chosen["measures"])) if chosen else None
    )


def _adjustment(tile: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from its report in a tile; what splits its chart groups its rows."""
    chart = tile["chart"]
    chosen = {"measures": tile["measures"], "groupBy": [chart["by"]] if chart and chart["by"] else None}
    return {name: value for name, value in chosen.items() if value}


def _figure(result: dict[str, Any], report: str) -> ShownFigure:
    """The latest figure of the first measure; of a report without periods the one of the whole."""
    column, rows = result["columns"][0], nodes_of(result)
    measure, grain = column["measure"], grain_of(rows)
    row, before = (rows[-1], rows[-2]) if grain and len(rows) > 1 else (result["totals"], None)
    cell = cell_of(row, measure) or {"value": None, "reason": "There is no such measure.", "unit": column["unit"]}
    earlier = cell_of(before, measure) if before else None
    then = earlier["value"] if earlier else None
    table = table_of(result, controls_in({}), "PERIODS")
    cells = (table.rows[-1] if before else table.totals or table.rows[-1]).cells if table.rows else ()
    is_now = not grain and column["label"] == "BALANCE"
    period = f"as of {day_text(result['asOf'])}" if is_now else period_text(row["startsOn"], row["endsOn"], grain)
    return ShownFigure(
        text=figure_text(cell["value"], cell["unit"]),
        unit=result["currency"] if cell["unit"] == "MONEY" else "",
        label=column["label"].lower(),
        period=f"{period} so far" if row["partial"] and period else period,
        change=change_text(cell["value"], then, cell["unit"]),
        grew=is_more(cell["value"], then),
        link=cells[0].link if cells else None,
        reason=cell["reason"],
    )


def _reason(error: Mapping[str, Any]) -> TileReason:
    return TileReason(str(error["message"]), error["extensions"]["code"] == "FORBIDDEN")


def _nothing_read(results: list[TileResult]) -> bool:
    return not any(call["rows"] for result, _ in results if result for call in result["coverage"]["calls"])


def _tiles_in(form: FormData) -> list[dict[str, Any]]:
    """The tiles of the form by their places; one that is to be removed is left out. Raises BadUserInput."""
    placed: list[tuple[float, int, dict[str, Any]]] = []
    for number in range(len(form.getlist("report"))):
        fields = {
            name: str(form.getlist(name)[number])
            for name in ("report", "place", "span", "form", "tile_title", "measures", "drawn", *CHART_FIELDS)
        }
        if fields["span"] == "0":
            continue
        if not fields["place"].isdecimal() or not fields["span"].isdecimal():
            raise BadUserInput("Places and widths are whole numbers.")
        tile = {
            "report": fields["report"],
            "span": int(fields["span"]),
            "form": fields["form"],
            "title": fields["tile_title"] or None,
            "measures": fields["measures"].split(),
            "chart": _chart_in(fields),
        }
        placed.append((int(fields["place"]), number, tile))
    return [tile for *_, tile in sorted(placed, key=lambda each: each[:2])]
