"""What a mutation demands at run time is what its input's type says: an editor finds what is missing."""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type, is_required_input_field

from schema.graph import graph as schema
from tests.graphs import Graph
from tests.mutating import CUSTOMER

MUTATIONS = schema().mutation_type
assert MUTATIONS is not None
INPUTS: dict[str, GraphQLInputObjectType] = {
    name: get_named_type(field.args["input"].type) for name, field in MUTATIONS.fields.items() if "input" in field.args
}
LINES = [{"name": "Calibration", "rate": "9"}]
# A value for everything that a new record needs, by the input's field.
NEEDED: dict[str, Any] = {
    "name": "Aurora",
    "lastName": "Novak",
    "stage": "Qualification",
    "party": {"customer": CUSTOMER},
    "lineItems": LINES,
    "invoiceId": "460000000009000001",
    "amount": "1",
    "paidOn": "2026-10-01",
    "mode": "cash",
}
OTHERWISE: dict[str, dict[str, Any]] = {
    "createReportFolder": {"name": "Ours"},
    "createReport": {"base": "mrr", "title": "Ours"},
    "createView": {"of": "INVOICE", "name": "Ours"},
    "createPurchaseOrder": {"party": {"vendor": "4150868000004000001"}},
    "createBillingCustomer": {"name": "Aurora", "email": "aurora@customer.example"},
    "createNewSubscriptionPage": {"party": {"customer": "903000000001000001"}, "plan": {"code": "care-basic"}},
    "createSubscriptionUpdatePage": {"id": "903000000005000002"},
    "createCardUpdatePage": {"id": "903000000005000002"},
    "createSubscription": {"party": {"customer": "903000000001000001"}, "plan": {"code": "care-basic"}},
}
NEW = [name for name in INPUTS if name.startswith("create")]


def needed(mutation: str) -> dict[str, Any]:
    """The least input that the type accepts."""
    required = [name for name, field in INPUTS[mutation].fields.items() if is_required_input_field(field)]
    return {name: {**NEEDED, **OTHERWISE.get(mutation, {})}[name] for name in required}


# Everything has a default there: what an organisation that has nothing to say begins with.
ENOUGH = {"setUpIntegration"}


@pytest.mark.parametrize("mutation", sorted(INPUTS.keys() - ENOUGH))
async def test_an_empty_input_is_no_valid_document(mutation: str, graph: Graph) -> None:
    told = await graph.ask("admin", f"mutation {{ {mutation}(input: {{}}) {{ __typename }} }}")
    assert told.codes == ["GRAPHQL_VALIDATION_FAILED"] * len(told.codes) != []


@pytest.mark.parametrize("mutation", NEW)
async def test_what_the_type_demands_is_enough_for_a_new_record(mutation: str, graph: Graph) -> None:
    query = f"""mutation ($input: {INPUTS[mutation].name}!) {{
        {mutation}(input: $input) {{ userErrors {{ code message field }} }} }}"""
    told = await graph.ask("admin", query, {"input": needed(mutation)})
    assert told.data[mutation]["userErrors"] == []


@pytest.mark.parametrize("mutation", NEW)
async def test_each_of_it_is_demanded_by_the_type_alone(mutation: str, graph: Graph) -> None:
    query = f"mutation ($input: {INPUTS[mutation].name}!) {{ {mutation}(input: $input) {{ __typename }} }}"
    await graph.meet("admin")
    whole = needed(mutation)
    for name in whole:
        for lacking in ({key: value for key, value in whole.items() if key != name}, {**whole, name: None}):
            assert (await graph.ask("admin", query, {"input": lacking})).codes == ["BAD_USER_INPUT"]
    if "party" in whole:
        both = {**whole, "party": {"customer": CUSTOMER, "account": "4150868000001000001"}}
        assert (await graph.ask("admin", query, {"input": both})).codes[0] == "BAD_USER_INPUT"
    assert graph.calls() == []
