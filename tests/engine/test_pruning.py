"""A schema without what is hidden: nothing of it is left, and all else is as it was."""

import re
from typing import Any, cast

import pytest
from graphql import (
    GraphQLError,
    GraphQLSchema,
    build_schema,
    get_introspection_query,
    is_introspection_type,
    is_specified_scalar_type,
    print_schema,
    print_type,
)
from hypothesis import given
from hypothesis import strategies as st

from schema.engine.visibility.difference import coordinates, difference
from schema.engine.visibility.pruning import pruned
from schema.graph import graph as complete
from tests.engine.shaped import complaints, names_in, outcome, shape, without
from tests.graphs import Graph
from tests.proofs import examples

BUILT_IN = {name for name, kind in complete().type_map.items() if is_specified_scalar_type(kind)}
HIDEABLE = sorted(coordinates(complete()) - BUILT_IN - {"Query"})
SMALL = """
    type Query { named: Named one: One }
    interface Named { name(language: String): String nickname: String }
    type One implements Named { name(language: String): String nickname: String age: Int }
    type Other implements Named { name(language: String): String nickname: String }
"""


def gone(schema: GraphQLSchema) -> set[str]:
    """The coordinates that the complete graph has beside these; it has none of its own."""
    lost, new = difference(complete(), schema)
    assert not new
    return {*lost}


def small(*hidden: str) -> str:
    """The SDL of a small schema without these coordinates."""
    return print_schema(pruned(build_schema(SMALL), frozenset(hidden)))


def test_where_nothing_is_hidden_it_is_the_schema_itself() -> None:
    assert without() is complete()
    assert without("Nobody", "Account.nothing", "Account.name(first:)", "AccountOrderField.NOTHING") is complete()


def test_a_hidden_field_is_the_only_difference() -> None:
    text = '  """The account\'s name."""\n  name: String\n\n'
    assert text in print_schema(complete())
    assert print_schema(without("Account.name")) == print_schema(complete()).replace(text, "", 1)


def test_a_hidden_argument_is_the_only_difference() -> None:
    assert gone(without("Query.accounts(search:)")) == {"Query.accounts(search:)"}


def test_a_hidden_input_field_and_a_hidden_value_are_the_only_differences() -> None:
    hidden = {"AccountFilter.annualRevenue", "AccountOrderField.ANNUAL_REVENUE"}
    assert gone(without(*hidden)) == hidden


def test_with_a_hidden_type_goes_everything_of_that_type_and_all_that_led_nowhere_else() -> None:
    schema = without("Viewer")
    assert "Query.viewer" in gone(schema)
    assert {"Viewer", "ViewerUser", "Organization", "ProductState"}.isdisjoint(schema.type_map)
    assert "ViewerPermissions" in schema.type_map  # the mutation answers it


def test_of_a_hidden_record_type_no_name_is_left() -> None:
    lists = [coordinate for coordinate in HIDEABLE if re.fullmatch(r"\w+\.plans", coordinate)]
    text = print_schema(without("Plan", "RecordType.PLAN", *lists))
    names = {"plans", "Plan", "PlanConnection", "PlanEdge", "PlanFilter"}
    assert names & names_in(text) == names - names_in(print_schema(complete())) == set()
    # Prose may say that a change to users is planned, but it may quote none of these names.
    assert not re.findall(r"[`.](?:plans|Plan)\b|\bPlan(?:Connection|Edge|Filter)\b", text)
    assert "type BillingSubscriptionPlan {" in text


def test_what_implements_an_interface_goes_with_the_last_field_that_answers_it() -> None:
    fields = [coordinate for coordinate in HIDEABLE if coordinate.endswith(".customFields")]
    left = without(*fields).type_map
    assert not [name for name in left if name.startswith("Custom") and not name.startswith("Customer")]
    kept = without(*fields[1:]).type_map
    assert {"CustomField", "CustomText", "CustomReference"} <= kept.keys()


def test_an_enum_without_values_takes_along_what_requires_it() -> None:
    values = [coordinate for coordinate in HIDEABLE if coordinate.startswith("DealOrderField.")]
    lost = gone(without(*values))
    assert {"DealOrderField", "DealOrder", "DealOrder.direction", "Query.deals(orderBy:)"} <= lost
    assert "Query.deals" not in lost


def test_an_input_without_a_field_that_it_requires_cannot_be_given() -> None:
    assert {"DealOrder", "Query.deals(orderBy:)", "DealOrderField"} <= gone(without("DealOrder.field"))


