"""Files: attached to records, by themselves, and in mail."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import FormData

from sandbox.crm.files import MODULE, PRODUCT
from sandbox.people import BY_NAME
from tests.sandbox.conftest import Answer
from tests.sandbox.crm.conftest import Crm, column, error, item_errors
from tests.sandbox.crm.test_updates import user

MEGABYTE = 1024 * 1024
CONTENT = bytes(range(256)) * 10
FIELDS = "File_Name,Size,Parent_Id,Owner,$type,$se_module,$link_url,$editable,$file_id"


def form(name: str = "plan.pdf", content: bytes = CONTENT) -> FormData:
    made = FormData(quote_fields=False)
    made.add_field("file", content, filename=name, content_type="application/pdf")
    return made


def account(crm: Crm) -> str:
    return f"/Accounts/{crm.company.accounts[1].crm_id}"


async def posted(crm: Crm, persona: str, path: str, data: Any) -> Answer:
    return await crm.zoho.ask(persona, "POST", f"/crm/v8{path}", data=data)


async def attached(crm: Crm, persona: str = "sales", path: str = "", name: str = "plan.pdf") -> str:
    answer = await posted(crm, persona, f"{path or account(crm)}/Attachments", form(name))
    assert answer.status == 200, answer
    return answer.body["data"][0]["details"]["id"]


def kept(crm: Crm) -> int:
    return crm.zoho.sandbox.store.count(PRODUCT, MODULE)


async def test_a_file_is_attached_in_the_name_of_whoever_did_it(own_crm: Crm) -> None:
    answer = await posted(own_crm, "assigned", f"{account(own_crm)}/Attachments", form("../folder/plan ö.pdf"))
    assert answer.status == 200
    (item,) = answer.body["data"]
    assert (item["code"], item["message"]) == ("SUCCESS", "attachment uploaded successfully")
    assert item["details"]["Created_By"] == user("assigned")
    (row,) = (await own_crm.get("sales", f"{account(own_crm)}/Attachments", fields=FIELDS)).body["data"]
    first = own_crm.company.accounts[1]
    assert (row["id"], row["File_Name"], row["Size"]) == (item["details"]["id"], "plan ö.pdf", str(len(CONTENT)))
    assert (row["$type"], row["$se_module"], row["$link_url"]) == ("Attachment", "Accounts", None)
    assert row["Parent_Id"] == {"name": first.name, "id": first.crm_id}
    assert (row["Owner"]["name"], row["$editable"]) == ("Astrid Nilsen", False)


async def test_a_body_that_is_too_large_is_refused_whatever_it_is(own_crm: Crm) -> None:
    headers = {"Content-Type": "application/octet-stream"}
    answer = await own_crm.zoho.ask("sales", "POST", "/crm/v8/files", data=streamed(22 * MEGABYTE), headers=headers)
    assert error(answer)[:2] == (415, "FILE_SIZE_MORE_THAN_ALLOWED_SIZE")


@pytest.mark.parametrize("module", ["Accounts", "Contacts", "Deals", "Vendors"])
async def test_an_attachment_is_downloaded_as_it_was(own_crm: Crm, module: str) -> None:
    (id_,) = column(await own_crm.get("accountant", f"/{module}", fields="id", per_page=1), "id")
    path = f"/{module}/{id_}"
    attachment = await attached(own_crm, "accountant", path, "plan ö.pdf")
    answer = await own_crm.get("sales", f"{path}/Attachments/{attachment}")
    assert (answer.status, answer.body) == (200, CONTENT)
    assert answer.headers["Content-Disposition"] == "attachment;filename*=UTF-8''plan%20%C3%B6.pdf"
    assert answer.headers["Content-Type"].startswith("application/x-download")


async def test_a_link_is_attached_by_form_or_query_and_has_no_content(own_crm: Crm) -> None:
    path = f"{account(own_crm)}/Attachments"
    given = {"attachmentUrl": "https://customer.example/plan", "title": "Plan"}
    assert (await posted(own_crm, "sales", path, given)).status == 200
    assert (await own_crm.send("sales", "POST", f"{path}?{urlencode(given)}")).status == 200
    rows = (await own_crm.get("sales", path, fields=FIELDS)).body["data"]
    assert [(row["File_Name"], row["$type"], row["$link_url"]) for row in rows] == [
        ("Plan", "Link URL", "https://customer.example/plan")
    ] * 2
    refused = await own_crm.get("sales", f"{path}/{rows[0]['id']}")
    assert error(refused) == (400, "DOWNLOAD_NOT_ALLOWED", {"resource_path_index": 3})
    bad = await posted(own_crm, "sales", path, {"attachmentUrl": "javascript:alert(1)"})
    assert error(bad)[:2] == (400, "INVALID_DATA")


async def test_an_upload_needs_a_file(own_crm: Crm) -> None:
    for path in (f"{account(own_crm)}/Attachments", "/files"):
        for data in ({"other": "x"}, {"file": "text"}, b"plain", None):
            refused = await posted(own_crm, "sales", path, data)
            assert error(refused) == (400, "REQUIRED_PARAM_MISSING", {"param_name": "file"})
    garbled = await own_crm.zoho.ask(
        "sales", "POST", "/crm/v8/files", data=b"nothing", headers={"Content-Type": "multipart/form-data"}
    )
    assert error(garbled) == (400, "INVALID_REQUEST", {"expected_type": "multipart"})
    named = await posted(own_crm, "sales", f"{account(own_crm)}/Attachments", form("x" * 251))
    assert error(named) == (400, "INVALID_DATA", {"param_name": "file", "maximum_length": 250})
    assert kept(own_crm) == 0


async def streamed(size: int) -> AsyncIterator[bytes]:
    yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    for _ in range(size // MEGABYTE):
        yield bytes(MEGABYTE)
    yield bytes(size % MEGABYTE)
    yield b"\r\n--b--\r\n"


@pytest.mark.parametrize(
    ("path", "size", "limit", "status"),
    [
        ("Attachments", 100 * MEGABYTE + 1, 100, 413),
        ("Attachments", 102 * MEGABYTE, 100, 413),
        ("/files", 20 * MEGABYTE + 1, 20, 415),
        ("/files", 22 * MEGABYTE, 20, 415),
    ],
)
async def test_a_file_that_is_too_large_is_refused_and_not_kept(
    own_crm: Crm, path: str, size: int, limit: int, status: int
) -> None:
    path = path if path == "/files" else f"{account(own_crm)}/{path}"
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await own_crm.zoho.ask("sales", "POST", f"/crm/v8{path}", data=streamed(size), headers=headers)
    assert error(answer) == (status, "FILE_SIZE_MORE_THAN_ALLOWED_SIZE", {"maximum_length": limit * MEGABYTE})
    assert kept(own_crm) == 0


async def test_attachments_are_deleted_by_who_made_them_and_administrators(own_crm: Crm) -> None:
    path = f"{account(own_crm)}/Attachments"
    mine, theirs, third = [await attached(own_crm, persona) for persona in ("sales", "legacy", "legacy")]
    deleted = await own_crm.send("sales", "DELETE", f"{path}?ids={mine},{theirs},1")
    assert (deleted.status, deleted.body["data"][0]["details"]) == (207, {"id": mine})
    assert item_errors(deleted)[1:] == [
        ("NO_PERMISSION", {"permissions": ["Crm_Implied_Delete_Attachments"]}),
        ("INVALID_DATA", {"id": "1"}),
    ]
    assert (await own_crm.send("admin", "DELETE", f"{path}/{theirs}")).status == 200
    assert column(await own_crm.get("sales", path, fields="id"), "id") == [third]
    assert kept(own_crm) == 1
    assert (await own_crm.get("sales", f"{path}/{mine}")).status == 204


async def test_attachments_are_found_under_their_own_visible_record_alone(own_crm: Crm) -> None:
    vendor = f"/Vendors/{own_crm.company.vendors[0].crm_id}"
    id_ = await attached(own_crm, "accountant", vendor)
    assert (await own_crm.get("sales", f"{account(own_crm)}/Attachments/{id_}")).status == 204
    denied = await own_crm.get("outsider", f"{vendor}/Attachments/{id_}")
    assert error(denied) == (403, "NO_PERMISSION", {"permissions": ["Crm_Implied_View_Vendors"]})
    for method in ("GET", "DELETE"):
        malformed = await own_crm.send("sales", method, f"{vendor}/Attachments/abc")
        assert error(malformed) == (400, "INVALID_DATA", {"resource_path_index": 3})
    gone = await posted(own_crm, "sales", "/Deals/4150868000009999999/Attachments", form())
    assert error(gone) == (400, "INVALID_DATA", {"resource_path_index": 1})
    await own_crm.send("admin", "DELETE", vendor)
    assert kept(own_crm) == 0


async def test_an_uploaded_file_is_its_uploaders(own_crm: Crm) -> None:
    answer = await posted(own_crm, "sales", "/files", form("terms.pdf"))
    assert answer.status == 200
    (item,) = answer.body["data"]
    assert item["details"]["name"] == "terms.pdf"
    id_ = item["details"]["id"]
    found = await own_crm.get("sales", "/files", id=id_)
    assert (found.status, found.body) == (200, CONTENT)
    assert (await own_crm.get("admin", "/files", id=id_)).status == 204
    await attached(own_crm)
    rows = (await own_crm.get("sales", f"{account(own_crm)}/Attachments", fields=FIELDS)).body["data"]
    assert (await own_crm.get("sales", "/files", id=rows[0]["$file_id"])).status == 204
    assert error(await own_crm.get("sales", "/files")) == (400, "REQUIRED_PARAM_MISSING", {"param_name": "id"})


async def test_mail_carries_files_of_the_sender_and_of_the_record(own_crm: Crm) -> None:
    id_ = await attached(own_crm, "legacy")
    file = (await posted(own_crm, "sales", "/files", form("terms.pdf"))).body["data"][0]["details"]["id"]
    other = await attached(own_crm, "sales", f"/Deals/{own_crm.company.deals[0].crm_id}")
    mail = {"from": {"email": BY_NAME["sales"].email}, "to": [{"email": "bob@elsewhere.example"}]}
    path = f"{account(own_crm)}/actions/send_mail"
    sent = await own_crm.send("sales", "POST", path, {"data": [{**mail, "attachments": [{"id": id_}, {"id": file}]}]})
    assert sent.status == 200
    (letter,) = own_crm.zoho.sandbox.outbox.all()
    assert letter["attachments"] == ["plan.pdf", "terms.pdf"]
    link = f"{account(own_crm)}/Attachments?attachmentUrl=https://customer.example/plan"
    linked = (await own_crm.send("sales", "POST", link)).body["data"][0]["details"]["id"]
    office = {"from": {"email": "office@halvorsen.example"}, "org_email": True}
    for persona, foreign in (("sales", other), ("sales", linked), ("legacy", file)):
        refused = await own_crm.send(
            persona, "POST", path, {"data": [mail | office | {"attachments": [{"id": foreign}]}]}
        )
        assert item_errors(refused) == [
            ("INVALID_DATA", {"api_name": "id", "json_path": "$.data[0].attachments[0].id"})
        ]


async def test_files_and_attachments_have_scopes_of_their_own(own_crm: Crm) -> None:
    path = f"/crm/v8{account(own_crm)}/Attachments"
    both = {"ZohoCRM.modules.attachments.CREATE", "ZohoCRM.modules.accounts.READ"}
    for target, scopes in ((path, both), ("/crm/v8/files", {"ZohoCRM.files.CREATE"})):
        token = own_crm.zoho.sandbox.tokens.mint("admin", frozenset(scopes))
        assert (await own_crm.zoho.ask(None, "POST", target, token=token, data=form())).status == 200
        less = own_crm.zoho.sandbox.tokens.mint("admin", frozenset({*scopes} - {max(scopes)}))
        refused = await own_crm.zoho.ask(None, "POST", target, token=less, data=form())
        assert error(refused) == (401, "OAUTH_SCOPE_MISMATCH", {})
