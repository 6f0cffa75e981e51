"""Views whose definition does not fit the graph any more: nothing is lost, and their owner is told what is wrong."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest

from domain.journal import JournalEntry
from domain.saved_views import SavedView, SavedViews, ViewDefinition
from tests.graphs import Graph
from tests.views.asking import STRICT, changed, codes, listed, seen

GONE = {"settled": {"is": True}}


@pytest.fixture
async def graph(graph: Graph) -> AsyncGenerator[Graph]:
    """The gateway, with nothing saved."""
    graph.begin_journal()
    yield graph
    graph.begin_journal()


@dataclass(frozen=True)
class OlderGraph:
    """Saved views as an earlier version of the graph kept them: their definition is this one."""

    views: SavedViews
    definition: ViewDefinition

    async def add(self, view: SavedView, entry: JournalEntry) -> None:
        """Keep a new view."""
        await self.views.add(replace(view, definition=self.definition), entry)


async def outdated(graph: Graph, **definition: Any) -> Any:
    """The id of a shared view of `admin` with a definition that does not fit the graph."""
    views = graph.service.saved_views
    graph.service.saved_views = cast("SavedViews", OlderGraph(views, ViewDefinition(**definition)))
    view = await changed(graph, "admin", "create", of="INVOICE", name="Old", shared=True)
    graph.service.saved_views = views
    return view["view"]["viewId"]


DEFINITIONS = ({"filter": GONE}, {"order": ("SETTLED_ON", "ASC")}, {"columns": ("settledOn",)})


@pytest.mark.parametrize("definition", DEFINITIONS, ids=str)
async def test_a_view_with_a_field_that_has_gone_is_kept_and_refused(graph: Graph, definition: Any) -> None:
    view_id = await outdated(graph, **definition)
    [own] = await seen(graph, "admin", "INVOICE")
    assert own["refusal"]["code"] == "BAD_USER_INPUT"
    assert "ettled" in own["refusal"]["message"].replace("SETTLED", "settled")
    assert [own["filter"], own["orderBy"], own["columns"]] != [None, None, []]
    answer = await listed(graph, "admin", view_id)
    assert answer.codes == ["BAD_USER_INPUT"]
    assert "does not fit the graph any more" in answer.body["errors"][0]["message"]
    renamed = await changed(graph, "admin", "update", viewId=view_id, version=1, name="Older")
    assert (renamed["view"]["name"], renamed["userErrors"]) == ("Older", [])
    assert codes(await changed(graph, "admin", "update", viewId=view_id, version=2, columns=["gone"])) == ["VALIDATION"]
    mended = await changed(
        graph, "admin", "update", viewId=view_id, version=2, filter=None, orderBy=None, columns=["number"]
    )
    assert mended["view"]["refusal"] is None
    assert (await listed(graph, "admin", view_id)).data["invoices"]["nodes"]


async def test_another_reader_is_not_told_what_has_gone(graph: Graph) -> None:
    view_id = await outdated(graph, filter=GONE)
    [shared] = await seen(graph, "sales", "INVOICE")
    assert shared["filter"] is None
    assert "ettled" not in str(shared)
    assert "ettled" not in str((await listed(graph, "sales", view_id)).body)
    assert await seen(graph, "sales", "INVOICE", STRICT) == []
    assert (await listed(graph, "sales", view_id, headers=STRICT)).codes == ["NOT_FOUND"]
