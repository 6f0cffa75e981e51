"""The engine of reports: a request and facts in, a result out. It reads nothing and knows no caller."""

from datetime import date

from domain.kpis.bridges import compare_definitions
from domain.kpis.facts import Facts
from domain.kpis.figures import cell_of, last_known_day, measures_of, report_of, rows_of, totals_of
from domain.kpis.periods import earlier
from domain.kpis.proofs import coverage_of, prove
from domain.kpis.requests import ReportRequest
from domain.kpis.results import Cell, ReportColumn, ReportResult, ReportRow, RowKey

__all__ = ["compare_definitions", "prove", "run"]


def run(request: ReportRequest, facts: Facts) -> ReportResult:
    """The result of a report. Raises BadUserInput for what the report does not have."""
    report = report_of(request)
    as_of = request.as_of or last_known_day(request)
    rows = rows_of(request, facts, as_of)
    compared = earlier(request) if request.comparison else None
    return ReportResult(
        report.id,
        request.definition,
        request.currency or facts.base_currency,
        as_of,
        tuple(ReportColumn(m.id, m.title, m.unit, m.label) for m in measures_of(request)),
        tuple(rows),
        totals_of(request, facts, as_of),
        coverage_of(report, facts),
        tuple(_compared(rows, request, compared, facts, as_of)) if compared else (),
        totals_of(compared, facts, as_of) if compared else None,
        tuple(_notes(request, facts)),
    )


def _compared(
    rows: list[ReportRow], request: ReportRequest, compared: ReportRequest, facts: Facts, as_of: date
) -> list[ReportRow]:
    """For each row the row of the earlier days: of the period with the same number and of the same segment."""
    before = rows_of(compared, facts, as_of)
    labels = [[*dict.fromkeys(row.key.starts_on for row in some)] for some in (rows, before)]
    numbers = {label: number for number, label in enumerate(labels[0])}
    by_key = {(row.key.starts_on, row.key.segment): row for row in before}
    measures = measures_of(request)
    currency = request.currency or facts.base_currency
    matched: list[ReportRow] = []
    for row in rows:
        number = numbers[row.key.starts_on]
        if number >= len(labels[1]):
            absent = {m.id: Cell(None, m.unit, m.label, "The earlier days have no such period.") for m in measures}
            matched.append(ReportRow(RowKey(None, None, row.key.segment), absent))
            continue
        label = labels[1][number]
        empty = ReportRow(
            RowKey(label, None, row.key.segment), {m.id: cell_of(m, {}, currency, as_of) for m in measures}
        )
        matched.append(by_key.get((label, row.key.segment), empty))
    return matched


def _notes(request: ReportRequest, facts: Facts) -> list[str]:
    """What a reader must know beside the figures."""
    notes: list[str] = []
    if request.currency is None:
        foreign = sorted({*facts.phases["currency"].unique().to_list()} - {facts.base_currency})
        if foreign:
            notes.append(f"Amounts in {', '.join(foreign)} are converted to {facts.base_currency}.")
    else:
        notes.append(f"Only what is billed in {request.currency} counts.")
    return notes
