"""Figures: the rows of a scope, cell by cell, from the sums of its ledgers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

import polars as pl

from domain.currencies import decimals_of
from domain.kpis.formulas import Measure
from domain.kpis.ledgers import PERIOD, Ledger, ledger, operand_of
from domain.kpis.measures import MEASURES
from domain.kpis.periods import Period, periods
from domain.kpis.record_lists import RecordRows
from domain.kpis.reports import Layout
from domain.kpis.requests import Grain
from domain.kpis.results import Cell, FigureUnit, ReportRow, RowKey
from domain.kpis.scopes import RECORD, Scope
from domain.kpis.states import texts_of_records, unplaced_payments
from domain.kpis.tables import DISTINCT, Segment, sums, worth

# What stands for an id in the key of the totals.
TOTALS = "totals"
EARNED = "earned"
NOT_PLACED = "The customer has several subscriptions, and no list says which of them was paid."
PLACES_OF_UNITS = {FigureUnit.PERCENT: 2, FigureUnit.RATIO: 2, FigureUnit.COUNT: 0, FigureUnit.DAYS: 0}
Values = dict[str, Fraction]
_CONTEXT = Context(prec=60)


def measures_of(scope: Scope) -> list[Measure]:
    """The measures of a scope in the order of the columns; those of segments only where there are segments."""
    request = scope.request
    is_whole = not request.filters and not request.group_by
    names = request.measures or tuple(
        name for name in scope.report.measures if not (is_whole and name.endswith(("entering", "leaving")))
    )
    return [MEASURES[name].under(request.definition) for name in names]


def rows_of(scope: Scope, measures: Sequence[Measure]) -> Sequence[ReportRow]:
    """The rows of a scope: each period with each segment, or each record of a list."""
    return rows_and_totals(scope, measures)[0]


def rows_and_totals(scope: Scope, measures: Sequence[Measure]) -> tuple[Sequence[ReportRow], ReportRow]:
    """The rows of a scope, and the figures of all its days and segments together."""
    if scope.report.layout is Layout.RECORDS and scope.segments:
        return _records(scope, measures), totals_of(scope, measures)
    every = periods(scope.request, scope.as_of)
    begun = [period for period in every if period.starts_on <= scope.as_of]
    texts = {text for measure in measures for text in measure.formula.operands()}
    table = operand_table(scope, begun, texts, scope.request.grain) if begun else {}
    segments: list[Segment] = [()]
    if scope.segments:
        segments = sorted({segment for _, segment in table}, key=lambda s: tuple((v is None, v or "") for v in s))
    rows: list[ReportRow] = []
    for number, period in enumerate(every):
        is_begun, months = period.starts_on <= scope.as_of, {f"{PERIOD}.months": months_of(period)}
        for segment in segments:
            values = {**table.get((number, segment), {}), **months} if is_begun else None
            rows.append(_row(period, segment, values, scope, measures))
    if scope.segments or any(operand_of(text).of in DISTINCT for text in texts):
        return rows, totals_of(scope, measures)
    values = added_up([table.get((number, ()), {}) for number in range(len(begun))], texts) if begun else None
    [whole] = periods(scope.whole().request, scope.as_of)
    return rows, _as_totals(_row(whole, (), _with_months(values, whole), scope, measures))


def _row(
    period: Period, segment: Segment, values: Values | None, scope: Scope, measures: Sequence[Measure]
) -> ReportRow:
    cells = {m.id: cell_of(m, values, scope) for m in measures}
    return ReportRow(RowKey(period.label, period.ends_on, segment), cells, period.partial)


def _with_months(values: Values | None, period: Period) -> Values | None:
    return None if values is None else {**values, f"{PERIOD}.months": months_of(period)}


def added_up(values: Sequence[Values], texts: Iterable[str]) -> Values:
    """The values of operands over periods that follow each other: the first opening, the last closing, else the sum."""
    total: Values = {}
    for text in texts:
        of_periods = [each.get(text, Fraction(0)) for each in values]
        kind = operand_of(text).kind
        at = {"opening": of_periods[:1], "closing": of_periods[-1:]}.get(kind, of_periods)
        total[text] = sum((value for value in at if value), Fraction(0))
    return total


def _records(scope: Scope, measures: Sequence[Measure]) -> Sequence[ReportRow]:
    """The rows of a list: the records that its own ledger has, with what is shown of each."""
    [period] = periods(scope.request, scope.as_of)
    units: dict[str, dict[str | None, int]] = {}
    books: dict[str, Ledger] = {}
    for text in (text for measure in measures for text in measure.formula.operands()):
        operand = operand_of(text)
        book = books[text] = ledger(operand.ledger, scope)
        chosen = book.entries.filter(pl.col("kind") == operand.kind)
        units[text] = dict(chosen.group_by(RECORD).agg(pl.col("amount").sum()).rows())
    key = ("texts", scope.terms, scope.day)
    words = scope.facts.keep(key, lambda: texts_of_records(scope.facts, scope.terms, scope.day))

    has_earned = any(operand_of(text).ledger == EARNED for text in units)
    unknown = _of_unknown_earnings(scope) if has_earned else frozenset[str]()

    def row(record: str) -> ReportRow:
        values = {text: worth(books[text], operand_of(text), of.get(record, 0)) for text, of in units.items()}
        cells = {m.id: cell_of(m, values, scope) for m in measures}
        if record in unknown:
            earned = [m for m in measures if any(operand_of(text).ledger == EARNED for text in m.formula.operands())]
            cells |= {m.id: empty_cell(m, NOT_PLACED) for m in earned}
        return ReportRow(RowKey(period.label, period.ends_on, (), record), cells, period.partial, words[record])

    listed: list[str] = ledger(scope.report.lists, scope).entries[RECORD].unique().sort().to_list()
    return RecordRows(listed, row)


def _of_unknown_earnings(scope: Scope) -> frozenset[str]:
    """The subscriptions of customers some of whose payments belong to no single subscription."""
    customers = unplaced_payments(scope.facts, scope.day)["customer_id"].unique()
    return frozenset(scope.facts.phases.filter(pl.col("customer_id").is_in(customers.implode()))["subscription_id"])


def totals_of(scope: Scope, measures: Sequence[Measure]) -> ReportRow:
    """The figures of all days and all segments of a scope together."""
    whole = scope.whole()
    [period] = periods(whole.request, scope.as_of)
    values: Values | None = None
    if period.starts_on <= scope.as_of:
        texts = {text for measure in measures for text in measure.formula.operands()}
        values = operand_table(whole, [period], texts, None).get((0, ()), {})
    return _as_totals(_row(period, (), _with_months(values, period), whole, measures))


def _as_totals(row: ReportRow) -> ReportRow:
    cells = {
        name: replace(cell, value=None, exact=None, reason="Days of several records are not added.")
        if cell.unit is FigureUnit.DAYS
        else cell
        for name, cell in row.cells.items()
    }
    return replace(row, key=replace(row.key, record=TOTALS), cells=cells)


def operand_table(
    scope: Scope, begun: Sequence[Period], texts: Iterable[str], grain: Grain | None
) -> dict[tuple[int, Segment], Values]:
    """The values of operands by the number of the period and the segment; what is not there is zero."""
    by_ledger: defaultdict[str, set[str]] = defaultdict(set)
    for text in texts:
        by_ledger[operand_of(text).ledger].add(text)
    by_ledger.pop(PERIOD, None)
    length = grain.value if grain else None
    table: defaultdict[tuple[int, Segment], Values] = defaultdict(dict)
    for name, wanted in sorted(by_ledger.items()):
        for key, values in sums(ledger(name, scope), wanted, begun, scope.segments, length).items():
            table[key].update(values)
    return table


def months_of(period: Period) -> Fraction:
    """The length of a period in months: whole months, else its days in months of a year of 365."""
    starts_on, ends_on = period.starts_on, period.ends_on
    if starts_on.day == ends_on.day == 1:
        return Fraction((ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month)
    return Fraction((ends_on - starts_on).days * 12, 365)


def cell_of(measure: Measure, values: Values | None, scope: Scope) -> Cell:
    """The cell of a measure for the values of its operands; None stands for a period that has not begun."""
    if values is None:
        return empty_cell(measure, f"The period begins after {scope.as_of}.")
    value = measure.formula.value(values)
    if isinstance(value, str):
        return empty_cell(measure, value)
    return Cell(rounded(value, measure.unit, scope.currency), measure.unit, measure.label, exact=value)


def empty_cell(measure: Measure, reason: str) -> Cell:
    """A cell without a figure, and why."""
    return Cell(None, measure.unit, measure.label, reason)


@lru_cache(1024)
def places_of(unit: FigureUnit, currency: str) -> int:
    """How many decimals a unit has, of money those of its currency."""
    places = PLACES_OF_UNITS.get(unit)
    if places is None:
        places = decimals_of(currency)
    return 2 if places is None else places


def rounded(value: Fraction, unit: FigureUnit, currency: str) -> Decimal:
    """A value with the decimals of its unit; half a minor unit is rounded away from zero."""
    places = places_of(unit, currency)
    numerator, denominator = value.as_integer_ratio()
    units = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    rounded_units = Decimal(units if numerator >= 0 else -units)
    return rounded_units.scaleb(-places, _CONTEXT) if places else rounded_units


def first_days(rows: Iterable[ReportRow]) -> list[date | None]:
    """The first days of the rows' periods in their order."""
    return [*dict.fromkeys(row.key.starts_on for row in rows)]
