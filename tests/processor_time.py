"""How much processor time a run took, that of all its processes together, said at its end."""

import os
from collections.abc import Iterator

import psutil
import pytest

BUDGET_SECONDS = 300.0
VARIABLE = "processor_seconds"
# What the workers that have ended took.
WORKERS = pytest.StashKey[float]()


def processor_seconds() -> float:
    """What this process took, those that it has waited for, and those that still run, with all of theirs."""
    mine = os.times()
    return mine.user + mine.system + mine.children_user + mine.children_system + sum(_of_running())


def _of_running() -> Iterator[float]:
    for process in psutil.Process().children(recursive=True):
        try:
            yield sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue


def verdict(seconds: float) -> str:
    """The figure in a sentence, beside what `make test` may take."""
    relation = "within" if seconds <= BUDGET_SECONDS else "MORE than"
    return (
        f"The run took {seconds:.0f} s of processor time, all its processes together: {relation} the"
        f" {BUDGET_SECONDS:.0f} s that `make test` may take."
    )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker passes on what it took."""
    output: dict[str, float] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[VARIABLE] = processor_seconds()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """What a worker that has ended took counts."""
    config: pytest.Config = getattr(node, "config")  # noqa: B009  # xdist has no types
    output: dict[str, float] = getattr(node, "workeroutput", {})
    config.stash[WORKERS] = config.stash.get(WORKERS, 0.0) + output.get(VARIABLE, 0.0)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the run took; no run fails by it, since processors differ."""
    workers = terminalreporter.config.stash.get(WORKERS, None)
    # The workers have been waited for by now, but not every process that they started.
    mine = os.times()
    seconds = processor_seconds() if workers is None else mine.user + mine.system + workers
    terminalreporter.section("Processor time")
    terminalreporter.write_line(verdict(seconds), yellow=seconds > BUDGET_SECONDS)
