"""The account page of many different callers at once, whose facts are known, against an upstream of 50 ms a call."""

from dataclasses import dataclass

from bench import latency
from bench.load import Load
from bench.processes import processor_seconds
from bench.servers import calls_of, gateway

LEVELS = (1, 10, 50, 100)
# Each caller's facts are asked for before anything is counted.
WARM_SECONDS, SECONDS = 2.0, 4.0
GOAL_AT, GOAL = 10, 1.1


@dataclass(frozen=True, slots=True)
class Level:
    """So many callers at once: pages a second, milliseconds of half and of 99 % of them, and of the processor."""

    at_once: int
    rate: float
    half: float
    most: float
    processor: float


@dataclass(frozen=True, slots=True)
class Levels:
    """All levels beside the milliseconds of the longest chain of calls."""

    critical: float
    levels: list[Level]


def measured(stub: str, generator: Load) -> Levels:
    """Every level in front of one gateway process."""
    with gateway(stub) as server:
        body = latency.page_body(server)
        calls_of(stub, latency.LATENCY)
        levels: list[Level] = []
        calls: dict[str, int] = {}
        try:
            for at_once in LEVELS:
                generator.run(server.url, body, duration=WARM_SECONDS, at_once=at_once)
                calls_of(stub, latency.LATENCY)
                before = processor_seconds(server.pid)
                run = generator.run(server.url, body, duration=SECONDS, at_once=at_once)
                used = processor_seconds(server.pid) - before
                calls = calls_of(stub, latency.LATENCY)
                levels.append(
                    Level(at_once, run.answered / run.seconds, run.median, run.p99, 1000 * used / run.answered)
                )
        finally:
            calls_of(stub)
    return Levels(latency.critical_path(calls), levels)


def told(found: Levels) -> str:
    """The table."""
    lines = [
        "| different callers at once | pages/s | p50 ms | p99 ms | processor ms/page |",
        "|---|---|---|---|---|",
        *(
            f"| {level.at_once} | {level.rate:.1f} | {level.half:.0f} | {level.most:.0f} | {level.processor:.2f} |"
            for level in found.levels
        ),
    ]
    [at] = [level for level in found.levels if level.at_once == GOAL_AT]
    ratio = at.most / found.critical
    reached = "reached" if ratio <= GOAL else "not reached"
    return (
        f"## Account pages under concurrency, 50 ms a call upstream\n\nCritical path {found.critical:.0f} ms; at "
        f"{GOAL_AT} at once p99 is {ratio:.2f} of it (goal: {GOAL}, {reached}).\n\n" + "\n".join(lines) + "\n"
    )
