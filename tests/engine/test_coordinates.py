"""What of the graph shows a column or a module of a product."""

from dataclasses import replace

import pytest

from domain.modules import books, crm
from domain.modules.module import Module
from domain.permissions import ALL_ACTIONS, NO_ACTIONS, Denial, ModuleView, Reason
from schema.engine.declare import registry
from schema.engine.visibility.coordinates import coordinates_of
from schema.engine.visibility.difference import coordinates
from schema.graph import graph as complete
from schema.shared.record_types import naming
from tests.engine.shaped import COORDINATES, SHAPES, outcome, views_of, without
from tests.graphs import Graph
from tests.own_mutations import OWN_MUTATIONS
from tests.proofs import at_length, family

NONE = frozenset[str]()
NOWHERE = frozenset[Module]()
ACCOUNTS, DEALS, INVOICES, ESTIMATES = (
    crm.ACCOUNTS,
    crm.DEALS,
    books.INVOICES,
    books.ESTIMATES,
)
CUSTOMERS, VENDORS = books.CUSTOMERS, books.VENDORS
PERSONAS = ("admin", "sales", "legacy", "accountant", "billing", "assigned", "restricted", "outsider")


def hidden_with(module: Module, *columns: str) -> frozenset[str]:
    """What goes with columns of a module."""
    return COORDINATES.hidden_closure({module: frozenset(columns)}, NONE, NOWHERE)


def view(module: Module, *hidden: str, viewable: bool = True) -> ModuleView:
    """A view of a module that hides these fields."""
    denial = Denial(Reason.CRM_FIELD_PERMISSION, "crm", "Hidden.")
    actions = ALL_ACTIONS if viewable else NO_ACTIONS
    return ModuleView(module, (), actions, hidden=dict.fromkeys(hidden, denial))


def everywhere(*views: ModuleView) -> list[ModuleView]:
    """These views, and views of all other modules that hide nothing."""
    given = {each.module: each for each in views}
    return [given.get(module, view(module)) for module in registry.modules().values()]


def test_a_column_is_shown_by_its_field_its_filter_and_its_order() -> None:
    assert hidden_with(ACCOUNTS, "Annual_Revenue") == {
        "Account.annualRevenue",
        "AccountFilter.annualRevenue",
        "AccountOrderField.ANNUAL_REVENUE",
    }
    assert hidden_with(DEALS, "Stage") == {"Deal.stage", "DealFilter.stage"}


def test_a_column_of_one_module_is_no_column_of_another() -> None:
    assert hidden_with(INVOICES, "Stage", "Annual_Revenue") == NONE


def test_a_link_goes_with_its_key() -> None:
    assert hidden_with(DEALS, "Account_Name") == {"Deal.account", "DealFilter.accountId"}


def test_an_address_goes_with_the_last_of_its_columns() -> None:
    columns = {column for _, column in COORDINATES.columns["Account.billingAddress"]}
    assert {"Billing_Street", "Billing_City"} < columns
    assert hidden_with(ACCOUNTS, *(columns - {"Billing_City"})) == NONE
    assert hidden_with(ACCOUNTS, *columns) == {"Account.billingAddress"}


@pytest.mark.parametrize(("module", "key"), [(ACCOUNTS, "id"), (INVOICES, "invoice_id")])
def test_the_id_of_a_record_goes_with_no_column(module: Module, key: str) -> None:
    assert hidden_with(module, key) == NONE


def test_a_filter_of_two_modules_goes_when_neither_shows_the_column() -> None:
    shared = {"BooksContactFilter.name", "BooksContactFilter.lastName"}
    columns = frozenset({"contact_name", "last_name"})
    behind = [COORDINATES.columns[name] for name in shared]
    assert all({module for module, _ in each} == {CUSTOMERS, VENDORS} for each in behind)
    assert shared.isdisjoint(COORDINATES.hidden_closure({CUSTOMERS: columns}, NONE, NOWHERE))
    assert shared <= COORDINATES.hidden_closure({CUSTOMERS: columns, VENDORS: columns}, NONE, NOWHERE)
    assert shared <= COORDINATES.hidden_closure({CUSTOMERS: columns}, NONE, frozenset({VENDORS}))


