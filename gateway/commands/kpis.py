"""`suitegraph kpis`: a report computed from a CSV of phases, with no product asked."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any, TextIO

from domain.errors import BadUserInput
from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.definitions import DIALECTS
from domain.kpis.facts import Facts, facts_of
from domain.kpis.periods import months_later
from domain.kpis.phase_rows import phases_of_rows
from domain.kpis.requests import Dimension, Grain, ReportRequest
from domain.kpis.results import Cell, ReportResult, ReportRow


def facts_of_csv(stream: TextIO, base_currency: str) -> Facts:
    """The facts of a CSV of phases. Raises BadUserInput for what cannot be read or contradicts itself."""
    reader = csv.DictReader(stream)
    return facts_of(base_currency, phases_of_rows(reader, reader.fieldnames or ()))


def request_of(
    facts: Facts, report: str, definition: str, grain: str, group_by: list[str], days: tuple[date | None, date | None]
) -> ReportRequest:
    """The request for a report, over the last twelve months of the phases where no days are named.

    Raises BadUserInput for a report, definition, grain or dimension that does not exist.
    """
    if report not in SYSTEM_REPORTS:
        raise BadUserInput(f"There is no report `{report}`. There are {', '.join(SYSTEM_REPORTS)}.")
    others = sorted(set(SYSTEM_REPORTS[report].facts) - {"phases"})
    if others:
        raise BadUserInput(f"`{report}` needs {', '.join(others)} too, which a file of phases does not have.")
    if definition not in DIALECTS:
        raise BadUserInput(f"There is no definition `{definition}`. There are {', '.join(DIALECTS)}.")
    first, last = days
    changes: list[date] = [*facts.phases["starts_on"], *facts.phases["ends_on"].drop_nulls()]
    if not changes:
        raise BadUserInput("The file has no phases.")
    following = months_later((last or max(changes)).replace(day=1), 1)
    return ReportRequest(
        report,
        first or months_later(following, -12),
        date.fromordinal(last.toordinal() + 1) if last else following,
        None if grain == "all" else _named(Grain, grain, "grain"),
        tuple(_named(Dimension, name, "dimension") for name in group_by) or SYSTEM_REPORTS[report].group_by,
        definition=DIALECTS[definition],
    )


def _named(kind: Any, name: str, what: str) -> Any:
    """The member of an enumeration with a name. Raises BadUserInput where there is none."""
    try:
        return kind[name.upper()]
    except KeyError:
        names = ", ".join(member.name.lower() for member in kind)
        raise BadUserInput(f"There is no {what} `{name}`. There are {names}.") from None


def csv_lines(result: ReportResult, group_by: tuple[Dimension, ...]) -> Iterator[list[str]]:
    """The result as a table: a header, the rows, and the totals."""
    yield ["period", "record", *(dimension.value for dimension in group_by), *(c.measure for c in result.columns)]
    for row in chain(result.rows, (result.totals,)):
        segment = [value or "" for value in row.key.segment] or [""] * len(group_by)
        cells = [_text(row.cells[column.measure]) for column in result.columns]
        yield [str(row.key.starts_on), row.key.record or "", *segment, *cells]


def _text(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value)


def json_text(result: ReportResult) -> str:
    """The result with everything that it states, as JSON; amounts are texts."""

    def row(each: ReportRow) -> dict[str, Any]:
        cells = {
            name: {"value": None if cell.value is None else str(cell.value), "reason": cell.reason}
            for name, cell in each.cells.items()
        }
        key = {"period": str(each.key.starts_on), "segment": each.key.segment, "record": each.key.record}
        return {**key, "partial": each.partial, "cells": cells}

    stated = {
        "report": result.report,
        "definition": {"id": result.definition.id, **result.definition.terms()},
        "currency": result.currency,
        "asOf": str(result.as_of),
        "columns": [
            {"measure": c.measure, "title": c.title, "unit": c.unit.value, "label": c.label.value}
            for c in result.columns
        ],
        "rows": [row(each) for each in result.rows],
        "totals": row(result.totals),
        "knownFrom": str(result.coverage.known_from) if result.coverage.known_from else None,
        "notes": result.notes,
    }
    return json.dumps(stated, indent=2)
