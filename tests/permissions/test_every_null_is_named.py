"""Whatever a rule of the policy takes out of an answer is named in `hiddenFields`, with the coordinate where it was."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, cast

import pytest
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    parse,
)

from domain.policy import Policy, Rule
from schema.engine.declare import registry
from schema.engine.declare.selections import named_type
from schema.engine.visibility.guarded_fields import guarded_fields
from schema.graph import graph as schema
from tests.cases.pages import CasePage, page_at
from tests.graphs import Graph
from tests.proofs import proof

ROOT = Path(__file__).parents[1] / "cases"
PAGES = [page_at(path) for path in sorted(ROOT.glob("**/everything.md"))]
COORDINATES = {each.coordinate for fields in guarded_fields(schema(), registry.modules()).values() for each in fields}


def taken(kind: GraphQLNamedType, selected: Sequence[SelectionNode], before: Any, after: Any) -> Iterator[set[str]]:
    """The coordinates of the fields whose values differ, the outermost one of each place and what is in it."""
    for node in selected:
        assert not isinstance(node, FragmentSpreadNode)
        if isinstance(node, InlineFragmentNode):
            name = kind.name if node.type_condition is None else node.type_condition.name.value
            yield from taken(schema().type_map[name], node.selection_set.selections, before, after)
            continue
        assert isinstance(node, FieldNode)
        name, key = node.name.value, (node.alias or node.name).value
        if name == "__typename" or key not in before:
            continue
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        below = () if node.selection_set is None else node.selection_set.selections
        yield from _differing(f"{kind.name}.{name}", named_type(kind.fields[name]), below, before[key], after[key])


def _differing(
    coordinate: str, kind: GraphQLNamedType, below: Sequence[SelectionNode], before: Any, after: Any
) -> Iterator[set[str]]:
    if _is_the_same(before, after):
        return
    ones, others = cast("list[Any]", before), cast("list[Any]", after)
    if isinstance(before, list) and isinstance(after, list) and len(ones) == len(others):
        for one, other in zip(ones, others, strict=True):
            yield from _differing(coordinate, kind, below, one, other)
    elif isinstance(before, dict) and isinstance(after, dict):
        yield from taken(kind, below, before, after)
    else:
        # An object of which nothing is left is null, and what was in it is named.
        yield {coordinate, *_within(kind, below)}


def _within(kind: GraphQLNamedType, selected: Sequence[SelectionNode]) -> Iterator[str]:
    for node in selected:
        if isinstance(node, FieldNode):
            yield f"{kind.name}.{node.name.value}"


def _is_the_same(before: Any, after: Any) -> bool:
    """Whether values are equal; an amount of which the currency is hidden has the digits that the product sent."""
    try:
        return before == after or Decimal(before) == Decimal(after)
    except (TypeError, ValueError, InvalidOperation):
        return False


SIGHTINGS = {
    "Expense.category": ("expenses", "ledgerAccount { name }", {"Expense.category", "LedgerAccount.name"}),
    "LedgerAccount.name": ("expenses", "category", {"Expense.category"}),
    "BillingSubscription.plan": ("subscriptions", "planName", {"BillingSubscription.planName"}),
    "Invoice.currency": ("invoices", "total { amount currency }", {"Money.currency"}),
    "Bill.adjustment": ("bills", "comments(first: 20) { nodes { text } }", {"Comment.text"}),
    "Bill.terms": ("bills", "history(first: 20) { nodes { act } }", {"HistoryEntry.act"}),
}


@pytest.mark.parametrize("coordinate", SIGHTINGS)
async def test_what_goes_with_a_hidden_field_is_named(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, coordinate: str
) -> None:
    root, selection, named = SIGHTINGS[coordinate]
    policy = Policy((Rule("No.", frozenset({coordinate})),))
    monkeypatch.setattr(graph.service, "rights", replace(graph.service.rights, policy=policy))
    told = await graph.ask("admin", f"{{ {root}(first: 20) {{ nodes {{ {selection} }} }} }}")
    hidden = {each["coordinate"]: each["reason"] for each in told.body["extensions"]["hiddenFields"]}
    assert hidden == dict.fromkeys(named & hidden.keys(), "GATEWAY_POLICY")
    assert hidden.keys() & named


@proof("most", short=2, full=1000)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.parent.name)
async def test_every_value_that_a_rule_takes_is_named(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, page: CasePage, most: int
) -> None:
    query, caller = page.parts[0].query, page.parts[0].caller
    (operation,) = parse(query).definitions
    root = schema().query_type
    assert isinstance(operation, OperationDefinitionNode)
    assert root is not None
    selections = operation.selection_set.selections
    before = (await graph.ask(caller, query)).data
    rights = graph.service.rights
    unnamed: list[tuple[str, set[str]]] = []
    hideable = [each for each in sorted(COORDINATES) if each.partition(".")[2] in query]
    for coordinate in hideable[:: max(1, len(hideable) // most)]:
        rule = Rule("No.", frozenset({coordinate}))
        monkeypatch.setattr(graph.service, "rights", replace(rights, policy=Policy((rule,))))
        body = (await graph.ask(caller, query)).body
        named = {each["coordinate"] for each in body.get("extensions", {}).get("hiddenFields", ())}
        unnamed += [(coordinate, each) for each in taken(root, selections, before, body["data"]) if not named & each]
    assert unnamed == []
