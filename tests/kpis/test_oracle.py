"""The engine equals an independent computation, for every report of phases and in every dialect."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.definitions import DIALECTS, Definition
from domain.kpis.engine import run
from domain.kpis.facts import Facts, facts_of
from domain.kpis.phases import Phase
from domain.kpis.reports import Layout
from domain.kpis.requests import Dimension, Grain, ReportRequest, SegmentFilter
from tests.kpis.oracle import Oracle
from tests.kpis.oracle_figures import Figures, figure
from tests.kpis.worlds import definitions, worlds
from tests.proofs import examples

OF_PHASES = [
    report.id
    for report in SYSTEM_REPORTS.values()
    if report.facts == ("phases",) and report.layout is Layout.PERIODS and not report.group_by
]
FIRST, END = date(2025, 12, 10), date(2026, 3, 12)


def compare(request: ReportRequest, known: Facts, oracle: Oracle) -> int:
    """Compare each cell of a report with the independent computation; the number of cells."""
    result = run(request, known)
    cells = 0
    for row in (*result.rows, result.totals):
        assert row.key.starts_on is not None
        assert row.key.ends_on is not None
        if row.key.starts_on > result.as_of:
            assert all(cell.value is None and cell.reason for cell in row.cells.values())
            continue

        def is_inside(phase: Phase, segment: tuple[str | None, ...] = row.key.segment) -> bool:
            own = tuple(getattr(phase, dimension.value) for dimension in request.group_by)
            passes = [(getattr(phase, f.dimension.value) in f.values) ^ f.excludes for f in request.filters]
            return (not segment or own == segment) and all(passes)

        first = max(row.key.starts_on, request.starts_on)
        figures = Figures(oracle, first, row.key.ends_on, is_inside, (row.key.segment, request.filters))
        for name, cell in row.cells.items():
            expected = figure(name, figures)
            assert cell.exact == expected, (request.report, name, row.key, request.definition)
            assert (cell.reason is None) == (expected is not None)
            cells += 1
    return cells


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS.keys())
@given(phases=worlds())
@examples(30, short=2)
def test_every_report_equals_the_independent_computation(dialect: Definition, phases: list[Phase]) -> None:
    known, oracle = facts_of("USD", phases), Oracle(phases, dialect, END - timedelta(days=1))
    for report in OF_PHASES:
        assert compare(ReportRequest(report, FIRST, END, definition=dialect), known, oracle)


@given(
    phases=worlds(),
    definition=definitions,
    grain=st.sampled_from([None, Grain.DAY, *Grain]),
    group=st.sampled_from([(), (Dimension.PLAN,), (Dimension.CURRENCY, Dimension.COUNTRY)]),
    plans=st.sampled_from([None, frozenset({"A"}), frozenset({None, "B"})]),
    excludes=st.booleans(),
    first=st.dates(FIRST, END - timedelta(days=12)),
    back=st.sampled_from([1, 1, 1, 5, 40]),
    currency=st.sampled_from([None, None, "EUR"]),
    chosen=st.integers(0, 2),
)
@examples(120, short=8)
def test_so_does_any_definition_split_and_filter(
    phases: list[Phase],
    definition: Definition,
    grain: Grain | None,
    group: tuple[Dimension, ...],
    plans: frozenset[str | None] | None,
    excludes: bool,
    first: date,
    back: int,
    currency: str | None,
    chosen: int,
) -> None:
    filters = () if plans is None else (SegmentFilter(Dimension.PLAN, plans, excludes),)
    end = END if grain is not Grain.DAY else first + timedelta(days=12)
    as_of = end - timedelta(days=back)
    known, oracle = facts_of("USD", phases), Oracle(phases, definition, as_of, currency)
    for report in OF_PHASES[chosen::3]:
        request = ReportRequest(
            report, first, end, grain, group, filters, definition=definition, as_of=as_of, currency=currency
        )
        assert compare(request, known, oracle) >= 0
