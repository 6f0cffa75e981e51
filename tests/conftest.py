"""What every test may use: a gateway in front of a sandbox, over real HTTP."""

import gc
import signal
from collections.abc import AsyncIterator, Generator
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio

# Early: pydantic looks for the source of each of its models in all modules that are there by then.
import scim2_client  # noqa: F401  # pyright: ignore[reportUnusedImport]

from sandbox.people import PERSONAS
from tests import proofs
from tests.failures import Failures
from tests.graphs import Graph, graph_served
from tests.stores import StoreServer

# As the gateway has it: to walk through everything that stays for good took an eighth of the run.
YOUNG_OBJECTS = 10_000
# Suites with a target of their own in the Makefile.
APART = {Path(__file__).parent / name for name in ("browser", "clients", "node", "scanners", "wheel")}
pytest_plugins = ["tests.sandbox.openapi.summary", "tests.processor_time", "tests.figures"]


def pytest_configure(config: pytest.Config) -> None:
    """A shell starts what it runs in the background deaf to SIGINT, and so would be the processes that tests start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)
    file: Path | None = config.getoption("--failures")
    if file is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Failures(file))
    StoreServer.url = config.getoption("--stores")
    proofs.choose(full=bool(config.getoption("--proofs")), new_cases=bool(config.getoption("--new-cases")))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--write-cases` writes the answers and calls of case pages anew; read the difference before you commit it."""
    parser.addoption("--write-cases", action="store_true", help="write the case pages' answers and calls anew")
    parser.addoption("--proofs", action="store_true", help="run the proofs alone, at their full length")
    parser.addoption("--stores", help="the URL of a PostgreSQL on which gateways keep their stores, in place of SQLite")
    parser.addoption("--failures", type=Path, help="a file for the ids of the few tests that failed")
    parser.addoption("--new-cases", action="store_true", help="let Hypothesis look for cases that it has not tried")


@pytest.hookimpl(wrapper=True)
def pytest_pycollect_makeitem(collector: pytest.Collector) -> Generator[None, object, object]:
    """A test of many cases is a family, but in the suites that `make proofs` does not run."""
    collected = yield
    if isinstance(collected, list) and APART.isdisjoint(collector.path.parents):
        proofs.mark_many(cast("list[pytest.Item]", collected))
    return cast("object", collected)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--proofs` nothing else is run; else they come first, so that no worker is left with a long one at the end.

    Of a family the run takes its part here.

    Hypothesis has marked its properties by now.
    """
    # Whoever names single tests gets them.
    left_out = set[pytest.Item]() if any("::" in each for each in config.args) else proofs.left_out(items)
    config.stash[proofs.COLLECTED] = tuple(items)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]
    if config.getoption("--proofs"):
        others = [item for item in items if not proofs.is_proof(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if proofs.is_proof(item)]
    long = {item.path for item in items if item.get_closest_marker("proof") is not None}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """What is there now stays for the whole run: nothing looks through it for garbage again."""
    gc.collect()
    gc.freeze()


@pytest_asyncio.fixture(scope="session")
async def served_graph() -> AsyncIterator[Graph]:
    """One gateway and sandbox for the whole run. What it remembers of each persona is taken down once."""
    async with graph_served() as graph:
        graph.acquaintances.enabled = True
        for persona in PERSONAS:
            graph.renew()
            await graph.meet(persona.name)
        yield graph


@pytest.fixture
def graph(served_graph: Graph) -> Graph:
    """The gateway as if just started, in front of the sandbox at its seed.

    A persona who asks before anything was written or broken is known already, as if met in an earlier operation;
    `graph.forget_callers()` makes strangers of them.
    """
    served_graph.renew()
    return served_graph
