"""Figures of reports equal those that plain Python computes from the sandbox's own records."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.graphs import Graph

DAY = date(2026, 9, 30)
FIRST = date(2026, 1, 1)
COUNTED = {"live", "non_renewing", "dunning", "unpaid"}
RATES = {"EUR": Decimal(1), "USD": Decimal("0.92")}
RESULT = """query ($report: ID!, $adjust: ReportAdjustment) {
    reportResult(report: $report, asOf: "2026-09-30", adjust: $adjust) {
        currency totals { cells { measure value proof { sumsUp reconciles } } }
        rows { nodes { segment cells { measure value } } } coverage { isComplete } } }"""

LISTED = """query ($definition: ReportDialect) {
    risk: reportResult(report: "under-risk", asOf: "2026-10-01", adjust: { definition: $definition }) { ...Listed }
    leaving: reportResult(report: "non-renewing", asOf: "2026-10-01", adjust: { definition: $definition }) { ...Listed }
    } fragment Listed on ReportResult { rows(first: 200) { nodes { record texts { name value } } } }"""


class Books:
    """The sandbox's own records: what its database holds, read without HTTP."""

    def __init__(self, graph: Graph) -> None:
        store = graph.sandbox.store
        self.subscriptions = {row["subscription_id"]: row for row in store.bodies("billing", "subscriptions")}
        self.events: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
        for body in store.bodies("billing", "events"):
            then = json.loads(body["payload"])["data"].get("subscription")
            if then is not None and body["event_type"].startswith("subscription_"):
                event = (body["event_time"][:10], body["event_type"], then)
                self.events.setdefault(then["subscription_id"], []).append(event)
        for events in self.events.values():
            events.sort(key=lambda event: event[0])
        self.invoices = store.bodies("billing", "invoices")
        self.payments = store.bodies("billing", "payments")

    def is_counted(self, id_: str, day: date) -> bool:
        """Whether a subscription counts at the end of a day."""
        row, until = self.subscriptions[id_], day.isoformat()
        if not row["activated_at"] or row["activated_at"] > until:
            return False
        ends = {"subscription_cancelled", "subscription_expired"}
        if any(kind in ends and on <= until for on, kind, _ in self.events.get(id_, ())):
            return False
        return not (row["status"] == "paused" and row["pause_date"] <= until)

    def monthly(self, id_: str, day: date) -> Decimal:
        """What a subscription is worth in a month, in the organisation's currency."""
        priced = {"subscription_created", "subscription_activation", "subscription_upgraded", "subscription_downgraded"}
        past = [then for on, kind, then in self.events[id_] if kind in priced and on <= day.isoformat()]
        terms = past[-1] if past else self.subscriptions[id_]
        months = int(terms["interval"]) * (12 if terms["interval_unit"] == "years" else 1)
        return Decimal(str(terms["amount"])) * RATES[terms["currency_code"]] / months

    def mrr(self, day: date) -> Decimal:
        """Monthly recurring revenue at the end of a day."""
        return sum((self.monthly(id_, day) for id_ in self.subscriptions if self.is_counted(id_, day)), Decimal(0))

    def active(self, day: date) -> int:
        """How many subscriptions count at the end of a day."""
        return sum(self.is_counted(id_, day) for id_ in self.subscriptions)

    def happened(self, *kinds: str) -> int:
        """How many events of these kinds there were in the year until the day."""
        each = [(on, kind) for events in self.events.values() for on, kind, _ in events]
        return sum(kind in kinds and FIRST.isoformat() <= on <= DAY.isoformat() for on, kind in each)


async def totals(graph: Graph, report: str, **adjust: Any) -> dict[str, str]:
    """The totals of a report by measure; each of them is proved."""
    chosen = {"startsOn": FIRST.isoformat(), **adjust}
    result = (await graph.ask("admin", RESULT, {"report": report, "adjust": chosen})).data["reportResult"]
    assert result["coverage"]["isComplete"]
    proofs = [cell["proof"] for cell in result["totals"]["cells"] if cell["proof"] is not None]
    assert all(proof["sumsUp"] and proof["reconciles"] for proof in proofs)
    return {cell["measure"]: cell["value"] for cell in result["totals"]["cells"]}


def cents(amount: Decimal) -> str:
    """An amount as the graph writes it."""
    return str(amount.quantize(Decimal("0.01")))


@pytest.mark.parametrize("day", [DAY, date(2026, 6, 30), date(2026, 3, 31), date(2025, 12, 31)])
async def test_recurring_revenue_at_the_end_of_any_day(graph: Graph, day: date) -> None:
    books = Books(graph)
    chosen = {"startsOn": (day - timedelta(days=90)).isoformat(), "endsOn": day.isoformat(), "measures": ["mrr_net"]}
    assert (await totals(graph, "mrr", **chosen))["mrr_net"] == cents(books.mrr(day))
    assert (await totals(graph, "arr", **{**chosen, "measures": ["arr_net"]}))["arr_net"] == cents(books.mrr(day) * 12)


