"""What `onError` of a request makes of an error: null up to where null may be, null at its place alone, or the end."""

from tests.graphs import Graph, graph_served

FAILING = '{ accounts(first: 1, after: "x") { nodes { id } } __typename }'


async def _told(graph: Graph, query: str, behavior: object) -> tuple[int, object, list[str]]:
    told = await graph.post("admin", {"query": query, "onError": behavior})
    return told.status, told.body.get("data", "absent"), told.codes


async def test_an_error_does_what_the_request_says() -> None:
    async with graph_served(on_error=True) as graph:
        code = ["BAD_USER_INPUT"]
        # The list may not be null: its error takes everything with it, unless the request says otherwise.
        assert await _told(graph, FAILING, None) == await _told(graph, FAILING, "PROPAGATE")
        nulled = await _told(graph, FAILING, "NULL")
        assert nulled == (200, {"accounts": None, "__typename": "Query"}, code)
        assert await _told(graph, FAILING, "HALT") == (200, None, code)
        # Without an error they are the same.
        fine = [await _told(graph, "{ __typename }", each) for each in ("PROPAGATE", "NULL", "HALT")]
        assert fine == [(200, {"__typename": "Query"}, [])] * 3
        wrongs: tuple[object, ...] = ("null", "STOP", 7, ["NULL"])
        for wrong in wrongs:
            assert (await _told(graph, "{ __typename }", wrong))[::2] == (400, ["BAD_REQUEST"])


async def test_without_the_setting_the_property_means_nothing(graph: Graph) -> None:
    for ignored in ("NULL", "HALT", 7, None):
        assert (await _told(graph, "{ __typename }", ignored))[0] == 200
    assert await _told(graph, FAILING, "HALT") == await _told(graph, FAILING, None)
