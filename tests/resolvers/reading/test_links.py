"""Links between CRM and the finance products are learned once for each caller and organisation."""

import pytest

from resolvers.caller.caller_cache import CallerCache
from resolvers.reading.links import NONE_SECONDS
from tests.graphs import Graph

LINKED = "4150868000001000001"
UNLINKED = "4150868000001000040"
TO_FINANCE = """query ($id: ID!) { account(id: $id) {
    invoices(first: 1) { nodes { recordId } } subscriptions(first: 1) { nodes { recordId } } } }"""
TO_CRM = "{ invoices(first: 1) { nodes { account { name } } } subscriptions(first: 1) { nodes { account { name } } } }"
TO_CONTACT = "{ invoices(first: 1) { nodes { contact { lastName } } } }"
VENDORS = "{ purchaseOrders(first: 1) { nodes { vendor { name } } } }"


async def hops(graph: Graph, query: str, account: str | None = None, **asking: str) -> list[str]:
    """Which calls of an operation only found a link, with nothing kept of what was answered before."""
    graph.forget_answers()
    graph.forget_calls()
    persona = asking.pop("persona", "admin")
    told = await graph.ask(persona, query, None if account is None else {"id": account}, headers=asking or None)
    assert told.codes == []
    paths = [call["path"].split("/", 3)[3] for call in graph.calls() if call["product"] != "crm"]
    return sorted(path for path in paths if path.partition("/")[0] in {"contacts", "customers"})


async def test_the_way_from_an_account_is_asked_once(graph: Graph) -> None:
    await graph.meet("admin")
    first = await hops(graph, TO_FINANCE, LINKED)
    assert first == ["contacts", f"customers/reference/{LINKED}"]
    assert await hops(graph, TO_FINANCE, LINKED) == []


async def test_each_caller_asks_it_for_themselves(graph: Graph) -> None:
    for persona in ("admin", "sales"):
        await graph.meet(persona)
        assert "contacts" in await hops(graph, TO_FINANCE, LINKED, persona=persona)


@pytest.mark.parametrize("query", [TO_CRM, VENDORS])
async def test_the_way_back_is_asked_once(graph: Graph, query: str) -> None:
    await graph.meet("admin")
    assert await hops(graph, query) != []
    assert await hops(graph, query) == []


async def test_one_call_tells_the_account_and_the_contact_behind_a_customer(graph: Graph) -> None:
    await graph.meet("admin")
    assert await hops(graph, TO_CRM) != []
    assert await hops(graph, TO_CONTACT) == []


async def test_the_way_there_is_the_way_back(graph: Graph) -> None:
    query = "query ($id: ID!) { account(id: $id) { invoices(first: 1) { nodes { recordId } } } }"
    await graph.meet("admin")
    told = await graph.ask("admin", query, {"id": LINKED})
    (invoice,) = told.data["account"]["invoices"]["nodes"]
    back = f'{{ invoice(id: "{invoice["recordId"]}") {{ account {{ recordId }} }} }}'
    assert await hops(graph, back) == []
    assert (await graph.ask("admin", back)).data["invoice"]["account"]["recordId"] == LINKED


async def test_another_organisation_has_links_of_its_own(graph: Graph) -> None:
    query = "query ($id: ID!) { account(id: $id) { invoices(first: 1) { nodes { recordId } } } }"
    other = {"Suitegraph-Organization": "books=460000000000200"}
    await graph.meet("admin")
    await graph.ask("admin", query, {"id": LINKED}, headers=other)
    assert await hops(graph, query, LINKED) == ["contacts"]
    assert await hops(graph, query, LINKED) == []
    told = await graph.ask("admin", query, {"id": LINKED}, headers=other)
    assert told.data["account"]["invoices"]["nodes"] == []


async def test_that_there_is_none_is_remembered_for_a_moment(graph: Graph) -> None:
    now = 0.0
    graph.service.memory = CallerCache(300.0, clock=lambda: now)
    await graph.ask("admin", TO_FINANCE, {"id": LINKED})
    none = ["contacts", f"customers/reference/{UNLINKED}"]
    assert await hops(graph, TO_FINANCE, UNLINKED) == none
    now = NONE_SECONDS - 1
    assert await hops(graph, TO_FINANCE, UNLINKED) == []
    now = NONE_SECONDS + 1
    assert await hops(graph, TO_FINANCE, UNLINKED) == none
    assert await hops(graph, TO_FINANCE, LINKED) == []
    now = 301.0
    assert await hops(graph, TO_FINANCE, LINKED) != []


async def test_it_is_never_remembered_longer_than_anything_else(graph: Graph) -> None:
    now = 0.0
    graph.service.memory = CallerCache(5.0, clock=lambda: now)
    assert await hops(graph, TO_FINANCE, UNLINKED) != []
    now = 6.0
    assert await hops(graph, TO_FINANCE, UNLINKED) != []


async def test_asking_permissions_anew_forgets_links_too(graph: Graph) -> None:
    await graph.meet("admin")
    await hops(graph, TO_FINANCE, LINKED)
    await graph.ask("admin", "mutation { refreshPermissions { asOf } }")
    assert await hops(graph, TO_FINANCE, LINKED) != []


async def test_a_link_that_could_not_be_asked_is_asked_again(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.break_down({"product": "books", "kind": "status", "status": 500, "path": "/contacts"})
    assert (await graph.ask("admin", TO_FINANCE, {"id": LINKED})).codes == ["UPSTREAM_UNAVAILABLE"]
    await graph.break_down()
    assert await hops(graph, TO_FINANCE, LINKED) == ["contacts"]
