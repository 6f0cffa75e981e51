"""What a result states beside its figures: its history, its currencies, what it is compared with, what is missing."""

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.errors import BadUserInput
from domain.kpis.definitions import ZOHO, Definition, ExchangeDay
from domain.kpis.engine import compare_definitions, prove, run
from domain.kpis.requests import ComparedWith, Dimension, ReportRequest
from domain.kpis.results import RowKey
from tests.kpis.timelines import facts, phase

YEAR = ReportRequest("mrr", date(2026, 1, 1), date(2027, 1, 1))


def test_it_says_from_when_the_history_is_known() -> None:
    known = facts(phase("s", "live", "2-1", known_from=date(2026, 2, 1)), phase("t", "live", "1-1"))
    result = run(YEAR, known)
    assert result.coverage.known_from == date(2026, 2, 1)
    assert result.notes == ("The history is complete from 2026-02-01 on; figures before that day may lack some.",)
    assert run(ReportRequest("mrr", date(2026, 3, 1), date(2026, 4, 1)), known).notes == ()


def test_currencies_are_converted_and_it_says_so_or_one_of_them_is_asked_for() -> None:
    known = facts(
        phase("s", "live", "1-1", "100"),
        phase("t", "live", "1-1", "100", currency="EUR", rate_to_base=Decimal("1.25")),
    )
    both = run(YEAR, known)
    assert (both.currency, both.totals.cells["mrr_net"].value) == ("USD", Decimal("225.00"))
    assert both.notes == ("Amounts in EUR are converted to USD.",)
    one = run(ReportRequest("mrr", YEAR.starts_on, YEAR.ends_on, currency="EUR"), known)
    assert (one.currency, one.totals.cells["mrr_net"].value) == ("EUR", Decimal("100.00"))
    assert one.notes == ("Only what is billed in EUR counts.",)


def test_each_row_is_beside_that_of_the_earlier_days() -> None:
    known = facts(phase("s", "live", "1-10..2-20"), phase("s", "live", "2-20", "150"))
    request = ReportRequest(
        "mrr", date(2026, 2, 1), date(2026, 3, 1), comparison=ComparedWith.MONTH_AGO, as_of=date(2026, 2, 28)
    )
    result = run(request, known)
    assert result.rows[0].cells["mrr_net"].value == Decimal("150.00")
    assert result.comparison[0].key.starts_on == date(2026, 1, 1)
    assert result.comparison[0].cells["mrr_net"].value == Decimal("100.00")
    assert result.comparison_totals is not None
    assert result.comparison_totals.cells["mrr_net"].value == Decimal("100.00")


def test_a_period_that_is_not_over_says_so_and_one_that_has_not_begun_has_no_figure() -> None:
    request = ReportRequest("mrr", date(2026, 1, 15), date(2026, 4, 1), as_of=date(2026, 2, 10))
    first, second, third = run(request, facts(phase("s", "live", "1-1"))).rows
    assert first.partial == "The report starts within the period."
    assert second.partial == "The period is not over on 2026-02-10."
    assert third.cells["mrr_net"].value is None
    assert third.cells["mrr_net"].reason == "The period begins after 2026-02-10."


def test_the_difference_of_definitions_names_the_cause_of_each_subscription() -> None:
    known = facts(
        phase("s", "unpaid", "1-1", "60"),
        phase("t", "live", "1-1..2-1", "100", currency="EUR", rate_to_base=Decimal("1.10")),
        phase("t", "live", "2-1", "100", currency="EUR", rate_to_base=Decimal("1.10")),
        phase("u", "live", "3-1", "10", currency="EUR", rate_to_base=Decimal("1.20")),
    )
    other = Definition("OWN", "Own", unpaid=False, exchange=ExchangeDay.LATEST)
    compared = compare_definitions(YEAR, known, ZOHO, other)
    assert [(each.row, each.cause, each.amount) for each in compared.differences] == [
        ("s", "unpaid or dunning", Decimal("-60.00")),
        ("t", "exchange rate", Decimal("10.00")),
    ]
    assert (compared.first.value, compared.second.value) == (Decimal("182.00"), Decimal("132.00"))


@pytest.mark.parametrize(
    ("request_", "complaint"),
    [
        (ReportRequest("nothing", YEAR.starts_on, YEAR.ends_on), "There is no report `nothing`."),
        (ReportRequest("mrr", YEAR.ends_on, YEAR.starts_on), "ends after it starts"),
        (ReportRequest("mrr", YEAR.starts_on, YEAR.ends_on, measures=("arpu",)), "no measure `arpu`"),
        (ReportRequest("refunds", YEAR.starts_on, YEAR.ends_on, group_by=(Dimension.PLAN,)), "cannot be grouped"),
        (
            ReportRequest("under-risk", YEAR.starts_on, YEAR.ends_on, group_by=(Dimension.PLAN,)),
            "a row for each record",
        ),
    ],
)
def test_what_a_report_does_not_have_is_refused(request_: ReportRequest, complaint: str) -> None:
    with pytest.raises(BadUserInput, match=complaint):
        run(request_, facts(phase("s", "live", "1-1")))


@pytest.mark.parametrize("key", [RowKey(date(2025, 1, 1)), RowKey(YEAR.starts_on, segment=("A",)), RowKey()])
def test_a_cell_that_is_not_there_is_not_proved(key: RowKey) -> None:
    with pytest.raises(BadUserInput, match="row"):
        prove(YEAR, facts(phase("s", "live", "1-1")), key, "mrr_net")


def test_what_a_report_is_can_be_known_without_polars() -> None:
    modules = ("catalogue", "definitions", "measures", "phases", "requests", "results")
    code = f"import sys, {', '.join(f'domain.kpis.{name}' for name in modules)}; sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("time_zone", "month"), [("UTC", 1), ("Pacific/Auckland", 2), (None, 1)])
def test_an_instant_is_on_the_day_of_the_definitions_time_zone(time_zone: str | None, month: int) -> None:
    late = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    known = facts(phase("s", "live", "1-31", starts_at=late))
    definition = Definition("OWN", "Own", time_zone=time_zone)
    request = ReportRequest("mrr-movements", YEAR.starts_on, YEAR.ends_on, definition=definition)
    news = [row.key.starts_on for row in run(request, known).rows if row.cells["new"].value]
    assert news == [date(2026, month, 1)]