async def test_the_waterfall_leads_from_the_opening_to_the_closing(graph: Graph) -> None:
    books, shown = Books(graph), await totals(graph, "mrr-waterfall")
    assert shown["opening"] == cents(books.mrr(FIRST - timedelta(days=1)))
    assert shown["closing"] == cents(books.mrr(DAY))
    assert Decimal(shown["net_new"]) == Decimal(shown["closing"]) - Decimal(shown["opening"])


async def test_subscriptions_that_count_begin_and_end(graph: Graph) -> None:
    books, shown = Books(graph), await totals(graph, "active-subscriptions")
    assert shown["subscriptions_closing"] == str(books.active(DAY))
    assert shown["subscriptions_opening"] == str(books.active(FIRST - timedelta(days=1)))
    assert (await totals(graph, "upgrades"))["expansion_events"] == str(books.happened("subscription_upgraded"))


@pytest.mark.parametrize("definition", ["ZOHO", "CHARTMOGUL", "STRIPE", "INVOICED"])
async def test_revenue_refunds_receivables_and_lists(graph: Graph, definition: str) -> None:
    books = Books(graph)

    def summed(rows: Iterable[dict[str, Any]], key: str) -> str:
        return cents(sum((Decimal(str(row[key])) * RATES[row["currency_code"]] for row in rows), Decimal(0)))

    # What was declined brought nothing, although the list has it with its amount.
    paid = [
        row
        for row in books.payments
        if FIRST.isoformat() <= row["date"] <= DAY.isoformat() and row["status"] == "success"
    ]
    assert len(paid) < len(books.payments)
    revenue = await totals(graph, "net-revenue", definition=definition)
    assert revenue["received"] == summed(paid, "amount")
    assert revenue["refunds"] == summed(paid, "amount_refunded")
    assert Decimal(revenue["net_revenue"]) == Decimal(revenue["received"]) - Decimal(revenue["refunds"])
    refunds = await totals(graph, "refunds", definition=definition)
    assert refunds["refunded_payments"] == str(sum(bool(row["amount_refunded"]) for row in paid))
    owed = [row for row in books.invoices if row["status"] not in {"void", "draft", "pending"}]
    late = [row for row in owed if row["due_date"] < DAY.isoformat()]
    receivables = await totals(graph, "receivables", definition=definition)
    assert receivables["receivables"] == summed(owed, "balance")
    assert receivables["overdue"] == summed(late, "balance")

    shown = await graph.ask("admin", LISTED, {"definition": definition})
    now = {status: {i for i, row in books.subscriptions.items() if row["status"] == status} for status in COUNTED}
    at_risk = now["dunning"] | now["unpaid"]
    assert {row["record"] for row in shown.data["risk"]["rows"]["nodes"]} == at_risk
    assert {row["record"] for row in shown.data["leaving"]["rows"]["nodes"]} == now["non_renewing"]


async def test_what_is_at_risk_has_the_answer_of_the_payment_gateway(graph: Graph) -> None:
    rows = (await graph.ask("admin", LISTED, {"definition": "ZOHO"})).data["risk"]["rows"]["nodes"]
    words = {text["value"] for row in rows for text in row["texts"]}
    declined = [row["autotransaction"] for row in Books(graph).payments if row["status"] == "failure"]
    assert words & {each["gateway_error_message"] for each in declined}
    assert words & {each["gateway_error_code"] for each in declined}


@pytest.mark.parametrize(
    ("report", "key"), [("by-plan", "plan_name"), ("by-product", "product_name"), ("by-owner", None)]
)
async def test_groups_add_up_to_the_whole(graph: Graph, report: str, key: str | None) -> None:
    books = Books(graph)
    asked = await graph.ask("admin", RESULT, {"report": report, "adjust": {"isWhole": True, "measures": ["mrr_net"]}})
    rows = asked.data["reportResult"]["rows"]["nodes"]
    shown = {row["segment"][0]: Decimal(row["cells"][0]["value"]) for row in rows}
    assert abs(sum(shown.values(), Decimal(0)) - books.mrr(DAY)) < Decimal("0.05")
    if key is not None:
        wanted: Counter[str] = Counter()
        for id_, row in books.subscriptions.items():
            wanted[row[key]] += int(books.is_counted(id_, DAY))
        counted = await graph.ask(
            "admin", RESULT, {"report": report, "adjust": {"isWhole": True, "measures": ["subscriptions_closing"]}}
        )
        counts = counted.data["reportResult"]["rows"]["nodes"]
        assert {
            row["segment"][0]: int(row["cells"][0]["value"]) for row in counts if row["cells"][0]["value"] != "0"
        } == {name: count for name, count in wanted.items() if count}
