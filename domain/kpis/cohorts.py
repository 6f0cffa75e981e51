"""Cohorts: of those who began in a period, how much is left in each later one."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import polars as pl

from domain.errors import BadUserInput
from domain.kpis.figures import TOTALS, cell_of, empty_cell
from domain.kpis.formulas import Formula, Measure
from domain.kpis.ledgers import ledger
from domain.kpis.periods import Period, next_first_day, periods
from domain.kpis.requests import CohortMode, Grain
from domain.kpis.results import FigureLabel, FigureUnit, ReportRow, RowKey
from domain.kpis.scopes import COHORT, Scope

MOST_COLUMNS = 24
_NOBODY = "Nothing began in this period."
_NOTHING_LEFT = "Nothing was left in the period before."


def ledger_name(scope: Scope) -> str:
    """The ledger that the cohorts of a scope are made of."""
    return "cohort_active" if scope.report.id == "subscription-cohorts" else "cohort_mrr"


def column_measure(scope: Scope, number: int) -> Measure:
    """The measure of a column: what is left in the period with a number, the first one being number 0."""
    name, mode = ledger_name(scope), scope.request.cohort_mode
    grain = (scope.request.grain or Grain.MONTH).name.capitalize()
    is_money = ledger(name, scope).is_money
    amount = FigureUnit.MONEY if is_money else FigureUnit.COUNT
    unit = amount if mode is CohortMode.ABSOLUTE else FigureUnit.PERCENT
    left = f"{name}.new" if number == 0 else f"{name}.closing"
    if mode is CohortMode.ABSOLUTE:
        formula = Formula((left,))
    elif mode is CohortMode.OF_PREVIOUS and number > 1:
        formula = Formula((left,), over=(f"{name}.opening",), times=100, no_base=_NOTHING_LEFT)
    else:
        formula = Formula((left,), over=(f"{name}.new",), times=100, no_base=_NOBODY)
    return Measure(f"period_{number}", f"{grain} {number}", formula, unit, FigureLabel.BALANCE)


def base_measure(scope: Scope) -> Measure:
    """The measure of the column `base`: what the cohort began with."""
    name = ledger_name(scope)
    unit = FigureUnit.MONEY if ledger(name, scope).is_money else FigureUnit.COUNT
    return Measure("base", "At the start", Formula((f"{name}.new",)), unit)


def cohort_measures(scope: Scope) -> list[Measure]:
    """The measures of the columns: what the cohorts began with, then period after period."""
    grain = scope.request.grain or Grain.MONTH
    first = periods(scope.request, scope.as_of)[0].label
    number = 0
    while number < MOST_COLUMNS and later_period(first, number + 1, grain).starts_on <= scope.as_of:
        number += 1
    return [base_measure(scope), *(column_measure(scope, each) for each in range(number + 1))]


def later_period(label: date, number: int, grain: Grain) -> Period:
    """The period that begins a number of periods after another."""
    for _ in range(number):
        label = next_first_day(label, grain)
    return Period(label, next_first_day(label, grain), label)


def cohort_rows(scope: Scope, measures: list[Measure]) -> tuple[list[ReportRow], ReportRow]:
    """A row for each cohort, and the totals of the cohorts that are old enough for a column."""
    grain, name = scope.request.grain or Grain.MONTH, ledger_name(scope)
    closing, opening, new = f"{name}.closing", f"{name}.opening", f"{name}.new"
    bases, changes, per = _changes(scope, grain)
    begun = periods(scope.request, scope.as_of)
    # A period of one cohort is the period before of the next one.
    later = [later_period(begun[0].label, 0, grain)]
    while len(later) < len(begun) + len(measures):
        later.append(later_period(later[-1].label, 1, grain))
    not_over = {m.id: empty_cell(m, f"The period is not over on {scope.as_of}.") for m in measures}
    rows: list[ReportRow] = []
    # What is left, what was left before and what there was at the start, of all cohorts that are old enough.
    totals: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for first, period in enumerate(begun):
        base = bases.get(period.label, 0)
        left, units, moved = base, 0, changes.get(period.label, {})
        of_base = Fraction(base, per)
        cells = {"base": cell_of(measures[0], {new: of_base}, scope)}
        for number, measure in enumerate(measures[1:]):
            at = later[first + number]
            units += moved.get(at.label, 0)
            before, left = left, units if number else base
            if at.ends_on > scope.as_of + timedelta(days=1) and (number or at.starts_on > scope.as_of):
                cells[measure.id] = not_over[measure.id]
                continue
            values = {closing: Fraction(left, per), opening: Fraction(before, per), new: of_base}
            cells[measure.id] = cell_of(measure, values, scope)
            total = totals[measure.id]
            total[0], total[1], total[2] = total[0] + left, total[1] + before, total[2] + base
        totals["base"][2] += base
        rows.append(ReportRow(RowKey(period.label, period.ends_on), cells, period.partial))
    of_all = {
        id_: dict(zip((closing, opening, new), (Fraction(each, per) for each in sums), strict=True))
        for id_, sums in totals.items()
    }
    last = {
        m.id: cell_of(m, of_all[m.id], scope) if m.id in of_all else empty_cell(m, "No cohort is old enough.")
        for m in measures
    }
    return rows, ReportRow(RowKey(scope.request.starts_on, scope.request.ends_on, (), TOTALS), last)


def _changes(scope: Scope, grain: Grain) -> tuple[dict[date, int], dict[date, dict[date, int]], int]:
    """What each cohort began with, and by how much it changed in each period, in the units of the ledger."""
    book = ledger(ledger_name(scope), scope)
    labelled = book.entries.with_columns(book.labels(grain.value)).filter(pl.col("day") <= scope.as_of)
    began = labelled.filter(pl.col("kind") == "new").group_by(COHORT).agg(pl.col("amount").sum())
    changes: defaultdict[date, dict[date, int]] = defaultdict(dict)
    # Who never began, as whoever only came into a segment, is of no cohort.
    of_cohorts = labelled.filter(pl.col(COHORT).is_not_null())
    for cohort, label, units in of_cohorts.group_by(COHORT, "label").agg(pl.col("amount").sum()).rows():
        changes[date.fromisoformat(cohort)][label] = units
    return {date.fromisoformat(cohort): units for cohort, units in began.rows()}, changes, book.per


def narrowed_cohort(scope: Scope, key: RowKey, measure: str) -> tuple[Measure, Period]:
    """The measure of a cohort's cell, and the period whose closing is what is left.

    It begins with the cohort, so that what the cohort began with is in it; where a cell is relative to the period
    before, it is the last period alone.
    """
    numbers = {each.id: number for number, each in enumerate(cohort_measures(scope)[1:])}
    if key.starts_on is None or measure not in {"base", *numbers}:
        raise BadUserInput(f"`{scope.report.id}` has no such cell as `{measure}` of {key.starts_on}.")
    number = numbers.get(measure, 0)
    chosen = base_measure(scope) if measure == "base" else column_measure(scope, number)
    at = later_period(key.starts_on, number, scope.request.grain or Grain.MONTH)
    is_relative = scope.request.cohort_mode is CohortMode.OF_PREVIOUS and number > 1
    return chosen, at if is_relative else replace(at, starts_on=key.starts_on, label=key.starts_on)
