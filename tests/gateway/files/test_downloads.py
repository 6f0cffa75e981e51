"""Files through the gateway: whole or visibly broken, for those alone who may, and never held whole."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from structlog.testing import capture_logs
from yarl import URL

from gateway.files.transfers import disposition_of, safe_file_name
from sandbox.books import pdf
from tests.gateway.asking import told
from tests.gateway.fetching import fetched, first_of, id_of
from tests.graphs import Graph, graph_served

DOCUMENTS = ["estimates", "salesOrders", "invoices", "purchaseOrders"]
LARGE = 50_000_000
MOST_HELD = 6_000_000


@pytest_asyncio.fixture(scope="module")
async def impatient() -> AsyncIterator[Graph]:
    """A gateway that waits for no slow client."""
    async with graph_served(request_seconds=0.3) as graph:
        yield graph


async def padded(graph: Graph, padding: int) -> None:
    """Make the PDFs of Books so much larger."""
    async with graph.session.post(
        f"http://localhost:{graph.sandbox.port}/_sandbox/pdf", json={"padding": padding}
    ) as response:
        assert response.status == 200


async def until_free(graph: Graph) -> None:
    """Return when no call of Books is being answered any more."""
    async with asyncio.timeout(60):
        while graph.service.exchange.limiters.calls_inside()["books"]:
            await told(graph, method="GET", path="/livez")


@pytest.mark.parametrize("documents", DOCUMENTS)
async def test_each_document_has_its_pdf_where_the_graph_says(graph: Graph, documents: str) -> None:
    answer = await graph.ask("admin", f"{{ {documents}(first: 1) {{ nodes {{ id pdfUrl }} }} }}")
    [document] = answer.data[documents]["nodes"]
    assert document["pdfUrl"] == f"/files/{document['id']}/pdf"
    graph.forget_calls()
    file = await fetched(graph, document["pdfUrl"])
    assert (file.status, file.content[:5], graph.bill()) == (200, b"%PDF-", {"books": 1})
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"].startswith('attachment; filename="')
    assert file.headers["Cache-Control"] == "private, no-store"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "Authorization" in file.headers["Vary"]
    # Nothing of it is kept.
    assert (await fetched(graph, document["pdfUrl"])).content == file.content
    assert graph.bill() == {"books": 2}


async def test_fifty_megabytes_take_hardly_any_memory(graph: Graph) -> None:
    place = f"/files/{await first_of(graph, 'invoices')}/pdf"
    await padded(graph, LARGE)
    received = 0
    tracemalloc.start()
    try:
        async with graph.session.get(graph.base + place, headers={"Authorization": "Bearer 1000.demo.admin"}) as answer:
            async for piece in answer.content.iter_any():
                received += len(piece)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert received > LARGE
    # Of the sandbox, the gateway and the client together.
    assert peak < MOST_HELD


async def test_a_client_that_takes_nothing_loses_its_place_soon(impatient: Graph) -> None:
    impatient.renew()
    place = f"/files/{await first_of(impatient, 'invoices')}/pdf"
    await padded(impatient, LARGE)
    host, port = impatient.base.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    try:
        head = f"GET {place} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer 1000.demo.admin\r\n\r\n"
        writer.write(head.encode())
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        await until_free(impatient)
    finally:
        writer.close()


async def test_a_client_that_leaves_ends_the_product_s_call(graph: Graph) -> None:
    place = f"/files/{await first_of(graph, 'invoices')}/pdf"
    await padded(graph, LARGE)
    with capture_logs() as lines:
        async with graph.session.get(graph.base + place, headers={"Authorization": "Bearer 1000.demo.admin"}) as answer:
            await answer.content.readany()
            assert graph.service.exchange.limiters.calls_inside()["books"] == 1
            answer.close()
        await until_free(graph)
        async with asyncio.timeout(60):
            while not lines:
                await told(graph, method="GET", path="/livez")
    assert [line["status"] for line in lines if line["event"] == "request"] == [499]


async def test_what_breaks_off_at_the_product_breaks_off_at_the_client(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: Any) -> Iterator[bytes]:
        yield b"%PDF-1.4\n" + b"x" * 200_000
        raise ConnectionError

    monkeypatch.setattr(pdf, "written", broken)
    place = f"/files/{await first_of(graph, 'invoices')}/pdf"
    with capture_logs() as lines, pytest.raises(aiohttp.ClientError):
        await fetched(graph, place)
    async with asyncio.timeout(60):
        while not any(line["event"] == "request" for line in lines):
            await told(graph, method="GET", path="/livez")
    assert [line["code"] for line in lines if line["event"] == "error"] == ["UPSTREAM_UNAVAILABLE"]
    await until_free(graph)


async def test_a_pdf_goes_to_nobody_from_whom_anything_of_it_is_hidden(graph: Graph) -> None:
    invoice = await first_of(graph, "invoices")
    await graph.meet("restricted")
    answer = await graph.ask("restricted", "{ invoices(first: 1) { nodes { pdfUrl } } }")
    assert answer.data["invoices"]["nodes"] == [{"pdfUrl": None}]
    graph.forget_calls()
    assert (await fetched(graph, f"/files/{invoice}/pdf", persona="restricted")).status == 403
    assert graph.bill() == {}


@pytest.mark.parametrize(
    ("persona", "status"), [("admin", 200), ("accountant", 200), ("sales", 200), ("outsider", 403), ("assigned", 404)]
)
async def test_whoever_may_see_the_document_may_have_its_pdf(graph: Graph, persona: str, status: int) -> None:
    place = f"/files/{await first_of(graph, 'invoices')}/pdf"
    answer = await fetched(graph, place, persona=persona)
    assert answer.status == status
    assert (answer.content[:5] == b"%PDF-") is (status == 200)
    assert answer.headers["Cache-Control"] == "private, no-store"


async def test_each_call_carries_the_token_of_who_asked(graph: Graph) -> None:
    place = f"/files/{await first_of(graph, 'invoices')}/pdf"
    for persona in ("sales", "accountant"):
        await graph.meet(persona)
    await asyncio.gather(*(fetched(graph, place, persona=persona) for persona in ("sales", "accountant") * 3))
    owners = [call["token_owner"] for call in graph.calls() if "/invoices/" in call["path"]]
    assert sorted(owners) == ["accountant"] * 3 + ["sales"] * 3


WRONG = {
    "no id": ("/files/x/pdf", 400),
    "an own id": ("/files/460000000008000080/pdf", 400),
    "somebody without one": (f"/files/{id_of('Account', '4150868000001000040')}/pdf", 404),
    "an unknown type": (f"/files/{id_of('Nothing', '1')}/pdf", 400),
    "nothing there": (f"/files/{id_of('Invoice', '1')}/pdf", 404),
    "a way up": (f"/files/{id_of('Invoice', '../users/me')}/pdf", 400),
    "a way up, hidden": (f"/files/{id_of('Invoice', '1%2F..%2F2')}/pdf", 400),
    "a parameter": (f"/files/{id_of('Invoice', '1?organization_id=2')}/pdf", 400),
    "a line": ("/files/" + id_of("Invoice", "1\r\nX: 1") + "/pdf", 400),
    "a slash": ("/files/a%2Fb/pdf", 404),
    "dots": ("/files/%2e%2e/pdf", 400),
    "an estimate's attachment": (f"/files/{id_of('Estimate', '1')}/attachments/1", 404),
    "an attachment that is none": (f"/files/{id_of('Invoice', '1')}/attachments/x", 400),
    "an attachment with a way up": (f"/files/{id_of('Invoice', '1')}/attachments/%2e%2e%2f1", 404),
    "an attachment of CRM that is none": (f"/files/{id_of('Account', '4150868000001000040')}/attachments/1", 404),
}


@pytest.mark.parametrize(("place", "status"), WRONG.values(), ids=WRONG)
async def test_what_leads_nowhere_is_refused_in_the_shape_of_any_error(graph: Graph, place: str, status: int) -> None:
    await graph.meet("admin")
    async with graph.session.get(
        URL(graph.base + place, encoded=True), headers={"Authorization": "Bearer 1000.demo.admin"}
    ) as answer:
        assert answer.status == status
        assert "pdf" not in answer.headers["Content-Type"]
        if "json" in answer.headers["Content-Type"]:
            [error] = (await answer.json())["errors"]
            assert error["extensions"]["requestId"] == answer.headers["X-Request-Id"]
    assert len(graph.calls()) <= 1


async def test_who_is_nobody_gets_nothing_and_neither_does_another_site_s_page(graph: Graph) -> None:
    place = f"/files/{await first_of(graph, 'invoices')}/pdf"
    graph.forget_calls()
    nobody = await fetched(graph, place, persona=None, headers={"Cookie": "token=1000.demo.admin"})
    assert (nobody.status, nobody.headers["WWW-Authenticate"]) == (401, 'Bearer realm="suitegraph"')
    assert (await fetched(graph, place, persona="nobody")).status == 401
    other = await fetched(graph, place, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"})
    assert other.status == 403
    assert "books" not in graph.bill()


async def test_methods(graph: Graph) -> None:
    invoice = await first_of(graph, "invoices")
    place = f"/files/{invoice}/pdf"
    options = await fetched(graph, place, method="OPTIONS", persona=None)
    assert (options.status, options.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = await fetched(graph, place, method=method)
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert (await fetched(graph, f"/files/{invoice}/attachments")).headers["Allow"] == "OPTIONS, POST"
    head = await fetched(graph, place, method="HEAD")
    assert (head.status, head.content, head.headers["Content-Type"]) == (200, b"", "application/pdf")
    await until_free(graph)


NAMES = {
    "plan.pdf": 'attachment; filename="plan.pdf"',
    "Größe.pdf": "attachment; filename=\"Gr__e.pdf\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf",
    'a"; filename="b.exe': 'attachment; filename="a_; filename=_b.exe"',
    "a\r\nSet-Cookie: b=1": 'attachment; filename="a__Set-Cookie_ b=1"',
    "../../etc/passwd": 'attachment; filename="_.._etc_passwd"',
    "..\\..\\x.txt": 'attachment; filename="_.._x.txt"',
    "fdp\u202egnp.exe": 'attachment; filename="fdp_gnp.exe"',
    "50%.pdf": "attachment; filename=\"50_.pdf\"; filename*=UTF-8''50%25.pdf",
    "\udcff.pdf": 'attachment; filename="_.pdf"',
    "...": 'attachment; filename="file"',
    "": 'attachment; filename="file"',
}


@pytest.mark.parametrize(("name", "disposition"), NAMES.items())
def test_a_file_s_name_cannot_leave_its_place(name: str, disposition: str) -> None:
    assert disposition_of(safe_file_name(name)) == disposition


def test_a_long_name_keeps_its_ending() -> None:
    kept = safe_file_name("x" * 5000 + ".pdf")
    assert len(kept) <= 200
    assert kept.endswith(".pdf")
