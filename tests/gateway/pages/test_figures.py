"""How pages write figures and days, and what charts show of results."""

from typing import Any

import pytest

from gateway.figure_texts import change_text, figure_text, grain_of, period_text, short_period_text
from gateway.pages.controls import controls_in
from gateway.pages.tables import table_of
from gateway.plots import plot_of


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("6223.94", "MONEY", "6,223.94"),
        ("-12.50", "MONEY", "−12.50"),
        ("1200", "COUNT", "1,200"),
        ("12.50", "PERCENT", "12.50\u202f%"),
        ("2.4", "RATIO", "2.4\u202f×"),
        (None, "MONEY", "–"),
    ],
)
def test_a_figure_is_written_for_readers(value: str | None, unit: str, text: str) -> None:
    assert figure_text(value, unit) == text


@pytest.mark.parametrize(
    ("value", "before", "unit", "text"),
    [
        ("110", "100", "MONEY", "+10.0\u202f%"),
        ("90", "100", "MONEY", "−10.0\u202f%"),
        ("5", "-10", "MONEY", "+150.0\u202f%"),
        ("12.5", "10", "PERCENT", "+2.5 points"),
        ("10", "10.00", "MONEY", "unchanged"),
        ("10", "0", "MONEY", None),
        ("10", None, "MONEY", None),
        (None, "10", "MONEY", None),
    ],
)
def test_a_change_is_a_share_and_of_percentages_a_difference(
    value: str | None, before: str | None, unit: str, text: str | None
) -> None:
    assert change_text(value, before, unit) == text


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "grain", "text", "short"),
    [
        ("2026-01-01", "2026-02-01", "month", "Jan 2026", "Jan ’26"),
        ("2026-11-05", "2026-12-01", "month", "Nov 2026", "Nov"),
        ("2026-10-01", "2027-01-01", "quarter", "Q4 2026", "Q4 2026"),
        ("2026-01-01", "2027-01-01", "year", "2026", "2026"),
        ("2026-11-02", "2026-11-09", "week", "Week of 2 Nov 2026", "2 Nov"),
        ("2026-11-02", "2026-11-03", "day", "2 Nov 2026", "2 Nov"),
        ("2025-12-01", "2026-12-01", "", "1 Dec 2025 to 30 Nov 2026", "1 Dec 2025"),
    ],
)
def test_a_period_is_named_by_its_length(starts_on: str, ends_on: str, grain: str, text: str, short: str) -> None:
    assert period_text(starts_on, ends_on, grain) == text
    assert short_period_text(starts_on, grain) == short


def test_the_longest_period_says_how_long_periods_are() -> None:
    whole, part = ("2026-10-01", "2026-11-01"), ("2026-11-01", "2026-11-05")
    rows = [{"startsOn": start, "endsOn": end} for start, end in (whole, part)]
    assert grain_of(rows) == "month"
    assert grain_of(rows[:1]) == ""


def result_of(columns: list[tuple[str, str]], rows: list[tuple[str, list[str | None], list[str | None]]]) -> Any:
    """A result as the graph answers it: columns by measure and unit, rows by month, segment and values."""

    def row(month: str, segment: list[str | None], values: list[str | None]) -> dict[str, Any]:
        year, number = map(int, month.split("-"))
        after = f"{year + number // 12}-{number % 12 + 1:02}-01"
        cells = [{"measure": name, "value": value} for (name, _), value in zip(columns, values, strict=True)]
        return {"startsOn": f"{month}-01", "endsOn": after, "segment": segment, "cells": cells}

    edges = [{"node": row(*each)} for each in rows]
    named = [{"measure": name, "title": name.title(), "unit": unit} for name, unit in columns]
    totals = edges[-1]["node"] if edges else None
    return {"title": "A report", "currency": "EUR", "columns": named, "rows": {"edges": edges}, "totals": totals}


def test_what_decreases_is_drawn_downwards_and_sums_are_no_part_of_a_stack() -> None:
    columns = [("new", "MONEY"), ("churn", "MONEY"), ("net_new", "MONEY")]
    plot = plot_of(
        result_of(columns, [("2026-01", [], ["5", "2", "3"]), ("2026-02", [], ["0", "4", "-4"])]), "STACKED_BAR"
    )
    assert plot is not None
    assert {series.name: series.values for series in plot.series} == {"New": (5.0, 0.0), "Churn": (-2.0, -4.0)}


def test_a_chart_has_one_unit() -> None:
    columns = [("rate", "PERCENT"), ("count", "COUNT")]
    plot = plot_of(result_of(columns, [("2026-01", [], ["5", "2"]), ("2026-02", [], ["6", "4"])]), "LINE")
    assert plot is not None
    assert [series.name for series in plot.series] == ["Rate"]
    assert plot.unit == "%"


def test_many_segments_are_drawn_with_the_rest_together() -> None:
    months = [("2026-01", 1), ("2026-02", 2)]
    rows = [(month, [f"Plan {number}"], [str(number * times)]) for month, times in months for number in range(1, 13)]
    plot = plot_of(
        result_of([("mrr", "MONEY")], [(month, [*segment], [*values]) for month, segment, values in rows]), "LINE"
    )
    assert plot is not None
    assert [series.name for series in plot.series][:2] == ["Plan 12", "Plan 11"]
    assert plot.series[-1].name == "Others"
    assert sum(value or 0 for series in plot.series for value in series.values[:1]) == sum(range(1, 13))


def test_a_result_without_rows_has_no_chart() -> None:
    assert plot_of(result_of([("mrr", "MONEY")], []), "LINE") is None


def test_a_series_that_is_alone_is_named_where_there_could_be_others() -> None:
    columns = [("cancellations", "COUNT"), ("reactivations", "COUNT")]
    one_of_two = plot_of(result_of(columns, [("2026-01", [], ["2", "0"]), ("2026-02", [], ["1", "0"])]), "BAR")
    alone = plot_of(result_of([("cancellations", "COUNT")], [("2026-01", [], ["2"]), ("2026-02", [], ["1"])]), "BAR")
    assert one_of_two is not None
    assert alone is not None
    assert [(len(plot.series), plot.names_series) for plot in (one_of_two, alone)] == [(1, True), (1, False)]


def test_the_ends_of_a_waterfall_have_words_that_fit_on_a_phone() -> None:
    columns = [("opening", "MONEY"), ("new", "MONEY"), ("closing", "MONEY")]
    result = result_of(columns, [("2026-01", [], ["5", "2", "7"])])
    result["columns"][0]["title"] = "MRR at the opening"
    plot = plot_of(result, "WATERFALL")
    assert plot is not None
    assert plot.labels == ("Opening", "New", "Closing")


def test_a_table_of_records_has_no_column_that_is_empty_everywhere() -> None:
    result = result_of([("amount", "MONEY")], [("2026-01", [], ["5"]), ("2026-02", [], ["7"])])
    for number, edge in enumerate(result["rows"]["edges"]):
        texts = {"plan": "Basic" if number else None, "product": None, "plan_id": "1"}
        named = [{"name": name, "value": value} for name, value in texts.items()]
        edge |= {"cursor": str(number)}
        edge["node"] |= {"texts": named, "customerName": "A", "record": "1", "partial": None, "compared": None}
        edge["node"]["cells"][0] |= {"unit": "MONEY", "reason": None}
    result |= {"reportId": "x", "columns": [{**each, "label": "BALANCE"} for each in result["columns"]]}
    table = table_of(result, controls_in({}), "RECORDS")
    assert (table.text_columns, [row.texts for row in table.rows]) == (("Plan",), [("",), ("Basic",)])
