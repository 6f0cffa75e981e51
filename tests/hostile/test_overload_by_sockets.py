"""At three times what the gateway can answer, over sockets: four fifths of that is answered, and the rest sent away."""

import asyncio
from collections import Counter
from collections.abc import Callable
from time import perf_counter

from tests.figures import FIGURES
from tests.graphs import Graph, graph_served
from tests.proofs import at_length

# What a process may have under way, and how long a product takes: that, and not the machine, is the capacity.
AT_ONCE = 6
LATENCY = 0.5
SECONDS = 4.0
LOAD = 3
GOODPUT = 0.8
QUERY = "query($id: ID!) { account(id: $id) { name } }"


async def one(graph: Graph, id_: str) -> int:
    """A request's status; one that was sent away says when to come again."""
    told = await graph.ask("admin", QUERY, {"id": id_}, headers={"Cache-Control": "no-cache"})
    if told.status == 503:
        assert (told.codes, told.headers["Retry-After"]) == (["OVERLOADED"], "1")
    else:
        assert told.data["account"]["name"]
    return told.status


async def capacity(graph: Graph, ids: list[str]) -> float:
    """Answers in a second where as many ask as the gateway takes, each as soon as it was answered."""
    began, answered = perf_counter(), 0

    async def keeps_asking(id_: str) -> None:
        nonlocal answered
        while perf_counter() - began < SECONDS:
            assert await one(graph, id_) == 200
            answered += 1

    await asyncio.gather(*map(keeps_asking, ids[:AT_ONCE]))
    return answered / (perf_counter() - began)


async def under_load(graph: Graph, ids: list[str], rate: float) -> tuple[Counter[int], float]:
    """The statuses of requests that come at this rate, whatever becomes of them, and the seconds that it took."""
    loop = asyncio.get_running_loop()
    began, asking = loop.time(), list[asyncio.Task[int]]()
    for number in range(int(rate * SECONDS)):
        await asyncio.sleep(max(0.0, began + number / rate - loop.time()))
        asking.append(asyncio.create_task(one(graph, ids[number % len(ids)])))
    statuses = Counter(await asyncio.gather(*asking))
    return statuses, loop.time() - began


@at_length(like="tests/hostile/test_goodput.py::test_at_three_times_capacity_four_fifths_of_it_are_answered")
async def test_three_times_the_capacity_over_sockets_leaves_four_fifths_of_it(
    record_property: Callable[[str, object], None],
) -> None:
    async with graph_served(requests_at_once=AT_ONCE) as graph:
        await graph.meet("admin")
        listed = await graph.ask("admin", "{ accounts(first: 40) { nodes { id } } }")
        ids = [node["id"] for node in listed.data["accounts"]["nodes"]]
        await graph.break_down({"product": "crm", "kind": "latency", "seconds": LATENCY})
        most = await capacity(graph, ids)
        statuses, seconds = await under_load(graph, ids, LOAD * most)
    goodput = statuses[200] / seconds / most
    record_property(
        FIGURES,
        f"over sockets at {LOAD} times the capacity of {most:.1f} requests a second: goodput {goodput:.0%}, "
        f"{statuses[503]} of {statuses.total()} sent away with 503",
    )
    assert statuses.keys() == {200, 503}
    assert goodput >= GOODPUT
