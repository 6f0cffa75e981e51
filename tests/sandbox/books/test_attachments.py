"""Files at documents: attached, read, mailed along, taken off."""

from io import BytesIO
from typing import Any

import aiohttp
import pytest

from tests.sandbox.books.conftest import ORGANIZATION, Books
from tests.sandbox.books.test_document_writes import MODULES, made
from tests.sandbox.books.test_emails import TEXT, TO
from tests.sandbox.books.test_locks import EARLY, REFUSED, lock
from tests.sandbox.conftest import Answer

# How attaching and taking off are answered, and with what status the first.
SAID = {
    "salesorders": (
        "Your file has been successfully attached to the sales order.",
        "Your file is no longer attached to the sales order.",
        201,
    ),
    "invoices": (
        "Your file has been successfully attached to the invoice.",
        "Your file is no longer attached to the invoice.",
        200,
    ),
    "purchaseorders": ("The document has been attached.", "The attachment has been deleted.", 201),
}
BYTES = bytes(range(256)) * 600


async def path_of(books: Books, module: str, **more: Any) -> str:
    return f"/{module}/{(await made(books, module, **more))[f'{MODULES[module][0]}_id']}"


async def attached(books: Books, path: str, *names: str, content: bytes = BYTES, persona: str = "sales") -> Answer:
    form = aiohttp.FormData(quote_fields=False)
    for name in names:
        form.add_field("attachment", BytesIO(content), filename=name, content_type="image/png")
    address = f"/books/v3{path}/attachment"
    return await books.zoho.ask(persona, "POST", address, data=form, organization_id=ORGANIZATION)


@pytest.mark.parametrize("module", SAID)
async def test_a_file_is_attached_read_and_taken_off(books: Books, module: str) -> None:
    path, (added, removed, status) = await path_of(books, module), SAID[module]
    assert (await books.refused("sales", "GET", f"{path}/attachment"))[:2] == (404, 1002)
    answer = await attached(books, path, "plan.png")
    assert (answer.status, answer.body) == (status, {"code": 0, "message": added})
    record = await books.one(path)
    (row,) = record["documents"]
    assert (record["attachment_name"], row["file_name"], row["file_type"]) == ("plan.png", "plan.png", "png")
    assert (row["file_size"], row["uploaded_by"]) == (len(BYTES), "Samir Okafor")
    listed = next(row for row in await books.rows(module) if row[f"{MODULES[module][0]}_id"] in path)
    assert listed["has_attachment"] is True
    read = await books.ask("restricted" if module == "invoices" else "sales", "GET", f"{path}/attachment")
    assert (read.status, read.body, read.headers["Content-Type"]) == (200, BYTES, "image/png")
    assert read.headers["Content-Disposition"] == 'attachment; filename="plan.png"'
    assert (await books.done("sales", "DELETE", f"{path}/attachment"))["message"] == removed
    record = await books.one(path)
    assert (record["documents"], record["attachment_name"]) == ([], "")
    history = (await books.done("admin", "GET", f"{path}/comments"))["comments"]
    assert [each["description"].partition(" attachment ")[2] for each in history[-2:]] == [
        "plan.png added.",
        "plan.png removed.",
    ]
    assert {each["commented_by"] for each in history[-2:]} == {"Samir Okafor"}


async def test_the_attachment_is_the_last_file_and_an_invoices_files_have_ids(books: Books) -> None:
    path = await path_of(books, "invoices")
    await attached(books, path, "one.png", content=b"1")
    await attached(books, path, "two.png", content=b"2")
    assert (await books.ask("sales", "GET", f"{path}/attachment")).body == b"2"
    first, second = (row["document_id"] for row in (await books.one(path))["documents"])
    assert (await books.ask("sales", "GET", f"{path}/documents/{first}")).body == b"1"
    told = (await books.done("sales", "GET", f"{path}/documents/{first}", responseformat="json"))["document"]
    assert (told["document_id"], told["document_name"], told["file_size"]) == (first, "one.png", 1)
    await books.done("sales", "DELETE", f"{path}/documents/{second}")
    assert (await books.one(path))["attachment_name"] == "one.png"
    assert (await books.refused("sales", "GET", f"{path}/documents/{second}"))[:2] == (404, 1002)
    assert (await books.refused("sales", "DELETE", f"{path}/documents/{second}"))[:2] == (404, 1002)


async def test_files_go_with_the_mail_where_the_request_wants_it(books: Books) -> None:
    path = await path_of(books, "invoices")
    await attached(books, path, "plan.png", "map.png")
    for wanted, names in (("false", []), ("true", ["plan.png", "map.png"])):
        await books.done("sales", "POST", f"{path}/email", {**TO, **TEXT}, send_attachment=wanted)
        assert books.zoho.sandbox.outbox.all()[-1]["attachments"][1:] == names


async def test_whether_files_may_be_mailed_is_a_setting_of_theirs(books: Books) -> None:
    path = await path_of(books, "salesorders")
    assert (await books.refused("sales", "PUT", f"{path}/attachment", can_send_in_mail="true"))[:2] == (404, 1002)
    await attached(books, path, "plan.png")
    assert (await books.one(path))["can_send_in_mail"] is False
    answer = await books.done("sales", "PUT", f"{path}/attachment", can_send_in_mail="true")
    assert answer["message"] == "Sales Order Updated Successfully."
    record = await books.one(path)
    assert (record["can_send_in_mail"], record["documents"][0]["can_send_in_mail"]) == (True, True)
    assert (await books.refused("sales", "PUT", f"{path}/attachment"))[:2] == (400, 2)


async def test_a_files_name_is_a_name_and_no_more(books: Books) -> None:
    path = await path_of(books, "invoices")
    for sent, kept, header in (
        ("../a/b.png", ".._a_b.png", 'attachment; filename=".._a_b.png"'),
        ("Übersicht.png", "Übersicht.png", "attachment; filename*=UTF-8''%C3%9Cbersicht.png"),
    ):
        assert (await attached(books, path, sent)).status == 200
        assert (await books.one(path))["attachment_name"] == kept
        read = await books.ask("sales", "GET", f"{path}/attachment")
        assert read.headers["Content-Disposition"] == header


async def test_too_many_too_large_or_no_files_are_refused(books: Books) -> None:
    path = await path_of(books, "invoices")
    for names, content in (((), b""), (["a.png"] * 11, b"1"), (["a.png"], b"1" * (10 * 1024 * 1024 + 1))):
        answer = await attached(books, path, *names, content=content)
        assert (answer.status, answer.body["code"]) == (400, 2)
    assert (await books.one(path))["documents"] == []


async def test_files_are_for_whom_may_edit_the_document_and_under_its_lock(books: Books) -> None:
    path = await path_of(books, "invoices", date=EARLY)
    await attached(books, path, "plan.png")
    answer = await attached(books, path, "plan.png", persona="restricted")
    assert (answer.status, answer.body["code"]) == (401, 57)
    assert (await books.refused("restricted", "DELETE", f"{path}/attachment"))[:2] == (401, 57)
    await lock(books)
    answer = await attached(books, path, "plan.png")
    assert (answer.status, answer.body["code"]) == (400, 120301)
    assert await books.refused("sales", "DELETE", f"{path}/attachment") == REFUSED
    assert await books.refused("sales", "PUT", f"{path}/attachment", can_send_in_mail="true") == REFUSED
