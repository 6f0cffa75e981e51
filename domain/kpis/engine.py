"""The engine of reports: a request and facts in, a result out. It reads nothing and knows no caller."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from domain.kpis.bridges import compare_definitions
from domain.kpis.cohorts import cohort_measures, cohort_rows
from domain.kpis.facts import Facts
from domain.kpis.figures import cell_of, empty_cell, first_days, measures_of, rows_and_totals, rows_of, totals_of
from domain.kpis.formulas import Measure
from domain.kpis.periods import earlier
from domain.kpis.proofs import coverage_of, prove
from domain.kpis.record_lists import RecordRows
from domain.kpis.reports import Layout
from domain.kpis.requests import ReportRequest
from domain.kpis.results import Coverage, ReportColumn, ReportResult, ReportRow, RowKey
from domain.kpis.scopes import Scope, scope_of
from domain.kpis.states import unplaced_payments

__all__ = ["compare_definitions", "prove", "run"]


def run(request: ReportRequest, facts: Facts) -> ReportResult:
    """The result of a report. Raises BadUserInput for what the report does not have."""
    scope = scope_of(request, facts)
    if scope.report.layout is Layout.COHORTS:
        measures = cohort_measures(scope)
        rows, totals = cohort_rows(scope, measures)
    else:
        measures = measures_of(scope)
        rows, totals = rows_and_totals(scope, measures)
    coverage = coverage_of(scope)
    before = scope.of(earlier(scope.request)) if request.comparison else None
    return ReportResult(
        request.report,
        request.definition,
        scope.currency,
        scope.as_of,
        tuple(ReportColumn(m.id, m.title, m.unit, m.label) for m in measures),
        rows if isinstance(rows, RecordRows) else tuple(rows),
        totals,
        coverage,
        tuple(_compared(rows, before, measures)) if before else (),
        totals_of(before, measures) if before else None,
        tuple(_notes(scope, coverage)),
    )


def _compared(rows: Sequence[ReportRow], scope: Scope, measures: Sequence[Measure]) -> list[ReportRow]:
    """For each row the row of the earlier days: of the period with the same number and of the same segment."""
    before = rows_of(scope, measures)
    numbers = {label: number for number, label in enumerate(first_days(rows))}
    labels: dict[int, date | None] = dict(enumerate(first_days(before)))
    by_key = {(row.key.starts_on, row.key.segment): row for row in before}

    def compared(row: ReportRow) -> ReportRow:
        label = labels.get(numbers[row.key.starts_on])
        if label is None:
            reason = "The earlier days have no such period."
            cells = {m.id: empty_cell(m, reason) for m in measures}
        else:
            cells = {m.id: cell_of(m, {"period.months": Fraction(1)}, scope) for m in measures}
        empty = ReportRow(RowKey(label, None, row.key.segment), cells)
        return by_key.get((label, row.key.segment), empty)

    return [compared(row) for row in rows]


def _notes(scope: Scope, coverage: Coverage) -> list[str]:
    """What a reader must know beside the figures."""
    notes = [scope.report.note] if scope.report.note else []
    if coverage.known_from and coverage.known_from > scope.request.starts_on:
        notes.append(f"The history is complete from {coverage.known_from} on; figures before that day may lack some.")
    if "revenue_so_far" in (scope.request.measures or scope.report.measures):
        unplaced = len(unplaced_payments(scope.facts, scope.day))
        if unplaced:
            notes.append(f"Payments that count for no single subscription, as no list says which was paid: {unplaced}.")
    if scope.request.currency is not None:
        return [*notes, f"Only what is billed in {scope.currency} counts."]
    currencies: set[str] = set()
    for name in scope.report.facts:
        currencies.update(scope.facts.currencies(name))
    foreign = sorted(currencies - {scope.currency})
    if foreign:
        notes.append(f"Amounts in {', '.join(foreign)} are converted to {scope.currency}.")
    return notes
