"""Memory after ten thousand requests, and what a second process adds."""

import json
import statistics
import threading
from collections.abc import Callable
from dataclasses import dataclass

from bench.load import CONNECTIONS, Load, load
from bench.processes import CORES, OTHER_CORE, resident_megabytes
from bench.servers import Server, gateway
from bench.workloads import BY_NAME

WARM, REQUESTS, DOCUMENTS = 1000, 10_000, 50
MOST_GROWTH = 5.0
ROUNDS, SECONDS = 3, 2.0
BAR, CORES_FOR_BAR = 1.7, 4
FIELDS = (
    "number", "status", "issuedOn", "dueOn", "customerName", "email", "currency", "exchangeRateToBase", "isEmailed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes held after the warm-up and after all requests."""

    before: float
    after: float

    @property
    def growth(self) -> float:
        """In per cent."""
        return 100 * (self.after / self.before - 1)


def bodies() -> list[bytes]:
    """Different documents, as many clients send them."""
    asked = [
        f"query Q{number} {{ invoices(first: 10) {{ nodes {{ id {' '.join(FIELDS[number % 9 :])} }} }} }}"
        for number in range(DOCUMENTS)
    ]
    return [json.dumps({"query": query}).encode() for query in asked]


def memory(stub: str, generator: Load) -> Memory:
    """Of one gateway process, asked for ten rows at a time in different documents."""
    with gateway(stub) as server:
        generator.run(server.url, *bodies(), amount=WARM)
        before = resident_megabytes(server.pid)
        generator.run(server.url, *bodies(), amount=REQUESTS)
        return Memory(before, resident_megabytes(server.pid))


def told_memory(found: Memory) -> str:
    """In words."""
    reached = "reached" if found.growth < MOST_GROWTH else "not reached"
    return (
        f"## Memory\n\n{found.before:.1f} MB after {WARM:,} requests, {found.after:.1f} MB after {REQUESTS:,} more: "
        f"{found.growth:+.1f} % (goal: less than {MOST_GROWTH:g} %, {reached}).\n"
    )


def scaling(stub: str, generator: Load, say: Callable[[str], None]) -> list[float]:
    """How many times as much two processes answer as one, by rounds."""
    second = CORES[1]
    with gateway(stub) as one, gateway(stub, second) as other, load() as another:
        ratios: list[float] = []
        _rates([(generator, one), (another, other)])
        for number in range(ROUNDS):
            alone = _rates([(generator, one)])
            ratios.append(_rates([(generator, one), (another, other)]) / alone)
            say(f"workers: round {number + 1} of {ROUNDS}")
        return ratios


def _rates(pairs: list[tuple[Load, Server]]) -> float:
    workload = BY_NAME["list"]
    rates: list[float] = []

    def run(generator: Load, server: Server) -> None:
        # As many at once in all, whoever shares them.
        at_once = CONNECTIONS // len(pairs)
        found = generator.run(server.url, workload.body(), duration=SECONDS, at_once=at_once)
        rates.append(found.answered / found.seconds)

    threads = [threading.Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(rates) != len(pairs):
        raise SystemExit("a process did not answer")
    return sum(rates)


def told_scaling(ratios: list[float]) -> str:
    """In words: two cores are no place to judge it."""
    where = "each on a core of its own" if CORES[1] != OTHER_CORE else "the second beside the stub and the load"
    median = statistics.median(ratios)
    bar = "" if len(CORES) < CORES_FOR_BAR else f" (goal: {BAR}, {'reached' if median >= BAR else 'not reached'})"
    return f"## Two processes\n\n{median:.2f} times the throughput of one, 200 rows x 12 fields, {where}{bar}.\n"
