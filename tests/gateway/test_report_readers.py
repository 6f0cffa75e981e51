"""What is hidden from a reader makes no difference to any report; what is new shows to whoever may see it."""

import re
from pathlib import Path
from typing import Any

import pytest

from domain.kpis.catalogue import SYSTEM_REPORTS
from tests.graphs import Graph
from tests.permissions.test_hidden_writes import hiding
from tests.proofs import at_length

EVERYTHING = """query ($report: ID!) { reportResult(report: $report, asOf: "2026-09-30", adjust: { groupBy: [] }) {
    currency notes definition { id terms { name value } } columns { measure title }
    rows { nodes { startsOn segment record texts { name value } cells { measure value reason
        proof { formula hash reconciles operands { name value } reconciliation { title amount }
            rows(first: 100) { nodes { operand amount why recordId sources } } } } } }
    totals { cells { measure value reason proof { formula hash operands { name value } } } }
    coverage { isComplete knownFrom gaps { source reason text missing } calls { product path rows } } } }"""
SUBSCRIBE = """mutation { createSubscription(input: { party: { account: "4150868000001000001" }
    plan: { code: "care-basic", quantity: "2" } idempotencyKey: "new-one" }) { userErrors { code message }
    subscription { recordId } } }"""
ACTIVE = """{ reportResult(report: "signups", asOf: "2026-10-02", adjust: { period: LAST_30_DAYS, isWhole: true }) {
    totals { cells { value proof { rows(first: 100) { nodes { recordId } } } } } } }"""
AMOUNTS = re.compile(r'"(amount|price|total|discount|setup_fee|discount_amount)": ?-?[0-9.]+')


async def answers(graph: Graph, persona: str) -> dict[str, Any]:
    """The whole answer to every report, without request ids and times."""
    await graph.meet(persona)
    graph.forget_answers()
    shown: dict[str, Any] = {}
    for report in SYSTEM_REPORTS:
        told = await graph.ask(persona, EVERYTHING, {"report": report})
        text = re.sub(r"'requestId': '[^']+'|'waitedMs': \d+", "", str(told.body))
        shown[report] = text
    return shown


@at_length(
    like="tests/noninterference/test_noninterference.py::test_no_figure_count_proof_or_coverage_of_a_report_shows_what_is_hidden"
)
async def test_other_amounts_make_no_difference_to_a_reader_from_whom_they_are_hidden(graph: Graph) -> None:
    before = await answers(graph, "restricted")
    store = graph.sandbox.store
    for row in store.bodies("billing", "subscriptions"):
        text = {**row, "amount": float(row["amount"]) * 3 + 7}
        if isinstance(row.get("plan"), dict):
            text["plan"] = {**row["plan"], "price": 1.0, "total": 0.0, "discount": 5.0}
        store.put("billing", "subscriptions", row["subscription_id"], text)
    for row in store.bodies("billing", "events"):
        changed = AMOUNTS.sub(lambda match: f'"{match[1]}": 123.0', row["payload"])
        store.put("billing", "events", row["event_id"], {**row, "payload": changed})
    after = await answers(graph, "restricted")
    assert after == before
    assert any("FORBIDDEN" not in each for each in before.values())
    assert any("FORBIDDEN" in each for each in before.values())


async def recorded(graph: Graph, persona: str) -> set[str] | None:
    """The subscriptions behind a reader's signups, None where the report is refused."""
    told = await graph.ask(persona, ACTIVE)
    if told.codes:
        assert told.codes == ["FORBIDDEN"]
        return None
    [cell, *_] = told.data["reportResult"]["totals"]["cells"]
    return {row["recordId"] for row in cell["proof"]["rows"]["nodes"]} if cell["proof"] else set()


async def test_a_new_subscription_is_in_the_report_of_whoever_may_see_it(graph: Graph) -> None:
    before = await recorded(graph, "billing")
    assert before is not None
    payload = (await graph.ask("billing", SUBSCRIBE)).data["createSubscription"]
    assert payload["userErrors"] == []
    new = payload["subscription"]["recordId"]
    assert new not in before
    for persona in ("billing", "admin", "restricted"):
        assert await recorded(graph, persona) == before | {new}
    assert await recorded(graph, "sales") is None
    assert await recorded(graph, "outsider") is None


MRR = """{ reportResult(report: "mrr", asOf: "2026-09-30") { coverage { gaps { source reason } } } }"""


@pytest.mark.parametrize(
    ("hidden", "path", "gap"),
    [
        ("books.currencies view", "currencies", {"source": "settings", "reason": "NOT_REPORTED"}),
        ("Currency.exchangeRateToBase", "currencies", {"source": "settings", "reason": "NOT_REPORTED"}),
        ("BillingSubscription.history", "events", {"source": "events", "reason": "REFUSED"}),
    ],
)
async def test_a_report_reads_nothing_beside_its_rows_that_is_hidden_from_its_reader(
    tmp_path: Path, hidden: str, path: str, gap: dict[str, str]
) -> None:
    async with hiding(tmp_path, hidden, profile="Administrator") as graph:
        assert gap in (await graph.ask("admin", MRR)).data["reportResult"]["coverage"]["gaps"]
        assert [call["path"] for call in graph.calls() if path in call["path"]] == []


REFUNDS = """{ reportResult(report: "refunds", asOf: "2026-09-30") { coverage { gaps { source text } }
    totals { cells { value proof { rows { nodes { recordId subscription { recordId } } } } } } } }"""


async def test_a_report_of_payments_reads_no_subscription_that_its_reader_may_not_view(tmp_path: Path) -> None:
    async with hiding(tmp_path, "billing.subscriptions view", profile="Administrator") as graph:
        assert (await graph.ask("admin", REFUNDS)).data["reportResult"]["totals"]["cells"]
        paths = [call["path"] for call in graph.calls()]
        assert any("payments" in path for path in paths)
        assert [path for path in paths if "subscriptions" in path] == []


async def test_rates_are_read_by_whoever_may_see_them(graph: Graph) -> None:
    await graph.meet("admin")
    graph.forget_answers()
    shown = (await graph.ask("admin", MRR)).data["reportResult"]["coverage"]["gaps"]
    assert "settings" not in {each["source"] for each in shown}
    assert any("currencies" in call["path"] for call in graph.calls())


async def test_names_of_records_are_hidden_with_their_fields(tmp_path: Path) -> None:
    query = """{ reportResult(report: "mrr") { totals { cells { proof { rows { nodes { recordId customerName planName
        } } } } } }
        details: reportResult(report: "subscription-details") { rows(first: 5) { nodes { record customerName } } }
        compareDefinitions(report: "mrr", a: ZOHO, b: STRIPE) { differences { nodes { customerName planName } } } }"""
    async with hiding(tmp_path, "BillingSubscription.customerName", profile="Administrator") as graph:
        shown = str((await graph.ask("admin", query)).data)
        assert "'planName': 'Care Basic'" in shown
        assert set(re.findall(r"'customerName': ([^,}]*)", shown)) == {"None"}
        assert "'customerName': 'Aurora Optics'" in str((await graph.ask("billing", query)).data)
