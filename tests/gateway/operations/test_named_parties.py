"""What a document carries of its customer or vendor costs no call, and is what their own record would say."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tests.graphs import Graph, graph_served
from tests.proofs import family

# The field of each list, and its customer or vendor.
LISTS = {
    "invoices": "customer", "estimates": "customer", "salesOrders": "customer", "customerPayments": "customer",
    "creditNotes": "customer", "expenses": "customer", "purchaseOrders": "booksVendor", "bills": "booksVendor",
    "vendorPayments": "booksVendor",
}  # fmt: skip
PERSONAS = ("admin", "sales", "assigned", "restricted")


@pytest.fixture(scope="module")
async def by_document() -> AsyncGenerator[Graph]:
    """A gateway whose operator says that documents follow a renaming."""
    async with graph_served(names_of_parties="document") as graph:
        yield graph


async def nodes(graph: Graph, persona: str, name: str, fields: str) -> tuple[Any, dict[str, int]]:
    """The rows of a list, or None, with the calls; nothing is kept from before but who the caller is."""
    await graph.meet(persona)
    graph.forget_answers()
    await graph.ask(persona, f"{{ {name}(first: 4) {{ nodes {{ {LISTS[name]} {{ id companyName }} }} }} }}")
    graph.forget_answers()
    graph.forget_calls()
    told = await graph.ask(persona, f"{{ {name}(first: 4) {{ nodes {{ {LISTS[name]} {{ {fields} }} }} }} }}")
    connection = told.data[name]
    return connection and connection["nodes"], graph.bill()


@family(short=9)
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("persona", PERSONAS)
async def test_the_id_is_that_of_the_record(graph: Graph, persona: str, name: str) -> None:
    full, _ = await nodes(graph, persona, name, "id companyName")
    short, calls = await nodes(graph, persona, name, "id")
    assert short == (full and [_only(row, "id") for row in full])
    if persona == "admin":
        assert calls == {"books": 1}


@family(short=9)
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("persona", PERSONAS)
async def test_a_name_is_that_of_the_record(by_document: Graph, persona: str, name: str) -> None:
    full, _ = await nodes(by_document, persona, name, "name companyName")
    short, calls = await nodes(by_document, persona, name, "name")
    assert short == (full and [_only(row, "name") for row in full])
    if persona == "admin":
        assert calls == {"books": 1}


async def test_names_are_read_from_their_records_unless_the_operator_says_otherwise(graph: Graph) -> None:
    _, calls = await nodes(graph, "admin", "invoices", "name")
    assert calls["books"] > 1


async def test_whose_customers_are_assigned_has_each_asked_for(graph: Graph) -> None:
    short, calls = await nodes(graph, "assigned", "invoices", "id")
    assert short
    assert calls["books"] > 1


def _only(row: Any, field: str) -> Any:
    return {key: other and {field: other[field]} for key, other in row.items()}
