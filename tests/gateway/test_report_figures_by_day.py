"""Further figures equal those that plain Python counts day by day in the sandbox's own records."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from tests.gateway.test_report_figures import DAY, FIRST, RATES, RESULT, Books, cents, totals
from tests.graphs import Graph

ONE = timedelta(days=1)
LATE = ((1, 15, "age_1_15"), (16, 30, "age_16_30"), (31, 45, "age_31_45"), (46, 9999, "age_over_45"))


class Days(Books):
    """The same records, day by day."""

    def worth(self, id_: str, day: date) -> Decimal:
        """What a subscription counts for at the end of a day, 0 where it does not count."""
        return self.monthly(id_, day) if self.is_counted(id_, day) else Decimal(0)

    @cached_property
    def moves(self) -> list[tuple[str, str, Decimal]]:
        """Kind, subscription and amount of each change from one day of the year to the next."""
        return [move for id_ in self.subscriptions for move in self._moves_of(id_)]

    def _moves_of(self, id_: str) -> Iterator[tuple[str, str, Decimal]]:
        before, day = self.worth(id_, FIRST - ONE), FIRST
        was_there = before > 0 or (self.subscriptions[id_]["activated_at"] or "9") < FIRST.isoformat()
        while day <= DAY:
            after = self.worth(id_, day)
            if after > before:
                yield "expansion" if before else "reactivation" if was_there else "new", id_, after - before
            elif after < before:
                yield "contraction" if after else "churn", id_, before - after
            before, day, was_there = after, day + ONE, was_there or after > 0

    def first_days(self, id_: str) -> list[date]:
        """The first day of the year on which a subscription counts, if there is one."""
        every = (FIRST + timedelta(number) for number in range((DAY - FIRST).days + 1))
        return [day for day in every if self.worth(id_, day)][:1]

    def moved(self, kind: str) -> Decimal:
        """How much of a kind there was in the year."""
        return sum((amount for each, _, amount in self.moves if each == kind), Decimal(0))

    def who(self, kind: str) -> list[str]:
        """The subscriptions of each change of a kind."""
        return [id_ for each, id_, _ in self.moves if each == kind]

    def customers(self, ids: list[str]) -> int:
        """How many customers these subscriptions are of."""
        return len({self.subscriptions[id_]["customer_id"] for id_ in ids})


def rate(part: Decimal | int, whole: Decimal | int) -> str:
    """A share as the graph writes it."""
    return cents(Decimal(part) / Decimal(whole) * 100)


async def test_movements_and_what_follows_from_them(graph: Graph) -> None:
    days, shown = Days(graph), await totals(graph, "mrr-movements")
    kinds = ("new", "expansion", "reactivation", "contraction", "churn")
    moved = {kind: days.moved(kind) for kind in kinds}
    assert {kind: shown[kind] for kind in kinds} == {kind: cents(amount) for kind, amount in moved.items()}
    assert all(moved[kind] for kind in ("new", "expansion", "churn"))
    gained, lost = moved["new"] + moved["expansion"] + moved["reactivation"], moved["contraction"] + moved["churn"]
    assert (await totals(graph, "quick-ratio"))["quick_ratio"] == cents(gained / lost)
    opening = days.mrr(FIRST - ONE)
    assert (await totals(graph, "nrr"))["nrr"] == rate(opening + moved["expansion"] - lost, opening)
    assert (await totals(graph, "grr"))["grr"] == rate(opening - lost, opening)
    churned = await totals(graph, "revenue-churn")
    assert churned["revenue_churn_rate"] == rate(moved["churn"], opening)
    assert churned["net_mrr_churn_rate"] == rate(lost - moved["expansion"], opening)
    for report, kind in (("upgrades", "expansion"), ("downgrades", "contraction")):
        ids = days.who(kind)
        changed = await totals(graph, report)
        assert changed[kind] == cents(moved[kind])
        assert changed[f"{kind}_events"] == str(len(ids))
        assert changed[f"{kind}_subscriptions"] == str(len({*ids}))
        assert changed[f"{kind}_customers"] == str(days.customers(ids))


async def test_who_came_and_who_left(graph: Graph) -> None:
    days, ended = Days(graph), Days(graph).who("churn")
    shown = await totals(graph, "cancellations")
    assert shown["cancellations"] == str(len(ended))
    assert shown["cancelled_subscriptions"] == str(len({*ended}))
    assert shown["cancelling_customers"] == str(days.customers(ended))
    net = await totals(graph, "net-cancellations")
    assert net["net_cancellations"] == str(len(ended) - len(days.who("reactivation")))
    active = days.active(FIRST - ONE)
    assert (await totals(graph, "churn-rate"))["subscription_churn_rate"] == rate(len(ended), active)
    new = days.who("new")
    assert await totals(graph, "activations") == {
        "activations": str(len(new)), "activated_customers": str(days.customers(new)),
    }  # fmt: skip
    year = (FIRST.isoformat(), DAY.isoformat())
    made = {id_: row for id_, row in days.subscriptions.items() if row["status"] != "creation_failed"}
    created = [id_ for id_, row in made.items() if year[0] <= row["created_time"][:10] <= year[1]]
    assert await totals(graph, "signups") == {
        "signups": str(len(created)), "signup_customers": str(days.customers(created)),
    }  # fmt: skip
    assert (await totals(graph, "expiry"))["expired"] == str(days.happened("subscription_expired"))
    assert shown["expired_cancellations"] == str(days.happened("subscription_expired"))
    paying = {day: {days.subscriptions[id_]["customer_id"] for id_ in days.subscriptions if days.worth(id_, day)}
              for day in (FIRST - ONE, DAY)}  # fmt: skip
    customers = await totals(graph, "net-customers")
    assert customers["customers_opening"] == str(len(paying[FIRST - ONE]))
    assert customers["customers_closing"] == str(len(paying[DAY]))
    assert int(customers["net_customers"]) == len(paying[DAY]) - len(paying[FIRST - ONE])


async def test_what_one_is_worth(graph: Graph) -> None:
    days = Days(graph)
    arpu = days.mrr(DAY) / days.active(DAY)
    assert (await totals(graph, "arpu"))["arpu"] == cents(arpu)
    monthly_churn = Decimal(len(days.who("churn"))) / days.active(FIRST - ONE) / 9
    assert (await totals(graph, "expected-ltv"))["ltv"] == cents(arpu / monthly_churn)


UNISSUED = {"draft", "pending_approval", "approved", "rejected"}


def base(row: dict[str, Any], key: str) -> Decimal:
    """An amount of Books in the organisation's currency."""
    return Decimal(str(row[key])) * Decimal(str(row["exchange_rate"]))


