"""Files to records: under the caller's own name, once, never held whole, and of nobody who may not."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import aiohttp
import msgspec
import pytest
import pytest_asyncio

from domain.journal import JournalEntry, JournalQuery
from tests.gateway.asking import told
from tests.gateway.fetching import Fetched, fetched, first_of, id_of
from tests.graphs import Graph, graph_served

HOLDERS = {
    "salesOrders": "SalesOrder",
    "invoices": "Invoice",
    "purchaseOrders": "PurchaseOrder",
    "accounts": "Account",
    "contacts": "Contact",
    "deals": "Deal",
    "vendors": "Vendor",
}
CONTENT = bytes(range(256)) * 40
IN_CRM = 15_000_000
MOST_HELD = 3_000_000
FILES = """
query ($id: ID!) { node(id: $id) {
  ... on SalesOrder { attachments { ...F } } ... on Invoice { attachments { ...F } }
  ... on PurchaseOrder { attachments { ...F } } ... on Account { attachments { ...F } }
  ... on Contact { attachments { ...F } } ... on Deal { attachments { ...F } } ... on Vendor { attachments { ...F } }
} }
fragment F on Attachment { id fileName size type url createdBy }
"""
REMOVE = """
mutation ($id: ID!, $file: ID!) { removeAttachment(input: { recordId: $id, attachmentId: $file }) {
  userErrors { code field } record { id } } }
