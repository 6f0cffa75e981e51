"""Variables that are made to cost much are refused at once."""

from time import process_time
from typing import Any

import pytest

from gateway.http.requests import MOST_VALUES
from tests.graphs import Graph

FILTERED = "query ($v: AccountFilter) { accounts(filter: $v) { nodes { id } } }"
LISTED = "query ($v: [ID!]!) { nodes(ids: $v) { id } }"
COUNTED = f"The variables have more than {MOST_VALUES:,} values: send some of them in another request."
# Each takes a minute where all mistakes of an object are told with what else is in it.
WRONG: dict[str, tuple[str, Any]] = {
    "unknown fields": (FILTERED, {f"field{number}": 1 for number in range(9000)}),
    "fields that are nearly right": (FILTERED, {f"ownerId{number}": 1 for number in range(9000)}),
    "wrong items": (LISTED, [{}] * 9000),
    "objects in lists": ("query ($v: [AccountFilter!]) { __typename }", [{"x": 1}] * 4500),
}
MANY: dict[str, tuple[str, Any]] = {
    "a long list": (LISTED, ["x"] * (MOST_VALUES + 1)),
    "a wide object": (FILTERED, {f"{number}": 1 for number in range(MOST_VALUES + 1)}),
    "lists in lists": (LISTED, [[1] * 100] * 100),
    "what no variable is": ("{ __typename }", [1] * MOST_VALUES),
}
# Ten times what an idle machine needs.
SECONDS = 5.0


@pytest.mark.parametrize(("query", "value"), WRONG.values(), ids=WRONG)
async def test_of_thousands_of_mistakes_few_are_told_at_once(graph: Graph, query: str, value: Any) -> None:
    await graph.meet("admin")
    began = process_time()
    told = await graph.ask("admin", query, {"v": value})
    assert 1 <= len(told.codes) <= 6
    assert set(told.codes) <= {"BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"}
    assert process_time() - began < SECONDS


@pytest.mark.parametrize(("query", "value"), MANY.values(), ids=MANY)
async def test_variables_have_a_number_of_values(graph: Graph, query: str, value: Any) -> None:
    told = await graph.ask("admin", query, {"v": value})
    assert (told.status, told.codes) == (400, ["BAD_USER_INPUT"])
    assert told.body["errors"][0]["message"] == COUNTED
    fewer = await graph.ask("admin", "{ __typename }", {"v": [1] * (MOST_VALUES - 1)})
    assert fewer.data == {"__typename": "Query"}
