"""Documents by mail: what is offered, what is sent, by whom, from where, and what becomes of the document."""

from typing import Any

import aiohttp
import pytest

from sandbox.outbox import ORGANIZATION, addresses_of
from sandbox.people import BY_NAME
from tests.sandbox.books.conftest import ORGANIZATION as ORGANIZATION_ID
from tests.sandbox.books.conftest import Books
from tests.sandbox.books.test_document_writes import MODULES, made

TO = {"to_mail_ids": ["someone@else.example"]}
TEXT = {"subject": "Your paper", "body": "Here it is."}
SHORT = "460000000019002"
# Module: what a draft becomes, and how sending is answered.
SENT = {
    "estimates": ("sent", 200, "Your estimate has been sent."),
    "salesorders": ("open", 201, "Your Sales Order has been sent."),
    "invoices": ("sent", 200, "Your invoice has been sent."),
    "purchaseorders": ("open", 201, "Your purchase order has been sent."),
}
SALES = addresses_of(BY_NAME["sales"])


async def path_of(books: Books, module: str, **more: Any) -> str:
    record = await made(books, module, **({"due_date": "2026-11-01"} | more))
    return f"/{module}/{record[f'{MODULES[module][0]}_id']}"


async def content(books: Books, path: str, persona: str = "sales", **params: str) -> dict[str, Any]:
    answer = await books.done(persona, "GET", f"{path}/email", **params)
    return answer.get("data", answer)


@pytest.mark.parametrize("module", SENT)
async def test_the_content_is_the_template_with_what_the_document_says(books: Books, module: str) -> None:
    path = await path_of(books, module)
    record = await books.one(path)
    number, party = record[MODULES[module][1]], record.get("customer_name") or record["vendor_name"]
    answer = await books.done("sales", "GET", f"{path}/email")
    assert ("data" in answer) == (module != "estimates")
    usual = answer.get("data", answer)
    assert number in usual["subject"]
    for part in (number, party, "01 Oct 2026", f"EUR {record['total']:,.2f}", "Samir Okafor"):
        assert part in usual["body"]
    assert usual["file_name"] == f"{number}.pdf"
    assert usual["customer_id"] == record.get("customer_id", record.get("vendor_id"))
    assert [each["selected"] for each in usual["emailtemplates"]] == [True, False]
    short = await content(books, path, email_template_id=SHORT)
    assert [each["selected"] for each in short["emailtemplates"]] == [False, True]
    assert (short["subject"], short["body"]) != (usual["subject"], usual["body"])
    assert (await books.refused("sales", "GET", f"{path}/email", email_template_id="1"))[:2] == (400, 2)


async def test_the_contacts_persons_are_offered_and_those_of_the_document_selected(books: Books) -> None:
    path = await path_of(books, "invoices")
    persons = (await books.done("admin", "GET", "/contacts/460000000001000001/contactpersons"))["contact_persons"]
    offered = (await content(books, path))["to_contacts"]
    assert {each["email"] for each in offered} == {each["email"] for each in persons}
    chosen = [each["contact_person_id"] for each in offered if each["selected"]]
    assert chosen == (await books.one(path))["contact_persons"] != []
    (vendor,) = (await content(books, await path_of(books, "purchaseorders")))["to_contacts"]
    assert vendor["email"] == (await books.one("/contacts/460000000004000001"))["email"] != ""


async def test_the_body_of_a_template_shows_names_as_text(books: Books) -> None:
    sent = {"contact_name": "Bolt & <b>Sons</b>", "contact_type": "customer"}
    contact = (await books.done("admin", "POST", "/contacts", sent))["contact"]
    path = await path_of(books, "estimates", customer_id=contact["contact_id"])
    assert "Dear Bolt &amp; &lt;b&gt;Sons&lt;/b&gt;," in (await content(books, path))["body"]


async def test_the_senders_are_the_users_verified_addresses_and_the_organizations(books: Books) -> None:
    rows = (await content(books, await path_of(books, "invoices")))["from_emails"]
    assert [
        (row["email"], row["selected"], row["is_org_email_id"], row["organization_contact_id"]) for row in rows
    ] == [
        ("samir.okafor@halvorsen.example", True, False, SALES[0].address_id),
        ("sales@halvorsen.example", False, False, SALES[1].address_id),
        ("office@halvorsen.example", False, True, ORGANIZATION.address_id),
    ]
    estimate = (await content(books, await path_of(books, "estimates")))["from_emails"]
    assert [set(row) for row in estimate] == [{"user_name", "email", "selected"}] * 3


