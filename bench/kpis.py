"""Reports beside the same aggregation in bare polars on the same frames, over 5,000 and 50,000 subscriptions."""

import gc
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import polars as pl

from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.engine import run
from domain.kpis.facts import Facts, facts_of
from domain.kpis.figures import measures_of
from domain.kpis.ledgers import PERIOD, Ledger, ledger, operand_of
from domain.kpis.phases import DunningFact, EstimateFact, InvoiceFact, PaymentFact, Phase
from domain.kpis.reports import Layout
from domain.kpis.requests import ReportRequest
from domain.kpis.scopes import COHORT, Scope, scope_of

FEW, MANY = 5_000, 50_000
FIRST, END = date(2025, 1, 1), date(2027, 1, 1)
SECONDS, FEWEST = 0.2, 5
GOAL = 1.5


@dataclass(frozen=True, slots=True)
class ReportTimes:
    """Milliseconds of a report that was asked for before: ours, and those of bare polars."""

    report: str
    subscriptions: int
    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        """How many times longer ours takes."""
        return self.ours / self.bare


def facts(subscriptions: int) -> Facts:
    """Two years of subscriptions in two currencies, about three phases each, with a payment every quarter."""
    chance = random.Random(7)
    phases: list[Phase] = []
    payments: list[PaymentFact] = []
    for number in range(subscriptions):
        day = FIRST + timedelta(days=chance.randrange(700))
        is_euro = chance.random() < 0.2
        for status in chance.choice(
            ["trial live live", "live live cancelled", "live dunning live", "live expired", "live live"]
        ).split():
            end = day + timedelta(days=chance.randrange(20, 200))
            amount = Decimal(chance.randrange(10, 400))
            phases.append(
                Phase(
                    f"s{number}",
                    f"c{number * 2 // 3}",
                    status,
                    day,
                    end,
                    amount,
                    amount * Decimal("0.9"),
                    chance.choice([1, 1, 3, 12]),
                    "months",
                    "EUR" if is_euro else "USD",
                    Decimal("1.0837") if is_euro else Decimal(1),
                    f"plan {chance.randrange(12)}",
                    f"product {chance.randrange(4)}",
                    f"owner {chance.randrange(9)}",
                    chance.choice(["DE", "FR", "IN", "US"]),
                    renews_on=end,
                )
            )
            day = end
        payments += [
            PaymentFact(
                f"p{number}-{q}",
                f"c{number}",
                FIRST + timedelta(days=90 * q),
                Decimal(100),
                Decimal(0),
                "USD",
                subscription_id=f"s{number}",
            )
            for q in range(8)
        ]
    days = [FIRST + timedelta(days=number % 700) for number in range(subscriptions)]
    invoices = [
        InvoiceFact(f"i{n}", f"c{n}", d, d, Decimal(100), Decimal(n % 50), "sent", "USD", salesperson=f"p{n % 9}")
        for n, d in enumerate(days)
    ]
    estimates = [
        EstimateFact(f"e{n}", f"c{n}", d, Decimal(100), ("accepted", "declined")[n % 2], "USD")
        for n, d in enumerate(days)
    ]
    dunning = [DunningFact(f"s{n}", 2, "card_declined", "declined") for n in range(0, subscriptions, 50)]
    return facts_of("USD", phases, invoices=invoices, payments=payments, estimates=estimates, dunning=dunning)


def bare(scope: Scope, books: list[tuple[Ledger, set[str]]]) -> int:
    """The sums and counts that a report needs, for its rows and its totals, in polars alone; how many there are."""
    day, count = pl.col("day"), 0
    for book, kinds in books:
        counts = {
            "amount": pl.col("amount").sum(),
            "events": pl.col("first").sum(),
            "subscriptions": pl.col("sub").n_unique() if "sub" in book.entries.columns else pl.len(),
            "customers": pl.col("cust").n_unique() if "cust" in book.entries.columns else pl.len(),
        }
        chosen = [counts[kind].alias(kind) for kind in sorted(kinds)]
        inside = book.entries.filter((day >= scope.request.starts_on) & (day < scope.request.ends_on))
        label = (
            day.dt.truncate(scope.request.grain.value).alias("label")
            if scope.request.grain
            else pl.lit(1).alias("label")
        )
        count += len(inside.group_by(label, "kind", *scope.segments).agg(chosen).rows())
        if scope.report.layout is not Layout.COHORTS:
            count += len(inside.group_by("kind").agg(chosen).rows())
            count += len(
                book.entries.filter(day < scope.request.starts_on)
                .group_by(*scope.segments or ["kind"])
                .agg(counts["amount"])
                .rows()
            )
        else:
            count += len(inside.filter(pl.col("kind") == "new").group_by(COHORT).agg(chosen).rows())
    return count


def books_of(scope: Scope) -> list[tuple[Ledger, set[str]]]:
    """The ledgers of a report, and what of them is summed or counted."""
    if scope.report.layout is Layout.COHORTS:
        return [(ledger("cohort_active" if scope.report.id.startswith("sub") else "cohort_mrr", scope), {"amount"})]
    wanted: dict[str, set[str]] = {}
    for measure in measures_of(scope):
        for text in measure.formula.operands():
            wanted.setdefault(operand_of(text).ledger, set()).add(operand_of(text).of)
    return [(ledger(name, scope), kinds) for name, kinds in wanted.items() if name != PERIOD]


def milliseconds(*calls: Callable[[], object]) -> list[float]:
    """The median processor time of each call. They take turns, so that a busy machine slows all of them."""
    for call in calls:
        call()
    times: list[list[float]] = [[] for _ in calls]
    until = time.perf_counter() + SECONDS
    while len(times[0]) < FEWEST or time.perf_counter() < until:
        for call, of_call in zip(calls, times, strict=True):
            began = time.process_time()
            call()
            of_call.append(1000 * (time.process_time() - began))
    return [*map(statistics.median, times)]


def measured(subscriptions: int, chosen: tuple[str, ...] = tuple(SYSTEM_REPORTS)) -> list[ReportTimes]:
    """Each system report, asked for again, beside bare polars."""
    known = facts(subscriptions)
    every: list[ReportTimes] = []
    gc.freeze()
    for report in chosen:
        request = ReportRequest(report, FIRST, END, group_by=SYSTEM_REPORTS[report].group_by)
        scope = scope_of(request, known)
        times = milliseconds(partial(run, request, known), partial(bare, scope, books_of(scope)))
        every.append(ReportTimes(report, subscriptions, *times))
    gc.unfreeze()
    return every


def told(few: list[ReportTimes], many: list[ReportTimes]) -> str:
    """The results as a section."""
    lines = [
        "## Reports",
        "",
        "Processor time of a report that was asked for before, beside the same sums in bare polars: at most",
        f"{GOAL} times as long.",
        "",
        f"| Report | {FEW:,} | times polars | {MANY:,} | times polars | growth |",
        "|---|---|---|---|---|---|",
    ]
    for one, other in zip(few, many, strict=True):
        lines.append(
            f"| {one.report} | {one.ours:.1f} ms | {one.ratio:.2f} | {other.ours:.1f} ms | {other.ratio:.2f} "
            f"| {other.ours / one.ours:.1f} |"
        )
    return "\n".join((*lines, ""))
