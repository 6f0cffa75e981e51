"""Hostile bodies: none is answered as a fault of the gateway's, and none of them stays in its memory."""

import gc
from collections.abc import Callable
from contextlib import suppress

import psutil

from domain.errors import BadRequest
from gateway.app import application
from gateway.http.bodies import body_of
from tests.figures import FIGURES
from tests.gateway.asking import GRAPHQL, told
from tests.graphs import Graph
from tests.hostile.asking import Answers, bugs_noted, headers_of, posted
from tests.hostile.corpus import bodies, seeds
from tests.proofs import proof

SEED = 20_261_130
ACCEPTS = (b"*/*", GRAPHQL.encode())
# Documents are kept up to a size: the cache is full by then.
WARM = 0.4
# Of the process, which has the tests and the sandbox in it.
GROWTH = 0.05
ENOUGH = 50_000
# All go through what reads bodies, and some through the whole application, which takes a hundred times as long.
EVERY = 5


@proof("number", short=1500, full=100_000)
async def test_no_body_makes_a_fault_or_a_traceback_or_stays_in_memory(
    graph: Graph, number: int, record_property: Callable[[str, object], None]
) -> None:
    await graph.meet("admin")
    app, answers, process, resident = application(graph.service), Answers(), psutil.Process(), 0
    with bugs_noted() as bugs:
        for count, body in enumerate(bodies(number, SEED)):
            if count == int(number * WARM):
                gc.collect()
                resident = process.memory_info().rss
            _read(body)
            if count % EVERY == 0:
                accept = (b"accept", ACCEPTS[count // EVERY % 2])
                status, answer = await posted(app, body, headers_of("admin", accept))
                answers.note(status, body, answer)
    gc.collect()
    growth = process.memory_info().rss / resident - 1
    record_property(
        FIGURES,
        f"{number} hostile bodies read, every {EVERY}th answered: {answers.statuses} by status, "
        f"memory {growth:+.1%} after the first {WARM:.0%}",
    )
    assert answers.faults == []
    assert bugs == []
    assert growth < GROWTH or number < ENOUGH
    # They were refused for what they are, and not all for the same thing.
    assert answers.statuses.keys() >= {200, 400}


def _read(body: bytes) -> None:
    """Read a body as a request; it is one, or refused as none."""
    with suppress(BadRequest):
        assert isinstance(body_of(body).query, str | None)


async def test_the_same_bodies_over_sockets_are_answered_alike(graph: Graph) -> None:
    await graph.meet("admin")
    app = application(graph.service)
    with bugs_noted() as bugs:
        for body in seeds():
            status, _ = await posted(app, body, headers_of("admin", (b"accept", b"*/*")))
            assert (await told(graph, body)).status == status
    assert bugs == []
