"""A list whose records are counted: how many calls that is expected to take, and what happens when it fails."""

from tests.graphs import Graph

BOTH = "{ deals(first: 1) { totalCount nodes { name } } }"


async def estimate(graph: Graph, query: str) -> object:
    """The bounds of an operation's calls to CRM."""
    asked = "query ($document: String!) { explainQuery(document: $document) { calls { product least most } } }"
    calls = (await graph.ask("admin", asked, {"document": query})).data["explainQuery"]["calls"]
    return [(each["least"], each["most"]) for each in calls if each["product"] == "CRM"]


async def test_a_count_is_one_call_beside_the_page_or_alone(graph: Graph) -> None:
    await graph.meet("admin")
    assert await estimate(graph, "{ deals(first: 1) { nodes { name } } }") == [(1, 1)]
    assert await estimate(graph, BOTH) == [(2, 2)]
    assert await estimate(graph, "{ deals { totalCount } }") == [(1, 1)]


async def test_a_count_that_fails_leaves_the_page(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.break_down({"product": "crm", "kind": "status", "status": 500, "path": "/Deals/actions/count"})
    told = await graph.ask("admin", BOTH)
    assert told.codes == ["UPSTREAM_UNAVAILABLE"]
    assert told.body["data"]["deals"]["totalCount"] is None
    assert len(told.body["data"]["deals"]["nodes"]) == 1
