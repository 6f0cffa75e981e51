"""Mail from CRM: from which addresses, to whom, and in whose name."""

from typing import Any

import pytest

from sandbox.people import BY_NAME, DOMAIN
from tests.sandbox.crm.conftest import Crm, error, item_errors

OFFICE = f"office@{DOMAIN}"
ADDRESSES = "/settings/emails/actions/from_addresses"
BOB = {"user_name": "Bob", "email": "bob@elsewhere.example"}


def mail(**parts: Any) -> dict[str, Any]:
    sender = {"user_name": "Samir", "email": BY_NAME["sales"].email}
    return {"from": sender, "to": [BOB], "subject": "Offer", "content": "<p>Here</p>"} | parts


async def sent(crm: Crm, item: dict[str, Any], persona: str = "sales", path: str = "") -> Any:
    path = path or f"/Deals/{crm.company.deals[0].crm_id}"
    return await crm.send(persona, "POST", f"{path}/actions/send_mail", {"data": [item]})


def letters(crm: Crm) -> list[dict[str, Any]]:
    return crm.zoho.sandbox.outbox.all()


async def addresses(crm: Crm, persona: str, **params: str) -> list[tuple[str, str, bool]]:
    found = (await crm.get(persona, ADDRESSES, **params)).body["from_addresses"]
    assert all(each["id"] and each["user_name"] for each in found)
    return [(each["email"], each["type"], each["default"]) for each in found]


async def test_the_addresses_are_the_callers_verified_ones_and_the_organisations(crm: Crm) -> None:
    login = BY_NAME["sales"].email
    assert await addresses(crm, "sales") == [
        (login, "primary", True),
        (f"sales@{DOMAIN}", "user", False),
        (OFFICE, "org_email", False),
    ]
    assert await addresses(crm, "outsider", user_id=BY_NAME["outsider"].crm_id) == [
        (BY_NAME["outsider"].email, "primary", True),
        (OFFICE, "org_email", False),
    ]


async def test_only_an_administrator_asks_for_the_addresses_of_others(crm: Crm) -> None:
    others = BY_NAME["sales"].crm_id
    assert (await addresses(crm, "admin", user_id=others))[1][0] == f"sales@{DOMAIN}"
    refused = await crm.get("legacy", ADDRESSES, user_id=others)
    assert error(refused) == (403, "NO_PERMISSION", {"permissions": ["Crm_Implied_Manage_Users"]})
    unknown = await crm.get("admin", ADDRESSES, user_id="1")
    assert error(unknown) == (400, "INVALID_DATA", {"param_name": "user_id"})


async def test_a_mail_goes_out_in_the_name_of_whose_token_it_is(own_crm: Crm) -> None:
    deal = own_crm.company.deals[0].crm_id
    copies = {"cc": [{"email": "c@x.example"}], "bcc": [{"email": "b@x.example"}], "reply_to": BOB, "org_email": False}
    answer = await sent(own_crm, mail(**copies))
    assert answer.status == 200
    (item,) = answer.body["data"]
    assert (item["code"], item["message"]) == ("SUCCESS", "Mail sent successfully")
    assert item["details"]["message_id"]
    (letter,) = letters(own_crm)
    assert (letter["product"], letter["module"], letter["record_id"]) == ("crm", "Deals", deal)
    assert (letter["sent_by"], letter["from"]["email"]) == ("sales", BY_NAME["sales"].email)
    assert (letter["to"], letter["cc"], letter["bcc"]) == ([BOB["email"]], ["c@x.example"], ["b@x.example"])
    assert (letter["subject"], letter["body"], letter["attachments"]) == ("Offer", "<p>Here</p>", [])


async def test_the_organisations_address_is_open_to_everybody_who_says_so(own_crm: Crm) -> None:
    office = {"from": {"email": OFFICE.upper()}}
    assert (await sent(own_crm, mail(**office, org_email=True), "outsider")).status == 200
    assert [(each["sent_by"], each["from"]["email"]) for each in letters(own_crm)] == [("outsider", OFFICE)]
    assert (await sent(own_crm, mail(**office), "outsider")).status == 400


@pytest.mark.parametrize("email", [f"samir@{DOMAIN}", BY_NAME["admin"].email, "somebody@else.example"])
async def test_nobody_writes_from_an_unverified_or_a_foreign_address(own_crm: Crm, email: str) -> None:
    answer = await sent(own_crm, mail(**{"from": {"email": email}}))
    assert answer.status == 400
    assert item_errors(answer) == [("INVALID_DATA", {"api_name": "email", "json_path": "$.data[0].from.email"})]
    assert letters(own_crm) == []


