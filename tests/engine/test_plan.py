"""The plan asks for what a document selects: no column less, and of CRM none more."""

import pytest

from domain.sources import NO_NEEDS, Needs
from schema.graph import graph
from tests.engine.plans import columns, document, needs, plan
from tests.graphs import Graph

ALL = frozenset[str]()


def test_each_selected_field_is_its_column() -> None:
    assert columns("{ accounts { nodes { name phone } } }", "accounts", of="Account") == {"Account_Name", "Phone"}


def test_nodes_and_edges_are_the_same_rows() -> None:
    query = "{ accounts { nodes { name } edges { cursor node { phone } } pageInfo { endCursor } } }"
    assert columns(query, "accounts", of="Account") == {"Account_Name", "Phone"}


def test_a_page_alone_needs_nothing_of_its_rows() -> None:
    assert needs("{ accounts { pageInfo { hasNextPage } nodes { __typename } } }", "accounts", of="Account") == NO_NEEDS


def test_an_alias_of_a_list_is_a_place_of_its_own() -> None:
    query = "{ a: accounts { nodes { name } } b: accounts { nodes { phone } } }"
    assert columns(query, "a", of="Account") == {"Account_Name"}
    assert columns(query, "b", of="Account") == {"Phone"}


def test_an_alias_of_a_value_is_the_same_column() -> None:
    assert columns("{ accounts { nodes { x: name y: name } } }", "accounts", of="Account") == {"Account_Name"}


def test_selections_of_the_same_key_are_one() -> None:
    query = "{ accounts { nodes { name } } accounts { nodes { phone owner { name } owner { email } } } }"
    assert columns(query, "accounts", of="Account") == {"Account_Name", "Phone", "Owner"}
    assert columns(query, "accounts", "nodes", "owner", of="User") == {"full_name", "email"}


def test_fragments_count_as_what_they_hold_however_they_nest() -> None:
    query = """
        { accounts { ...Page } }
        fragment Page on AccountConnection { nodes { ...Card ... { website } ... on Account { ... on Node { id } } } }
        fragment Card on Account { name ...Phones }
        fragment Phones on Account { phone }
    """
    assert columns(query, "accounts", of="Account") == {"Account_Name", "Phone", "Website", "id"}


def test_a_fragment_spread_in_two_places_counts_in_both() -> None:
    query = """
        { a: accounts { nodes { ...Card } } account(id: "1") { ...Card parent { ...Card } } }
        fragment Card on Account { name }
    """
    assert columns(query, "a", of="Account") == {"Account_Name"}
    assert columns(query, "account", of="Account") == {"Account_Name", "Parent_Account"}
    assert columns(query, "account", "parent", of="Account") == {"Account_Name"}


def test_behind_an_interface_each_type_has_its_own_needs() -> None:
    query = """
        { node(id: "x") { id ... on Account { name } ... on Invoice { number lineItems { name } } ... on Node { id } } }
    """
    found = plan(query)
    assert found.at(("node",), "Account") == Needs(frozenset({"id", "Account_Name"}))
    assert found.at(("node",), "Invoice") == Needs(
        frozenset({"invoice_id", "invoice_number", "line_items", "currency_code"}), detail=True
    )
    assert found.at(("node",), "Estimate") == Needs(frozenset({"estimate_id"}))


def test_what_only_the_single_answer_has_asks_for_it() -> None:
    assert not needs("{ invoices { nodes { number total { amount } } } }", "invoices", of="Invoice").detail
    assert needs("{ invoices { nodes { lineItems { name } } } }", "invoices", of="Invoice").detail
    assert needs("{ invoices { nodes { estimate { number } } } }", "invoices", of="Invoice").detail


def test_an_amount_brings_its_currency() -> None:
    query = "{ accounts { nodes { annualRevenue { amount } } } }"
    assert columns(query, "accounts", of="Account") == {"Annual_Revenue", "Currency"}
    assert needs("{ items { nodes { rate { amount } } } }", "items", of="Item").home_currency


def test_of_an_address_spread_over_the_row_only_the_chosen_lines_are_asked_for() -> None:
    query = """
        { accounts { nodes { billingAddress { ...Town code: postalCode } b: shippingAddress { country } } } }
        fragment Town on Address { city }
    """
    assert columns(query, "accounts", of="Account") == {"Billing_City", "Billing_Code", "Shipping_Country"}


def test_a_line_of_an_address_that_the_product_does_not_know_asks_for_nothing() -> None:
    query = "{ accounts { nodes { name billingAddress { attention } } } }"
    assert columns(query, "accounts", of="Account") == {"Account_Name"}


def test_an_address_in_one_piece_is_one_column() -> None:
    query = "{ invoices { nodes { billingAddress { city } } } }"
    assert needs(query, "invoices", of="Invoice") == Needs(frozenset({"billing_address"}), detail=True)


def test_a_link_needs_its_key_here_and_its_fields_there() -> None:
    query = "{ deals { nodes { account { phone owner { name } } } } }"
    assert columns(query, "deals", of="Deal") == {"Account_Name"}
    assert columns(query, "deals", "nodes", "account", of="Account") == {"Phone", "Owner"}
    assert columns(query, "deals", "nodes", "account", "owner", of="User") == {"full_name"}