async def test_what_is_owed_and_sold_in_books(graph: Graph) -> None:
    invoices = graph.sandbox.store.bodies("books", "invoices")
    assert any(row["status"] in UNISSUED for row in invoices)
    issued = [row for row in invoices if row["status"] not in {*UNISSUED, "void"} and row["date"] <= DAY.isoformat()]
    ages = dict.fromkeys(["current", *(name for *_, name in LATE)], Decimal(0))
    for row in issued:
        late = (DAY - date.fromisoformat(row["due_date"])).days
        ages[next((name for first, last, name in LATE if first <= late <= last), "current")] += base(row, "balance")
    shown = await totals(graph, "receivables-ageing")
    assert shown.pop("receivables") == cents(sum(ages.values(), Decimal(0)))
    assert shown == {name: cents(amount) for name, amount in ages.items()}
    sold: dict[str | None, list[Decimal]] = {}
    for row in issued:
        if row["date"] >= FIRST.isoformat():
            sold.setdefault(row["salesperson_name"] or None, []).append(base(row, "total"))
    asked = {"report": "sales-by-person", "adjust": {"startsOn": FIRST.isoformat(), "isWhole": True}}
    rows = (await graph.ask("admin", RESULT, asked)).data["reportResult"]["rows"]["nodes"]
    assert {row["segment"][0]: [cell["value"] for cell in row["cells"]] for row in rows} == {
        person: [cents(sum(amounts, Decimal(0))), str(len(amounts))] for person, amounts in sold.items()
    }


async def test_estimates_won_and_lost(graph: Graph) -> None:
    estimates = [
        row
        for row in graph.sandbox.store.bodies("books", "estimates")
        if FIRST.isoformat() <= row["date"] <= DAY.isoformat()
    ]
    ended = {"won": {"accepted", "invoiced"}, "lost": {"declined", "expired"}}
    shown = await totals(graph, "estimates-won")
    counts = {name: [row for row in estimates if row["status"] in statuses] for name, statuses in ended.items()}
    for name, rows in counts.items():
        assert shown[name] == cents(sum((base(row, "total") for row in rows), Decimal(0)))
        assert shown[f"{name}_count"] == str(len(rows))
    assert shown["win_rate"] == rate(len(counts["won"]), len(counts["won"]) + len(counts["lost"]))
    sent = [row for row in estimates if row["status"] in {"sent", "viewed"}]
    assert shown["open"] == cents(sum((base(row, "total") for row in sent), Decimal(0)))


