"""`suitegraph kpis`: figures from a CSV of phases."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import main

HEADER = (
    "subscription_id,customer_id,status,starts_on,ends_on,amount_gross,amount_net,interval,interval_unit,currency,plan"
)
ROWS = ("s,c,live,2026-01-01,2026-03-01,100,100,1,months,USD,A", "s,c,live,2026-03-01,,1200,1200,1,years,USD,B")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a subscription that changes its plan."""
    path = tmp_path / "phases.csv"
    path.write_text("\n".join((HEADER, *ROWS)), "utf-8")
    return path


def printed(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["kpis", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.output


def test_a_report_is_printed_as_a_table(file: Path) -> None:
    lines = printed(file, "--report", "mrr", "--first", "2026-02-01", "--last", "2026-03-31").splitlines()
    assert lines == [
        "period,record,mrr_net,mrr_gross,discounts",
        "2026-02-01,,100.00,100.00,0.00",
        "2026-03-01,,100.00,100.00,0.00",
        "2026-02-01,totals,100.00,100.00,0.00",
    ]


def test_it_is_grouped_and_covers_the_last_twelve_months_unless_days_are_named(file: Path) -> None:
    lines = printed(file, "--report", "mrr-waterfall", "--group-by", "plan").splitlines()
    assert len(lines) == 1 + 12 * 2 + 1
    assert "2026-03-01,,B,0.00,0.00,0.00,0.00,0.00,0.00,100.00,0.00,100.00,100.00" in lines


def test_json_states_the_definition(file: Path) -> None:
    stated = json.loads(printed(file, "--definition", "stripe", "--grain", "all", "--json"))
    assert stated["definition"]["id"] == "STRIPE"
    assert stated["definition"]["unpaid"] == "not counted"
    assert stated["totals"]["cells"]["mrr_net"] == {"value": "100.00", "reason": None}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--report", "nothing"), "There is no report `nothing`."),
        (("--report", "refunds"), "`refunds` needs payments too"),
        (("--definition", "mine"), "There is no definition `MINE`."),
        (("--grain", "fortnight"), "There is no grain `fortnight`."),
        (("--group-by", "colour"), "There is no dimension `colour`."),
    ],
)
def test_what_does_not_exist_is_refused(file: Path, arguments: tuple[str, ...], complaint: str) -> None:
    assert complaint in printed(file, *arguments, code=2)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (("subscription_id,colour",), "lacks the columns customer_id"),
        ((HEADER, "s,c,live,yesterday,,1,1,1,months,USD,A"), "`starts_on` of row 2 cannot be read: `yesterday`."),
        ((HEADER, "s,c,live,2026-01-01,,NaN,1,1,months,USD,A"), "`amount_gross` of row 2 cannot be read: `NaN`."),
        ((HEADER, "s,,live,2026-01-01,,1,1,1,months,USD,A"), "Row 2 has no `customer_id`."),
        ((HEADER, ROWS[1], ROWS[1]), "A phase of the subscription s overlaps the next one."),
        ((HEADER, "s,c,live,2026-01-01,,1,1,0,months,USD,A"), "has an interval that is not positive."),
        ((HEADER,), "The file has no phases."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_row(
    tmp_path: Path, rows: tuple[str, ...], complaint: str
) -> None:
    path = tmp_path / "phases.csv"
    path.write_text("\n".join(rows), "utf-8")
    assert complaint in printed(path, code=2).replace("\n", " ")
