"""An error names the place of the schema that it is about, and never one that its reader does not see."""

import pytest

from tests.graphs import Graph, Told

STRICT = {"Suitegraph-Visibility": "strict"}
PLACES = {
    "an argument of no such name": ("{ account(id: 1, x: 2) { id } }", {"Query.account"} | {None}),
    "an argument of the wrong type": ("{ accounts(first: true) { nodes { id } } }", {"Query.accounts(first:)"}),
    "a selection that is missing": ("{ accounts }", {"Query.accounts"}),
    "a selection that is too much": ("{ accounts { nodes { name { x } } } }", {"Account.name"}),
    "an input's field": (
        "{ invoices(filter: { total: { is: true } }) { nodes { id } } }",
        {"DecimalFilter.is"},
    ),
    "a field that fails": ('{ accounts(first: 1, after: "x") { nodes { id } } }', {"Query.accounts"}),
    "a field in a fragment": (
        '{ ...A } fragment A on Query { deals(first: 1, after: "x") { nodes { id } } }',
        {"Query.deals"},
    ),
    "a field that there is not": ("{ colours { name } }", {None}),
    "a document beyond a limit": ("{" + " __typename" * 30 + " }", {None}),
}


def coordinates(told: Told) -> set[str | None]:
    """The places that the errors name."""
    assert told.body["errors"]
    return {error["extensions"].get("coordinate") for error in told.body["errors"]}


@pytest.mark.parametrize("name", PLACES)
async def test_an_error_names_its_place(graph: Graph, name: str) -> None:
    query, places = PLACES[name]
    named = coordinates(await graph.ask("admin", query))
    assert named
    assert named <= places


async def test_what_a_strict_caller_does_not_see_has_no_coordinate(graph: Graph) -> None:
    hidden = "{ invoices(first: true) { nodes { total { amount } } } }"
    assert coordinates(await graph.ask("admin", hidden, headers=STRICT)) == {"Query.invoices(first:)"}
    answer = await graph.ask("outsider", hidden, headers=STRICT)
    assert coordinates(answer) == {None}
    assert "Invoice" not in str(answer.body["errors"])
