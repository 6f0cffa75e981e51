"""The graph is shaped to its caller: introspection, SDL, strict mode, and how an administrator looks at others'."""

from typing import Any

from graphql import build_client_schema, get_introspection_query

from schema.engine.visibility.difference import coordinates
from tests.graphs import Graph
from tests.proofs import at_length

STRICT = {"Suitegraph-Visibility": "strict"}
INTROSPECTION = get_introspection_query()


async def introspected(graph: Graph, persona: str) -> frozenset[str]:
    """Every coordinate that introspection tells a persona."""
    told: Any = (await graph.ask(persona, INTROSPECTION)).data
    return coordinates(build_client_schema(told))


async def test_sales_and_accountant_introspect_different_graphs(graph: Graph) -> None:
    sales, accountant = [await introspected(graph, persona) for persona in ("sales", "accountant")]
    assert {"Account.payments", "Query.items", "CreditNote"} <= accountant - sales
    assert {"Contact.mobile"} <= sales - accountant
    assert {"Account.invoices", "Invoice.total"} <= sales & accountant


@at_length(like="test_sales_and_accountant_introspect_different_graphs")
async def test_the_administrator_introspects_the_complete_graph(graph: Graph) -> None:
    assert await introspected(graph, "admin") == coordinates(graph.service.runner.visibility.complete.schema)


async def test_hidden_amounts_are_gone_with_their_filters_and_orders(graph: Graph) -> None:
    restricted = await introspected(graph, "restricted")
    hidden = {"Invoice.total", "InvoiceFilter.total", "InvoiceOrderField.TOTAL", "LineItem.total", "Deal.amount"}
    assert restricted.isdisjoint(hidden)
    assert {"Invoice.number", "InvoiceFilter.number", "LineItem.name"} <= restricted


async def test_nothing_of_finance_is_named_to_the_outsider(graph: Graph) -> None:
    told = (await graph.ask("outsider", "{ viewer { sdl } }")).data["viewer"]["sdl"]
    assert "type Account" in told
    for word in ("type Invoice", "invoices(", "annualRevenue", "ANNUAL_REVENUE", "type BillingSubscription"):
        assert word not in told


async def test_by_default_a_suggestion_may_name_what_is_hidden(graph: Graph) -> None:
    [error] = (await graph.ask("outsider", "{ invoicess { nodes { id } } }")).body["errors"]
    assert "Did you mean 'invoices'" in error["message"]


async def test_in_strict_mode_neither_error_nor_suggestion_does(graph: Graph) -> None:
    for query in ("{ invoicess { nodes { id } } }", "{ invoices { nodes { id } } }"):
        told = await graph.ask("outsider", query, headers=STRICT)
        assert told.codes == ["GRAPHQL_VALIDATION_FAILED"]
        [error] = told.body["errors"]
        assert "nvoice" not in error["message"].partition("Did you mean")[2]


async def test_in_strict_mode_what_is_visible_answers_as_always(graph: Graph) -> None:
    query = "{ accounts(first: 2) { nodes { id name allowedActions } } node(id: 1) { id } }"
    plain, strict = [await graph.ask("outsider", query, headers=headers) for headers in ({}, STRICT)]
    assert plain.body["data"] == strict.body["data"]
    assert plain.body["data"]["accounts"]["nodes"]


async def test_in_strict_mode_permissions_name_nothing_hidden_either(graph: Graph) -> None:
    query = """{ viewer { permissions { modules { type hiddenFields { coordinate } } } }
      hidden: explainPermission(coordinate: "Deal.amount") { visible }
      unknown: explainPermission(coordinate: "Deal.secret") { visible } }"""
    plain, strict = [await graph.ask("restricted", query, headers=headers) for headers in ({}, STRICT)]
    assert "Deal.amount" in str(plain.body)
    assert "PurchaseOrder" in str(plain.body)
    told = strict.body["data"]["viewer"]["permissions"]["modules"]
    assert {"Deal", "Invoice"} <= {module["type"] for module in told}
    assert "PurchaseOrder" not in str(told)
    assert all(module["hiddenFields"] == [] for module in told)
    hidden, unknown = strict.body["errors"]
    assert (hidden["message"], hidden["extensions"]["code"]) == (unknown["message"], "BAD_USER_INPUT")


async def test_beside_a_question_for_the_schema_nothing_hidden_can_be_asked(graph: Graph) -> None:
    query = "{ __schema { queryType { name } } accounts(first: 1) { nodes { name annualRevenue { amount } } } }"
    assert (await graph.ask("outsider", query)).codes == ["GRAPHQL_VALIDATION_FAILED"]
    [account] = (await graph.ask("admin", query)).data["accounts"]["nodes"]
    assert account["annualRevenue"]


async def test_another_word_for_visibility_is_a_mistake(graph: Graph) -> None:
    told = await graph.ask("admin", "{ __typename }", headers={"Suitegraph-Visibility": "lax"})
    assert told.codes == ["BAD_USER_INPUT"]


async def test_callers_who_see_the_same_share_one_schema(graph: Graph) -> None:
    persona = graph.sandbox.tokens.grant("1000.demo.sales")
    assert persona is not None
    other = graph.sandbox.tokens.mint("sales", persona.scopes)
    fingerprints, sizes = set[str](), set[int]()
    for token in ("1000.demo.sales", other):
        told = await graph.ask(None, "{ viewer { sdl permissions { fingerprint } } }", token=token)
        fingerprints.add(told.data["viewer"]["permissions"]["fingerprint"])
        sizes.add(graph.service.runner.visibility.variants_kept)
    assert len(fingerprints) == len(sizes) == 1


VIEW_AS = "query ($email: String!, $to: String!) { viewAs(email: $email) { sdl asOf difference(to: $to) } }"
SALES, ACCOUNTANT = "samir.okafor@halvorsen.example", "ana.castillo@halvorsen.example"


async def test_an_administrator_sees_another_users_graph_once_it_is_known(graph: Graph) -> None:
    variables = {"email": SALES, "to": ACCOUNTANT}
    own = {}
    for persona in ("sales", "accountant"):
        own[persona] = (await graph.ask(persona, "{ viewer { sdl } }")).data["viewer"]["sdl"]
    seen = (await graph.ask("admin", VIEW_AS, variables)).data["viewAs"]
    assert seen["sdl"] == own["sales"]
    assert {"+ CreditNote", "- Contact.mobile"} <= set(seen["difference"])


async def test_who_is_not_known_yet_is_not_known_yet(graph: Graph) -> None:
    told = await graph.ask("admin", VIEW_AS, {"email": "nobody@halvorsen.example", "to": SALES})
    assert (told.body["data"], told.codes) == ({"viewAs": None}, ["NOT_KNOWN_YET"])


async def test_nobody_but_an_administrator_views_as_others(graph: Graph) -> None:
    await graph.ask("sales", "{ viewer { sdl } }")
    for persona in ("sales", "accountant", "outsider"):
        told = await graph.ask(persona, VIEW_AS, {"email": SALES, "to": SALES})
        assert (told.body["data"], told.codes) == ({"viewAs": None}, ["FORBIDDEN"])
