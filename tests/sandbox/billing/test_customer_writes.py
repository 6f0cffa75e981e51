"""Customers are created, changed, marked and deleted."""

from typing import Any

import pytest

from tests.sandbox.billing.conftest import Billing, refused

SENT: dict[str, Any] = {
    "display_name": "Nova Kliniek",
    "first_name": "Noor",
    "last_name": "Bakker",
    "email": "noor@nova.example",
    "currency_code": "USD",
    "billing_address": {"street": "Dam 1", "city": "Amsterdam"},
    "custom_fields": [{"label": "Segment", "value": "Small"}],
}


async def created(billing: Billing, **more: Any) -> dict[str, Any]:
    """A new customer as it was answered."""
    answer = await billing.post("/customers", {**SENT, **more})
    assert (answer.status, answer.body["message"]) == (201, "The customer has been created")
    return answer.body["customer"]


async def test_a_created_customer_is_kept_as_sent(billing: Billing) -> None:
    customer = await created(billing, zcrm_account_id="4150868000001000001", is_linked_with_zohocrm=True)
    assert customer == await billing.one(f"/customers/{customer['customer_id']}")
    assert {key: customer[key] for key in ("display_name", "email", "currency_code")} == {
        "display_name": "Nova Kliniek", "email": "noor@nova.example", "currency_code": "USD",
    }  # fmt: skip
    assert (customer["billing_address"]["street"], customer["billing_address"]["country"]) == ("Dam 1", "")
    assert customer["custom_fields"][0]["value"] == "Small"
    assert (customer["zcrm_account_id"], customer["is_linked_with_zohocrm"]) == ("", False)
    assert customer["created_time"].startswith("2026-10-01T")
    assert {"created_by", "created_by_id", "created_by_name"}.isdisjoint(customer)


async def test_a_created_customer_has_its_person_as_contact_person(billing: Billing) -> None:
    customer = await created(billing)
    [person] = await billing.rows(f"/customers/{customer['customer_id']}/contactpersons")
    assert (person["first_name"], person["email"]) == ("Noor", "noor@nova.example")
    assert person["contactperson_id"] == customer["primary_contactperson_id"]


async def test_a_display_name_is_all_that_a_customer_needs(billing: Billing) -> None:
    answer = await billing.post("/customers", {"display_name": "Alone"})
    assert (answer.status, answer.body["customer"]["currency_code"]) == (201, "EUR")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"display_name": None}, 2),
        ({"display_name": " "}, 4),
        ({"email": 5}, 2),
        ({"currency_code": "XXX"}, 2),
        ({"billing_address": "Dam 1"}, 2),
        ({"custom_fields": [{"label": "Colour", "value": "red"}]}, 2),
        ({"custom_fields": "Small"}, 2),
        ({"payment_terms": "soon"}, 2),
        ({"is_portal_enabled": "perhaps"}, 2),
    ],
)
async def test_what_a_customer_cannot_have_is_refused(billing: Billing, change: dict[str, Any], code: int) -> None:
    before = await billing.rows("/customers")
    assert refused(await billing.post("/customers", {**SENT, **change})) == (400, code)
    assert await billing.rows("/customers") == before


async def test_a_customer_without_a_name_is_refused(billing: Billing) -> None:
    assert refused(await billing.post("/customers", {"email": "noor@nova.example"})) == (400, 4)
    assert refused(await billing.post("/customers")) == (400, 4)


async def test_two_customers_cannot_have_one_name(billing: Billing) -> None:
    customer = await created(billing)
    assert refused(await billing.post("/customers", SENT)) == (400, 4)
    path = f"/customers/{customer['customer_id']}"
    assert (await billing.ask("PUT", path, json={"display_name": "Nova Kliniek"})).status == 200


async def test_an_update_changes_what_was_sent_and_leaves_the_rest(billing: Billing) -> None:
    customer = await created(billing)
    change = {"phone": "+31 20 1", "billing_address": {"city": "Utrecht"}, "zcrm_account_id": "1", "nonsense": True}
    answer = await billing.ask("PUT", f"/customers/{customer['customer_id']}", json=change)
    assert answer.body["message"] == "The customer details have been updated."
    after = answer.body["customer"]
    assert after["billing_address"] == {**customer["billing_address"], "city": "Utrecht"}
    assert after["phone"] == "+31 20 1"
    unchanged = customer.keys() - {"phone", "billing_address", "updated_time"}
    assert after.keys() == customer.keys()
    assert all(after[key] == customer[key] for key in unchanged)


async def test_a_new_name_shows_on_the_customers_subscriptions_invoices_and_payments(billing: Billing) -> None:
    [subscription, *_] = await billing.rows("/subscriptions", filter_by="SubscriptionStatus.LIVE")
    customer_id = subscription["customer_id"]
    await billing.ask("PUT", f"/customers/{customer_id}", json={"display_name": "Renamed", "email": "new@a.example"})
    for path in ("/subscriptions", "/invoices", "/payments"):
        rows = await billing.rows(path, customer_id=customer_id)
        assert {(row["customer_name"], row["email"]) for row in rows} == {("Renamed", "new@a.example")}
    detail = await billing.one(f"/subscriptions/{subscription['subscription_id']}")
    assert detail["customer"]["display_name"] == "Renamed"


async def test_a_customer_without_history_can_be_deleted(billing: Billing) -> None:
    customer = await created(billing)
    path = f"/customers/{customer['customer_id']}"
    answer = await billing.ask("DELETE", path)
    assert (answer.status, answer.body) == (200, {"code": 0, "message": "The customer has been deleted."})
    assert refused(await billing.ask("GET", path)) == (404, 1002)
    assert refused(await billing.ask("GET", f"{path}/contactpersons")) == (404, 1002)


async def test_a_customer_with_subscriptions_stays(billing: Billing) -> None:
    [row, *_] = await billing.rows("/customers")
    path = f"/customers/{row['customer_id']}"
    assert refused(await billing.ask("DELETE", path)) == (400, 1004)
    assert (await billing.ask("GET", path)).status == 200


async def test_only_a_customer_without_a_running_subscription_can_be_inactive(billing: Billing) -> None:
    customer = await created(billing)
    path = f"/customers/{customer['customer_id']}"
    answer = await billing.post(f"{path}/markasinactive")
    assert answer.body == {"code": 0, "message": "The customer has been marked as inactive."}
    assert (await billing.one(path))["status"] == "inactive"
    answer = await billing.post(f"{path}/markasactive")
    assert answer.body == {"code": 0, "message": "The customer has been marked as active."}
    assert (await billing.one(path))["status"] == "active"
    live = await billing.subscription_that_is("live")
    path = f"/customers/{live['customer']['customer_id']}"
    assert refused(await billing.post(f"{path}/markasinactive")) == (400, 4)
    assert (await billing.one(path))["status"] == "active"
