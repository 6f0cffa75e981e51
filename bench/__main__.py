"""`make bench`: the gateway beside its peers and its goals, within ten minutes; results to `bench/results.md`.

`python -m bench --only trivial,list --peers stock,orjson --rounds 2` is enough while developing.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import calls, growth, kpis, large_reports, latency, node, overhead, report, start
from bench.comparison import Comparison, compared
from bench.load import Load, load
from bench.servers import GATEWAY, PEERS, Peer, sandbox, stub
from bench.workloads import BY_NAME

RESULTS = Path(__file__).parent / "results.md"
# The last round, and the end of its servers, come after it.
LONGEST = 570.0
PARTS = (*BY_NAME, "account", "memory", "workers", "calls", "overhead", "start", "reports", "large")


@dataclass(slots=True)
class Bench:
    """One run: what was chosen, until when, and what was found."""

    parts: Sequence[str]
    peers: Sequence[Peer]
    rounds: int
    full: bool = False
    began: float = field(default_factory=time.monotonic)
    comparisons: list[Comparison] = field(default_factory=list[Comparison])
    sections: list[str] = field(default_factory=list[str])

    def say(self, text: str) -> None:
        """Progress."""
        print(f"[{time.monotonic() - self.began:3.0f} s] {text}", flush=True)

    def run(self) -> str:
        """Every chosen part; the results."""
        self._install()
        with sandbox() as upstream, stub(upstream) as served, load() as generator:
            self._part("calls", lambda: calls.told(calls.measured(upstream)))
            self._part("reports", lambda: kpis.told(kpis.measured(kpis.FEW), kpis.measured(kpis.MANY)))
            self._part("large", lambda: large_reports.written(*self._large()))
            self._part("start", lambda: start.told([start.measured(upstream) for _ in range(start.ROUNDS)]))
            self._part("account", lambda: latency.told(latency.measured(served)))
            self._part("memory", lambda: growth.told_memory(growth.memory(served, generator)))
            self._part("workers", lambda: growth.told_scaling(growth.scaling(served, generator, self.say)))
            shares = self._overhead(served)
            self._compare(served, generator)
        if shares:
            in_service = {found.workload.name: found.processor(GATEWAY) for found in self.comparisons}
            self.sections.append(overhead.told(shares, in_service))
        found = [report.head(), report.goals(self.comparisons), *map(report.compared, self.comparisons), *self.sections]
        return "\n".join(found)

    def _compare(self, served: str, generator: Load) -> None:
        """What is left of the time, in equal shares."""
        chosen = [BY_NAME[name] for name in self.parts if name in BY_NAME]
        for number, workload in enumerate(chosen):
            now = time.monotonic()
            until = now + (self.began + LONGEST - now) / (len(chosen) - number)
            found = compared(workload, self.peers, served, generator, self.rounds, until, self.say)
            self.comparisons.append(found)

    def _install(self) -> None:
        for folder in (node.HERE, *(peer.packages for peer in self.peers if peer.packages)):
            self.say(f"packages of {folder.name}")
            failed = node.install(folder)
            if failed:
                raise SystemExit(f"npm could not install {folder}:\n{failed}")
        # The ten minutes are those of the measurements.
        self.began = time.monotonic()

    def _overhead(self, served: str) -> list[overhead.Share]:
        if "overhead" not in self.parts:
            return []
        self.say("overhead")
        return overhead.measured(served)

    def _large(self) -> tuple[large_reports.LargeRun, large_reports.LargeRun]:
        few, many = large_reports.FULL if self.full else large_reports.BOUNDED
        return large_reports.measured(few, self.say), large_reports.measured(many, self.say)

    def _part(self, name: str, measured: Callable[[], str]) -> None:
        if name in self.parts:
            self.say(name)
            self.sections.append(measured())


def _chosen(text: str | None, known: Sequence[str], what: str) -> list[str]:
    names = list(known) if text is None else [name for name in text.split(",") if name]
    if unknown := [name for name in names if name not in known]:
        raise SystemExit(f"no {what}: {', '.join(unknown)}; there are {', '.join(known)}")
    return names


def main() -> None:
    """Measure and write."""
    arguments = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    arguments.add_argument("--only", help=f"some of {','.join(PARTS)}")
    arguments.add_argument("--peers", help=f"some of {','.join(peer.name for peer in PEERS)}")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--full", action="store_true", help="large: 50,000 subscriptions, not 4,000; minutes more")
    arguments.add_argument("--output", type=Path, default=RESULTS)
    given = arguments.parse_args()
    parts = _chosen(given.only, PARTS, "part")
    names = _chosen(given.peers, [peer.name for peer in PEERS], "peer")
    results = Bench(parts, [peer for peer in PEERS if peer.name in names], given.rounds, given.full).run()
    given.output.write_text(results)
    sys.stdout.write(f"\n{results}")


if __name__ == "__main__":
    main()
