"""Questions to whole lists of the graph."""

import re
from typing import Any

from strawberry.utils.str_converters import to_camel_case

from schema.engine.declare.listings import Listing
from tests.graphs import Graph

ROOTS = {"CrmUser": "crmUsers"}


NAMED_OTHERWISE = {
    "user": "crmUsers",
    "billingSubscription": "subscriptions",
    "tax": "taxes",
    "currency": "currencies",
    "billingTax": "billingTaxes",
}


def root_of(listing: Listing) -> str:
    """The root field of a listing's connection."""
    name = listing.type_name[0].lower() + listing.type_name[1:]
    return NAMED_OTHERWISE.get(name, f"{name}s")


def single_root_of(listing: Listing) -> str:
    """The root field of one of a listing's records."""
    root = root_of(listing)
    return root.removesuffix("es") if root.endswith("xes") else re.sub("s$", "", re.sub("ies$", "y", root))


async def record_ids(graph: Graph, listing: Listing, **given: Any) -> list[str]:
    """The records' own ids in the list's order, through all pages. `given` are the arguments, by their Python names."""
    types = {
        "filter": f"{_filter_name(listing)}",
        "order_by": f"{listing.type_name}Order",
        "view": "ID",
        "search": "String",
    }
    names = ["first", "after", *given]
    declared = ", ".join(f"${name}: {types.get(name, 'Int' if name == 'first' else 'String')}" for name in names)
    passed = ", ".join(f"{to_camel_case(name)}: ${name}" for name in names)
    root = root_of(listing)
    query = f"query ({declared}) {{ {root}({passed}) {{ nodes {{ recordId }} pageInfo {{ hasNextPage endCursor }} }} }}"
    found: list[str] = []
    after: str | None = None
    while True:
        page = (await graph.ask("admin", query, {"first": 100, "after": after, **given})).data[root]
        found += [node["recordId"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def _filter_name(listing: Listing) -> str:
    return listing.filter.__name__ if listing.filter is not None else ""
