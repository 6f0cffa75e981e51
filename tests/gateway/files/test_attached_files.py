"""Files that stand on records: taken off one by one, and mailed only when that is asked for."""

import asyncio

import pytest

from tests.gateway.fetching import first_of, id_of
from tests.gateway.files.test_attaching import REMOVE, attached, files_of
from tests.graphs import Graph


@pytest.mark.parametrize("holders", ["salesOrders", "purchaseOrders"])
async def test_two_who_take_the_last_file_off_take_one_off(graph: Graph, holders: str) -> None:
    id_ = await first_of(graph, holders)
    for number in range(3):
        assert (await attached(graph, id_, name=f"{number}.pdf")).status == 201
    last = (await files_of(graph, id_))[-1]["id"]
    told = await asyncio.gather(*(graph.ask("admin", REMOVE, {"id": id_, "file": last}) for _ in range(3)))
    errors = sorted(len(each.data["removeAttachment"]["userErrors"]) for each in told)
    assert errors == [0, 1, 1]
    assert [file["fileName"] for file in await files_of(graph, id_)] == ["0.pdf", "1.pdf"]


SEND = """mutation ($id: ID!) { sendDocument(input: { id: $id, to: ["a@b.example"] %s }) {
    userErrors { code } } }"""


async def test_the_files_of_a_document_are_mailed_when_that_is_asked_for(graph: Graph) -> None:
    id_ = (await graph.ask("admin", "{ invoices(first: 1, filter: { status: { is: SENT } }) { nodes { id } } }")).data[
        "invoices"
    ]["nodes"][0]["id"]
    assert (await attached(graph, id_, name="internal.pdf")).status == 201
    for more in ("", ", attachFiles: true"):
        told = await graph.ask("admin", SEND % more, {"id": id_})
        assert told.data["sendDocument"]["userErrors"] == []
    without, with_them = (letter["attachments"] for letter in graph.sandbox.outbox.all())
    assert with_them == [*without, "internal.pdf"]
    assert len(without) == 1


async def test_a_file_of_a_record_that_is_not_there_is_named_by_its_path(graph: Graph) -> None:
    told = await graph.ask("admin", REMOVE, {"id": id_of("Invoice", "460000000099999999"), "file": "1"})
    assert told.data["removeAttachment"]["userErrors"] == [{"code": "NOT_FOUND", "field": ["recordId"]}]