async def test_what_subscriptions_have_brought_and_where(graph: Graph) -> None:
    days = Days(graph)
    paid = [row for row in days.payments if row["status"] == "success" and row["date"] <= DAY.isoformat()]
    own = Counter(row["customer_id"] for row in days.subscriptions.values())
    brought: dict[str, Decimal] = {}
    for row in paid:
        customer, kept = row["customer_id"], Decimal(str(row["amount"] - row["amount_refunded"]))
        brought[customer] = brought.get(customer, Decimal(0)) + kept * RATES[row["currency_code"]]
    of_one = sum((amount for customer, amount in brought.items() if own[customer] == 1), Decimal(0))
    assert 0 < of_one < sum(brought.values())
    assert (await totals(graph, "ltv-so-far"))["revenue_so_far"] == cents(of_one)
    details = await totals(graph, "subscription-details")
    assert (details["revenue_so_far"], details["details_mrr"]) == (cents(of_one), cents(days.mrr(DAY)))
    # Nobody can tell what each of several has brought: that is no zero.
    asked = RESULT.replace("segment", "record").replace("currency", "notes")
    shown = (await graph.ask("admin", asked, {"report": "ltv-so-far", "adjust": {}})).data["reportResult"]
    for row in shown["rows"]["nodes"]:
        customer = days.subscriptions[row["record"]]["customer_id"]
        known = own[customer] == 1 or customer not in brought
        assert row["cells"][0]["value"] == (cents(brought.get(customer, Decimal(0))) if known else None)
    unplaced = sum(own[row["customer_id"]] != 1 for row in paid)
    assert any(note.endswith(f"which was paid: {unplaced}.") for note in shown["notes"])


async def test_recurring_revenue_is_where_its_customers_are(graph: Graph) -> None:
    days = Days(graph)
    homes = {
        row["customer_id"]: row["billing_address"]["country"]
        for row in graph.sandbox.store.bodies("billing", "customers")
    }
    worth: dict[str, Decimal] = {}
    for id_, row in days.subscriptions.items():
        if amount := days.worth(id_, DAY):
            worth[homes[row["customer_id"]]] = worth.get(homes[row["customer_id"]], Decimal(0)) + amount
    asked = {"report": "by-country", "adjust": {"isWhole": True, "measures": ["mrr_net"]}}
    rows = (await graph.ask("admin", RESULT, asked)).data["reportResult"]["rows"]["nodes"]
    shown = {row["segment"][0]: row["cells"][0]["value"] for row in rows if Decimal(row["cells"][0]["value"])}
    assert shown == {country: cents(amount) for country, amount in worth.items()}


async def test_cohorts_are_those_who_began_in_a_month_and_are_still_there(graph: Graph) -> None:
    days = Days(graph)
    adjust = {"startsOn": FIRST.isoformat(), "grain": "MONTH", "cohortMode": "ABSOLUTE"}
    asked = {"report": "subscription-cohorts", "adjust": adjust}
    rows = (await graph.ask("admin", RESULT.replace("segment", "startsOn"), asked)).data["reportResult"]["rows"][
        "nodes"
    ]
    months = [date(2026, month, 1) for month in range(1, 11)]
    began = {id_: first for id_ in days.who("new") for first in days.first_days(id_)}
    assert began
    for number, row in enumerate(rows):
        start, after = months[number], months[number + 1]
        cohort = [id_ for id_, first in began.items() if start <= first < after]
        kept = [sum(days.worth(id_, end - ONE) > 0 for id_ in cohort) for end in months[number + 1 :]]
        shown = [cell["value"] for cell in row["cells"] if cell["value"] is not None]
        assert shown == [str(len(cohort)), *map(str, kept)], row


async def test_what_is_to_be_renewed(graph: Graph) -> None:
    days, shown = Days(graph), await totals(graph, "renewal-exposure")
    live = [id_ for id_ in days.subscriptions if days.worth(id_, DAY)]
    renews = {id_: days.subscriptions[id_]["next_billing_at"] for id_ in live}
    leaving = [id_ for id_ in live if days.subscriptions[id_]["status"] == "non_renewing"]
    within = {
        f"renewing_{count}": [id_ for id_, on in renews.items() if on and on <= (DAY + timedelta(count)).isoformat()]
        for count in (30, 60, 90)
    }
    for name, ids in {**within, "renewal_non_renewing": leaving}.items():
        assert shown[name] == str(len(ids))
        assert shown[f"{name}_mrr"] == cents(sum((days.monthly(id_, DAY) for id_ in ids), Decimal(0)))
