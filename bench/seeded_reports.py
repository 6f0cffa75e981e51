"""Reports of a large organisation without its calls: the rows are made by a seed, in a process of their own.

`python -m bench.seeded_reports 50000` prints what it took: processor seconds, and the peak of memory in megabytes.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bench.processes import peak_megabytes
from domain.dashboards import Dashboard
from domain.queries import Row
from domain.system_dashboards import INSIGHTS, OVERVIEW
from resolvers.analytics.coverage import SetCoverage
from resolvers.analytics.fact_frames import FactFrames, digested
from resolvers.analytics.fact_rows import Fact, FactRows, SubscriptionEvent
from resolvers.analytics.running import run_over, standard_request
from resolvers.analytics.snapshots import Snapshot

SIZES = (5_000, 15_000, 50_000)
TODAY, FIRST = date(2026, 12, 31), date(2025, 1, 1)
# Each subscription is billed so often in the two years.
BILLED = 8
STATUSES = ("live", "live", "live", "live", "trial", "dunning", "non_renewing", "cancelled", "expired")
MOST_MEGABYTES, DASHBOARD_SECONDS, LONGEST = 600, 0.3, 240


@dataclass(frozen=True, slots=True)
class SeededRun:
    """Seconds of processor time for keeping the rows, for the first dashboard and for each again; memory at its peak.

    `renewed` is the first dashboard after one list was read anew.
    """

    subscriptions: int
    kept: float
    first: float
    overview: float
    insights: float
    renewed: float
    megabytes: float


def rows_of(subscriptions: int) -> FactRows:
    """What a caller has read of an organisation: rows of every list, and an event's record for every other one."""
    chance = random.Random(7)
    rows = FactRows(ZoneInfo("Europe/Berlin"), "EUR", rates={"USD": Decimal("0.9221")})
    days = [FIRST + timedelta(days=chance.randrange(700)) for _ in range(subscriptions)]
    for number, day in enumerate(days):
        row = _subscription(chance, number, day)
        rows.subscriptions.add([row])
        for kind in ("subscription_created", *["subscription_upgraded"] * (number % 2)):
            id_ = f"9{len(rows.events):018d}"
            at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=90 * (kind[13] == "u"))
            event = SubscriptionEvent(id_, kind, at)
            rows.events[id_] = event if kind[13] == "c" else event.read({**_record(row), "amount": 42.5})
        rows.payments.add(_payments(number, row))
        rows.invoices.add(_invoices(number, row))
    rows.oldest_event = datetime.combine(FIRST, datetime.min.time(), UTC)
    return rows


def _subscription(chance: random.Random, number: int, day: date) -> Row:
    status, later = STATUSES[number % len(STATUSES)], day + timedelta(days=chance.randrange(30, 300))
    return {
        "subscription_id": f"1{number:018d}",
        "name": f"Product {number % 4}-Plan {number % 12}",
        "status": status,
        "amount": chance.randrange(1_000, 40_000) / 100,
        "customer_id": f"2{number * 2 // 3:018d}",
        "customer_name": f"Customer {number * 2 // 3}",
        "plan_name": f"Plan {number % 12}",
        "created_at": day.isoformat(),
        "activated_at": "" if status == "trial" else day.isoformat(),
        "current_term_starts_at": later.isoformat(),
        "current_term_ends_at": later.isoformat(),
        "last_billing_at": later.isoformat(),
        "next_billing_at": (TODAY + timedelta(days=number % 120)).isoformat(),
        "expires_at": later.isoformat() if status == "expired" else "",
        "interval": 12 if number % 5 == 0 else 1,
        "interval_unit": "months",
        "auto_collect": number % 3 > 0,
        "created_time": f"{day}T09:00:00+0100",
        "updated_time": f"{later}T09:00:00+0100",
        "salesperson_name": f"Person {number % 9}",
        "currency_code": "USD" if number % 5 == 0 else "EUR",
    }


def _record(row: Row) -> Row:
    names = ("subscription_id", "status", "plan_name", "interval", "interval_unit", "currency_code")
    return {**{name: row[name] for name in names}, "status": "live", "plan": {"name": row["plan_name"]}}


def _billed(number: int, row: Row) -> Iterator[tuple[str, str, Row]]:
    for each in range(BILLED):
        day = (FIRST + timedelta(days=90 * each + number % 60)).isoformat()
        shared = {name: row[name] for name in ("customer_id", "customer_name", "currency_code")}
        yield (
            f"{number * BILLED + each:018d}",
            day,
            {**shared, "exchange_rate": 1.0, "updated_time": f"{day}T09:00:00Z"},
        )


