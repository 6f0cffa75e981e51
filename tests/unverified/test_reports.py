"""A report whose events say less than expected is computed from what the records themselves say."""

from itertools import cycle
from typing import Any

import pytest

from tests.unverified.alterations import SHAPES, at
from tests.unverified.proxy import Alteration, AlteredGraph, Answer

WATERFALL = """{ reportResult(report: "mrr-waterfall", asOf: "2026-09-30") {
    totals { cells { measure value } } coverage { isComplete } } }"""


def long_ago(holder: dict[str, Any], key: str) -> None:
    """Another time."""
    holder[key] = "2020-01-01T00:00:00+0000"


# What may stand in a row in place of what is expected, one in each subscription.
ODD: tuple[tuple[str, Any], ...] = (
    ("interval", "1000000000"),
    ("interval", "1e30"),
    ("interval", "-3"),
    ("interval", "0"),
    ("interval", "1.5"),
    ("interval", []),
    ("interval", None),
    ("interval_unit", "fortnights"),
    ("interval_unit", 7),
    ("amount", "1e30"),
    ("amount", "-5"),
    ("amount", None),
    ("amount", "NaN"),
    ("amount", {}),
    ("status", "odd"),
    ("status", None),
    ("status", ["live"]),
    ("currency_code", 7),
    ("created_at", "2026-13-45"),
    ("activated_at", 5),
)
ENDS_OF_THE_CALENDAR = ("0001-01-01T00:00:00+1400", "9999-12-31T23:59:59-1200")
TOTALS = "{ totals { cells { measure value } } coverage { isComplete gaps { source reason text missing } } }"
READ = f"""{{
    waterfall: reportResult(report: "mrr-waterfall", asOf: "2026-09-30") {TOTALS}
    invoiced: reportResult(report: "mrr", asOf: "2026-09-30", adjust: {{ definition: INVOICED }}) {TOTALS}
    active: reportResult(report: "active-subscriptions", asOf: "2026-09-30") {TOTALS}
}}"""


def odd_rows(answer: Answer) -> Answer:
    """The list in which one column of each of the first subscriptions cannot be read."""
    rows = answer.body["subscriptions"]
    changed = [
        {**row, key: value, "created_time": instant, "updated_time": instant}
        for row, (key, value), instant in zip(rows, ODD, cycle(ENDS_OF_THE_CALENDAR), strict=False)
    ]
    return Answer(answer.status, {**answer.body, "subscriptions": [*changed, *rows[len(changed) :]]})


def fewer_rows(answer: Answer) -> Answer:
    """The list without these subscriptions."""
    return Answer(answer.status, {**answer.body, "subscriptions": answer.body["subscriptions"][len(ODD) :]})


LISTED = "GET /billing/v1/subscriptions"


async def test_rows_that_cannot_be_read_are_left_out_of_every_figure_and_named(altered: AlteredGraph) -> None:
    altered.alter(Alteration("fewer", LISTED, fewer_rows))
    expected = (await altered.graph.ask("admin", READ)).data
    assert {name: each["coverage"]["isComplete"] for name, each in expected.items()} == dict.fromkeys(expected, True)
    assert expected["waterfall"]["totals"]["cells"][-1]["value"] not in {"0.00", "6171.00"}
    altered.alter(Alteration("odd", LISTED, odd_rows))
    told = (await altered.graph.ask("admin", READ)).data
    for name, report in told.items():
        assert report["totals"] == expected[name]["totals"], name
        [gap] = [each for each in report["coverage"]["gaps"] if each["source"] == "subscriptions"]
        assert (gap["reason"], gap["missing"]) == ("FAILED", len(ODD))
        assert all(column in gap["text"] for column, _ in ODD)


async def figures(altered: AlteredGraph) -> dict[str, str]:
    """The totals of the waterfall by measure."""
    result = (await altered.graph.ask("admin", WATERFALL)).data["reportResult"]
    return {cell["measure"]: cell["value"] for cell in result["totals"]["cells"]}


@pytest.mark.parametrize("change", ["missing", "null"])
async def test_events_without_a_record_change_no_price(altered: AlteredGraph, change: str) -> None:
    altered.alter(at("GET /billing/v1/events/[0-9]+", "event.payload", SHAPES[change]))
    shown = await figures(altered)
    assert (shown["expansion"], shown["contraction"]) == ("0.00", "0.00")
    assert shown["closing"] == "6171.00"


async def test_creations_at_another_time_leave_the_price_of_today(altered: AlteredGraph) -> None:
    altered.alter(
        at(
            "GET /billing/v1/events",
            "events.*.event_time",
            long_ago,
            only=lambda row: row["event_type"] == "subscription_created",
        )
    )
    assert (await figures(altered))["closing"] == "6171.00"


async def test_payments_of_customers_with_several_subscriptions_are_of_none(altered: AlteredGraph) -> None:
    query = """{ reportResult(report: "ltv-so-far", asOf: "2026-09-30") { rows(first: 100) { nodes {
        record cells { measure value } } } } }"""
    rows = (await altered.graph.ask("admin", query)).data["reportResult"]["rows"]["nodes"]
    earned = {row["record"]: row["cells"][0]["value"] for row in rows}
    # Nobody can tell what those have brought; whose customer paid nothing has brought nothing.
    assert {None, "0.00"} < {*earned.values()}
