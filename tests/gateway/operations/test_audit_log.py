"""`auditLog`: who may read it, what it tells, and its pages."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from domain.journal import JournalEntry
from tests.graphs import Graph
from tests.store.acts import ENTRY, NOON

SEQUENCES = """
query ($first: Int, $after: String, $filter: AuditFilter) {
  auditLog(first: $first, after: $after, filter: $filter) {
    edges { cursor node { sequence } }
    nodes { sequence }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
WHOLE = """
{ auditLog(first: 1) { nodes {
  sequence at act module recordId nodeId result codes before after client document operation requestId permissions hash
  author { name email zuid crmId booksId billingId } calls { product method path body status code }
} } }
"""
LENGTH, UNCLEAR = 7, 6


@pytest_asyncio.fixture
async def log(graph: Graph) -> Graph:
    """The gateway with a few entries in its journal, one of them of another organisation."""
    tenant = await tenant_in(graph)
    journal = graph.service.journal
    for number in range(1, LENGTH + 1):
        await journal.note(entry(tenant, number))
    await journal.note(entry("local:1", LENGTH + 1))
    return graph


async def tenant_in(graph: Graph) -> str:
    """The data centre and the organisation of the sandbox."""
    told = await graph.ask("admin", "{ viewer { crmOrganization { organizationId } } }")
    return f"local:{told.data['viewer']['crmOrganization']['organizationId']}"


def entry(tenant: str, number: int) -> JournalEntry:
    """An entry a minute after the one before it."""
    act, module = ("updateDeal", "crm.deals") if number % 2 else ("createEstimate", "books.estimates")
    at, result = NOON + timedelta(minutes=number), "unknown" if number == UNCLEAR else "done"
    return replace(ENTRY, tenant=tenant, at=at, act=act, module=module, record_id=f"46000000000{number}", result=result)


async def listed(graph: Graph, **variables: Any) -> tuple[list[int], dict[str, Any]]:
    """The sequences of a page and its page information."""
    connection = (await graph.ask("admin", SEQUENCES, variables)).data["auditLog"]
    nodes = [node["sequence"] for node in connection["nodes"]]
    assert [edge["node"]["sequence"] for edge in connection["edges"]] == nodes
    return nodes, connection["pageInfo"]


async def test_an_administrator_reads_the_log_page_by_page_the_newest_first(log: Graph) -> None:
    found: list[int] = []
    after = None
    for size, more in ((3, True), (3, True), (1, False)):
        page, info = await listed(log, first=3, after=after)
        assert (len(page), info["hasNextPage"], info["hasPreviousPage"]) == (size, more, False)
        found, after = found + page, info["endCursor"]
    assert found == [7, 6, 5, 4, 3, 2, 1]
    assert await listed(log, after=after) == (
        [],
        {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    )


@pytest.mark.parametrize(
    ("chosen", "sequences"),
    [
        ({"act": "updateDeal"}, [7, 5, 3, 1]),
        ({"module": "books.estimates"}, [6, 4, 2]),
        ({"recordId": "460000000003"}, [3]),
        ({"author": "SAMIR.okafor@halvorsen.example"}, [7, 6, 5, 4, 3, 2, 1]),
        ({"author": "nobody@halvorsen.example"}, []),
        ({"result": "REFUSED"}, []),
        ({"result": "UNKNOWN"}, [UNCLEAR]),
        ({"since": "2026-03-04T13:03:00+01:00", "until": "2026-03-04T12:05:00Z", "result": "DONE"}, [4, 3]),
    ],
)
async def test_a_filter_leaves_what_meets_all_of_it(log: Graph, chosen: dict[str, str], sequences: list[int]) -> None:
    assert (await listed(log, filter=chosen))[0] == sequences


async def test_an_entry_is_told_whole(log: Graph) -> None:
    [told] = (await log.ask("admin", WHOLE)).data["auditLog"]["nodes"]
    node_id = told.pop("nodeId")
    assert len(told.pop("hash")) == 64
    assert told == {
        "sequence": 7,
        "at": "2026-03-04T12:07:00.000Z",
        "act": "updateDeal",
        "module": "crm.deals",
        "recordId": "460000000007",
        "result": "DONE",
        "codes": ["STALE"],
        "before": None,
        "after": {
            "total": "12.50",
            "notes": "Grüße\0?",
            "deep": [{"at": "2026-03-04T12:00:00.000000+00:00"}],
        },
        "client": "console",
        "document": "d" * 64,
        "operation": "Quote",
        "requestId": "r1",
        "permissions": "p" * 64,
        "author": {
            "name": "Samir Okafor",
            "email": "Samir.Okafor@halvorsen.example",
            "zuid": "60001",
            "crmId": "1001",
            "booksId": "2001",
            "billingId": None,
        },
        "calls": [
            {
                "product": "BOOKS",
                "method": "POST",
                "path": "/estimates",
                "body": {"lines": [{"rate": "1.10"}]},
                "status": 201,
                "code": "0",
            }
        ],
    }
    assert (await log.ask("admin", "query ($id: ID!) { node(id: $id) { __typename } }", {"id": node_id})).codes == [
        "NOT_FOUND"
    ]


async def test_an_act_without_a_record_of_the_graph_leads_nowhere(log: Graph) -> None:
    tenant = await tenant_in(log)
    for more in ({"record_id": None}, {"module": "books.journals"}):
        await log.service.journal_writer.journal.note(replace(entry(tenant, 9), **more))
        [told] = (await log.ask("admin", WHOLE)).data["auditLog"]["nodes"]
        assert told["nodeId"] is None


@pytest.mark.parametrize("persona", ["sales", "accountant", "outsider"])
async def test_nobody_else_reads_it_and_the_store_is_not_asked(log: Graph, persona: str) -> None:
    await log.service.journal.close()
    told = await log.ask(persona, SEQUENCES)
    assert told.codes == ["FORBIDDEN"]
    assert told.body["data"] == {"auditLog": None}


@pytest.mark.parametrize(
    "variables",
    [
        {"first": 0},
        {"first": 101},
        {"first": -1},
        {"after": "eA"},
        {"filter": {"act": ""}},
        {"filter": {"author": "x" * 256}},
        {"filter": {"since": "yesterday"}},
    ],
    ids=str,
)
async def test_what_cannot_be_meant_is_told(log: Graph, variables: dict[str, Any]) -> None:
    assert set((await log.ask("admin", SEQUENCES, variables)).codes) == {"BAD_USER_INPUT"}


async def test_a_cursor_is_of_its_filter_and_of_no_other_list(log: Graph) -> None:
    _, info = await listed(log, first=2, filter={"act": "updateDeal"})
    assert (await listed(log, first=1, after=info["endCursor"], filter={"act": "updateDeal"}))[0] == [3]
    assert (await log.ask("admin", SEQUENCES, {"after": info["endCursor"]})).codes == ["BAD_USER_INPUT"]
    deals = await log.ask("admin", "{ deals(first: 1) { pageInfo { endCursor } } }")
    other = deals.data["deals"]["pageInfo"]["endCursor"]
    assert (await log.ask("admin", SEQUENCES, {"after": other})).codes == ["BAD_USER_INPUT"]


async def test_the_log_costs_no_call_for_records(log: Graph) -> None:
    await log.meet("admin")
    await listed(log)
    assert log.record_calls() == {}


CREATE = """
mutation { createAccount(input: { name: "Fjord Labs" }) { account { id } userErrors { code } } }
"""


async def test_a_write_is_told_with_its_author_and_leads_to_its_record(log: Graph) -> None:
    made = (await log.ask("sales", CREATE)).data["createAccount"]
    assert made["userErrors"] == []
    [told] = (await log.ask("admin", WHOLE)).data["auditLog"]["nodes"]
    assert (told["act"], told["module"], told["result"]) == ("createAccount", "crm.accounts", "DONE")
    assert told["author"]["name"] == "Samir Okafor"
    assert told["nodeId"] == made["account"]["id"]
    assert {call["product"] for call in told["calls"]} == {"CRM"}
    assert "1000.demo.sales" not in str(told)
