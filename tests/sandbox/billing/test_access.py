"""Who gets through Billing's door, and what the others are told."""

import pytest

from tests.sandbox.billing.conftest import ORGANIZATION, Billing, refused
from tests.sandbox.conftest import Zoho

CUSTOMERS = "/billing/v1/customers"
READ_ONLY = {
    "/customers": "customers",
    "/customers/903000000001000001": "customers",
    "/customers/reference/4150868000001000001": "customers",
    "/customers/903000000001000001/contactpersons": "customers",
    "/transactions": "customers",
    "/subscriptions": "subscriptions",
    "/subscriptions/903000000005000001": "subscriptions",
    "/subscriptions/903000000005000001/recentactivities": "subscriptions",
    "/subscriptions/903000000005000001/scheduledchanges": "subscriptions",
    "/products": "products",
    "/plans": "plans",
    "/plans/care-basic": "plans",
    "/addons": "addons",
    "/addons/extra-seat": "addons",
    "/coupons": "coupons",
    "/coupons/WELCOME10": "coupons",
    "/invoices": "invoices",
    "/invoices/903000000008000001": "invoices",
    "/payments": "payments",
    "/payments/903000000009000001": "payments",
    "/events": "webhooks",
    "/events/903000000011000100": "webhooks",
    "/organizations": "settings",
}
WRITES = {
    ("POST", "/customers"): "customers.CREATE",
    ("PUT", "/customers/903000000001000001"): "customers.UPDATE",
    ("DELETE", "/customers/903000000001000001"): "customers.DELETE",
    ("POST", "/customers/903000000001000001/markasactive"): "customers.CREATE",
    ("POST", "/customers/903000000001000001/markasinactive"): "customers.CREATE",
    ("POST", "/subscriptions"): "subscriptions.CREATE",
    ("PUT", "/subscriptions/903000000005000001"): "subscriptions.UPDATE",
    ("POST", "/subscriptions/903000000005000001/cancel"): "subscriptions.CREATE",
    ("POST", "/subscriptions/903000000005000001/reactivate"): "subscriptions.CREATE",
    ("POST", "/subscriptions/903000000005000001/postpone"): "subscriptions.CREATE",
    ("POST", "/subscriptions/903000000005000001/reference"): "subscriptions.CREATE",
    ("POST", "/subscriptions/903000000005000001/salesperson"): "subscriptions.CREATE",
    ("POST", "/subscriptions/903000000005000001/notes"): "subscriptions.CREATE",
    ("DELETE", "/subscriptions/903000000005000001/notes/1"): "subscriptions.DELETE",
    ("POST", "/subscriptions/903000000005000001/coupons/CARE25"): "subscriptions.CREATE",
    ("DELETE", "/subscriptions/903000000005000001/coupons"): "subscriptions.DELETE",
}
GROUPS = {group.split(".")[0] for group in (*READ_ONLY.values(), *WRITES.values())}
EVERY_CALL = {
    **{("GET", path): f"{group}.READ" for path, group in READ_ONLY.items()},
    **WRITES,
}


async def test_a_call_without_a_token_is_refused_with_code_14(zoho: Zoho) -> None:
    assert refused(await zoho.ask(None, "GET", CUSTOMERS, headers=ORGANIZATION)) == (401, 14)


@pytest.mark.parametrize("header", ["Bearer 1000.demo.admin", "1000.demo.admin", "Zoho-oauthtoken", ""])
async def test_a_garbled_authorization_header_is_refused_with_code_14(zoho: Zoho, header: str) -> None:
    answer = await zoho.ask(None, "GET", CUSTOMERS, headers={**ORGANIZATION, "Authorization": header})
    assert refused(answer) == (401, 14)


async def test_an_unknown_token_is_refused_with_code_57(billing: Billing) -> None:
    assert refused(await billing.ask("GET", "/customers", token="1000.nobody")) == (401, 57)


async def test_an_expired_token_is_refused_with_code_57(billing: Billing) -> None:
    assert refused(await billing.ask("GET", "/customers", persona="expired")) == (401, 57)


async def test_each_call_needs_its_own_scope_and_no_other(billing: Billing) -> None:
    tokens = billing.zoho.sandbox.tokens
    for (method, path), scope in EVERY_CALL.items():
        group, kind = scope.split(".")
        others = {
            f"ZohoSubscriptions.{group}.{other}" for other in ("CREATE", "READ", "UPDATE", "DELETE") if other != kind
        }
        others |= {f"ZohoSubscriptions.{other}.ALL" for other in GROUPS - {group}}
        without = tokens.mint("admin", frozenset(others))
        assert refused(await billing.ask(method, path, token=without)) == (401, 57), (method, path)
        alone = tokens.mint("admin", frozenset({f"ZohoSubscriptions.{scope}"}))
        assert (await billing.ask(method, path, token=alone)).status not in {401, 403, 405}, (method, path)


async def test_the_organisation_is_named_in_a_header_and_a_query_parameter_is_not_enough(zoho: Zoho) -> None:
    assert refused(await zoho.ask("admin", "GET", CUSTOMERS)) == (400, 4)
    assert refused(await zoho.ask("admin", "GET", CUSTOMERS, organization_id="903000000000100")) == (400, 4)


async def test_another_organisation_than_ones_own_is_refused_with_code_6041(zoho: Zoho) -> None:
    headers = {"X-com-zoho-subscriptions-organizationid": "460000000000100"}
    assert refused(await zoho.ask("admin", "GET", CUSTOMERS, headers=headers)) == (403, 6041)


@pytest.mark.parametrize("persona", ["sales", "legacy", "accountant", "assigned", "outsider"])
async def test_people_outside_billing_are_refused_with_code_6041(billing: Billing, persona: str) -> None:
    assert refused(await billing.ask("GET", "/subscriptions", persona=persona)) == (403, 6041)


@pytest.mark.parametrize("path", ["/nothing", "/", "/customers/1/2/3", "/subscriptions/1/explode", "/customers/"])
async def test_an_unknown_path_answers_404_with_code_5(billing: Billing, path: str) -> None:
    assert refused(await billing.ask("GET", path)) == (404, 5)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/customers"),
        ("DELETE", "/invoices"),
        ("PUT", "/organizations"),
        ("GET", "/subscriptions/1/cancel"),
    ],
)
async def test_the_wrong_verb_answers_405(billing: Billing, method: str, path: str) -> None:
    assert refused(await billing.ask(method, path)) == (405, 37)


async def test_an_unknown_record_answers_404_with_code_1002(billing: Billing) -> None:
    for path in (
        "/customers/1", "/customers/1/contactpersons", "/customers/903000000001000001/contactpersons/1",
        "/subscriptions/1", "/subscriptions/1/recentactivities", "/subscriptions/1/scheduledchanges", "/products/1",
        "/plans/none", "/addons/none", "/coupons/none", "/invoices/1", "/payments/1", "/events/1",
    ):  # fmt: skip
        assert refused(await billing.ask("GET", path)) == (404, 1002), path


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"text"', b"\xff"])
async def test_a_body_that_is_no_json_object_answers_400_with_code_1038(zoho: Zoho, body: bytes) -> None:
    answer = await zoho.ask("admin", "POST", CUSTOMERS, headers=ORGANIZATION, data=body)
    assert refused(answer) == (400, 1038)


async def test_every_answer_has_code_message_and_a_json_content_type(billing: Billing) -> None:
    answer = await billing.ask("GET", "/products")
    assert (answer.body["code"], answer.body["message"]) == (0, "success")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert headers["content-type"] == "application/json;charset=UTF-8"
