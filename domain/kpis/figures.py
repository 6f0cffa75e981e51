"""Figures: the rows of a request, cell by cell, from the sums of its ledgers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from domain.currencies import decimals_of
from domain.errors import BadUserInput
from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.facts import Facts
from domain.kpis.formulas import Measure
from domain.kpis.ledgers import ledger, operand_of
from domain.kpis.measures import MEASURES
from domain.kpis.periods import Period, periods
from domain.kpis.reports import SystemReport
from domain.kpis.requests import ReportRequest
from domain.kpis.results import Cell, FigureUnit, ReportRow, RowKey
from domain.kpis.tables import Segment, Sums, sums

# What stands for an id in the key of the totals.
TOTALS = "totals"
PLACES_OF_UNITS = {FigureUnit.PERCENT: 2, FigureUnit.RATIO: 2, FigureUnit.COUNT: 0, FigureUnit.DAYS: 0}


def report_of(request: ReportRequest) -> SystemReport:
    """The report of a request. Raises BadUserInput where it is unknown or lacks what is asked of it."""
    report = SYSTEM_REPORTS.get(request.report)
    if report is None:
        raise BadUserInput(f"There is no report `{request.report}`.")
    for dimension in (*request.group_by, *(condition.dimension for condition in request.filters)):
        if dimension not in report.dimensions:
            raise BadUserInput(f"`{report.id}` cannot be grouped or filtered by {dimension.value}.")
    for measure in request.measures:
        if measure not in report.measures:
            raise BadUserInput(f"`{report.id}` has no measure `{measure}`.")
    if request.comparison and not report.has_comparison():
        raise BadUserInput(f"`{report.id}` cannot be compared with earlier days.")
    return report


def measures_of(request: ReportRequest) -> list[Measure]:
    """The measures of a request in the order of the columns; those of segments only where there are segments."""
    names = request.measures or SYSTEM_REPORTS[request.report].measures
    is_whole = not request.filters and not request.group_by
    return [MEASURES[name] for name in names if request.measures or not (is_whole and name in {"entering", "leaving"})]


def last_known_day(request: ReportRequest) -> date:
    """The last day of a request, which is what it is as of unless it says so."""
    return date.fromordinal(request.ends_on.toordinal() - 1)


def rows_of(request: ReportRequest, facts: Facts, as_of: date) -> list[ReportRow]:
    """The rows of a request: each period with each segment."""
    every = periods(request, as_of)
    begun = [period for period in every if period.starts_on <= as_of]
    measures = measures_of(request)
    texts = {text for measure in measures for text in measure.formula.operands()}
    table = operand_table(request, facts, as_of, begun, texts) if begun else {}
    segments: list[Segment] = [()]
    if request.group_by:
        segments = sorted({segment for _, segment in table}, key=lambda s: tuple((v is None, v or "") for v in s))
    currency = request.currency or facts.base_currency
    rows: list[ReportRow] = []
    for number, period in enumerate(every):
        for segment in segments:
            key = RowKey(period.label, period.ends_on, segment)
            values = table.get((number, segment), {}) if period.starts_on <= as_of else None
            cells = {m.id: cell_of(m, values, currency, as_of) for m in measures}
            rows.append(ReportRow(key, cells, period.partial))
    return rows


def operand_table(
    request: ReportRequest, facts: Facts, as_of: date, begun: list[Period], texts: Iterable[str]
) -> dict[tuple[int, Segment], dict[str, Fraction]]:
    """The values of operands by the number of the period and the segment; what is not there is zero."""
    by_ledger: defaultdict[str, set[str]] = defaultdict(set)
    for text in texts:
        by_ledger[operand_of(text).ledger].add(text)
    segments = [dimension.value for dimension in request.group_by]
    grain = request.grain.value if request.grain else None
    table: Sums = defaultdict(dict)
    for name, wanted in sorted(by_ledger.items()):
        for key, values in sums(ledger(name, facts, request, as_of), wanted, begun, segments, grain).items():
            table[key].update(values)
    return table


def cell_of(measure: Measure, values: dict[str, Fraction] | None, currency: str, as_of: date) -> Cell:
    """The cell of a measure for the values of its operands; None stands for a period that has not begun."""
    if values is None:
        reason = f"The period begins after {as_of}."
        return Cell(None, measure.unit, measure.label, reason)
    value = measure.formula.value({text: values.get(text, Fraction(0)) for text in measure.formula.operands()})
    if isinstance(value, str):
        return Cell(None, measure.unit, measure.label, value)
    return Cell(rounded(value, measure.unit, currency), measure.unit, measure.label, exact=value)


def rounded(value: Fraction, unit: FigureUnit, currency: str) -> Decimal:
    """A value with the decimals of its unit; half a minor unit is rounded away from zero."""
    places = PLACES_OF_UNITS.get(unit)
    if places is None:
        places = decimals_of(currency)
    with localcontext(prec=60):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-(places if places is not None else 2)), ROUND_HALF_UP)


def totals_of(request: ReportRequest, facts: Facts, as_of: date) -> ReportRow:
    """The figures of all days of a request together, of all segments that pass its filters."""
    [row] = rows_of(replace(request, grain=None, group_by=()), facts, as_of)
    return replace(row, key=replace(row.key, record=TOTALS))