"""


@pytest_asyncio.fixture(scope="module")
async def small() -> AsyncIterator[Graph]:
    """A gateway that takes small files, and waits for no slow client."""
    async with graph_served(max_file_bytes=2000, request_seconds=0.3) as graph:
        yield graph


async def attached(
    graph: Graph,
    id_: str,
    content: object = CONTENT,
    *,
    name: str | None = "Plan A.pdf",
    key: str | None = None,
    persona: str | None = "admin",
    headers: dict[str, str] | None = None,
) -> Fetched:
    """The answer to a file for a record."""
    sent = {"Content-Type": "application/pdf", **({"Idempotency-Key": key} if key else {}), **(headers or {})}
    params = {} if name is None else {"name": name}
    place = f"/files/{id_}/attachments"
    return await fetched(graph, place, method="POST", persona=persona, headers=sent, data=content, params=params)


async def files_of(graph: Graph, id_: str) -> list[dict[str, Any]]:
    """The files of a record as the graph tells them."""
    return (await graph.ask("admin", FILES, {"id": id_})).data["node"]["attachments"]


def code_of(answer: Fetched) -> str:
    """The code of a refusal."""

    [error] = msgspec.json.decode(answer.content)["errors"]
    return error["extensions"]["code"]


async def newest_entry(graph: Graph) -> JournalEntry:
    """The newest line of the audit log."""
    answer = await graph.ask("admin", "{ viewer { crmOrganization { organizationId } } }")
    tenant = f"local:{answer.data['viewer']['crmOrganization']['organizationId']}"
    return (await graph.service.journal.entries(JournalQuery(tenant))).entries[0].entry


def posts(graph: Graph) -> int:
    """How often a file was sent to a product since the mark."""
    return sum(call["method"] == "POST" for call in graph.calls())


@pytest.mark.parametrize("holders", HOLDERS)
async def test_a_file_is_attached_listed_fetched_and_taken_off(graph: Graph, holders: str) -> None:
    id_ = await first_of(graph, holders)
    answer = await attached(graph, id_)
    assert answer.status == 201, answer.content
    [file] = await files_of(graph, id_)
    assert (file["fileName"], file["size"], file["type"]) == ("Plan A.pdf", len(CONTENT), "pdf")
    assert file["createdBy"] == "Ingrid Halvorsen"
    assert file["url"] == f"/files/{id_}/attachments/{file['id']}"
    fetched_file = await fetched(graph, file["url"])
    assert (fetched_file.status, fetched_file.content) == (200, CONTENT)
    assert fetched_file.headers["Content-Disposition"] == 'attachment; filename="Plan A.pdf"'
    entry = await newest_entry(graph)
    assert (entry.act, entry.result, entry.author.email) == ("attachFile", "done", "ingrid.halvorsen@halvorsen.example")

    removed = await graph.ask("admin", REMOVE, {"id": id_, "file": file["id"]})
    assert removed.data["removeAttachment"] == {"userErrors": [], "record": {"id": id_}}
    assert await files_of(graph, id_) == []
    assert (await fetched(graph, file["url"])).status == 404
    again = await graph.ask("admin", REMOVE, {"id": id_, "file": file["id"]})
    assert again.data["removeAttachment"]["userErrors"] == [{"code": "NOT_FOUND", "field": ["attachmentId"]}]


@pytest.mark.parametrize("holders", ["salesOrders", "purchaseOrders"])
async def test_of_an_order_only_the_last_file_can_be_had(graph: Graph, holders: str) -> None:
    id_ = await first_of(graph, holders)
    for name in ("first.txt", "second.txt"):
        assert (await attached(graph, id_, name.encode(), name=name)).status == 201
    first, second = await files_of(graph, id_)
    assert first["url"] is None
    assert (await fetched(graph, second["url"])).content == b"second.txt"
    assert (await fetched(graph, f"/files/{id_}/attachments/{first['id']}")).status == 404
    kept = await graph.ask("admin", REMOVE, {"id": id_, "file": first["id"]})
    assert kept.data["removeAttachment"]["userErrors"] == [{"code": "CONFLICT", "field": ["attachmentId"]}]
    assert len(await files_of(graph, id_)) == 2


async def test_a_file_that_somebody_attached_meanwhile_does_not_come_under_another_s_name(graph: Graph) -> None:
    id_ = await first_of(graph, "salesOrders")
    await attached(graph, id_, b"mine", name="mine.txt")
    [mine] = await files_of(graph, id_)
    assert (await fetched(graph, mine["url"])).content == b"mine"
    assert (await attached(graph, id_, b"theirs", name="theirs.txt", persona="accountant")).status == 201
    assert (await fetched(graph, mine["url"])).status == 404


@pytest.mark.parametrize("holders", ["invoices", "accounts"])
async def test_the_same_key_attaches_once_and_another_file_under_it_is_refused(graph: Graph, holders: str) -> None:
    id_ = await first_of(graph, holders)
    graph.forget_calls()
    answers = await asyncio.gather(*(attached(graph, id_, key=f"once-{holders}") for _ in range(3)))
    assert [answer.status for answer in answers] == [201] * 3
    assert len({answer.content for answer in answers}) == 1
    other = await attached(graph, id_, CONTENT + b".", key=f"once-{holders}")
    assert (other.status, code_of(other)) == (409, "CONFLICT")
    assert posts(graph) == 1
    assert len(await files_of(graph, id_)) == 1


@pytest.mark.parametrize(("holders", "product"), [("invoices", "books"), ("accounts", "crm")])
@pytest.mark.parametrize("kind", ["truncated_json", "html"])
async def test_a_lost_answer_is_found_among_the_record_s_files(
    graph: Graph, holders: str, product: str, kind: str
) -> None:
    id_ = await first_of(graph, holders)
    # One of the same name and size was there before.
    await attached(graph, id_)
    await graph.break_down({"product": product, "method": "POST", "kind": kind, "count": 1})
    graph.forget_calls()
    answer = await attached(graph, id_, key=f"lost-{holders}-{kind}")
    there = await files_of(graph, id_)
    assert posts(graph) == 1
    if answer.status == 201:
        assert len(there) == 2
        assert there[-1]["id"].encode() in answer.content or there[0]["id"].encode() in answer.content
    else:
        assert (answer.status, code_of(answer), len(there)) == (502, "OUTCOME_UNKNOWN", 1)
    again = await attached(graph, id_, key=f"lost-{holders}-{kind}")
    # What was there before is not taken for it.
    assert (again.status, posts(graph)) == (answer.status, 1)


async def test_large_files_take_hardly_any_memory(graph: Graph) -> None:
    id_ = await first_of(graph, "accounts")
    await graph.meet("admin")
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        piece = b"x" * 65_536
        for _ in range(IN_CRM // len(piece)):
            yield piece

    # The sandbox keeps files in memory: it refuses this one before it reads it.
    await graph.break_down({"product": "crm", "method": "POST", "kind": "status", "status": 400})
    tracemalloc.start()
    try:
        answer = await attached(graph, id_, body())
        _, taken = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert answer.status in {400, 502}, answer.content
    assert taken < MOST_HELD


WRONG: dict[str, tuple[dict[str, Any], int]] = {
    "no name": ({"name": None}, 400),
    "a blank name": ({"name": " "}, 400),
    "a long name": ({"name": "x" * 201}, 400),
    "nothing in it": ({"content": b""}, 400),
    "packed": ({"headers": {"Content-Encoding": "gzip"}}, 415),
    "a bad key": ({"key": "a b"}, 400),
    "nobody": ({"persona": None}, 401),
    "somebody unknown": ({"persona": "nobody"}, 401),
    "another site": ({"headers": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}}, 403),
    "who may not": ({"persona": "outsider"}, 403),
}


@pytest.mark.parametrize(("how", "status"), WRONG.values(), ids=WRONG)
async def test_what_is_wrong_is_sent_nowhere(graph: Graph, how: dict[str, Any], status: int) -> None:
    id_ = await first_of(graph, "invoices")
    graph.forget_calls()
    answer = await attached(graph, id_, **how)
    assert (answer.status, posts(graph)) == (status, 0)
    assert await files_of(graph, id_) == []


@pytest.mark.parametrize("record", [id_of("Estimate", "1"), id_of("CrmUser", "1"), id_of("Item", "1")])
async def test_records_without_files_take_none(graph: Graph, record: str) -> None:
    assert (await attached(graph, record)).status in {400, 404}


async def test_an_attempt_of_somebody_who_may_not_is_written_down_and_its_file_not_read(graph: Graph) -> None:
    id_ = await first_of(graph, "invoices")
    await graph.meet("restricted")

    async def body() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    answer = await attached(graph, id_, body(), persona="restricted")
    assert (answer.status, code_of(answer), graph.calls()) == (403, "FORBIDDEN", [])
    entry = await newest_entry(graph)
    assert (entry.act, entry.result, entry.codes) == ("attachFile", "refused", ("FORBIDDEN",))


@pytest.mark.parametrize("declared", [True, False], ids=["told", "found out"])
async def test_too_large_a_file_is_refused_as_soon_as_that_is_known(small: Graph, declared: bool) -> None:
    small.renew()
    id_ = await first_of(small, "invoices")

    async def body() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 1000

    answer = await attached(small, id_, b"x" * 2001 if declared else body())
    assert (answer.status, code_of(answer)) == (413, "PAYLOAD_TOO_LARGE")
    assert (await attached(small, id_, b"x" * 2000)).status == 201


async def test_a_file_that_does_not_come_is_not_waited_for(small: Graph) -> None:
    small.renew()
    id_ = await first_of(small, "invoices")
    small.forget_calls()

    async def body() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    answer = await attached(small, id_, body())
    assert (answer.status, posts(small)) == (408, 0)


async def test_a_client_that_leaves_in_the_middle_has_attached_nothing(graph: Graph) -> None:
    id_ = await first_of(graph, "invoices")
    begun = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"x" * 1000
        begun.set()
        await asyncio.Event().wait()

    graph.forget_calls()
    leaving = asyncio.create_task(attached(graph, id_, body()))
    await begun.wait()
    await told(graph, method="GET", path="/livez")
    leaving.cancel()
    with suppress(asyncio.CancelledError, aiohttp.ClientError):
        await leaving
    assert await files_of(graph, id_) == []
    assert posts(graph) == 0


@pytest.mark.parametrize("name", ["../../etc/passwd", 'a"b.pdf', "a\r\nX-Evil: 1.pdf", "Größe 契.pdf", "a;b=c.pdf"])
async def test_a_name_is_one_name_wherever_it_goes(graph: Graph, name: str) -> None:
    id_ = await first_of(graph, "invoices")
    assert (await attached(graph, id_, name=name)).status == 201
    [file] = await files_of(graph, id_)
    assert not {"/", "\\", '"', "\r", "\n"} & {*file["fileName"]}
    answer = await fetched(graph, file["url"])
    assert (answer.status, answer.content) == (200, CONTENT)
    assert "X-Evil" not in answer.headers
