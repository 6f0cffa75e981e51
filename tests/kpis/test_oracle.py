"""The engine equals an independent computation, for every report of phases and in every dialect."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.definitions import DIALECTS, Definition
from domain.kpis.engine import run
from domain.kpis.facts import facts_of
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


def compare(request: ReportRequest, phases: list[Phase], inside: object = None) -> int:
    """Compare each cell of a report with the independent computation; the number of cells."""
    result = run(request, facts_of("USD", phases))
    oracle = Oracle(phases, request.definition, result.as_of, request.currency)
    cells = 0
    for row in (*result.rows, result.totals):
        assert row.key.starts_on is not None
        assert row.key.ends_on is not None
        if row.key.starts_on > result.as_of:
            assert all(cell.value is None and cell.reason for cell in row.cells.values())
            continue
        first = max(row.key.starts_on, request.starts_on)

        def is_inside(phase: Phase, segment: tuple[str | None, ...] = row.key.segment) -> bool:
            own = tuple(getattr(phase, dimension.value) for dimension in request.group_by)
            is_in_segment = not segment or own == segment
            return is_in_segment and all(
                (getattr(phase, f.dimension.value) in f.values) ^ f.excludes for f in request.filters
            )

        figures = Figures(oracle, first, row.key.ends_on, is_inside)
        for name, cell in row.cells.items():
            expected = figure(name, figures)
            assert cell.exact == expected, (name, row.key, request.definition)
            assert (cell.reason is None) == (expected is not None)
            cells += 1
    return cells


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS.keys())
@pytest.mark.parametrize("report", OF_PHASES)
@given(phases=worlds())
@examples(40, short=4)
def test_every_report_equals_the_independent_computation(report: str, dialect: Definition, phases: list[Phase]) -> None:
    assert compare(ReportRequest(report, FIRST, END, definition=dialect), phases)


@given(
    phases=worlds(),
    report=st.sampled_from(OF_PHASES),
    definition=definitions,
    grain=st.sampled_from([None, *Grain]),
    group=st.sampled_from([(), (Dimension.PLAN,), (Dimension.CURRENCY, Dimension.COUNTRY)]),
    plans=st.sampled_from([None, frozenset({"A"}), frozenset({None, "B"})]),
    excludes=st.booleans(),
    back=st.integers(0, 120),
    currency=st.sampled_from([None, None, "EUR"]),
)
@examples(600, short=60)
def test_so_does_any_definition_split_and_filter(
    phases: list[Phase],
    report: str,
    definition: Definition,
    grain: Grain | None,
    group: tuple[Dimension, ...],
    plans: frozenset[str | None] | None,
    excludes: bool,
    back: int,
    currency: str | None,
) -> None:
    filters = () if plans is None else (SegmentFilter(Dimension.PLAN, plans, excludes),)
    first = FIRST if grain is not Grain.DAY else END - timedelta(days=20)
    request = ReportRequest(
        report,
        first,
        END,
        grain,
        group,
        filters,
        definition=definition,
        as_of=END - timedelta(days=back),
        currency=currency,
    )
    assert compare(request, phases) >= 0
