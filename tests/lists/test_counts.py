"""The number of records that CRM counts is that of the records that the same list has."""

from typing import Any

import pytest

from schema.engine.declare.listings import Listing
from tests.graphs import Graph
from tests.lists.questions import record_ids, root_of
from tests.lists.test_filters import LISTINGS

COUNTED = [listing for listing in LISTINGS if listing.module.traits.counts_records]
FILTERS = {
    "deals": {"filter": '{ stage: { in: ["Closed Won", "Qualification"] } }'},
    "accounts": {"filter": '{ name: { contains: "a" } }', "search": '"Lumen"'},
}


def name_of(value: Listing) -> str:
    """For the test's id."""
    return value.type_name


@pytest.mark.parametrize("listing", COUNTED, ids=name_of)
async def test_a_list_has_as_many_records_as_are_counted(listing: Listing, graph: Graph) -> None:
    root = root_of(listing)
    counted = (await graph.ask("admin", f"{{ {root}(first: 1) {{ totalCount nodes {{ id }} }} }}")).data[root]
    assert counted["totalCount"] == len(await record_ids(graph, listing)) > 1


@pytest.mark.parametrize(
    ("root", "name", "value"), [(root, name, value) for root, given in FILTERS.items() for name, value in given.items()]
)
async def test_what_is_filtered_or_searched_is_counted_so(root: str, name: str, value: str, graph: Graph) -> None:
    query = f"{{ {root}({name}: {value}, first: 200) {{ totalCount nodes {{ id }} }} all: {root} {{ totalCount }} }}"
    data: dict[str, Any] = (await graph.ask("admin", query)).data
    assert data["all"]["totalCount"] > data[root]["totalCount"] == len(data[root]["nodes"]) > 0
