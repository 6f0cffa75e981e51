"""Every order, view and search that the graph offers is the product's, and is right."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

import pytest

from resolvers.catalogue import key_of
from schema.engine.declare.listings import Listing
from tests.graphs import Graph
from tests.lists.questions import record_ids, root_of
from tests.lists.raw import raw_rows
from tests.lists.test_filters import LISTINGS
from tests.proofs import family

# Views whose rows have a status of another name, or several; the rest are named after the status that they show.
STATUSES = {
    "PAST_DUE": {"dunning"},
    "OVERDUE": {"overdue"},
    "UNPAID": {"unpaid", "overdue", "sent", "partially_paid", "viewed"},
    "ACTIVE": {"active", "live", "trial", "dunning", "unpaid", "non_renewing"},
    "PARTIALLY_PAID": {"partially_paid", "overdue"},
    "BILLABLE": {"unbilled", "invoiced"},
    "NONBILLABLE": {"nonbillable", "reimbursed"},
}
# Views that look at something else than a status.
NOT_A_STATUS = {
    "ALL", "CHECK", "CASH", "BANK_TRANSFER", "CREDIT_CARD", "ONLINE", "OFFLINE", "ONE_TIME", "RECURRING", "DUPLICATE",
    "LINKED_WITH_CRM", "CREDIT_LIMIT_EXCEEDED", "NON_SUBSCRIBERS", "CANCELLED_LAST_MONTH", "CANCELLED_THIS_MONTH",
    "PAYMENT_EXPECTED", "RENEWALS_IN_30_DAYS", "EXPIRING_TRIALS",
}  # fmt: skip


def orders() -> Iterator[tuple[Listing, Enum]]:
    """Each sortable column of each list."""
    return ((listing, member) for listing in LISTINGS if listing.order is not None for member in listing.order)


def views() -> Iterator[tuple[Listing, Enum]]:
    """Each predefined view of each list."""
    return ((listing, member) for listing in LISTINGS if listing.view is not None for member in listing.view)


def name_of(value: Any) -> str:
    """For the test's id."""
    return value.type_name if isinstance(value, Listing) else value.name


@family(short=8)
@pytest.mark.parametrize(("listing", "column"), list(orders()), ids=name_of)
async def test_a_list_is_ordered_by_each_sortable_column_both_ways(
    listing: Listing, column: Enum, graph: Graph
) -> None:
    rows = await raw_rows(graph, listing, {str(column.value)})
    values = {str(row[key_of(listing.module)]): row.get(str(column.value)) for row in rows}
    for direction in ("ASC", "DESC"):
        order = {"field": column.name, "direction": direction}
        found: list[Any] = [values[id_] for id_ in await record_ids(graph, listing, order_by=order)]
        assert len(found) == len(rows)
        told: list[Any] = [
            value.lower() if isinstance(value, str) else value for value in found if value not in {None, ""}
        ]
        assert told == sorted(told, reverse=direction == "DESC")


@family(short=8)
@pytest.mark.parametrize(("listing", "view"), list(views()), ids=name_of)
async def test_a_view_shows_what_its_name_says(listing: Listing, view: Enum, graph: Graph) -> None:
    rows = {str(row[key_of(listing.module)]): row for row in await raw_rows(graph, listing, set())}
    found = await record_ids(graph, listing, view=view.name)
    assert set(found) <= set(rows)
    if view.name == "ALL":
        assert set(found) == set(rows)
    elif (
        view.name not in NOT_A_STATUS
        and not str(view.value).startswith("Invoice.")
        and all("status" in row for row in rows.values())
    ):
        allowed = STATUSES.get(view.name, {view.name.lower()})
        assert {rows[id_]["status"] for id_ in found} <= allowed
        exact = {id_ for id_, row in rows.items() if row["status"] == view.name.lower()}
        assert exact <= set(found) or view.name in STATUSES


SEARCHED = [listing for listing in LISTINGS if listing.search]
NAMES = {"customer_payments": "reference", "items": "name", "products": "name", "vendors": "name", "deals": "name",
         "contacts": "lastName", "chart_of_accounts": "name", "accounts": "name", "customers": "name",
         "vendor_payments": "reference", "expenses": "description"}  # fmt: skip


@family(short=6)
@pytest.mark.parametrize("listing", SEARCHED, ids=name_of)
async def test_a_search_finds_a_record_by_its_name(listing: Listing, graph: Graph) -> None:
    field = NAMES.get(listing.module.name, "number")
    query = f"{{ {root_of(listing)}(first: 30) {{ nodes {{ recordId {field} }} }} }}"
    nodes = (await graph.ask("admin", query)).data[root_of(listing)]["nodes"]
    sample = next(node for node in reversed(nodes) if node[field])
    found = await record_ids(graph, listing, search=sample[field])
    assert sample["recordId"] in found
    assert len(found) < len(await record_ids(graph, listing))