def test_a_field_without_an_argument_that_it_requires_cannot_be_asked() -> None:
    lost = gone(without("RecordType"))
    assert {"Query.views", "CreateViewInput", "Mutation.createView"} <= lost
    # One view is asked for by its id: its argument of that type is optional.
    assert "Query.view(of:)" in lost
    assert {"Query.view", "ListView"}.isdisjoint(lost)
    assert "Query.account" in gone(without("Query.account(id:)"))


def test_a_type_without_fields_takes_along_what_answers_it() -> None:
    assert {"Money", "Invoice.total", "Deal.amount"} <= gone(without("Money.amount", "Money.currency"))


def test_a_default_that_cannot_be_written_any_more_must_be_given() -> None:
    assert "direction: OrderDirection! = DESC\n" in print_schema(complete())
    text = print_schema(without("OrderDirection.DESC"))
    assert "direction: OrderDirection!\n" in text
    assert "DESC" not in text


def test_a_default_of_another_value_stays() -> None:
    assert "direction: OrderDirection! = DESC\n" in print_schema(without("OrderDirection.ASC"))


def test_a_type_that_lost_a_field_of_its_interface_is_none_of_it() -> None:
    schema = without("Account.id")
    assert "type Account {" in print_schema(schema)
    assert "Account" not in {kind.name for kind in schema.get_possible_types(cast("Any", schema.type_map["Node"]))}


def test_an_interface_keeps_what_all_of_its_types_have() -> None:
    one = small("One.nickname")
    assert "type One implements Named" in one
    assert "interface Named {\n  name(language: String): String\n}" in one
    assert "type Other implements Named {\n  name(language: String): String\n  nickname: String\n}" in one


def test_a_type_that_lost_an_argument_of_its_interface_is_none_of_it() -> None:
    text = small("One.name(language:)")
    assert "type One {\n  name: String" in text
    assert "type Other implements Named" in text


def test_what_implements_an_interface_stays_while_a_field_answers_the_interface() -> None:
    assert "type Other" in small("Query.one")
    assert "type Other" not in small("Query.named")


def test_without_an_interface_nothing_implements_it() -> None:
    text = print_schema(without("Node"))
    assert "type Account {" in text
    assert not re.search(r"\bNode\b", text)


def test_an_answer_of_a_hidden_value_is_an_error_and_one_of_another_is_not() -> None:
    whole = cast("Any", complete().type_map["InvoiceStatus"])
    assert whole.coerce_output_value("paid") == "PAID"
    left = cast("Any", without("InvoiceStatus.PAID").type_map["InvoiceStatus"])
    assert left.coerce_output_value("sent") == "SENT"
    with pytest.raises(GraphQLError, match="cannot represent value"):
        left.coerce_output_value("paid")


def test_resolvers_find_the_schema_that_they_were_declared_in() -> None:
    assert vars(without("Account.name"))["_strawberry_schema"] is vars(complete())["_strawberry_schema"]


def test_exactly_one_may_still_be_given_of_what_is_left() -> None:
    kind = without("TextFilter.contains").type_map["TextFilter"]
    assert print_type(kind).startswith('"""Compares a text; set exactly one field."""\ninput TextFilter @oneOf {\n')


def test_without_a_root_field_there_is_no_schema() -> None:
    with pytest.raises(ValueError, match="No field of the query type is left"):
        without("Query")
    with pytest.raises(ValueError, match="No field of the query type is left"):
        without(*(coordinate for coordinate in HIDEABLE if coordinate.startswith("Query.")))


def test_without_a_mutation_there_is_no_mutation_type() -> None:
    assert without("Mutation").mutation_type is None
    assert without("Mutation").query_type is complete().query_type


def test_what_leads_to_nothing_hidden_is_shared() -> None:
    schema, whole = without("Account.name").type_map, complete().type_map
    for name in ("Money", "Address", "InvoiceFilter", "InvoiceStatus", "CustomField", "Date"):
        assert schema[name] is whole[name]
    assert cast("Any", schema["Account"]).fields["phone"] is cast("Any", whole["Account"]).fields["phone"]
    assert schema["Contact"] is not whole["Contact"]


@examples(15, short=1)
@given(hidden=st.sets(st.sampled_from(HIDEABLE), min_size=1, max_size=40))
def test_whatever_is_hidden_the_rest_is_a_valid_schema_without_it(hidden: set[str]) -> None:
    before = print_schema(complete())
    schema = without(*hidden)
    left = coordinates(schema)
    assert left.isdisjoint(hidden)
    assert left < coordinates(complete())
    assert coordinates(build_schema(print_schema(schema))) | BUILT_IN == left | BUILT_IN
    # Nothing is left that would have to go with what is hidden, and the complete schema is as it was.
    assert pruned(schema, frozenset(hidden)) is schema
    assert print_schema(complete()) == before


