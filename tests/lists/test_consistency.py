"""A record tells the same by its id as in its list, though the products' rows and single answers differ."""

from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLNamedType, GraphQLObjectType, GraphQLScalarType

from schema.engine.declare.fields import UpstreamField
from schema.engine.declare.kinds import declaration
from schema.engine.declare.links import LinkField
from schema.engine.declare.listings import Listing
from schema.engine.declare.selections import named_type
from schema.graph import graph as schema
from tests.graphs import Graph
from tests.lists.questions import root_of
from tests.lists.test_filters import LISTINGS
from tests.lists.test_orders import name_of


def selection(listing: Listing) -> str:
    """Every field that a list answers without reading records singly, and the ids that links lead to."""
    kind = schema().type_map[listing.type_name]
    assert isinstance(kind, GraphQLObjectType)
    found: list[str] = []
    for name, field in kind.fields.items():
        declared: Any = declaration(field)
        named = named_type(field)
        if isinstance(declared, LinkField) and not declared.source.detail:
            found.append(f"{name} {{ recordId }}")
        elif isinstance(declared, UpstreamField) and not declared.source.detail:
            inner = "" if isinstance(named, GraphQLScalarType | GraphQLEnumType) else _inner(named)
            found.append(name + inner)
    return " ".join(found)


def _inner(kind: GraphQLNamedType) -> str:
    assert isinstance(kind, GraphQLObjectType)
    leaves = [
        name + ("" if isinstance(named, GraphQLScalarType | GraphQLEnumType) else _inner(named))
        for name, field in kind.fields.items()
        if not isinstance(declaration(field), LinkField)
        for named in [named_type(field)]
    ]
    return f" {{ {' '.join(leaves)} }}"


@pytest.mark.parametrize("listing", LISTINGS, ids=name_of)
async def test_a_record_tells_the_same_by_id_as_in_its_list(listing: Listing, graph: Graph) -> None:
    fields, root = selection(listing), root_of(listing)
    nodes = (await graph.ask("admin", f"{{ {root}(first: 12) {{ nodes {{ {fields} }} }} }}")).data[root]["nodes"]
    single = root.removesuffix("s")
    for node in nodes[::4]:
        by_id = await graph.ask("admin", f"query ($id: ID!) {{ {single}(id: $id) {{ {fields} }} }}", {"id": node["id"]})
        assert by_id.data[single] == node
