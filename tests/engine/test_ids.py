"""Ids name a record across the graph, and nothing else comes through where an id is taken."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadUserInput
from domain.modules.module import Module
from domain.queries import RECORD_CODE, RECORD_ID
from resolvers.catalogue import key_of
from schema.engine.declare import registry
from schema.engine.declare.ids import global_id
from schema.engine.declare.nodes import Node
from schema.graph import graph
from tests.graphs import Graph
from tests.proofs import examples

assert graph() is not None  # declares every record type
TYPES = registry.modules()
BY_CODE = {name for name, module in TYPES.items() if key_of(module).endswith("code")}
DIGITS = st.text("0123456789", min_size=1, max_size=25)
POISON = [
    "",
    " ",
    "-1",
    "1/../../users",
    "../users",
    "..",
    ".",
    "1?x=1",
    "1#x",
    "1%2f2",
    "1\n",
    "1\r\nX: 1",
    "1\0",
    "1" * 101,
    "\u0661\u0662",
    "\uff11",
    "é",
    "a/b",
    "a\\b",
    " lead",
]


@pytest.mark.parametrize("type_name", TYPES)
@examples(10, short=4)
@given(record_id=DIGITS)
def test_an_id_of_the_graph_and_the_product_s_own_both_name_the_record(type_name: str, record_id: str) -> None:
    opaque = global_id(type_name, record_id)
    assert registry.record_id(opaque, type_name) == registry.record_id(record_id, type_name) == record_id
    assert registry.type_and_id_of(opaque) == (type_name, record_id)


@pytest.mark.parametrize("record_id", POISON)
def test_nothing_else_is_one_however_it_is_wrapped(record_id: str) -> None:
    for type_name in TYPES:
        wrapped = b64encode(f"{type_name}:{record_id}".encode(errors="surrogatepass")).decode()
        for value in (record_id, wrapped):
            with pytest.raises(BadUserInput):
                registry.type_and_id_of(value)
            with pytest.raises(BadUserInput):
                registry.record_id(value, type_name)


@pytest.mark.parametrize("code", ["care-basic", "two words", "v2.0_b", "A"])
def test_codes_name_plans_addons_and_coupons_alone(code: str) -> None:
    assert sorted(BY_CODE) == ["Addon", "Coupon", "Plan"]
    for type_name in TYPES:
        if type_name in BY_CODE:
            assert registry.record_id(code, type_name) == code
            assert registry.type_and_id_of(global_id(type_name, code)) == (type_name, code)
        else:
            with pytest.raises(BadUserInput):
                registry.record_id(code, type_name)


def test_an_id_from_before_a_type_was_renamed_names_the_record_still() -> None:
    former = global_id("Subscription", "903000000005000001")
    assert registry.type_and_id_of(former) == ("BillingSubscription", "903000000005000001")
    assert registry.record_id(former, "BillingSubscription") == "903000000005000001"
    with pytest.raises(BadUserInput, match="not an id of type Invoice"):
        registry.record_id(former, "Invoice")


@pytest.mark.parametrize("type_name", ["Query", "Mutation", "Subscription"])
def test_a_record_type_is_not_called_as_clients_call_a_root(type_name: str) -> None:
    with pytest.raises(ValueError, match=f"may not be called {type_name}: it is GraphQL's default name"):
        registry.register(type_name, Module("billing", "toys"), Node, frozenset())
    assert type_name not in registry.modules()


def test_an_id_of_another_type_is_none_of_the_type_that_is_wanted() -> None:
    with pytest.raises(BadUserInput, match="not an id of type Invoice"):
        registry.record_id(global_id("Account", "1"), "Invoice")


@pytest.mark.parametrize("type_name", ["Money", "Query", "User ", "account", "__Schema", ""])
def test_an_id_of_a_type_that_is_no_record_is_none(type_name: str) -> None:
    with pytest.raises(BadUserInput):
        registry.type_and_id_of(global_id(type_name, "1"))


@examples(150, short=18)
@given(value=st.text(max_size=80), type_name=st.sampled_from(sorted(TYPES)))
def test_what_comes_through_could_be_an_id(value: str, type_name: str) -> None:
    try:
        found = registry.record_id(value, type_name)
    except BadUserInput:
        return
    assert (RECORD_CODE if type_name in BY_CODE else RECORD_ID).fullmatch(found)


async def test_wrong_ids_are_the_client_s_mistake_wherever_they_are_taken_and_cost_no_call(graph: Graph) -> None:
    await graph.meet("admin")
    fields = [
        "account(id: $id) { name }",
        "invoice(id: $id) { number }",
        "node(id: $id) { id }",
        "accounts(filter: { ownerId: $id }) { nodes { name } }",
        "invoices(filter: { customerId: $id }) { nodes { number } }",
    ]
    for field in fields:
        for value in ("1/../../users", "..", "x", "", global_id("Money", "1"), "1" * 26):
            told = await graph.ask("admin", f"query ($id: ID!) {{ {field} }}", {"id": value})
            assert told.codes == ["BAD_USER_INPUT"], (field, value)
    assert graph.calls() == []


async def test_of_several_ids_each_has_its_own_fate(graph: Graph) -> None:
    await graph.meet("admin")
    account = graph.sandbox.company.accounts[0]
    ids = [global_id("Account", account.crm_id), global_id("Account", "1"), "no id", global_id("Invoice", "1")]
    told = await graph.ask(
        "admin", "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Account { name } } }", {"ids": ids}
    )
    assert told.body["data"]["nodes"] == [{"name": account.name}, None, None, None]
    assert sorted(told.codes) == ["BAD_USER_INPUT", "NOT_FOUND", "NOT_FOUND"]
    assert [error["path"] for error in told.body["errors"]] == [["nodes", 1], ["nodes", 2], ["nodes", 3]]
