"""docs/kpis.md: its examples are computed, each report and figure has one, and its table is that of the definitions."""

import csv
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.definitions import DIALECTS, ZOHO
from domain.kpis.engine import prove, run
from domain.kpis.facts import Facts, facts_of
from domain.kpis.measures import MEASURES
from domain.kpis.phase_rows import phases_of_rows
from domain.kpis.phases import EstimateFact, InvoiceFact, PaymentFact
from domain.kpis.reports import Layout
from domain.kpis.requests import ReportRequest
from domain.kpis.results import ReportResult, ReportRow

PAGE = (Path(__file__).parents[2] / "docs" / "kpis.md").read_text("utf-8")
EXAMPLE = re.compile(r"^\| ([^|]*) \| `(\w+)` \| ([^|]*) \|", re.MULTILINE)


def rows_of_file(name: str) -> list[dict[str, str]]:
    """The rows of a file that the page shows."""
    [text] = re.findall(rf"```csv {name}\n(.*?)```", PAGE, re.DOTALL)
    return [*csv.DictReader(text.splitlines())]


def records(name: str, kind: type[Any]) -> list[Any]:
    """The rows of a file as facts of a kind."""

    def value(text: str, type_: object) -> object:
        if type_ is Decimal:
            return Decimal(text)
        return date.fromisoformat(text) if "date" in str(type_) else text

    types = {field.name: field.type for field in fields(kind)}
    return [kind(**{key: value(text, types[key]) for key, text in row.items()}) for row in rows_of_file(name)]


def facts_of_page() -> Facts:
    phases = rows_of_file("phases")
    return facts_of(
        "USD",
        phases_of_rows(phases, phases[0]),
        payments=records("payments", PaymentFact),
        invoices=records("invoices", InvoiceFact),
        estimates=records("estimates", EstimateFact),
    )


FACTS = facts_of_page()


def request_of(report: str) -> ReportRequest:
    layout = SYSTEM_REPORTS[report].layout
    first = date(2025, 12, 1) if layout is Layout.COHORTS else date(2026, 3, 1)
    return ReportRequest(report, first, date(2026, 4, 1), group_by=SYSTEM_REPORTS[report].group_by)


def examples() -> Iterator[tuple[str, str, str, str]]:
    """Each example: its report, row, measure and value."""
    for section in PAGE.split("\n### `")[1:]:
        report = section[: section.index("`")]
        for row, measure, value in EXAMPLE.findall(section):
            yield report, row.strip(), measure, value.strip()


def row_named(result: ReportResult, name: str) -> ReportRow:
    if not name:
        return result.totals
    keys = [(row.key.record or (*row.key.segment, str(row.key.starts_on))[0], row) for row in result.rows]
    [row] = [row for key, row in keys if key == name]
    return row


@pytest.mark.parametrize(("report", "row", "measure", "value"), [*examples()])
def test_the_engine_computes_what_the_page_works_out(report: str, row: str, measure: str, value: str) -> None:
    result = run(request_of(report), FACTS)
    cell = row_named(result, row).cells[measure]
    assert ("" if cell.value is None else str(cell.value)) == value
    assert (cell.reason is None) == bool(value)


@pytest.mark.parametrize(("report", "row", "measure"), [each[:3] for each in examples() if each[3]])
def test_each_example_is_proved_to_the_minor_unit(report: str, row: str, measure: str) -> None:
    request = request_of(report)
    result_row = row_named(run(request, FACTS), row)
    proof = prove(request, FACTS, result_row.key, measure)
    assert proof.cell == result_row.cells[measure]
    assert proof.sums_up
    assert proof.reconciles
    for operand, value in proof.operands.items():
        assert sum(each.amount for each in proof.contributions if each.operand == operand) == value or (
            operand == "period.months"
        )
    lines = [line.amount for line in proof.reconciliation]
    assert sum(lines[:-1]) == lines[-1]


def test_every_report_and_every_figure_has_an_example() -> None:
    assert {report for report, *_ in examples()} == SYSTEM_REPORTS.keys()
    shown = {measure for _, _, measure, _ in examples()}
    reported = {measure for report in SYSTEM_REPORTS.values() for measure in report.measures}
    hidden = {name for name in reported if name.endswith(("entering", "leaving", "_cohort"))}
    assert reported - shown == hidden
    assert reported - MEASURES.keys() == {"subscription_cohort", "revenue_cohort"}


def test_the_table_of_definitions_is_theirs() -> None:
    [table] = re.findall(r"\n(\| \| ZOHO .*?)\n\n", PAGE, re.DOTALL)
    header, _, *lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    assert header == ["", *DIALECTS]
    assert lines == [[term, *(d.terms()[term] for d in DIALECTS.values())] for term in ZOHO.terms()]
    assert all(definition.sources for definition in DIALECTS.values())
