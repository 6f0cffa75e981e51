"""The control plane shows the sandbox's state and puts it back."""

import pytest

from sandbox.outbox import ORGANIZATION as OFFICE
from sandbox.people import BY_NAME, PERSONAS
from tests.sandbox.conftest import Zoho


async def test_the_sandbox_is_ready_when_it_answers(zoho: Zoho) -> None:
    answer = await zoho.ask(None, "GET", "/_sandbox/ready")
    assert (answer.status, answer.body) == (200, {"ready": True})


async def test_the_personas_come_with_their_tokens(zoho: Zoho) -> None:
    personas = (await zoho.ask(None, "GET", "/_sandbox/personas")).body
    assert [persona["name"] for persona in personas] == [persona.name for persona in PERSONAS]
    assert personas[1] == {
        "name": "sales",
        "email": "samir.okafor@halvorsen.example",
        "access_token": "1000.demo.sales",
        "refresh_token": "1000.demo.refresh.sales",
        "note": "integration user with the default grants",
    }


async def test_calls_are_those_after_a_sequence_number(zoho: Zoho) -> None:
    await zoho.ask("sales", "GET", "/oauth/user/info")
    (first,) = (await zoho.ask(None, "GET", "/_sandbox/calls")).body
    await zoho.ask("expired", "GET", "/oauth/user/info", page=2)
    (second,) = (await zoho.ask(None, "GET", "/_sandbox/calls", since=first["sequence"])).body
    assert second.pop("at") >= first.pop("at")
    assert second == {
        "sequence": first["sequence"] + 1,
        "product": "accounts",
        "method": "GET",
        "path": "/oauth/user/info",
        "query": "page=2",
        "token_owner": "expired",
        "status": 401,
    }


async def test_a_call_that_ends_its_own_token_is_logged_under_the_token_s_owner(zoho: Zoho) -> None:
    await zoho.ask("sales", "POST", "/oauth/v2/token/revoke", data={"token": "1000.demo.sales"})
    (call,) = zoho.sandbox.calls.since(0)
    assert (call["token_owner"], call["status"]) == ("sales", 200)


async def test_a_sequence_number_that_is_none_is_a_400(zoho: Zoho) -> None:
    answer = await zoho.ask(None, "GET", "/_sandbox/calls", since="yesterday")
    assert answer.status == 400
    assert "yesterday" in answer.body["message"]


async def test_a_reset_brings_back_tokens_and_data_and_clears_faults_mail_and_calls(zoho: Zoho) -> None:
    sandbox = zoho.sandbox
    seeded = sandbox.store.count("crm", "Accounts")
    sandbox.store.put("crm", "Accounts", "1", {"id": "1"})
    sandbox.outbox.add("books", "invoices", "1", BY_NAME["sales"], OFFICE, ["someone@else.example"], "Invoice", "Here")
    await zoho.ask(None, "POST", "/oauth/v2/token/revoke", data={"token": "1000.demo.sales"})
    await zoho.ask(None, "POST", "/_sandbox/faults", json=[{"product": "*", "kind": "status"}])
    assert (await zoho.ask(None, "POST", "/_sandbox/reset")).status == 200
    assert sandbox.calls.since(0) == []
    assert (await zoho.ask(None, "GET", "/_sandbox/mailbox")).body == []
    assert (await zoho.ask("sales", "GET", "/oauth/user/info")).status == 200
    assert sandbox.store.count("crm", "Accounts") == seeded


async def test_the_mailbox_shows_each_mail_with_its_sender_and_whose_token_sent_it(zoho: Zoho) -> None:
    someone = ["someone@else.example"]
    zoho.sandbox.outbox.add("books", "invoices", "1", BY_NAME["sales"], OFFICE, someone, "Invoice", "Here")
    (letter,) = (await zoho.ask(None, "GET", "/_sandbox/mailbox")).body
    assert letter.pop("at")
    assert letter == {
        "sequence": 1, "product": "books", "module": "invoices", "record_id": "1", "sent_by": "sales",
        "from": {"name": "Halvorsen Instruments", "email": "office@halvorsen.example"},
        "to": someone, "cc": [], "bcc": [], "subject": "Invoice", "body": "Here", "attachments": [],
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/faults", "/limits", "/tokens", "/codes"])
async def test_a_body_that_is_no_json_is_a_400(zoho: Zoho, path: str) -> None:
    answer = await zoho.ask(None, "POST", f"/_sandbox{path}", data=b"{", headers={"Content-Type": "application/json"})
    assert answer.status == 400
    assert "line 1" in answer.body["message"]


async def test_the_control_plane_is_never_logged(zoho: Zoho) -> None:
    for path in ("ready", "personas", "calls", "mailbox", "faults", "limits", "nothing"):
        await zoho.ask(None, "GET", f"/_sandbox/{path}")
    assert zoho.sandbox.calls.since(0) == []
