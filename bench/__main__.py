"""`make bench`: the gateway's memory at rest, the time from its start to its first answer, what permissions cost.

Method: each round starts a new gateway process in front of one running sandbox, asks it a first query over all three
products until it answers, waits until it has been idle, and reads its resident memory. Medians of all rounds.
"""

import asyncio
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench import permissions

ROUNDS = 5
IDLE_SECONDS = 1.0
LONGEST_START = 60.0
RESULTS = Path(__file__).parent / "results.md"
PACKAGES = ("strawberry-graphql", "graphql-core", "starlette", "uvicorn", "uvloop", "aiohttp", "msgspec")
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


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answered(url: str, body: bytes | None = None) -> bytes | None:
    """What a server answers with status 200, None where it does not."""
    headers = {"Content-Type": "application/json", "Authorization": "Bearer 1000.demo.admin"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as answer:
            return answer.read()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def until_answered(url: str, body: bytes | None = None) -> bytes:
    """The first answer of a starting server."""
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        found = answered(url, body)
        if found is not None:
            return found
        time.sleep(0.01)
    raise SystemExit(f"{url} did not answer within {LONGEST_START:.0f} s")


@contextmanager
def process(*arguments: str, **environment: str) -> Generator[subprocess.Popen[bytes]]:
    """A process that ends with the block."""
    started = subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield started
    finally:
        started.terminate()
        started.wait(20)


def resident_megabytes(pid: int) -> float:
    """What a process holds, of /proc."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def processor_seconds(pid: int) -> float:
    """The processor time that a process has used, of /proc."""
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def measured(sandbox: str) -> Round:
    """One round."""
    port = free_port()
    place = json.dumps({"local": {"accounts": sandbox, "api": sandbox}})
    settings = {
        "SUITEGRAPH_PORT": str(port),
        "SUITEGRAPH_DATA_CENTRES": "local",
        "SUITEGRAPH_CUSTOM_DATA_CENTRES": place,
    }
    began = time.perf_counter()
    with process("-m", "gateway.cli", "serve", **settings) as gateway:
        answer = json.loads(until_answered(f"http://127.0.0.1:{port}/graphql", json.dumps({"query": QUERY}).encode()))
        first, processor = time.perf_counter() - began, processor_seconds(gateway.pid)
        if "errors" in answer:
            raise SystemExit(f"the first query failed: {answer['errors']}")
        time.sleep(IDLE_SECONDS)
        return Round(first, processor, resident_megabytes(gateway.pid))


def report(rounds: list[Round], cost: permissions.Cost) -> str:
    """The results as Markdown."""
    optimised = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    build = "profile-guided" if optimised else "built without profile-guided optimisation"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"""# Measured

Python {platform.python_version()} ({build}); {versions}. {os.cpu_count()} cores. {len(rounds)} rounds.

| what | median | lowest | highest |
|---|---|---|---|
| memory at rest, after one query, MB | {_spread([taken.at_rest for taken in rounds], 0)} |
| from start to the first answer, s | {_spread([taken.first_answer for taken in rounds], 1)} |
| processor time until then, s | {_spread([taken.processor for taken in rounds], 1)} |

Deciding permissions takes {cost.mean:.1f} % more processor time for a list of 200 rows, all else replayed from memory
(95 % interval {cost.low:.1f} to {cost.high:.1f} %, {permissions.PAIRS} pairs of {permissions.BATCH} requests).
"""


def _spread(values: list[float], digits: int) -> str:
    return " | ".join(f"{value:.{digits}f}" for value in (statistics.median(values), min(values), max(values)))


def main() -> None:
    """Measure, print and keep."""
    port = free_port()
    sandbox = f"http://127.0.0.1:{port}"
    with process("-m", "sandbox", "--port", str(port)):
        until_answered(f"{sandbox}/_sandbox/ready")
        rounds: list[Round] = []
        for number in range(1, ROUNDS + 1):
            rounds.append(measured(sandbox))
            print(
                f"round {number} of {ROUNDS}: {rounds[-1].first_answer:.1f} s, {rounds[-1].at_rest:.0f} MB", flush=True
            )
        cost = asyncio.run(permissions.measured(sandbox))
    text = report(rounds, cost)
    RESULTS.write_text(text, encoding="utf-8")
    print(f"\n{text}\nKept in {RESULTS.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
