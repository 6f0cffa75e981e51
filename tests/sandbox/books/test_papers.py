"""Documents as PDF and HTML."""

import re
from typing import Any

import pytest

from tests.sandbox.books.conftest import ORGANIZATION, Books
from tests.sandbox.books.test_document_writes import LINE, MODULES, draft, made
from tests.sandbox.conftest import Answer

PADDING = 300_000


async def paper(books: Books, path: str, persona: str = "sales", accept: str = "*/*") -> Answer:
    address, headers = f"/books/v3{path}", {"Accept": accept}
    return await books.zoho.ask(persona, "GET", address, headers=headers, organization_id=ORGANIZATION)


async def path_of(books: Books, module: str, **more: Any) -> tuple[str, dict[str, Any]]:
    record = await made(books, module, **more)
    return f"/{module}/{record[f'{MODULES[module][0]}_id']}", record


def objects(file: bytes) -> dict[int, bytes]:
    """The objects of a PDF by their numbers, read as a reader does it: from the end, through the index."""
    found = re.search(rb"startxref\n(\d+)\n%%EOF\n$", file)
    assert file.startswith(b"%PDF-1.4\n")
    assert found is not None
    index = file[int(found[1]) :]
    size = re.match(rb"xref\n0 (\d+)\n0000000000 65535 f \n", index)
    assert size is not None
    starts = [int(start) for start in re.findall(rb"(\d{10}) 00000 n \n", index)]
    assert len(starts) == int(size[1]) - 1
    told = {number: file[start:] for number, start in enumerate(starts, start=1)}
    assert all(body.startswith(f"{number} 0 obj\n".encode()) for number, body in told.items())
    return {number: body.partition(b"\nendobj\n")[0] for number, body in told.items()}


def text(file: bytes) -> list[str]:
    """The lines of the page."""
    stream = objects(file)[5]
    length = re.search(rb"/Length (\d+)", stream)
    content = stream.partition(b"stream\n")[2].removesuffix(b"\nendstream")
    assert length is not None
    assert len(content) == int(length[1])
    return [
        re.sub(rb"\\(.)", rb"\1", line).decode("cp1252") for line in re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", content)
    ]


@pytest.mark.parametrize("module", MODULES)
async def test_a_document_is_a_pdf_with_its_number_its_lines_and_its_total(books: Books, module: str) -> None:
    path, record = await path_of(books, module)
    who = "accountant" if module == "creditnotes" else "sales"
    answer = await paper(books, path, who, accept="application/pdf")
    number, line = record[MODULES[module][1]], record["line_items"][0]
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/pdf;charset=UTF-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
    lines = text(answer.body)
    assert record.get("customer_name", record.get("vendor_name")) in lines
    assert any(number in each for each in lines)
    assert f"{line['name']}: 2 x {line['rate']:,.2f} = {line['item_total']:,.2f}" in lines
    assert lines[-1] == f"Total: EUR {record['total']:,.2f}"
    assert (await paper(books, path, who)).headers["Content-Type"].startswith("application/json")


async def test_the_parameter_chooses_the_form(books: Books) -> None:
    path, record = await path_of(books, "invoices")
    answers = [await books.ask("sales", "GET", path, accept=accept) for accept in ("pdf", "html", "json")]
    kinds = [answer.headers["Content-Type"].partition(";")[0] for answer in answers]
    assert kinds == ["application/pdf", "text/html", "application/json"]
    shown = await books.ask("sales", "GET", path, accept="pdf", print="true")
    assert shown.headers["Content-Disposition"] == f'inline; filename="{record["invoice_number"]}.pdf"'
    assert (await books.refused("sales", "GET", path, accept="xls"))[:2] == (400, 2)


async def test_what_a_document_says_is_text_in_either_form(books: Books) -> None:
    line = LINE | {"name": "A (b) \\ <i>c</i> é"}
    path, _ = await path_of(books, "estimates", line_items=[line])
    pdf = await books.ask("sales", "GET", path, accept="pdf")
    assert any(each.startswith("A (b) \\ <i>c</i> é: 2 x") for each in text(pdf.body))
    html = await books.ask("sales", "GET", path, accept="html")
    assert "A (b) \\ &lt;i&gt;c&lt;/i&gt; é: 2 x" in html.body.decode()


async def test_more_lines_than_a_page_has_are_cut_off(books: Books) -> None:
    path, _ = await path_of(books, "estimates", line_items=[LINE] * 60)
    lines = text((await paper(books, path, accept="application/pdf")).body)
    assert (len(lines), lines[-1]) == (44, "...")


async def test_a_pdf_is_as_large_as_the_control_plane_wants_and_as_valid(books: Books) -> None:
    path, _ = await path_of(books, "invoices")
    usual = (await paper(books, path, accept="application/pdf")).body
    answer = await books.zoho.ask(None, "POST", "/_sandbox/pdf", json={"padding": PADDING})
    assert answer.body == {"padding": PADDING}
    large = await paper(books, path, accept="application/pdf")
    assert large.headers["Transfer-Encoding"] == "chunked"
    assert PADDING < len(large.body) - len(usual) < PADDING + 200
    assert text(large.body) == text(usual)
    assert len(objects(large.body)[6]) > PADDING
    assert (await books.zoho.ask(None, "POST", "/_sandbox/pdf", json={"padding": -1})).status == 400
    await books.zoho.ask(None, "POST", "/_sandbox/reset")
    assert books.zoho.sandbox.pdf_padding == 0


async def test_a_pdf_is_for_whom_may_view_the_document(books: Books) -> None:
    path, _ = await path_of(books, "invoices")
    estimate, _ = await path_of(books, "estimates")
    assert (await paper(books, path, "restricted", accept="application/pdf")).status == 200
    refused = await paper(books, estimate, "restricted", accept="application/pdf")
    assert (refused.status, refused.body["code"]) == (401, 57)
    contacts = await books.rows("contacts", contact_type="customer")
    own = {row["contact_id"] for row in await books.rows("contacts", "assigned", contact_type="customer")}
    sent = draft("invoices", customer_id=min({row["contact_id"] for row in contacts} - own))
    foreign = (await books.done("accountant", "POST", "/invoices", sent))["invoice"]["invoice_id"]
    assert (await paper(books, f"/invoices/{foreign}", "assigned", accept="application/pdf")).status == 404
