"""A field has one answer, whatever else is asked: in lists, beside details, alone, and of the record by its id."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLField, GraphQLObjectType, GraphQLScalarType

from schema.engine.declare.fields import UpstreamField
from schema.engine.declare.kinds import declaration
from schema.engine.declare.links import LinkField
from schema.engine.declare.listings import Listing
from schema.engine.declare.selections import named_type
from schema.graph import graph as schema
from tests.graphs import Graph
from tests.lists.questions import root_of, single_root_of
from tests.lists.test_filters import LISTINGS
from tests.lists.test_orders import name_of
from tests.proofs import family

ROWS, SAMPLE = 40, 8
WORD = re.compile(r"[A-Z][A-Z_]+")
# Lists of customers' payments name no currency.
UNNAMED = {"CustomerPayment": {"amount", "unused"}}
BILLED = ("status", "billedStatus", "receivedStatus")
ORDER = f"userErrors {{ message }} purchaseOrder {{ recordId {' '.join(BILLED)} }}"
LEAVES = GraphQLScalarType | GraphQLEnumType


def fields_of(listing: Listing) -> dict[str, Any]:
    """The declarations of the record's values and links by their selection."""
    kind = schema().type_map[listing.type_name]
    assert isinstance(kind, GraphQLObjectType)
    compared = {
        name: field
        for name, field in kind.fields.items()
        if isinstance(declaration(field), UpstreamField | LinkField) and name not in UNNAMED.get(listing.type_name, ())
    }
    return {f"{name}{_inner(field)}": declaration(field) for name, field in compared.items()}


def _inner(field: GraphQLField) -> str:
    kind = named_type(field)
    if isinstance(declaration(field), LinkField):
        return " { recordId }"
    if isinstance(kind, LEAVES):
        return ""
    assert isinstance(kind, GraphQLObjectType)
    inner = [f"{name}{_inner(each)}" for name, each in kind.fields.items() if not _is_link(each)]
    return f" {{ {' '.join(inner)} }}"


def _is_link(field: GraphQLField) -> bool:
    return isinstance(declaration(field), LinkField)


async def _list(graph: Graph, listing: Listing, *selections: str) -> list[dict[str, Any]]:
    root, fields = root_of(listing), " ".join(("recordId", *selections))
    return (await graph.ask("admin", f"{{ {root}(first: {ROWS}) {{ nodes {{ {fields} }} }} }}")).data[root]["nodes"]


async def _single(graph: Graph, listing: Listing, id_: str, *selections: str) -> dict[str, Any]:
    graph.forget_answers()
    root, fields = single_root_of(listing), " ".join(("recordId", *selections))
    return (await graph.ask("admin", f"query ($id: ID!) {{ {root}(id: $id) {{ {fields} }} }}", {"id": id_})).data[root]


def _sample(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Records that show each word and each lack of a value: where products' answers differ."""
    seen: set[tuple[str, Any]] = set()
    for node in nodes:
        shown = {
            (name, value if isinstance(value, bool) or WORD.fullmatch(str(value)) else value is None)
            for name, value in node.items()
            if not isinstance(value, dict | list)
        }
        if shown - seen:
            seen |= shown
            yield node


def _differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (one[name], other[name]) for name in one.keys() & other.keys() if one[name] != other[name]}


@family(short=3)
@pytest.mark.parametrize("listing", LISTINGS, ids=name_of)
async def test_a_field_has_one_answer_in_lists_beside_details_and_by_id(listing: Listing, graph: Graph) -> None:
    fields = fields_of(listing)
    in_lists = [name for name, declared in fields.items() if not declared.source.detail]
    in_singles = [name for name, declared in fields.items() if not declared.source.listed]
    plain = await _list(graph, listing, *in_lists)
    whole = {node["recordId"]: node for node in await _list(graph, listing, *fields)}
    sample = [*_sample(plain)][:SAMPLE]
    assert sample
    for node in sample:
        id_ = node["recordId"]
        answers = [node, await _single(graph, listing, id_, *fields), await _single(graph, listing, id_, *in_singles)]
        assert [_differences(each, whole[id_]) for each in answers] == [{}, {}, {}]


@family(short=2)
@pytest.mark.parametrize("listing", LISTINGS, ids=name_of)
async def test_a_field_that_is_asked_alone_has_the_answer_that_it_has_among_others(
    listing: Listing, graph: Graph
) -> None:
    fields = fields_of(listing)
    whole = {node["recordId"]: node for node in await _list(graph, listing, *fields)}
    for selection, declared in fields.items():
        id_ = next(iter(whole))
        alone = [await _single(graph, listing, id_, selection)]
        if not declared.source.detail:
            alone += await _list(graph, listing, selection)
        assert [_differences(node, whole[node["recordId"]]) for node in alone] == [{}] * len(alone)


async def test_a_credit_note_without_a_salesperson_has_none_in_lists_and_by_id(graph: Graph) -> None:
    note = {"customer_id": "460000000001000001", "line_items": [{"name": "Goodwill", "rate": 5}]}
    await graph.prepare("POST", "/books/v3/creditnotes?organization_id=460000000000100", note)
    asked = "{ creditNotes(first: 1) { nodes { recordId %s } } }"
    [listed] = (await graph.ask("admin", asked % "salesperson")).data["creditNotes"]["nodes"]
    [detailed] = (await graph.ask("admin", asked % "salesperson notes")).data["creditNotes"]["nodes"]
    single = "query ($id: ID!) { creditNote(id: $id) { salesperson } }"
    by_id = (await graph.ask("admin", single, {"id": listed["recordId"]})).data["creditNote"]
    assert (listed["salesperson"], detailed["salesperson"], by_id["salesperson"]) == (None, None, None)


async def test_a_salesperson_who_is_called_others_is_shown(graph: Graph) -> None:
    note = {"customer_id": "460000000001000001", "line_items": [{"name": "Goodwill", "rate": 5}]}
    named = note | {"salesperson_name": "Others"}
    await graph.prepare("POST", "/books/v3/creditnotes?organization_id=460000000000100", named)
    asked = "{ creditNotes(first: 1) { nodes { salesperson } } }"
    assert (await graph.ask("admin", asked)).data["creditNotes"]["nodes"] == [{"salesperson": "Others"}]


async def test_how_far_an_order_is_billed_is_what_its_list_says_wherever_it_is_reached(graph: Graph) -> None:
    orders = await _list(graph, next(each for each in LISTINGS if each.type_name == "PurchaseOrder"), *BILLED)
    expected = {order["recordId"]: order for order in orders}
    chosen = f"recordId {' '.join(BILLED)}"
    asked = f"{{ bills(first: 20) {{ nodes {{ orders {{ purchaseOrder {{ {chosen} }} }} }} }} }}"
    bills = (await graph.ask("admin", asked)).data["bills"]["nodes"]
    reached: list[dict[str, Any]] = []
    for bill in bills:
        orders_of_bill: list[dict[str, Any]] = bill["orders"] or []
        reached += [each["purchaseOrder"] for each in orders_of_bill]
    assert reached
    draft = next(order["recordId"] for order in orders if order["status"] == "DRAFT")
    change = f"mutation ($input: UpdatePurchaseOrderInput!) {{ updatePurchaseOrder(input: $input) {{ {ORDER} }} }}"
    payload = (await graph.ask("admin", change, {"input": {"id": draft, "notes": "Later."}})).data[
        "updatePurchaseOrder"
    ]
    assert payload["userErrors"] == []
    reached.append(payload["purchaseOrder"])
    assert all(order == expected[order["recordId"]] for order in reached)
