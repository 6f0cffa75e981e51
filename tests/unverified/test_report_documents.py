"""Invoices, payments and estimates that cannot be read are left out of every figure, and named by column and number."""

from typing import Any

import pytest

from tests.unverified.proxy import Alteration, AlteredGraph, Answer

AMOUNTS: tuple[Any, ...] = ("NaN", "-5", {}, [], True, "1e30")
DAYS: tuple[Any, ...] = ("2026-13-45", 5, ["2026-01-01"])
STATUSES: tuple[Any, ...] = ("x_sent", 7, [], "")
CURRENCIES: tuple[Any, ...] = (7, "euro", ["EUR"])
ODD = {"status": STATUSES, "total": AMOUNTS, "amount": AMOUNTS, "currency_code": CURRENCIES, "date": DAYS}
# The list and its key, a report over it, the source that a gap names, and columns that may be wrong.
CASES = {
    "invoices of Billing": ("billing/v1/invoices", "invoices", "receivables", "invoices", "invoice_date total status"),
    "payments": ("billing/v1/payments", "payments", "net-revenue", "payments", "date amount currency_code"),
    "invoices of Books": ("books/v3/invoices", "invoices", "sales-by-person", "invoices", "date total status"),
    "estimates": ("books/v3/estimates", "estimates", "estimates-won", "estimates", "date total status currency_code"),
}


@pytest.mark.parametrize("case", CASES)
async def test_rows_that_cannot_be_read_count_in_no_figure_and_are_named(altered: AlteredGraph, case: str) -> None:
    path, key, report, source, columns = CASES[case]
    odd = [(name, value) for name in columns.split() for value in ODD[name.removeprefix("invoice_")]]
    query = f"""{{ reportResult(report: "{report}", asOf: "2026-09-30") {{ totals {{ cells {{ measure value }} }}
        coverage {{ gaps {{ source reason text missing }} }} }} }}"""

    altered_rows: list[Any] = []

    def without(answer: Answer) -> Answer:
        return Answer(answer.status, {**answer.body, key: answer.body[key][len(odd) :]})

    def spoilt(answer: Answer) -> Answer:
        changed = [{**row, name: value} for row, (name, value) in zip(answer.body[key], odd, strict=False)]
        assert len(changed) == len(odd)
        # A long list has several pages.
        altered_rows.extend(changed)
        return Answer(answer.status, {**answer.body, key: [*changed, *answer.body[key][len(odd) :]]})

    altered.alter(Alteration("fewer", f"GET /{path}", without))
    expected = (await altered.graph.ask("admin", query)).data["reportResult"]
    assert any(cell["value"] not in {"0.00", "0", None} for cell in expected["totals"]["cells"])
    altered.alter(Alteration("odd", f"GET /{path}", spoilt))
    told = (await altered.graph.ask("admin", query)).data["reportResult"]
    assert told["totals"] == expected["totals"]
    [gap] = [each for each in told["coverage"]["gaps"] if each["source"] == source]
    assert (gap["reason"], gap["missing"]) == ("FAILED", len(altered_rows))
    assert all(column in gap["text"] for column in columns.split())
    assert "x_sent" not in gap["text"]
