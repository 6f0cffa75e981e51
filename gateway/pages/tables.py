"""Tables of results: what each row and cell says, and where a cell opens to its proof."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from gateway.figure_texts import change_text, figure_text, grain_of, is_more, period_text, row_text, segment_text
from gateway.pages.controls import Controls
from gateway.pages.visits import HOME
from gateway.plots import ResultData, cell_of, nodes_of

HEATS = 9
TOTALS = "totals"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell: its text, why there is none, how it changed, where it opens, and its heat from 0 to 9."""

    text: str
    reason: str | None
    change: str | None
    grew: bool | None
    before: str | None
    link: str | None
    heat: int = 0


@dataclass(frozen=True, slots=True)
class ShownHeading:
    """The heading of a column of figures, and whether they are balances or activities."""

    title: str
    label: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row: what it is about, why its period is not whole, its texts and cells."""

    title: str
    partial: str | None
    texts: tuple[str, ...]
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of a result."""

    columns: tuple[ShownHeading, ...]
    text_columns: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    totals: ShownRow | None
    is_heated: bool


def table_of(result: ResultData, controls: Controls, layout: str, after: str | None = None) -> ShownTable:
    """The table of a page of a result; each cell opens to its proof."""
    rows, columns = nodes_of(result), tuple(result["columns"])
    grain = grain_of(rows)
    cursors = [edge["cursor"] for edge in result["rows"]["edges"]]
    places = [after, *cursors]
    links = Links(str(result["reportId"]), controls)
    names = _text_names(rows)
    is_heated = layout == "COHORTS"
    # What a cohort began with is on another scale than what is left of it.
    heated = {column["measure"] for column in columns if is_heated and column["unit"] == columns[-1]["unit"]}
    most = _largest(rows, heated)
    shown = tuple(
        ShownRow(
            row["customerName"] or row["record"] or row_text(row, grain) or "All",
            row["partial"],
            tuple(text["value"] or "" for text in row["texts"] if text["name"] in names),
            tuple(
                _cell(row, column, links.cell(place, column["measure"]), most * (column["measure"] in heated))
                for column in columns
            ),
        )
        for row, place in zip(rows, places, strict=False)
    )
    totals = result["totals"]
    total = ShownRow(
        "Whole period",
        None,
        tuple("" for _ in names),
        tuple(_cell(totals, column, links.cell(TOTALS, column["measure"]), 0.0) for column in columns),
    )
    has_totals = any(cell["value"] is not None for cell in totals["cells"]) and not is_heated
    headings = tuple(ShownHeading(column["title"], column["label"]) for column in columns)
    texts = tuple(name.replace("_", " ").capitalize() for name in names)
    return ShownTable(headings, texts, shown, total if has_totals else None, is_heated)


def _text_names(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The texts that a table has room for: no ids, and none that is empty in every row."""
    texts = [text for row in rows for text in row["texts"] if text["value"] and not text["name"].endswith("_id")]
    said = {text["name"] for text in texts}
    return tuple(text["name"] for text in rows[0]["texts"] if text["name"] in said) if rows else ()


def is_crossed(result: ResultData) -> bool:
    """Whether a result has both periods and segments: one figure is then shown with the periods side by side."""
    rows = nodes_of(result)
    return bool(grain_of(rows)) and any(row["segment"] for row in rows)


def crossed_table_of(result: ResultData, controls: Controls, measure: str, after: str | None = None) -> ShownTable:
    """The table of one measure, or of the first: a row for each segment and a column for each period."""
    rows, links = nodes_of(result), Links(str(result["reportId"]), controls)
    column = next((each for each in result["columns"] if each["measure"] == measure), result["columns"][0])
    places = [after, *(edge["cursor"] for edge in result["rows"]["edges"])]
    grain = grain_of(rows)
    periods = [*dict.fromkeys((row["startsOn"], row["endsOn"]) for row in rows)]
    cells: dict[str, dict[tuple[str, str], ShownCell]] = {}
    for row, place in zip(rows, places, strict=False):
        of_segment = cells.setdefault(segment_text(row["segment"]), {})
        of_segment[row["startsOn"], row["endsOn"]] = _cell(row, column, links.cell(place, column["measure"]), 0.0)
    nothing = ShownCell("", None, None, None, None, None)
    shown = tuple(
        ShownRow(name, None, (), tuple(of_segment.get(period, nothing) for period in periods))
        for name, of_segment in sorted(cells.items())
    )
    headings = tuple(ShownHeading(period_text(*period, grain), column["label"]) for period in periods)
    return ShownTable(headings, (), shown, None, is_heated=False)


@dataclass(frozen=True, slots=True)
class Links:
    """Where the cells of a report open, with the same adjustments."""

    report: str
    controls: Controls

    def cell(self, place: str | None, measure: str) -> str:
        """The proof of a cell: `place` is the cursor of the row before it, or `totals`."""
        return f"{HOME}/reports/{quote(self.report)}/proof?{self.controls.query_with(row=place or '', measure=measure)}"


def _cell(row: Mapping[str, Any], column: Mapping[str, Any], link: str, most: float) -> ShownCell:
    cell = cell_of(row, column["measure"])
    if cell is None:
        return ShownCell("", None, None, None, None, None)
    compared = next((each for each in row["compared"] or () if each["measure"] == column["measure"]), None)
    value, unit = cell["value"], cell["unit"]
    before = None if compared is None else compared["value"]
    return ShownCell(
        figure_text(value, unit),
        cell["reason"],
        change_text(value, before, unit),
        is_more(value, before),
        None if compared is None else figure_text(before, unit),
        link if value is not None else None,
        _heat(value, most),
    )


def _largest(rows: Sequence[Mapping[str, Any]], measures: Collection[str]) -> float:
    cells = [cell for row in rows for cell in row["cells"] if cell["measure"] in measures]
    values = [float(cell["value"]) for cell in cells if cell["value"] is not None]
    return max(values, default=0.0)


def _heat(value: str | None, most: float) -> int:
    if value is None or most <= 0:
        return 0
    return max(0, min(HEATS, round(float(value) / most * HEATS)))