def _payments(number: int, row: Row) -> Iterator[Row]:
    for id_, day, shared in _billed(number, row):
        yield {
            "payment_id": f"3{id_}", "date": day, "status": "success", "amount": row["amount"], "amount_refunded": 0.0,
            **shared,
        }  # fmt: skip


def _invoices(number: int, row: Row) -> Iterator[Row]:
    for id_, day, shared in _billed(number, row):
        yield {
            "invoice_id": f"4{id_}", "number": f"INV-{id_[-7:]}", "status": "paid", "invoice_date": day,
            "due_date": day, "balance": 0.0, "total": row["amount"], "subscription_id": row["subscription_id"],
            **shared,
        }  # fmt: skip


def measured(subscriptions: int) -> SeededRun:
    """One size in this process."""
    before = time.process_time()
    rows, frames, versions = rows_of(subscriptions), FactFrames(), dict.fromkeys(Fact, 1)
    kept = time.process_time() - before

    def shown(dashboard: Dashboard, snapshot: Snapshot) -> float:
        """The processor seconds of all tiles of a dashboard."""
        began = time.process_time()
        for tile in dashboard.tiles:
            asked = standard_request(tile.report, TODAY)
            list(run_over(snapshot, asked).result.rows[:60])
        return time.process_time() - began

    def first() -> tuple[Snapshot, float]:
        began = time.process_time()
        facts, digest, unreadable = digested(rows, frames, versions, TODAY, None, is_money=True)
        snapshot = Snapshot(digest, facts, SetCoverage(datetime.now(UTC)), unreadable=unreadable)
        shown(OVERVIEW, snapshot)
        return snapshot, time.process_time() - began

    snapshot, of_first = first()
    shown(INSIGHTS, snapshot)
    overview, insights = (min(shown(each, snapshot) for _ in range(3)) for each in (OVERVIEW, INSIGHTS))
    snapshot.facts.forget_derived()
    versions[Fact.PAYMENTS] += 1
    rows.payments.add(_payments(subscriptions, _subscription(random.Random(1), subscriptions, FIRST)))
    _, renewed = first()
    return SeededRun(subscriptions, kept, of_first, overview, insights, renewed, peak_megabytes("self"))


def in_own_process(subscriptions: int) -> SeededRun:
    """One size in a new process, so that its peak of memory is its own. Raises SystemExit."""
    command = [sys.executable, "-m", "bench.seeded_reports", str(subscriptions)]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=LONGEST, text=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise SystemExit(f"reports of {subscriptions:,} seeded subscriptions: {error}") from error
    return SeededRun(**json.loads(done.stdout))


def measured_sizes(say: Callable[[str], None]) -> list[SeededRun]:
    """Every size, one after another. Raises SystemExit."""
    runs: list[SeededRun] = []
    for size in SIZES:
        runs.append(in_own_process(size))
        say(f"seeded: {size:,} subscriptions, {runs[-1].megabytes:.0f} MB")
    return runs


def told(runs: list[SeededRun]) -> str:
    """The results as a section, with the slopes from the smallest to the largest."""
    few, many = runs[0], runs[-1]
    growth = many.subscriptions / few.subscriptions
    titles = {
        "kept": ("keeping the rows, processor s", ""),
        "first": ("facts and Overview for the first time, processor s", ""),
        "renewed": ("the same after one list has changed, processor s", ""),
        "overview": ("Overview, asked again, processor s", f"at most {DASHBOARD_SECONDS}"),
        "insights": ("Insights, asked again, processor s", f"at most {DASHBOARD_SECONDS}"),
        "megabytes": ("peak of memory, MB", f"at most {MOST_MEGABYTES}"),
    }
    lines = [
        "## Reports over seeded rows",
        "",
        f"Each size in a process of its own, with {BILLED} payments and {BILLED} invoices for each subscription.",
        "A slope of 1 is linear growth; what is fixed makes it smaller.",
        "",
        f"| | {' | '.join(f'{run.subscriptions:,}' for run in runs)} | slope | goal |",
        f"|---|{'---|' * len(runs)}---|---|",
    ]
    for name, (title, goal) in titles.items():
        values: list[float] = [getattr(run, name) for run in runs]
        shown = " | ".join(f"{value:,.0f}" if name == "megabytes" else f"{value:.2f}" for value in values)
        lines.append(f"| {title} | {shown} | {values[-1] / values[0] / growth:.2f} | {goal} |")
    return "\n".join((*lines, ""))


if __name__ == "__main__":
    print(json.dumps(asdict(measured(int(sys.argv[1])))))