def test_a_hidden_module_is_its_type_and_all_that_leads_to_it() -> None:
    hidden = COORDINATES.hidden_closure({}, NONE, frozenset({DEALS}))
    assert {"Deal", "Query.deal", "Query.deals", "Account.deals", "BillingSubscription.deal"} <= hidden
    assert (
        without(*hidden)
        .type_map.keys()
        .isdisjoint({"Deal", "DealConnection", "DealEdge", "DealFilter", "DealOrder", "DealOrderField"})
    )


def test_no_filter_takes_ids_of_a_hidden_module() -> None:
    hidden = COORDINATES.hidden_closure({}, NONE, frozenset({ACCOUNTS}))
    assert {"ContactFilter.accountId", "DealFilter.accountId"} <= hidden


def test_what_lies_in_a_hidden_type_is_not_named_beside_it() -> None:
    modules, columns = frozenset({DEALS}), {DEALS: frozenset({"Stage"})}
    hidden = COORDINATES.hidden_closure(columns, frozenset({"Deal.amount", "Account.phone"}), modules)
    assert hidden == COORDINATES.hidden_closure({}, NONE, modules) | {"Account.phone"}
    assert not [coordinate for coordinate in hidden if coordinate.startswith("Deal.")]


@at_length(like="test_a_hidden_module_is_its_type_and_all_that_leads_to_it")
def test_every_module_can_be_hidden_alone_and_all_of_them_together() -> None:
    for module in registry.modules().values():
        assert without(*COORDINATES.hidden_closure({}, NONE, frozenset({module})))
    schema = without(*COORDINATES.hidden_closure({}, NONE, frozenset(registry.modules().values())))
    assert registry.modules().keys().isdisjoint(schema.type_map)
    assert schema.query_type is not None
    assert "viewer" in schema.query_type.fields
    assert schema.query_type.fields.keys().isdisjoint({"node", "nodes", "account", "accounts"})


def test_the_values_of_an_enum_of_modules_go_with_the_modules() -> None:
    named = coordinates_of(complete(), registry.modules(), naming())
    assert "RecordType.DEAL" in named.hidden_closure({}, NONE, frozenset({DEALS}))
    every = named.hidden_closure({}, NONE, frozenset(registry.modules().values()))
    assert "Query.views" not in coordinates(without(*every))


def test_every_coordinate_it_knows_is_one_of_the_graph() -> None:
    known = {*COORDINATES.columns, *COORDINATES.holders, *COORDINATES.acts, *COORDINATES.written}
    known = known.union(*COORDINATES.leading.values())
    assert known <= coordinates(complete())
    assert COORDINATES.leading.keys() == {*registry.modules().values()}


def test_a_field_of_a_part_goes_when_every_module_that_holds_the_part_hides_it() -> None:
    rate = "LineItem.rate"
    holders = COORDINATES.holders["LineItem"]
    assert {INVOICES, ESTIMATES} < holders
    assert COORDINATES.hidden_from(everywhere(view(INVOICES, rate))) == NONE
    assert COORDINATES.hidden_from(everywhere(*(view(module, rate) for module in holders))) == {
        rate,
        "LineItemInput.rate",
    }
    others = [view(module, viewable=False) for module in holders - {INVOICES}]
    assert rate in COORDINATES.hidden_from(everywhere(view(INVOICES, rate), *others))


def test_a_module_without_a_view_is_hidden() -> None:
    views = [each for each in everywhere() if each.module != DEALS]
    hidden = COORDINATES.hidden_from(views)
    assert hidden - COORDINATES.acts.keys() == COORDINATES.hidden_closure({}, NONE, frozenset({DEALS}))
    assert hidden & COORDINATES.acts.keys() == {"Mutation.createDeal", "Mutation.updateDeal"}