@pytest.mark.parametrize("module", SENT)
async def test_a_mail_goes_out_in_the_name_of_the_tokens_user(books: Books, module: str) -> None:
    path, (status, http, message) = await path_of(books, module), SENT[module]
    answer = await books.ask("sales", "POST", f"{path}/email", {**TO, **TEXT, "cc_mail_ids": ["third@else.example"]})
    first = {"is_first_email": True} if module == "invoices" else {}
    assert (answer.status, answer.body) == (http, {"code": 0, "message": message, **first})
    (letter,) = books.zoho.sandbox.outbox.all()
    record = await books.one(path)
    assert (letter["sent_by"], letter["from"]["email"]) == ("sales", "samir.okafor@halvorsen.example")
    assert (letter["module"], letter["record_id"]) == (module, path.rpartition("/")[2])
    assert (letter["to"], letter["cc"]) == (["someone@else.example"], ["third@else.example"])
    assert (letter["subject"], letter["body"]) == ("Your paper", "Here it is.")
    assert letter["attachments"] == [f"{record[MODULES[module][1]]}.pdf"]
    assert record["status"] == record["current_sub_status"] == status
    # Recorded orders to vendors tell neither who changed them nor, in rows, that they were mailed.
    if module != "purchaseorders":
        assert record["last_modified_by_id"] == BY_NAME["sales"].books_id
        row = next(row for row in await books.rows(module) if row[f"{MODULES[module][0]}_id"] in path)
        assert row["is_emailed"] is True
    last = (await books.done("admin", "GET", f"{path}/comments"))["comments"][-1]
    assert (last["comment_type"], last["commented_by"]) == ("system", "Samir Okafor")
    assert last["description"].endswith("emailed to someone@else.example, third@else.example.")


async def test_a_second_mail_leaves_the_status_and_is_not_the_first(books: Books) -> None:
    path = await path_of(books, "estimates")
    await books.done("sales", "POST", f"{path}/email", TO)
    await books.done("sales", "POST", f"{path}/status/accepted")
    await books.done("sales", "POST", f"{path}/email", TO)
    assert (await books.one(path))["status"] == "accepted"
    path = await path_of(books, "invoices")
    answers = [await books.done("sales", "POST", f"{path}/email", TO) for _ in range(2)]
    assert [answer["is_first_email"] for answer in answers] == [True, False]


async def test_what_the_page_does_not_require_comes_from_the_template(books: Books) -> None:
    path = await path_of(books, "invoices")
    usual = await content(books, path, email_template_id=SHORT)
    await books.done("sales", "POST", f"{path}/email", TO, email_template_id=SHORT)
    (letter,) = books.zoho.sandbox.outbox.all()
    assert (letter["subject"], letter["body"]) == (usual["subject"], usual["body"])


@pytest.mark.parametrize(
    ("module", "missing"), [("salesorders", "subject"), ("salesorders", "body"), ("purchaseorders", "body")]
)
async def test_what_the_page_requires_must_be_sent(books: Books, module: str, missing: str) -> None:
    path = await path_of(books, module)
    sent = {key: value for key, value in {**TO, **TEXT}.items() if key != missing}
    assert await books.refused("sales", "POST", f"{path}/email", sent) == (
        400,
        2,
        f"Invalid value passed for {missing}",
    )


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, 11),
        ({"subject": "Alone"}, 2),
        ({"to_mail_ids": []}, 2),
        ({"to_mail_ids": "someone@else.example"}, 2),
        ({"to_mail_ids": ["someone"]}, 2),
        ({"to_mail_ids": ["a@b.example, c@d.example"]}, 2),
        ({"to_mail_ids": ["a@b.example\r\nBcc: c@d.example"]}, 2),
        ({**TO, "cc_mail_ids": ["someone"]}, 2),
        ({"to_mail_ids": [f"p{number}@else.example" for number in range(51)]}, 2),
        ({**TO, "subject": "x" * 1001}, 2),
        ({**TO, "body": "x" * 5001}, 2),
    ],
)
async def test_a_mail_that_cannot_be_sent_is_refused_and_changes_nothing(books: Books, sent: Any, code: int) -> None:
    path = await path_of(books, "invoices")
    assert (await books.refused("sales", "POST", f"{path}/email", sent))[:2] == (400, code)
    assert books.zoho.sandbox.outbox.all() == []
    assert (await books.one(path))["status"] == "draft"


