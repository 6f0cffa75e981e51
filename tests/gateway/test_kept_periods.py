"""A closed month does not change in silence: whoever keeps it is told what restated it, by which record and whom."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from gateway.session import open_session
from resolvers.analytics.kept_results import author_of
from resolvers.analytics.own_reports import place_of
from tests.gateway.test_report_runs import caller_in
from tests.graphs import Graph, graph_served

WHICH = '{ report: "mrr", adjust: { measures: ["mrr_net"] }, asOf: "2026-10-01" }'
KEEP = f"mutation {{ keepReportPeriods(input: {WHICH}) {{ keptAt userErrors {{ code message }} }} }}"
FORGET = f"mutation {{ forgetReportPeriods(input: {WHICH}) {{ forgotten }} }}"
# A later day of the same report: its days move on, and what is kept does not.
LATER = """{ reportResult(report: "mrr", adjust: { measures: ["mrr_net"] }, asOf: "2026-10-03") {
    rows { nodes { startsOn cells { value } } }
    kept { keptAt restatements { startsOn before after recordId amount cause author } } } }"""


async def later(graph: Graph, persona: str = "admin") -> Any:
    """The result of a later day, read anew."""
    graph.forget_answers()
    return (await graph.ask(persona, LATER)).data["reportResult"]


async def test_what_restates_a_closed_month_is_named_with_its_record_its_amount_and_its_author(tmp_path: Path) -> None:
    async with graph_served(database=f"sqlite:///{tmp_path}/kept.db") as graph:
        assert (await later(graph))["kept"] is None
        kept = (await graph.ask("admin", KEEP)).data["keepReportPeriods"]
        assert kept["userErrors"] == []
        first = await later(graph)
        assert first["kept"] == {"keptAt": kept["keptAt"], "restatements": []}
        written = (tmp_path / "kept.db").read_bytes()
        assert b"BillingSubscription" not in written
        assert b"mrr_net" not in written

        dearer, gone = changed_past(graph)
        second = await later(graph)
        changes = second["kept"]["restatements"]
        by_record = {each["recordId"]: each for each in changes}
        assert by_record.keys() == {dearer, gone}
        assert {(each["recordId"], each["cause"], each["author"]) for each in changes} == {
            (dearer, "COUNTS_DIFFERENTLY", "Ann Example"),
            (gone, "COUNTS_NO_LONGER", None),
        }
        # October is not over: only months that were closed when they were kept are restated.
        assert {each["startsOn"] for each in changes} <= {f"2026-{month:02}-01" for month in range(1, 10)} | {
            f"2025-{month:02}-01" for month in range(1, 13)
        }
        check_sums(first, second, changes)

        # Nobody else is told anything, and with other rights it is dropped.
        assert (await later(graph, "billing"))["kept"] is None
        store = graph.service.analytics.kept
        assert store is not None
        async with open_session(graph.service, caller_in(graph, "admin")) as session:
            tenant, owner = await place_of(session.loader)
        with closing(sqlite3.connect(tmp_path / "kept.db")) as database:
            [(key,)] = database.execute("SELECT key FROM kept_result").fetchall()
        known = await store.one(tenant, owner, key)
        assert known is not None
        await store.keep(replace(known, rights="others"))
        assert (await later(graph))["kept"] is None
        assert await store.one(tenant, owner, key) is None

        await graph.ask("admin", KEEP)
        assert (await graph.ask("admin", FORGET)).data["forgetReportPeriods"] == {"forgotten": True}
        assert (await later(graph))["kept"] is None


async def test_more_figures_than_can_be_proved_in_seconds_are_not_kept(tmp_path: Path) -> None:
    days = '{ report: "mrr-movements", adjust: { grain: DAY }, asOf: "2026-10-01" }'
    async with graph_served(database=f"sqlite:///{tmp_path}/kept.db") as graph:
        kept = (await graph.ask("admin", KEEP.replace(WHICH, days))).data["keepReportPeriods"]
        [error] = kept["userErrors"]
        assert (kept["keptAt"], error["code"]) == (None, "VALIDATION")
        assert "2000 at most" in error["message"]


async def test_only_periods_close_and_only_a_database_keeps_them(graph: Graph) -> None:
    assert (await graph.ask("admin", KEEP)).codes == ["FORBIDDEN"]
    assert (await graph.ask("restricted", KEEP)).codes == ["FORBIDDEN"]
    assert (await graph.ask("restricted", KEEP)).body["errors"][0]["message"] != (
        (await graph.ask("admin", KEEP)).body["errors"][0]["message"]
    )


def test_an_author_is_named_for_what_they_changed_and_not_for_acting_since() -> None:
    kept_at = datetime(2026, 10, 1, tzinfo=UTC)
    rows = [
        {"activity_time": f"2026-10-0{day}T10:00:00+0000", "commented_by": name}
        for day, name in ((4, "Cy"), (3, "Ben"), (2, "Ann"))
    ]
    of_ben, of_cy = datetime(2026, 10, 3, 10, tzinfo=UTC), datetime(2026, 10, 4, 10, tzinfo=UTC)
    assert author_of(rows, {of_ben}, kept_at, alone=False) == "Ben"
    # No event says when it was, and others acted as well: the last one need not have done it.
    assert author_of(rows, {of_cy}, kept_at, alone=True) is None
    assert author_of(rows[:1], {of_cy}, kept_at, alone=True) == "Cy"
    assert author_of(rows, {of_ben, of_cy}, kept_at, alone=False) is None
    assert author_of(rows, {of_ben}, of_ben, alone=False) is None
    assert author_of(rows, {None}, kept_at, alone=False) is None


def changed_past(graph: Graph) -> tuple[str, str]:
    """Change two subscriptions as nothing announces it: one was always dearer, the other never was there."""
    store = graph.sandbox.store
    live = [
        (str(body["subscription_id"]), body)
        for body in store.bodies("billing", "subscriptions")
        if body["status"] == "live" and body["currency_code"] == "EUR" and body["created_at"] < "2026-06-01"
    ]
    (dearer, body), (gone, _) = live[0], live[1]
    acted = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S+0000")
    activity = {"activity_id": "1", "description": "x", "activity_time": acted, "commented_by": "Ann Example"}
    now = {"amount": body["amount"] + 50, "updated_time": acted, "_activities": [activity]}
    store.put("billing", "subscriptions", dearer, {**body, **now})
    store.remove("billing", "subscriptions", gone)
    return dearer, gone


def check_sums(first: Any, second: Any, changes: list[dict[str, Any]]) -> None:
    """The amounts of the records add up to how much each figure differs."""
    then = {row["startsOn"]: Decimal(row["cells"][0]["value"] or 0) for row in first["rows"]["nodes"]}
    now = {row["startsOn"]: Decimal(row["cells"][0]["value"] or 0) for row in second["rows"]["nodes"]}
    moved = {day: now[day] - then[day] for day in now if day < "2026-10-01" and now[day] != then[day]}
    amounts: dict[str, Decimal] = {}
    for each in changes:
        amounts[each["startsOn"]] = amounts.get(each["startsOn"], Decimal(0)) + Decimal(each["amount"])
        assert (Decimal(each["before"]), Decimal(each["after"])) == (then[each["startsOn"]], now[each["startsOn"]])
    assert amounts == moved != {}