EVERYTHING = """
    query ($order: InvoiceOrder, $id: ID!) {
        accounts(first: 3, orderBy: { field: NAME, direction: ASC }, filter: { name: { contains: "a" } }) {
            edges { cursor node { ...Card } }
            pageInfo { hasNextPage endCursor }
        }
        invoices(first: 3, orderBy: $order, filter: { status: { is: OVERDUE } }) {
            nodes { number status issuedOn total { amount currency } lineItems { name rate { amount } } __typename }
        }
        node(id: $id) { __typename id ... on Account { ...Card } ... on Deal { stage } }
        viewer { user { name } products { product answers } }
    }
    fragment Card on Account {
        id name annualRevenue { amount } billingAddress { city } owner { name } allowedActions
        customFields { __typename name ... on CustomText { text } }
        deals(first: 2) { nodes { name amount { amount } } }
    }
"""
HIDDEN = ("Account.phone", "Deal.probability", "Invoice.email", "InvoiceOrderField.TOTAL", "AccountFilter.kind", "Plan")


async def test_a_derived_schema_answers_what_is_left_as_the_complete_one_does(graph: Graph) -> None:
    first = (await graph.ask("admin", "{ accounts(first: 1) { nodes { id } } }")).data
    variables = {"order": {"field": "NUMBER"}, "id": first["accounts"]["nodes"][0]["id"]}
    whole = await outcome(graph, "admin", shape(), EVERYTHING, variables)
    derived = await outcome(graph, "admin", shape(*HIDDEN), EVERYTHING, variables)
    assert whole.errors == derived.errors == []
    assert whole.data is not None
    assert len(whole.data["accounts"]["edges"]) == len(whole.data["invoices"]["nodes"]) == 3
    assert whole.data["node"]["__typename"] == "Account"
    assert derived.data == whole.data


async def test_a_value_that_is_left_of_an_enum_means_what_it_meant(graph: Graph) -> None:
    query = "{ invoices(first: 5, orderBy: { field: NUMBER, direction: ASC }) { nodes { number } } }"
    derived = await outcome(graph, "admin", shape("InvoiceOrderField.TOTAL", "OrderDirection.DESC"), query)
    numbers = [node["number"] for node in (derived.data or {})["invoices"]["nodes"]]
    assert len(numbers) == 5
    assert numbers == sorted(numbers)


INPUTS = ("CreateAccountInput", "UpdateAccountInput")


async def test_introspection_of_a_derived_schema_names_nothing_hidden(graph: Graph) -> None:
    revenue = [f"{kind}.annualRevenue" for kind in ("Account", "AccountFilter", *INPUTS)]
    over = shape(*revenue, "AccountOrderField.ANNUAL_REVENUE", "Approval")
    query = get_introspection_query(descriptions=False, input_value_deprecation=True)
    names = [str((await outcome(graph, "admin", each, query)).data) for each in (shape(), over)]
    for name in ("annualRevenue", "ANNUAL_REVENUE", "Approval", "approval"):
        assert f"'{name}'" in names[0]
        assert f"'{name}'" not in names[1]
    one = await outcome(
        graph, "admin", over, '{ hidden: __type(name: "Approval") { name } __type(name: "Deal") { name } }'
    )
    assert one.data == {"hidden": None, "__type": {"name": "Deal"}}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("{ accounts { nodes { annualRevenu { amount } } } }", "annualRevenue"),
        ("{ accounts(orderBy: { field: ANNUAL_REVENU }) { nodes { id } } }", "ANNUAL_REVENUE"),
        ("{ accounts(filter: { annualRevenu: { is: 1 } }) { nodes { id } } }", "annualRevenue"),
        ('{ account(id: "1") { ... on Approva { submittedAt } } }', "Approval"),
        ("{ accounts(serch: 1) { nodes { id } } }", "search"),
    ],
)
def test_no_suggestion_names_what_is_hidden(query: str, name: str) -> None:
    hidden = (
        "Account.annualRevenue",
        "AccountOrderField.ANNUAL_REVENUE",
        "AccountFilter.annualRevenue",
        "Approval",
        "Query.accounts(search:)",
    )
    assert name in complaints(shape(), query)
    assert name not in complaints(shape(*hidden), query)


def test_what_is_hidden_cannot_be_told_from_what_never_was() -> None:
    query = "{ accounts { nodes { annualRevenue { amount } } } }"
    told = complaints(shape("Account.annualRevenue"), query)
    assert told == complaints(shape(), query.replace("annualRevenue", "neverWas")).replace("neverWas", "annualRevenue")


def test_introspection_types_are_everybodys() -> None:
    for name, kind in without("Account").type_map.items():
        if is_introspection_type(kind):
            assert kind is complete().type_map[name]
