"""A report whose events say less than expected is computed from what the records themselves say."""

from typing import Any

import pytest

from tests.unverified.alterations import SHAPES, at
from tests.unverified.proxy import AlteredGraph

WATERFALL = """{ reportResult(report: "mrr-waterfall", asOf: "2026-09-30") {
    totals { cells { measure value } } coverage { isComplete } } }"""


def long_ago(holder: dict[str, Any], key: str) -> None:
    """Another time."""
    holder[key] = "2020-01-01T00:00:00+0000"


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
    assert {value for value in earned.values() if value == "0.00"} == {"0.00"}
    assert any(value != "0.00" for value in earned.values())