def test_a_field_that_a_view_hides_goes_whoever_leads_to_its_record() -> None:
    assert COORDINATES.hidden_from(everywhere(view(ACCOUNTS, "Account.phone"))) == {
        "Account.phone",
        "CreateAccountInput.phone",
        "UpdateAccountInput.phone",
    }


def test_a_mutation_goes_where_its_action_is_allowed_in_no_module_of_it() -> None:
    sees = [replace(view(module), actions=frozenset({"view"})) for module in (INVOICES, ESTIMATES, CUSTOMERS)]
    hidden = COORDINATES.hidden_from(everywhere(*sees))
    assert {"Mutation.createInvoice", "Mutation.updateInvoice", "Mutation.createEstimate"} <= hidden
    assert {"Mutation.createDeal", "Mutation.sendDocument", "Query.mailPreview"}.isdisjoint(hidden)


def test_every_mutation_that_writes_says_where() -> None:
    root = complete().mutation_type
    assert root is not None
    writing = {f"Mutation.{name}" for name in root.fields} - {f"Mutation.{name}" for name in OWN_MUTATIONS}
    assert writing == {each for each in COORDINATES.acts if each.startswith("Mutation.")}


def test_what_is_hidden_beside_the_views_goes_too() -> None:
    assert COORDINATES.hidden_from(everywhere(), frozenset({"Query.items"})) == {"Query.items"}


@family(short=4)
@pytest.mark.parametrize("persona", PERSONAS)
async def test_the_graph_of_a_persona_has_all_that_they_see_and_nothing_else(graph: Graph, persona: str) -> None:
    views = await views_of(graph, persona)
    hidden = COORDINATES.hidden_from(views)
    left = coordinates(without(*hidden))
    seen = {view.module for view in views if view.viewable}
    assert {module for name, module in registry.modules().items() if name in left} == seen
    by_module = {view.module: view for view in views if view.viewable}
    # A field of a part stays for the sake of a module that holds the part and shows it.
    gone = {
        coordinate
        for view in by_module.values()
        for coordinate in view.hidden
        if all(
            coordinate in by_module[holder].hidden
            for holder in COORDINATES.holders.get(coordinate.partition(".")[0], NOWHERE) & by_module.keys()
        )
    }
    assert left.isdisjoint(gone)
    assert (hidden == NONE) == (persona == "admin")


async def test_who_sees_little_asks_the_little_graph_as_the_whole_one(graph: Graph) -> None:
    views = await views_of(graph, "restricted")
    shape = SHAPES.variant(COORDINATES.hidden_from(views))
    query = "{ invoices(first: 3) { nodes { id number lineItems { name } } } deals(first: 3) { nodes { name stage } } }"
    little = await outcome(graph, "restricted", shape, query)
    whole = await outcome(graph, "restricted", SHAPES.complete, query)
    assert little.data == whole.data
    assert little.errors == whole.errors == little.hidden == []
    assert len((little.data or {})["invoices"]["nodes"]) == 3


async def test_a_node_of_a_type_that_is_left_is_found_and_one_of_a_hidden_type_is_null(graph: Graph) -> None:
    views = await views_of(graph, "restricted")
    shape = SHAPES.variant(COORDINATES.hidden_from(views))
    asked = "{ invoices(first: 1) { nodes { id } } estimates(first: 1) { nodes { id } } }"
    ids = {name: found["nodes"][0]["id"] for name, found in (await graph.ask("admin", asked)).data.items()}
    query = "query ($id: ID!) { node(id: $id) { __typename id } }"
    found = await outcome(graph, "restricted", shape, query, {"id": ids["invoices"]})
    assert found.data == {"node": {"__typename": "Invoice", "id": ids["invoices"]}}
    assert "Estimate" not in shape.schema.type_map
    lost = await outcome(graph, "restricted", shape, query, {"id": ids["estimates"]})
    assert lost.data == {"node": None}
    assert lost.errors == []