def test_a_link_inside_a_part_is_found_there() -> None:
    query = "{ invoices { nodes { lineItems { item { sku } } } } }"
    assert columns(query, "invoices", "nodes", "lineItems", "item", of="Item") == {"sku"}


def test_a_related_list_is_a_place_below_its_parent() -> None:
    query = '{ account(id: "1") { invoices { nodes { number customer { name } } } } }'
    assert columns(query, "account", of="Account") == {"id"}
    assert columns(query, "account", "invoices", of="Invoice") == {
        "invoice_number",
        "customer_id",
        "customer_name",
    }  # The name may do for that of the customer.


@pytest.mark.parametrize(
    ("fields", "custom"),
    [
        ("", None),
        ('customFields(names: ["Region"]) { name }', {"Region"}),
        ('a: customFields(names: ["Region"]) { name } b: customFields(names: ["Tier"]) { name }', {"Region", "Tier"}),
        ("customFields { name }", ALL),
        ("customFields(names: null) { name }", ALL),
        ("customFields(names: $names) { name }", ALL),
        ("customFields(names: [$name]) { name }", ALL),
        ('a: customFields(names: ["Region"]) { name } customFields { name }', ALL),
    ],
)
def test_custom_fields_are_asked_for_by_name_or_all(fields: str, custom: frozenset[str] | None) -> None:
    declared = '($names: [String!], $name: String! = "Region")'
    unused = "{alias}: customFields(names: {names}) @skip(if: true) {{ name }}"
    used = unused.format(alias="x", names="$names") + unused.format(alias="y", names="[$name]")
    query = f"query {declared} {{ accounts {{ nodes {{ phone {used} {fields} }} }} }}"
    assert needs(query, "accounts", of="Account").custom == custom


def test_custom_fields_bring_the_currency_of_their_amounts() -> None:
    assert columns("{ deals { nodes { customFields { name } } } }", "deals", of="Deal") == {"Currency"}
    assert needs("{ estimates { nodes { customFields { name } } } }", "estimates", of="Estimate").detail


BRANCHES = """
    query ($yes: Boolean = true, $no: Boolean = false, $given: Boolean!) {
      accounts { nodes {
        name
        phone @include(if: $yes)
        website @skip(if: $yes)
        industry @include(if: $no)
        rating @skip(if: $no)
        number @include(if: $given)
        kind @skip(if: $given)
        ownership @include(if: true) @skip(if: true)
        employees @include(if: false)
        ... @include(if: $given) { description }
        ...Times @skip(if: $given)
      } }
    }
    fragment Times on Account { createdAt @include(if: $yes) updatedAt @skip(if: $yes) }
"""


@pytest.mark.parametrize(
    ("variables", "asked"),
    [
        ({"given": True}, {"Account_Name", "Phone", "Rating", "Account_Number", "Description"}),
        ({"given": False}, {"Account_Name", "Phone", "Rating", "Account_Type", "Created_Time"}),
        (
            {"given": False, "yes": False, "no": True},
            {"Account_Name", "Website", "Industry", "Account_Type", "Modified_Time"},
        ),
    ],
)
def test_a_branch_that_is_not_taken_asks_for_nothing(variables: dict[str, bool], asked: set[str]) -> None:
    assert columns(BRANCHES, "accounts", of="Account", variables=variables) == asked


def test_a_plan_is_made_once_for_the_branches_that_are_taken_whatever_else_differs() -> None:
    query = (
        "query ($first: Int, $more: Boolean!) { accounts(first: $first) { nodes { name phone @include(if: $more) } } }"
    )
    one = plan(query, {"more": True, "first": 1})
    assert plan(query, {"more": True, "first": 2}) is one
    assert plan(query, {"more": False, "first": 1}) is not one


def test_two_operations_of_a_document_have_two_plans() -> None:
    query = "query A { accounts { nodes { name } } } query B { accounts { nodes { phone } } }"
    assert {*plan(query, operation="A").at(("accounts",), "Account").columns} == {"Account_Name"}
    assert {*plan(query, operation="B").at(("accounts",), "Account").columns} == {"Phone"}


def test_a_document_keeps_only_so_many_plans_however_many_branches_it_has() -> None:
    names = [f"v{number}" for number in range(8)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"a{name}: name @include(if: ${name})" for name in names)
    found = document(f"query ({declared}) {{ accounts {{ nodes {{ id {fields} }} }} }}")
    for bits in range(2**8):
        found.planned(graph(), found.operation(None), {name: bool(bits >> at & 1) for at, name in enumerate(names)})
    assert len(found.plans) <= 64


async def test_crm_is_asked_for_exactly_the_needed_columns(graph: Graph) -> None:
    await graph.meet("admin")
    query = """
        { accounts(first: 1) { nodes {
            id name billingAddress { city } annualRevenue { amount } owner { name }
            customFields(names: ["Region", "There_Is_None"]) { name }
        } } }
    """
    assert (await graph.ask("admin", query)).codes == []
    [listed] = [call for call in graph.calls() if call["path"] == "/crm/v8/Accounts"]
    fields = listed["query"].removeprefix("fields=").partition("&")[0].split("%2C")
    assert fields == ["Account_Name", "Annual_Revenue", "Billing_City", "Currency", "Owner", "Region"]
