"""What every test may use: a gateway in front of a sandbox, over real HTTP."""

import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.graphs import Graph, graph_served


def pytest_configure() -> None:
    """A shell starts what it runs in the background deaf to SIGINT, and so would be the processes that tests start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--write-cases` writes the answers and calls of case pages anew; read the difference before you commit it."""
    parser.addoption("--write-cases", action="store_true", help="write the case pages' answers and calls anew")


@pytest_asyncio.fixture(scope="session")
async def served_graph() -> AsyncIterator[Graph]:
    """One gateway and sandbox for the whole run."""
    async with graph_served() as graph:
        yield graph


@pytest.fixture
def graph(served_graph: Graph) -> Graph:
    """The gateway, as if just started, in front of the sandbox at its seed."""
    served_graph.renew()
    return served_graph
