"""Reads of amounts in the audit log, where the operator wants them there."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from domain.journal import JournalEntry, JournalError, JournalQuery
from gateway.journal import MemoryJournal
from resolvers.reading.read_log import MOST_IDS
from tests.graphs import Graph, graph_served
from tests.proofs import at_length

TOTALS = "query Totals { invoices(first: 3) { nodes { number total { amount } lineItems { rate { amount } } } } }"


@pytest.fixture
async def logged() -> AsyncGenerator[Graph]:
    async with graph_served(audit_reads=True) as graph:
        yield graph


async def entries(graph: Graph) -> list[JournalEntry]:
    told = await graph.ask("admin", "{ viewer { crmOrganization { organizationId } } }")
    question = JournalQuery(f"local:{told.data['viewer']['crmOrganization']['organizationId']}")
    return [each.entry for each in (await graph.service.journal.entries(question)).entries]


async def test_an_operation_that_answers_amounts_is_one_entry_with_fields_and_records(logged: Graph) -> None:
    answer = await logged.ask("sales", TOTALS)
    assert len(answer.data["invoices"]["nodes"]) == 3
    [entry] = await entries(logged)
    assert (entry.act, entry.result, entry.operation, entry.author.email) == (
        "read",
        "done",
        "Totals",
        "samir.okafor@halvorsen.example",
    )
    assert entry.request_id == answer.headers["X-Request-ID"]
    told: Any = entry.after
    assert told["coordinates"] == ["Invoice.total", "LineItem.rate"]
    assert told["count"] == len(told["records"]["books.invoices"]) == 3


@pytest.mark.parametrize(
    "query",
    [
        "{ customers(first: 1) { nodes { receivable { amount } } } }",
        '{ deal(id: "4150868000003000001") { history { nodes { changes { after } } } } }',
        '{ node(id: "SW52b2ljZTo0NjAwMDAwMDAwMDgwMDAwMDE=") { ... on Invoice { balance { amount } } } }',
        "{ estimates(first: 1) { nodes { deal { amount { amount } } } } }",
        "{ deals(first: 1) { nodes { customFields { name } } } }",
    ],
)
async def test_amounts_are_found_wherever_they_stand(logged: Graph, query: str) -> None:
    assert "errors" not in (await logged.ask("admin", query)).body
    [entry] = await entries(logged)
    assert sum(map(len, (entry.after or {})["records"].values())) == (entry.after or {})["count"] == 1


@pytest.mark.parametrize(
    ("persona", "query"),
    [
        ("sales", "{ invoices(first: 3) { nodes { number } } }"),
        # Hidden from this caller: nothing was read.
        ("restricted", "{ invoices(first: 3) { nodes { number total { amount } } } }"),
        ("sales", '{ invoice(id: "460000000999999999") { total { amount } } }'),
        ("sales", "query ($no: Boolean = false) { invoices { nodes { number total @include(if: $no) { amount } } } }"),
    ],
)
async def test_what_answers_no_amount_is_not_logged(logged: Graph, persona: str, query: str) -> None:
    await logged.ask(persona, query)
    assert await entries(logged) == []


async def test_an_entry_names_two_hundred_records_and_counts_the_others(logged: Graph) -> None:
    fields = "(first: 200) { nodes { total { amount } } }"
    answer = await logged.ask("admin", f"{{ invoices{fields} estimates{fields} salesOrders{fields} }}")
    read = sum(len(connection["nodes"]) for connection in answer.data.values())
    assert read > MOST_IDS
    [entry] = await entries(logged)
    told: Any = entry.after
    assert told["count"] == read
    assert sum(map(len, told["records"].values())) == MOST_IDS


async def test_what_cannot_be_written_down_is_not_answered(logged: Graph) -> None:
    class Broken(MemoryJournal):
        async def note(self, entry: JournalEntry) -> None:
            raise JournalError("the disk is full")

    await logged.meet("sales")
    logged.service.journal_writer.journal = Broken()
    answer = await logged.ask("sales", TOTALS)
    assert (answer.status, answer.codes) == (503, ["STORE_UNAVAILABLE"])
    assert "data" not in answer.body
    assert (await logged.ask("sales", "{ invoices(first: 1) { nodes { number } } }")).status == 200


async def test_what_a_mutation_answers_of_other_records_is_a_read_and_of_its_own_is_not(logged: Graph) -> None:
    asked = "invoice { total { amount } customer { receivable { amount } } } userErrors { message }"
    created = """mutation { createInvoice(input: { party: { customer: "460000000001000001" },
        lineItems: [{ name: "X", rate: "5" }] }) { %s } }"""
    assert (await logged.ask("admin", created % asked)).data["createInvoice"]["userErrors"] == []
    read, write = await entries(logged)
    assert (read.act, write.act) == ("read", "createInvoice")
    assert (read.after or {})["coordinates"] == ["Customer.receivable"]
    assert [*(read.after or {})["records"]] == ["books.customers"]


async def test_reads_are_not_logged_unless_that_is_wanted(graph: Graph) -> None:
    await graph.ask("sales", TOTALS)
    assert await entries(graph) == []


PREVIEW = "query ($id: ID!) { mailPreview(documentId: $id) { subject } }"


async def test_a_preview_and_a_pdf_are_reads_of_amounts(logged: Graph) -> None:
    [invoice] = (await logged.ask("sales", "{ invoices(first: 1) { nodes { id recordId pdfUrl } } }")).data["invoices"][
        "nodes"
    ]
    assert (await logged.ask("sales", PREVIEW, {"id": invoice["id"]})).data["mailPreview"]["subject"]
    headers = {"Authorization": "Bearer 1000.demo.sales"}
    async with logged.session.head(f"{logged.base}{invoice['pdfUrl']}", headers=headers) as response:
        assert response.status == 200
    async with logged.session.get(f"{logged.base}{invoice['pdfUrl']}", headers=headers) as response:
        assert (await response.read()).startswith(b"%PDF")
    pdf, preview = await entries(logged)
    told: Any = [pdf.after, preview.after]
    assert [each["coordinates"] for each in told] == [["Invoice.pdfUrl"], ["Query.mailPreview"]]
    assert [each["records"] for each in told] == [{"books.invoices": [invoice["recordId"]]}] * 2


@at_length(like="test_what_cannot_be_written_down_is_not_answered")
async def test_a_pdf_whose_read_cannot_be_written_down_is_not_sent(logged: Graph) -> None:
    class Broken(MemoryJournal):
        async def note(self, entry: JournalEntry) -> None:
            raise JournalError("the disk is full")

    [invoice] = (await logged.ask("sales", "{ invoices(first: 1) { nodes { pdfUrl } } }")).data["invoices"]["nodes"]
    logged.service.journal_writer.journal = Broken()
    headers = {"Authorization": "Bearer 1000.demo.sales"}
    async with logged.session.get(f"{logged.base}{invoice['pdfUrl']}", headers=headers) as response:
        assert (response.status, b"%PDF" in await response.read()) == (503, False)


async def test_a_report_and_each_file_of_it_are_reads_of_amounts(logged: Graph) -> None:
    answer = await logged.ask("admin", '{ reportResult(report: "mrr") { csvUrl svgUrl totals { cells { value } } } }')
    files = [answer.data["reportResult"][name] for name in ("csvUrl", "svgUrl")]
    headers = {"Authorization": "Bearer 1000.demo.admin"}
    for number, path in enumerate(files, 2):
        async with logged.session.get(f"{logged.base}{path}", headers=headers) as response:
            assert response.status == 200
        read = await entries(logged)
        assert [each.act for each in read] == ["read"] * number
        assert "BillingSubscription.amount" in (read[0].after or {})["coordinates"]
