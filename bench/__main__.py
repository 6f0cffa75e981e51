"""`make bench`: the gateway beside its peers and its goals, within twenty minutes; results to `bench/results.md`.

`python -m bench --only trivial,list --peers stock,orjson --rounds 2` is enough while developing. With
`--readme` README's figures are those of this run.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import (
    calls,
    concurrency,
    growth,
    kpis,
    large_reports,
    latency,
    node,
    overhead,
    readme,
    report,
    seeded_reports,
    start,
    turns,
)
from bench.busy import Others
from bench.comparison import Comparison, compared
from bench.load import Load, load
from bench.servers import GATEWAY, PEERS, Peer, sandbox, stub
from bench.workloads import BY_NAME

RESULTS = Path(__file__).parent / "results.md"
# No part begins later; the comparisons have the first stretch for themselves.
LONGEST, COMPARING = 1000.0, 660.0
PARTS = (
    *BY_NAME, "account", "concurrency", "turns", "memory", "workers", "calls", "overhead", "start", "reports", "seeded",
    "large",
)  # fmt: skip


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
    others: Others = field(default_factory=Others)
    quoted: list[str] = field(default_factory=list[str])
    failed: list[str] = field(default_factory=list[str])

    def say(self, text: str) -> None:
        """Progress."""
        print(f"[{time.monotonic() - self.began:3.0f} s] {text}", flush=True)

    def run(self) -> str:
        """Every chosen part; the results."""
        self._install()
        with sandbox() as upstream, stub(upstream) as served, load() as generator:
            self._compare(served, generator)
            self._part("turns", lambda: turns.told(turns.measured(served)), quote=True)
            self._part("account", lambda: latency.told(latency.measured(served)), quote=True)
            self._part("concurrency", lambda: concurrency.told(concurrency.measured(served, generator)), quote=True)
            self._part("calls", lambda: calls.told(calls.measured(upstream)))
            self._part("overhead", lambda: self._overhead(served))
            self._part("workers", lambda: growth.told_scaling(growth.scaling(served, generator, self.say)))
            self._part("memory", lambda: growth.told_memory(growth.memory(served, generator)))
            self._part("start", lambda: start.told([start.measured(upstream) for _ in range(start.ROUNDS)]))
            self._part("reports", lambda: kpis.told(kpis.measured(kpis.FEW), kpis.measured(kpis.MANY)))
            self._part("seeded", lambda: seeded_reports.told(seeded_reports.measured_sizes(self.say)))
            self._part("large", lambda: large_reports.written(*self._large()))
        head, goals = report.head(self.others), report.goals(self.comparisons)
        return "\n".join([head, *self.failed, goals, *map(report.compared, self.comparisons), *self.sections])

    def figures(self) -> str:
        """What README quotes, with smaller headings."""
        goals = report.goals(self.comparisons)
        told = [report.versions(), self.others.sentence(), *self.failed, goals, *self.quoted]
        return "\n\n".join(told).replace("\n## ", "\n### ")

    def _compare(self, served: str, generator: Load) -> None:
        """The share of the time that is left after the other parts, in equal shares."""
        chosen = [BY_NAME[name] for name in self.parts if name in BY_NAME]
        until = self.began + COMPARING
        for number, workload in enumerate(chosen):
            now = time.monotonic()
            latest = now + (until - now) / (len(chosen) - number)
            try:
                found = compared(workload, self.peers, served, generator, self.rounds, latest, self.say, self.others)
            except SystemExit as error:
                self._note(workload.name, error)
            else:
                self.comparisons.append(found)

    def _note(self, part: str, error: SystemExit) -> None:
        """Go on with the other parts: what they measure is not wasted."""
        self.failed.append(f"**{part} failed: {error}**\n")
        self.say(self.failed[-1])

    def _install(self) -> None:
        for folder in (node.HERE, *(peer.packages for peer in self.peers if peer.packages)):
            self.say(f"packages of {folder.name}")
            failed = node.install(folder)
            if failed:
                raise SystemExit(f"npm could not install {folder}:\n{failed}")
        if any(node.NODE_BEFORE.as_posix() in peer.arguments for peer in self.peers):
            self.say("the Node before")
            if failed := node.install_before():
                raise SystemExit(f"pip could not install the Node before:\n{failed}")
        # The twenty minutes are those of the measurements.
        self.began = time.monotonic()

    def _overhead(self, served: str) -> str:
        in_service = {found.workload.name: found.processor(GATEWAY) for found in self.comparisons}
        return overhead.told(overhead.measured(served), in_service)

    def _large(self) -> tuple[large_reports.LargeRun, large_reports.LargeRun]:
        few, many = large_reports.FULL if self.full else large_reports.BOUNDED
        return large_reports.measured(few, self.say), large_reports.measured(many, self.say)

    def _part(self, name: str, measured: Callable[[], str], *, quote: bool = False) -> None:
        if name not in self.parts:
            return
        if time.monotonic() > self.began + LONGEST:
            self._note(name, SystemExit("no time was left"))
            return
        self.say(name)
        try:
            told = measured()
        except SystemExit as error:
            self._note(name, error)
            return
        self.sections.append(told)
        if quote:
            self.quoted.append(told)


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
    arguments.add_argument("--readme", action="store_true", help="write README's figures, too: of a whole run only")
    arguments.add_argument("--output", type=Path, default=RESULTS)
    given = arguments.parse_args()
    parts = _chosen(given.only, PARTS, "part")
    names = _chosen(given.peers, [peer.name for peer in PEERS], "peer")
    if given.readme and (given.only or given.peers):
        raise SystemExit("README quotes a whole run only")
    bench = Bench(parts, [peer for peer in PEERS if peer.name in names], given.rounds, given.full)
    results = bench.run()
    given.output.write_text(results)
    sys.stdout.write(f"\n{results}")
    if given.readme:
        readme.write(bench.figures())
    if bench.failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
