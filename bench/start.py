"""The gateway's memory at rest, and the time from its start to its first answer.

Method: each round starts a new gateway process in front of one running sandbox, asks it a first query over all three
products until it answers, waits until it has been idle, and reads its resident memory.
"""

import json
import statistics
import time
from dataclasses import dataclass

from bench.processes import HOST, free_port, process, processor_seconds, resident_megabytes, until_answered
from bench.servers import settings_of

ROUNDS = 5
IDLE_SECONDS = 1.0
QUERY = (
    '{ accounts(first: 1, search: "Aurora Optics") { nodes { name '
    "invoices(first: 3) { nodes { number } } subscriptions(first: 3) { nodes { status } } } } }"
)


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds from start to the first answer, of the clock and of the processor, and megabytes held at rest."""

    first_answer: float
    processor: float
    at_rest: float


def measured(sandbox: str) -> Round:
    """One round. The gateway has neither a database nor a file of grants, each of which takes memory."""
    port = free_port()
    began = time.perf_counter()
    with process("-m", "gateway.cli", "serve", environment=settings_of(sandbox, port)) as gateway:
        asked = json.dumps({"query": QUERY}).encode()
        answer = json.loads(until_answered(f"http://{HOST}:{port}/graphql", asked, gateway))
        first, processor = time.perf_counter() - began, processor_seconds(gateway.pid)
        if "errors" in answer:
            raise SystemExit(f"the first query failed: {answer['errors']}")
        time.sleep(IDLE_SECONDS)  # what is measured is a gateway that idles
        return Round(first, processor, resident_megabytes(gateway.pid))


def told(rounds: list[Round]) -> str:
    """The rounds as a table."""
    return f"""## At rest and at the start

| what | median | lowest | highest |
|---|---|---|---|
| memory at rest, after one query, MB | {_spread([taken.at_rest for taken in rounds], 0)} |
| from start to the first answer, s | {_spread([taken.first_answer for taken in rounds], 1)} |
| processor time until then, s | {_spread([taken.processor for taken in rounds], 1)} |
"""


def _spread(values: list[float], digits: int) -> str:
    return " | ".join(f"{value:.{digits}f}" for value in (statistics.median(values), min(values), max(values)))
