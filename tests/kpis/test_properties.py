"""What holds for any phases: accounts balance, rates add up, order is nothing, and differences are explained."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.definitions import ZOHO, Definition
from domain.kpis.engine import compare_definitions, prove, run
from domain.kpis.facts import facts_of
from domain.kpis.phases import Phase
from domain.kpis.reports import Layout
from domain.kpis.requests import CohortMode, Dimension, Grain, ReportRequest, SegmentFilter
from domain.kpis.results import Cell, FigureUnit
from tests.kpis.oracle import Oracle
from tests.kpis.worlds import definitions, worlds
from tests.proofs import examples

FIRST, END = date(2025, 12, 1), date(2026, 4, 1)
GAINS, LOSSES = ("new", "expansion", "reactivation", "entering"), ("contraction", "churn", "leaving")
OF_PHASES = [r.id for r in SYSTEM_REPORTS.values() if r.facts == ("phases",)]
ADDITIVE = (*GAINS, *LOSSES, "net_new")
A_PLAN = (SegmentFilter(Dimension.PLAN, frozenset({"A"})),)


def exact(cells: dict[str, Cell], *names: str) -> Fraction:
    return sum((cells[name].exact or Fraction(0) for name in names), Fraction(0))


@given(phases=worlds(), definition=definitions, filters=st.sampled_from([(), A_PLAN]))
@examples(80, short=8)
def test_a_waterfall_reconciles_whatever_it_is_filtered_by(
    phases: list[Phase], definition: Definition, filters: tuple[SegmentFilter, ...]
) -> None:
    measures = ("opening", *GAINS, *LOSSES, "closing")
    request = ReportRequest("mrr-waterfall", FIRST, END, definition=definition, filters=filters, measures=measures)
    result = run(request, facts_of("USD", phases))
    closing = Fraction(0)
    for row in result.rows:
        moved = exact(row.cells, *GAINS) - exact(row.cells, *LOSSES)
        assert exact(row.cells, "opening") + moved == exact(row.cells, "closing")
        closing = exact(row.cells, "closing")
    assert exact(result.totals.cells, "closing") == closing


@given(phases=worlds(), definition=definitions)
@examples(80, short=8)
def test_splitting_a_period_and_grouping_add_up(phases: list[Phase], definition: Definition) -> None:
    facts = facts_of("USD", phases)
    request = ReportRequest("mrr-movements", FIRST, END, Grain.DAY, definition=definition)
    days, months = run(request, facts), run(replace(request, grain=Grain.MONTH), facts)
    for name in days.totals.cells:
        whole = days.totals.cells[name].exact
        assert sum((exact(row.cells, name) for row in days.rows), Fraction(0)) == whole
        assert sum((exact(row.cells, name) for row in months.rows), Fraction(0)) == whole
    grouped = run(replace(request, grain=None, group_by=(Dimension.PLAN,)), facts)
    assert sum((exact(row.cells, "net_new") for row in grouped.rows), Fraction(0)) == exact(
        days.totals.cells, "net_new"
    )


@given(phases=worlds(), definition=definitions)
@examples(60, short=8)
def test_retention_and_churn_are_two_sides(phases: list[Phase], definition: Definition) -> None:
    facts = facts_of("USD", phases)
    for row in run(ReportRequest("nrr", FIRST, END, definition=definition), facts).rows:
        request = ReportRequest("revenue-churn", row.key.starts_on or FIRST, row.key.ends_on or END, None)
        cells = run(replace(request, definition=definition), facts).totals.cells
        if row.cells["nrr"].exact is None:
            assert cells["net_mrr_churn_rate"].exact is None
        else:
            assert row.cells["nrr"].exact + exact(cells, "net_mrr_churn_rate") == 100


@given(phases=worlds(), definition=definitions, seed=st.integers(0, 9), report=st.sampled_from(OF_PHASES))
@examples(60, short=6)
def test_the_order_of_rows_has_no_effect(phases: list[Phase], definition: Definition, seed: int, report: str) -> None:
    shuffled = Random(seed).sample(phases, len(phases))
    request = ReportRequest(report, FIRST, END, definition=definition)
    one, other = (run(request, facts_of("USD", each)) for each in (phases, shuffled))
    assert one == other
    cells = [(row.key, name) for row in one.rows for name, cell in row.cells.items() if cell.value is not None]
    if cells:
        key, name = Random(seed).choice(cells)
        proofs = [prove(request, facts_of("USD", each), key, name) for each in (phases, shuffled)]
        assert proofs[0] == proofs[1]


@given(phases=worlds(), definition=definitions, seed=st.integers(0, 99), report=st.sampled_from(OF_PHASES))
@examples(80, short=10)
def test_every_cell_is_proved(phases: list[Phase], definition: Definition, seed: int, report: str) -> None:
    facts = facts_of("USD", phases)
    request = ReportRequest(report, FIRST, END, definition=definition, group_by=SYSTEM_REPORTS[report].group_by)
    cells = [(row, name) for row in run(request, facts).rows for name, cell in row.cells.items() if cell.exact]
    for row, name in Random(seed).sample(cells, min(3, len(cells))):
        proof = prove(request, facts, row.key, name)
        assert proof.cell == row.cells[name]
        assert proof.cell.exact == row.cells[name].exact
        assert proof.sums_up
        assert proof.reconciles
        for operand, value in proof.operands.items():
            parts = [each.amount for each in proof.contributions if each.operand == operand]
            assert operand == "period.months" or sum(parts) == value
        lines = [line.amount for line in proof.reconciliation]
        assert sum(lines[:-1]) == lines[-1]


@given(phases=worlds(), first=definitions, second=definitions, report=st.sampled_from(OF_PHASES), at=st.integers(0, 9))
@examples(80, short=8)
def test_the_difference_of_two_definitions_is_that_of_its_subscriptions(
    phases: list[Phase], first: Definition, second: Definition, report: str, at: int
) -> None:
    if SYSTEM_REPORTS[report].layout is Layout.COHORTS:
        report = "mrr"
    measures = SYSTEM_REPORTS[report].measures
    request = ReportRequest(report, FIRST, END)
    compared = compare_definitions(
        request, facts_of("USD", phases), first, second, measure=measures[at % len(measures)]
    )
    for operand in compared.first_operands.keys() - {"period.months"}:
        explained = sum((d.amount for d in compared.differences if d.operand == operand), Decimal(0))
        assert explained == compared.second_operands[operand] - compared.first_operands[operand]
    result = run(replace(request, definition=second), facts_of("USD", phases))
    assert compared.second == result.totals.cells.get(measures[at % len(measures)], compared.second)


@given(phases=worlds(), definition=definitions, mode=st.sampled_from(CohortMode), revenue=st.booleans())
@examples(60, short=8)
def test_cohorts_equal_the_independent_computation(
    phases: list[Phase], definition: Definition, mode: CohortMode, revenue: bool
) -> None:
    report = "revenue-cohorts" if revenue else "subscription-cohorts"
    request = ReportRequest(report, FIRST, END, definition=definition, cohort_mode=mode)
    what, by = (definition.price.value, definition.unit.value) if revenue else ("active", "subscription")
    moves = Oracle(phases, definition, date(2026, 3, 31)).moves(what, by, None, lambda _: True)
    months = [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), END]
    rows = run(request, facts_of("USD", phases)).rows
    assert [row.key.starts_on for row in rows] == months[:4]
    for number, row in enumerate(rows):
        began = [m for m in moves if m.kind == "new" and months[number] <= m.day < months[number + 1]]
        owners = {m.subscription if by == "subscription" else m.customer for m in began}
        base = sum((m.amount for m in began), Fraction(0))
        own = [m for m in moves if (m.subscription if by == "subscription" else m.customer) in owners]
        left = [sum((m.amount for m in own if m.day < end), Fraction(0)) for end in months[number + 1 :]]
        left[0] = base
        assert exact(row.cells, "base") == base
        for k, value in enumerate(left):
            cell, over = row.cells[f"period_{k}"], left[k - 1] if k and mode is CohortMode.OF_PREVIOUS else base
            expected = value if mode is CohortMode.ABSOLUTE else 100 * value / over if over else None
            assert cell.exact == expected
            assert k or mode is CohortMode.ABSOLUTE or cell.value in {None, Decimal("100.00")}
            assert (cell.unit is FigureUnit.PERCENT) == (mode is not CohortMode.ABSOLUTE)
        assert all(row.cells[f"period_{k}"].reason for k in range(len(left), 4))


def test_without_any_phase_nothing_is_divided_by_nothing() -> None:
    for report in SYSTEM_REPORTS.values():
        result = run(ReportRequest(report.id, FIRST, END, definition=ZOHO), facts_of("USD", []))
        for row in (*result.rows, result.totals):
            for cell in row.cells.values():
                assert cell.value == 0 or (cell.value is None and cell.reason)