LATER = "scheduled_time"
PARTS: list[tuple[dict[str, Any], str, str, str, dict[str, Any]]] = [
    ({"from": None}, "MANDATORY_NOT_FOUND", "from", "from", {}),
    ({"from": "a@b.example"}, "INVALID_DATA", "from", "from", {"expected_data_type": "jsonobject"}),
    ({"from": {}}, "MANDATORY_NOT_FOUND", "email", "from.email", {}),
    ({"to": []}, "MANDATORY_NOT_FOUND", "to", "to", {}),
    ({"to": BOB}, "INVALID_DATA", "to", "to", {"expected_data_type": "jsonarray"}),
    ({"to": [BOB] * 51}, "LIMIT_EXCEEDED", "to", "to", {"maximum_length": 50}),
    ({"to": [BOB, {"user_name": "Eve"}]}, "MANDATORY_NOT_FOUND", "email", "to[1].email", {}),
    ({"cc": [{"email": "nobody"}]}, "INVALID_DATA", "email", "cc[0].email", {"regex": r"[^@\s]+@[^@\s]+\.[^@\s]+"}),
    ({"reply_to": {"email": ""}}, "MANDATORY_NOT_FOUND", "email", "reply_to.email", {}),
    ({"subject": "x" * 1001}, "INVALID_DATA", "subject", "subject", {"maximum_length": 1000}),
    ({"content": 5}, "INVALID_DATA", "content", "content", {"expected_data_type": "string"}),
    ({"mail_format": []}, "INVALID_DATA", "mail_format", "mail_format", {"supported_values": ["html", "text"]}),
    ({"template": {"id": "1"}}, "INVALID_DATA", "id", "template.id", {}),
    (
        {"inventory_details": {"inventory_template": {"id": "1"}}},
        "INVALID_DATA", "id", "inventory_details.inventory_template.id", {},
    ),
    ({"attachments": [{"id": "1"}]}, "INVALID_DATA", "id", "attachments[0].id", {}),
    ({"attachments": [{"id": "1"}] * 11}, "LIMIT_EXCEEDED", "attachments", "attachments", {"maximum_length": 10}),
    ({LATER: "soon"}, "INVALID_DATA", LATER, LATER, {"expected_data_type": "datetime"}),
    ({LATER: "2020-01-01T10:00:00Z"}, "INVALID_DATA", LATER, LATER, {}),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "code", "name", "at", "details"), PARTS)
async def test_what_is_wrong_with_a_mail_is_told_with_its_place(
    own_crm: Crm, parts: dict[str, Any], code: str, name: str, at: str, details: dict[str, Any]
) -> None:
    answer = await sent(own_crm, mail(**parts))
    assert answer.status == 400
    assert item_errors(answer) == [(code, {"api_name": name, "json_path": f"$.data[0].{at}"} | details)]
    assert letters(own_crm) == []


async def test_a_call_sends_one_mail(own_crm: Crm) -> None:
    path = f"/Deals/{own_crm.company.deals[0].crm_id}/actions/send_mail"
    refused = await own_crm.send("sales", "POST", path, {"data": [mail(), mail()]})
    assert error(refused) == (400, "LIMIT_EXCEEDED", {"maximum_length": 1, "api_name": "data"})


async def test_a_mail_for_later_is_taken_and_not_in_the_mailbox(own_crm: Crm) -> None:
    answer = await sent(own_crm, mail(scheduled_time=f"{own_crm.company.today.year + 1}-02-01T10:00:00+01:00"))
    assert answer.status == 200
    assert answer.body["data"][0]["message"] == "Your mail has been scheduled successfully."
    assert letters(own_crm) == []


async def test_a_mail_needs_a_record_that_the_caller_may_view(own_crm: Crm) -> None:
    for id_ in ("4150868000009999999", "abc"):
        refused = await sent(own_crm, mail(), path=f"/Deals/{id_}")
        assert error(refused) == (400, "INVALID_DATA", {"resource_path_index": 1})
    denied = await sent(own_crm, mail(), "outsider", f"/Vendors/{own_crm.company.vendors[0].crm_id}")
    assert error(denied) == (403, "NO_PERMISSION", {"permissions": ["Crm_Implied_View_Vendors"]})
    mirror = await sent(own_crm, mail(), path="/CustomModule5001/1")
    assert error(mirror) == (400, "NOT_SUPPORTED", {"resource_path_index": 0})
    assert letters(own_crm) == []


async def test_mail_has_scopes_of_its_own(own_crm: Crm) -> None:
    deal = own_crm.company.deals[0].crm_id
    body = {"data": [mail(**{"from": {"email": BY_NAME["admin"].email}})]}
    for scope in ("ZohoCRM.send_mail.all.CREATE", "ZohoCRM.send_mail.deals.CREATE"):
        assert (await own_crm.with_scopes({scope}, "POST", f"/Deals/{deal}/actions/send_mail", body)).status == 200
    for scope in ("ZohoCRM.modules.ALL", "ZohoCRM.send_mail.accounts.CREATE"):
        refused = await own_crm.with_scopes({scope}, "POST", f"/Deals/{deal}/actions/send_mail", body)
        assert error(refused) == (401, "OAUTH_SCOPE_MISMATCH", {})
    refused = await own_crm.with_scopes({"ZohoCRM.modules.ALL"}, "GET", ADDRESSES)
    assert error(refused) == (401, "OAUTH_SCOPE_MISMATCH", {})
