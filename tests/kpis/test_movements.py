"""Movements: what becomes of each change of recurring revenue."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.kpis.definitions import CHARTMOGUL, ZOHO, CountedUnit
from domain.kpis.engine import prove, run
from domain.kpis.facts import Facts
from domain.kpis.requests import Dimension, ReportRequest, SegmentFilter
from domain.kpis.results import RowKey
from tests.kpis.timelines import facts, phase

KINDS = ("new", "expansion", "reactivation", "contraction", "churn", "entering", "leaving")
YEAR = ReportRequest("mrr-waterfall", date(2026, 1, 1), date(2027, 1, 1), measures=("opening", *KINDS, "closing"))


def months(known: Facts, request: ReportRequest = YEAR) -> dict[int, dict[str, Decimal]]:
    """What moved in each month: the kinds that are not zero."""
    moved: dict[int, dict[str, Decimal]] = {}
    for row in run(request, known).rows:
        values = {kind: value for kind in KINDS if (value := row.cells[kind].value)}
        if values:
            assert row.key.starts_on is not None
            moved[row.key.starts_on.month] = values
    return moved


def test_from_nothing_to_something_is_new_and_after_a_past_reactivation() -> None:
    known = facts(
        phase("s", "trial", "1-1..2-1"),
        phase("s", "live", "2-1..4-1"),
        phase("s", "cancelled", "4-1..6-1"),
        phase("s", "live", "6-1", "70"),
    )
    assert months(known) == {
        2: {"new": Decimal("100.00")},
        4: {"churn": Decimal("100.00")},
        6: {"reactivation": Decimal("70.00")},
    }


@pytest.mark.parametrize("status", ["paused", "cancelled", "expired", "cancelled_from_dunning"])
def test_to_nothing_is_churn_and_never_contraction(status: str) -> None:
    known = facts(phase("s", "live", "1-1..3-5"), phase("s", status, "3-5..4-1"), phase("s", "live", "4-1"))
    assert months(known)[3] == {"churn": Decimal("100.00")}
    assert months(known)[4] == {"reactivation": Decimal("100.00")}


def test_a_change_between_two_prices_is_expansion_or_contraction() -> None:
    known = facts(phase("s", "live", "1-1..2-1"), phase("s", "live", "2-1..3-1", "130"), phase("s", "live", "3-1"))
    assert months(known)[2] == {"expansion": Decimal("30.00")}
    assert months(known)[3] == {"contraction": Decimal("30.00")}


def test_each_movement_counts_however_short_it_was() -> None:
    known = facts(phase("s", "live", "1-1..1-10"), phase("s", "live", "1-10..1-20", "130"), phase("s", "live", "1-20"))
    assert months(known)[1] == {
        "new": Decimal("100.00"),
        "expansion": Decimal("30.00"),
        "contraction": Decimal("30.00"),
    }


def test_a_filtered_waterfall_has_what_enters_and_leaves_its_segment() -> None:
    known = facts(phase("s", "live", "1-1..2-1", plan="A"), phase("s", "live", "2-1", "130", plan="B"))
    into = replace(YEAR, filters=(SegmentFilter(Dimension.PLAN, frozenset({"B"})),))
    out_of = replace(YEAR, filters=(SegmentFilter(Dimension.PLAN, frozenset({"B"}), excludes=True),))
    assert months(known, into) == {2: {"entering": Decimal("130.00")}}
    assert months(known, out_of)[2] == {"leaving": Decimal("100.00")}


def test_the_second_subscription_of_a_customer_is_expansion_where_customers_are_followed() -> None:
    known = facts(phase("s", "live", "1-1"), phase("t", "live", "2-1..3-1", "40"))
    assert months(known)[2] == {"new": Decimal("40.00")}
    of_customers = months(known, replace(YEAR, definition=CHARTMOGUL))
    assert of_customers[2] == {"expansion": Decimal("40.00")}
    assert of_customers[3] == {"contraction": Decimal("40.00")}
    assert ZOHO.unit is CountedUnit.SUBSCRIPTION


def test_a_proof_has_the_rows_behind_a_cell_and_an_account_that_balances() -> None:
    known = facts(
        phase("s", "live", "1-1..3-1", "100", interval=12, sources="e1"),
        phase("s", "live", "3-1", "100", interval=3, sources="e2"),
        phase("t", "live", "2-1", "100", interval=12),
        phase("u", "live", "3-9", "100", interval=12),
    )
    proof = prove(YEAR, known, RowKey(date(2026, 3, 1)), "closing")
    assert proof.cell.value == Decimal("50.00")
    assert [(each.row, each.amount) for each in proof.contributions] == [
        ("s", Decimal("33.34")),
        ("t", Decimal("8.33")),
        ("u", Decimal("8.33")),
    ]
    assert proof.contributions[0].sources == "e1 e2"
    assert [(line.title, line.amount) for line in proof.reconciliation] == [
        ("opening", Decimal("16.67")),
        ("new", Decimal("8.33")),
        ("expansion", Decimal("25.00")),
        ("closing", Decimal("50.00")),
    ]
    assert proof.reconciles
    assert proof.sums_up
    assert proof.hash == prove(YEAR, known, RowKey(date(2026, 3, 1)), "closing").hash
