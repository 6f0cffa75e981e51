"""The first payload of an account's page is there when its fastest branch is, however slow the others are."""

from collections.abc import Callable
from time import perf_counter

from tests.figures import FIGURES
from tests.gateway.http.test_incremental import OLDER, Frames, asked
from tests.graphs import Graph
from tests.proofs import at_length

FASTEST = "query { account(id: %s) { name phone owner { name } } }"
PAGE = """query { account(id: %s) { name phone owner { name }
    ... @defer(label: "billing") { subscriptions(first: 5) { nodes { planName status } } }
    ... @defer(label: "books") { invoices(first: 5) { nodes { number total { amount } } } } } }"""
# So much later each product answers: what the gateway itself needs is little beside it on any machine.
SECONDS = {"crm": 0.6, "billing": 1.2, "books": 3.0}
SLOWNESS = [{"product": name, "kind": "latency", "seconds": seconds} for name, seconds in SECONDS.items()]
MOST = 1.15
ROUNDS = 3
ALIKE = "tests/gateway/http/test_incremental.py"


async def arrivals(graph: Graph, query: str) -> tuple[list[float], list[str | None]]:
    """When each frame of an answer came, in seconds from the request on, and the labels of what it brought."""
    began, times, labels = perf_counter(), list[float](), list[str | None]()
    async with asked(graph, query, OLDER, **{"Cache-Control": "no-cache"}) as answer:
        frames, goes_on = Frames(answer), True
        while goes_on:
            frame = await frames.next()
            times.append(perf_counter() - began)
            labels += [each["label"] for each in frame.get("incremental", []) if "label" in each] or [None]
            assert "errors" not in frame
            goes_on = frame["hasNext"]
    return times, labels


@at_length(like=f"{ALIKE}::test_a_slow_product_holds_nothing_else_and_nothing_goes_on_when_the_client_leaves")
async def test_the_first_payload_comes_with_the_fastest_branch(
    graph: Graph, record_property: Callable[[str, object], None]
) -> None:
    await graph.meet("admin")
    listed = await graph.ask("admin", '{ accounts(first: 1, search: "Aurora Optics") { nodes { id } } }')
    account = f'"{listed.data["accounts"]["nodes"][0]["id"]}"'
    # The links of the account are known from here on, as they are on its page after a while.
    await arrivals(graph, PAGE % account)
    await graph.break_down(*SLOWNESS)
    fastest, first, last = list[float](), list[float](), list[float]()
    for _ in range(ROUNDS):
        times, _ = await arrivals(graph, FASTEST % account)
        fastest.append(times[0])
        times, labels = await arrivals(graph, PAGE % account)
        assert labels == [None, "billing", "books"]
        first.append(times[0])
        last.append(times[-1])
    ratio, whole = min(first) / min(fastest), min(last) / min(fastest)
    record_property(
        FIGURES,
        f"account page: its first payload took {ratio:.3f} of its fastest branch ({min(first) * 1000:.0f} of "
        f"{min(fastest) * 1000:.0f} ms), the whole of it {whole:.1f}",
    )
    assert ratio <= MOST
    # The products were as slow as they should have been.
    assert min(fastest) >= SECONDS["crm"]
    assert min(last) >= SECONDS["books"]
