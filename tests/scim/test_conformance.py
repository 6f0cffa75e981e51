"""The public suite finds nothing wrong."""

from scim2_tester import Status

from gateway.app import application
from tests.graphs import graph_served
from tests.scim.conformance import results_of
from tests.scim.directory import directory_of


async def test_the_public_suite_finds_nothing_wrong() -> None:
    async with graph_served() as graph:
        directory = await directory_of(graph)
        results = await results_of(application(graph.service), directory.token)
    wrong = [f"{each.title}: {each.reason}" for each in results if each.status in {Status.ERROR, Status.CRITICAL}]
    assert wrong == []
    assert sum(each.status is Status.SUCCESS for each in results) > 40
