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
IN_BILLING = ("subscriptions", "billingInvoices", "billingPayments", "billingQuotes")
PARTY = LISTS | dict.fromkeys(IN_BILLING, "customer")
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
    await graph.ask(persona, f"{{ {name}(first: 4) {{ nodes {{ {PARTY[name]} {{ id companyName }} }} }} }}")
    graph.forget_answers()
    graph.forget_calls()
    told = await graph.ask(persona, f"{{ {name}(first: 4) {{ nodes {{ {PARTY[name]} {{ {fields} }} }} }} }}")
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


@family(short=4)
@pytest.mark.parametrize("name", IN_BILLING)
@pytest.mark.parametrize("persona", ["admin", "billing", "restricted", "accountant"])
async def test_a_customer_in_billing_is_what_their_record_says(by_document: Graph, persona: str, name: str) -> None:
    full, _ = await nodes(by_document, persona, name, "id name companyName")
    short, calls = await nodes(by_document, persona, name, "id name")
    for row in full or ():
        if row["customer"] is not None:
            del row["customer"]["companyName"]
    assert short == full
    if persona == "admin":
        assert short
        assert calls == {"billing": 1}


async def test_the_customer_stands_in_the_single_answer_too(by_document: Graph) -> None:
    query = "{{ subscriptions(first: 2) {{ nodes {{ productName customer {{ {} }} }} }} }}"
    full = await by_document.ask("admin", query.format("name phone"))
    by_document.forget_answers()
    by_document.forget_calls()
    short = await by_document.ask("admin", query.format("name"))
    assert by_document.bill() == {"billing": 3}
    for each, whole in zip(short.data["subscriptions"]["nodes"], full.data["subscriptions"]["nodes"], strict=True):
        assert each["customer"]["name"] == whole["customer"]["name"]


async def test_a_customer_in_billing_has_their_record_read_unless_the_operator_says_otherwise(graph: Graph) -> None:
    _, calls = await nodes(graph, "admin", "subscriptions", "id")
    assert calls["billing"] > 1


async def test_the_id_of_a_contact_stands_in_the_look_up(graph: Graph) -> None:
    await graph.ask("admin", "{ deals(first: 9) { nodes { contact { id name } } } }")
    graph.forget_answers()
    full = await graph.ask("admin", "{ deals(first: 9) { nodes { contact { id name } } } }")
    graph.forget_answers()
    graph.forget_calls()
    short = await graph.ask("admin", "{ deals(first: 9) { nodes { contact { id } } } }")
    assert graph.bill() == {"crm": 1}
    whole = [node["contact"] and {"id": node["contact"]["id"]} for node in full.data["deals"]["nodes"]]
    assert [node["contact"] for node in short.data["deals"]["nodes"]] == whole


async def test_names_are_read_from_their_records_unless_the_operator_says_otherwise(graph: Graph) -> None:
    _, calls = await nodes(graph, "admin", "invoices", "name")
    assert calls["books"] > 1


async def test_whose_customers_are_assigned_has_each_asked_for(graph: Graph) -> None:
    short, calls = await nodes(graph, "assigned", "invoices", "id")
    assert short
    assert calls["books"] > 1


def _only(row: Any, field: str) -> Any:
    return {key: other and {field: other[field]} for key, other in row.items()}
