"""Reports end to end over a large organisation: read in the background, then asked for again, beside a tenth of it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.processes import (
    HOST,
    OTHER_CORE,
    SERVER_CORE,
    answered,
    free_port,
    graphql,
    peak_megabytes,
    process,
    processor_seconds,
    until_answered,
)
from bench.servers import complete, settings_of

# Copies of the sandbox's company, each with about 25 subscriptions and two years of invoices, payments and events:
# those of a run of minutes, and those of 50,000 subscriptions.
BOUNDED, FULL = (40, 160), (200, 2040)
# How long a run may take without a further call, in seconds.
LONGEST = 300.0
MOST_MEGABYTES, SEED_SECONDS, DASHBOARD_SECONDS = 600, 60, 0.3
# What both dashboards and the lists of money rest on: all phases, payments and invoices.
REPORTS = ("mrr-waterfall", "net-revenue", "receivables")
START = (
    "mutation Start($report: ID!) { startReportRun(input: {report: $report}) { run { id } userErrors { message } } }"
)
LOOK = "query Look($id: ID!) { reportRun(id: $id) { state callsDone callsLeft failure } }"
READ = "query Read($id: ID!) { reportRun(id: $id) { result { coverage { isComplete calls { path rows } } } } }"
OVERVIEW = (
    "mrr", "active-subscriptions", "arpu", "churn-rate", "net-revenue", "receivables", "expected-ltv", "arr",
    "mrr-movements", "activations", "cancellations",
)  # fmt: skip
DASHBOARD = (
    "{"
    + " ".join(
        f'r{number}: reportResult(report: "{report}") {{ rows {{ nodes {{ cells {{ measure value }} }} }} }}'
        for number, report in enumerate(OVERVIEW)
    )
    + "}"
)


@dataclass(frozen=True, slots=True)
class LargeRun:
    """What one organisation took: seconds of processor time, calls, and the peak of the gateway's memory."""

    subscriptions: int
    seeded: float
    calls: int
    refused: int
    looks: int
    read: float
    dashboard: float
    megabytes: float


def measured(scale: int, say: Callable[[str], None]) -> LargeRun:
    """One run of all reports over a sandbox of a scale. Raises SystemExit where a run fails or reads in part."""
    port, door = free_port(), free_port()
    arguments = ("-m", "sandbox", "--port", str(port), "--scale", str(scale))
    upstream = f"http://{HOST}:{port}"
    environment = settings_of(upstream, door, **complete())
    with (
        process(*arguments, core=OTHER_CORE) as sandbox,
        process("-m", "gateway.cli", "serve", core=SERVER_CORE, environment=environment) as gateway,
    ):
        until_answered(f"{upstream}/_sandbox/personas", process=sandbox)
        seeded = processor_seconds(sandbox.pid)
        url = f"http://{HOST}:{door}/graphql"
        until_answered(url, b'{"query": "{ __typename }"}', gateway)
        calls = looks = subscriptions = 0
        before = processor_seconds(gateway.pid)
        for report in REPORTS:
            done, looked, rows = _read(url, report, say)
            calls, looks, subscriptions = calls + done, looks + looked, subscriptions or rows
        read = processor_seconds(gateway.pid) - before
        _asked(url, DASHBOARD)
        before = processor_seconds(gateway.pid)
        _asked(url, DASHBOARD)
        dashboard = processor_seconds(gateway.pid) - before
        log = json.loads(answered(f"{upstream}/_sandbox/calls?since=0") or b"[]")
        refused = sum(call["status"] == 429 for call in log)
        return LargeRun(subscriptions, seeded, calls, refused, looks, read, dashboard, peak_megabytes(gateway.pid))


def _asked(url: str, query: str, variables: dict[str, object] | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(graphql(url, query, variables))
    if answer.get("errors"):
        raise SystemExit(f"{url} answered {answer['errors'][0]['message']}")
    return answer["data"]


def _read(url: str, report: str, say: Callable[[str], None]) -> tuple[int, int, int]:
    """The calls of one run, how often it showed another progress, and how many subscriptions it read."""
    started = _asked(url, START, {"report": report})["startReportRun"]["run"]["id"]
    seen: set[int] = set()
    progress_at = time.monotonic()
    while time.monotonic() < progress_at + LONGEST:
        run = _asked(url, LOOK, {"id": started})["reportRun"]
        if run["callsDone"] not in seen:
            seen.add(run["callsDone"])
            progress_at = time.monotonic()
        if run["state"] == "DONE":
            coverage = _asked(url, READ, {"id": started})["reportRun"]["result"]["coverage"]
            if not coverage["isComplete"]:
                raise SystemExit(f"{report} was read in part")
            say(f"{report}: {run['callsDone']:,} calls")
            rows = sum(call["rows"] for call in coverage["calls"] if call["path"] == "subscriptions")
            return run["callsDone"], len(seen), rows
        if run["state"] != "RUNNING":
            raise SystemExit(f"{report}: {run['state']}, {run['failure']}")
        time.sleep(0.5)  # another process works
    raise SystemExit(f"{report}: no further call within {LONGEST:.0f} s")


def written(few: LargeRun, many: LargeRun) -> str:
    """The results as a section, with the slopes from the smaller to the larger organisation."""
    growth = many.subscriptions / few.subscriptions
    rows = (
        ("seeding the sandbox, s", few.seeded, many.seeded, f"at most {SEED_SECONDS}"),
        ("calls", few.calls, many.calls, ""),
        ("calls beyond the quota", few.refused, many.refused, "none"),
        ("different progress shown", few.looks, many.looks, ""),
        ("reading, processor s", few.read, many.read, ""),
        ("Overview, asked again, processor s", few.dashboard, many.dashboard, f"at most {DASHBOARD_SECONDS}"),
        ("peak of memory, MB", few.megabytes, many.megabytes, f"at most {MOST_MEGABYTES}"),
    )
    lines = [
        "## Reports of a large organisation",
        "",
        f"Read with one caller's token through the gateway, then again: {growth:.1f} times the subscriptions,",
        "so that a slope of 1 is linear growth.",
        "",
        f"| | {few.subscriptions:,} | {many.subscriptions:,} | slope | goal |",
        "|---|---|---|---|---|",
    ]
    for title, one, other, goal in rows:
        slope = f"{other / one / growth:.2f}" if one else ""
        lines.append(f"| {title} | {one:,.2f} | {other:,.2f} | {slope} | {goal} |")
    return "\n".join((*lines, ""))