async def test_hidden_recipients_are_for_orders(books: Books) -> None:
    for module, hidden in (("salesorders", ["b@else.example"]), ("invoices", [])):
        path = await path_of(books, module)
        await books.done("sales", "POST", f"{path}/email", {**TO, **TEXT, "bcc_mail_ids": ["b@else.example"]})
        assert books.zoho.sandbox.outbox.all()[-1]["bcc"] == hidden


@pytest.mark.parametrize("module", ["salesorders", "invoices", "purchaseorders"])
async def test_the_sender_is_chosen_among_the_users_own_addresses(books: Books, module: str) -> None:
    path = await path_of(books, module)
    for address in (SALES[1], ORGANIZATION):
        chosen = {**TO, **TEXT, "from_address_id": address.address_id}
        await books.done("sales", "POST", f"{path}/email", chosen)
        letter = books.zoho.sandbox.outbox.all()[-1]
        assert (letter["from"]["email"], letter["sent_by"]) == (address.email, "sales")
    foreign = addresses_of(BY_NAME["accountant"])[0].address_id
    for address_id in (SALES[2].address_id, foreign, "1"):
        refusal = await books.refused("sales", "POST", f"{path}/email", {**TO, **TEXT, "from_address_id": address_id})
        assert refusal == (400, 120101, "The from address is not one of your verified email addresses.")
    assert len(books.zoho.sandbox.outbox.all()) == 2


async def test_an_estimate_knows_the_default_sender_and_the_organization_alone(books: Books) -> None:
    path = await path_of(books, "estimates")
    await books.done("sales", "POST", f"{path}/email", {**TO, "from_address_id": SALES[1].address_id})
    await books.done("sales", "POST", f"{path}/email", {**TO, "send_from_org_email_id": True})
    senders = [letter["from"]["email"] for letter in books.zoho.sandbox.outbox.all()]
    assert senders == ["samir.okafor@halvorsen.example", "office@halvorsen.example"]


@pytest.mark.parametrize(
    ("module", "step"), [("salesorders", "void"), ("invoices", "void"), ("purchaseorders", "cancelled")]
)
async def test_what_is_void_is_not_mailed(books: Books, module: str, step: str) -> None:
    path = await path_of(books, module)
    await books.done("accountant", "POST", f"{path}/status/{step}")
    assert (await books.refused("sales", "POST", f"{path}/email", {**TO, **TEXT}))[:2] == (400, 2)


async def test_what_waits_for_approval_is_not_mailed(books: Books) -> None:
    waiting = (await books.rows("estimates", status="pending_approval"))[0]["estimate_id"]
    assert (await books.refused("sales", "POST", f"/estimates/{waiting}/email", TO))[:2] == (400, 2)


async def test_an_invoice_that_is_mailed_after_its_due_date_is_overdue(books: Books) -> None:
    path = await path_of(books, "invoices", due_date="2026-09-01")
    await books.done("sales", "POST", f"{path}/email", TO)
    assert (await books.one(path))["status"] == "overdue"


@pytest.mark.parametrize(
    ("persona", "method", "status"),
    [("restricted", "GET", 200), ("restricted", "POST", 401), ("legacy", "GET", 200), ("legacy", "POST", 401)],
)
async def test_who_may_view_reads_the_content_and_who_may_edit_sends(
    books: Books, persona: str, method: str, status: int
) -> None:
    path = await path_of(books, "invoices")
    assert (await books.ask(persona, method, f"{path}/email", TO)).status == status


async def test_a_foreign_customers_document_is_not_there_for_an_assigned_user(books: Books) -> None:
    contacts = await books.rows("contacts", contact_type="customer")
    foreign = {row["contact_id"] for row in contacts} - {
        row["contact_id"] for row in await books.rows("contacts", "assigned")
    }
    path = await path_of(books, "invoices", customer_id=min(foreign))
    for method in ("GET", "POST"):
        assert (await books.refused("assigned", method, f"{path}/email", TO))[:2] == (404, 1002)


async def test_files_that_come_with_the_request_go_with_the_mail(books: Books) -> None:
    path = await path_of(books, "purchaseorders")
    form = aiohttp.FormData({"JSONString": '{"to_mail_ids": ["someone@else.example"], "body": "Here"}'})
    form.add_field("attachments", b"lines", filename="terms.txt", content_type="text/plain")
    answer = await books.zoho.ask(
        "sales", "POST", f"/books/v3{path}/email", data=form, organization_id=ORGANIZATION_ID, file_name="order.pdf"
    )
    assert answer.status == 201
    assert books.zoho.sandbox.outbox.all()[-1]["attachments"] == ["order.pdf", "terms.txt"]
