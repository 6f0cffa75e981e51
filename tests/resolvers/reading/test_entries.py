"""What hangs on a record is paged like any list: page by page it is the same as all at once."""

from typing import Any

import pytest

from tests.graphs import Graph
from tests.mutating import codes, done

DEAL, CUSTOMER, SUBSCRIPTION = "4150868000003000001", "460000000001000001", "903000000002000001"
LISTS = [
    (f'deal(id: "{DEAL}")', "timeline", "action at"),
    (f'deal(id: "{DEAL}")', "history", "act at source"),
    (f'deal(id: "{DEAL}")', "notes", "noteId text"),
    (f'customer(id: "{CUSTOMER}")', "comments", "commentId text"),
    (f'customer(id: "{CUSTOMER}")', "history", "act at source"),
    ("subscriptions(first: 1, filter: { status: { is: CANCELLED } }) { nodes", "history", "act at source"),
]


async def page(graph: Graph, record: str, field: str, selected: str, first: int, after: str | None = None) -> Any:
    """One page of what hangs on a record."""
    cursor = "" if after is None else f', after: "{after}"'
    asked = f"{field}(first: {first}{cursor}) {{ nodes {{ {selected} }} pageInfo {{ hasNextPage endCursor }} }}"
    closing = " }" if record.endswith("nodes") else ""
    data = (await graph.ask("admin", f"{{ {record} {{ {asked} }}{closing} }}")).data
    [found] = data.values()
    return found["nodes"][0][field] if closing else found[field]


@pytest.mark.parametrize(("record", "field", "selected"), LISTS)
async def test_page_by_page_it_is_the_same_as_all_at_once(record: str, field: str, selected: str, graph: Graph) -> None:
    for text in ("One.", "Two.", "Three."):
        changed = await done(graph, "admin", "addNote", f'id: "{await global_id(graph)}", text: "{text}"')
        assert codes(changed) == []
    whole = await page(graph, record, field, selected, 200)
    assert len(whole["nodes"]) > 2
    assert whole["pageInfo"]["hasNextPage"] is False
    found, after = list[Any](), None
    while True:
        part = await page(graph, record, field, selected, 2, after)
        found += part["nodes"]
        after = part["pageInfo"]["endCursor"]
        if not part["pageInfo"]["hasNextPage"]:
            break
    assert found == whole["nodes"]


async def test_a_cursor_belongs_to_the_record_and_the_field(graph: Graph) -> None:
    for text in ("One.", "Two."):
        await done(graph, "admin", "addNote", f'id: "{await global_id(graph)}", text: "{text}"')
    after = (await page(graph, f'deal(id: "{DEAL}")', "notes", "noteId", 1))["pageInfo"]["endCursor"]
    for record, field in ((f'deal(id: "{DEAL}")', "timeline"), ('deal(id: "4150868000003000002")', "notes")):
        told = await graph.ask("admin", f'{{ {record} {{ {field}(after: "{after}") {{ nodes {{ __typename }} }} }} }}')
        assert told.codes == ["BAD_USER_INPUT"]


async def global_id(graph: Graph) -> str:
    """The deal's id in the graph."""
    return str((await graph.ask("admin", f'{{ deal(id: "{DEAL}") {{ id }} }}')).data["deal"]["id"])
