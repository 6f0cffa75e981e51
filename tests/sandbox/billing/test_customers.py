"""Customers: poor rows, rich details, and the way from a CRM record to its customer."""

import pytest

from sandbox.company.entities import Account
from tests.sandbox.billing.conftest import Billing, refused

ONLY_IN_DETAIL = {
    "zcrm_account_id", "zcrm_contact_id", "is_linked_with_zohocrm", "billing_address", "shipping_address",
    "custom_fields", "status", "notes", "currency_id", "primary_contactperson_id",
}  # fmt: skip


def account_in(billing: Billing) -> Account:
    """The first account that subscribes."""
    return next(account for account in billing.zoho.sandbox.company.accounts if account.billing_id)


async def test_the_list_holds_every_account_that_subscribes_and_no_other(billing: Billing) -> None:
    accounts = billing.zoho.sandbox.company.accounts
    listed = {row["customer_id"] for row in await billing.rows("/customers")}
    assert listed == {account.billing_id for account in accounts if account.billing_id}
    assert len(listed) < len(accounts)


async def test_a_row_lacks_the_crm_links_that_the_detail_has(billing: Billing) -> None:
    account = account_in(billing)
    row = next(row for row in await billing.rows("/customers") if row["customer_id"] == account.billing_id)
    detail = await billing.one(f"/customers/{account.billing_id}")
    assert not row.keys() & ONLY_IN_DETAIL
    assert detail.keys() >= ONLY_IN_DETAIL
    primary = billing.zoho.sandbox.company.contacts_of(account)[0]
    assert (detail["zcrm_account_id"], detail["zcrm_contact_id"]) == (account.crm_id, primary.crm_id)
    assert detail["is_linked_with_zohocrm"] is True
    assert detail["primary_contactperson_id"] == primary.billing_person_id
    assert detail["email"] == row["email"] == primary.email


async def test_some_keys_stand_in_the_row_alone(billing: Billing) -> None:
    [row, *_] = await billing.rows("/customers")
    detail = await billing.one(f"/customers/{row['customer_id']}")
    assert row.keys() - detail.keys() == {"is_gapps_customer", "has_attachment"}
    assert not any(key.startswith("_") for key in detail)


async def test_what_a_customer_owes_is_the_balance_of_its_invoices(billing: Billing) -> None:
    owed = 0.0
    for customer in await billing.rows("/customers"):
        invoices = await billing.rows("/invoices", customer_id=customer["customer_id"])
        assert customer["outstanding"] == pytest.approx(sum(invoice["balance"] for invoice in invoices))
        owed += customer["outstanding"]
    assert owed > 0


async def test_a_customer_has_a_segment_as_custom_field(billing: Billing) -> None:
    account = account_in(billing)
    [field] = (await billing.one(f"/customers/{account.billing_id}"))["custom_fields"]
    expected = "Enterprise" if account.employees >= 1000 else "Mid-market" if account.employees >= 200 else "Small"
    assert field == {"index": 1, "label": "Segment", "value": expected, "data_type": "dropdown"}


async def test_times_carry_an_offset_without_a_colon(billing: Billing) -> None:
    account = account_in(billing)
    detail = await billing.one(f"/customers/{account.billing_id}")
    assert detail["created_time"][19:] in {"+0100", "+0200"}
    assert len(detail["created_time"]) == len("2026-10-01T09:30:00+0200")


async def test_a_customer_is_found_by_its_crm_account_and_by_its_crm_contact(billing: Billing) -> None:
    account = account_in(billing)
    primary = billing.zoho.sandbox.company.contacts_of(account)[0]
    for kind, crm_id in (("zcrm_account_id", account.crm_id), ("zcrm_contact_id", primary.crm_id)):
        found = await billing.one(f"/customers/reference/{crm_id}", reference_id_type=kind)
        assert found == await billing.one(f"/customers/{account.billing_id}")


async def test_the_kind_of_the_crm_record_is_part_of_the_look_up(billing: Billing) -> None:
    path = f"/customers/reference/{account_in(billing).crm_id}"
    assert refused(await billing.ask("GET", path, reference_id_type="zcrm_contact_id")) == (404, 1002)
    assert refused(await billing.ask("GET", path, reference_id_type="crm")) == (400, 2)
    assert refused(await billing.ask("GET", path)) == (400, 4)


async def test_an_account_that_does_not_subscribe_has_no_customer(billing: Billing) -> None:
    account = next(account for account in billing.zoho.sandbox.company.accounts if not account.billing_id)
    path = f"/customers/reference/{account.crm_id}"
    assert refused(await billing.ask("GET", path, reference_id_type="zcrm_account_id")) == (404, 1002)


async def test_the_status_filters_divide_the_customers(billing: Billing) -> None:
    created = await billing.post("/customers", {"display_name": "Unlinked", "is_portal_enabled": True})
    new = created.body["customer"]["customer_id"]
    await billing.post(f"/customers/{new}/markasinactive")
    everybody = {row["customer_id"] for row in await billing.rows("/customers", filter_by="Status.All")}
    assert everybody == {row["customer_id"] for row in await billing.rows("/customers")}

    async def having(name: str) -> set[str]:
        return {row["customer_id"] for row in await billing.rows("/customers", filter_by=f"Status.{name}")}

    assert await having("Inactive") == {new} == everybody - await having("Active")
    assert await having("NonSubscribers") == {new} == everybody - await having("Crm")
    assert await having("Gapps") == set()
    portal = await having("PortalEnabled")
    assert new in portal
    assert portal < everybody
    assert await having("PortalDisabled") == everybody - portal


async def test_contact_persons_are_the_people_at_the_account(billing: Billing) -> None:
    account = account_in(billing)
    people = billing.zoho.sandbox.company.contacts_of(account)
    rows = await billing.rows(f"/customers/{account.billing_id}/contactpersons")
    assert [row["contactperson_id"] for row in rows] == [person.billing_person_id for person in people]
    assert rows[0].keys() == {"contactperson_id", "first_name", "last_name", "email", "mobile", "phone"}
    detail = await billing.one(f"/customers/{account.billing_id}/contactpersons/{people[0].billing_person_id}")
    assert detail.items() >= rows[0].items()
    assert detail.keys() - rows[0].keys() == {"fax", "customer_id", "created_time", "updated_time"}


async def test_a_contact_person_of_somebody_else_is_not_found(billing: Billing) -> None:
    account = account_in(billing)
    other = next(
        person for person in billing.zoho.sandbox.company.contacts
        if person.account.billing_id not in {None, account.billing_id}
    )  # fmt: skip
    path = f"/customers/{account.billing_id}/contactpersons/{other.billing_person_id}"
    assert refused(await billing.ask("GET", path)) == (404, 1002)
