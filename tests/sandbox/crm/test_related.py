"""Related records."""

import pytest

from tests.sandbox.crm.conftest import Crm, column, error


async def test_an_accounts_contacts_and_deals_are_its_own(crm: Crm) -> None:
    account = crm.company.accounts[2]
    contacts = await crm.get("sales", f"/Accounts/{account.crm_id}/Contacts", fields="Last_Name")
    assert set(column(contacts, "id")) == {each.crm_id for each in crm.company.contacts if each.account is account}
    deals = await crm.get("outsider", f"/Accounts/{account.crm_id}/Deals", fields="Deal_Name")
    assert set(column(deals, "id")) == {each.crm_id for each in crm.company.deals if each.account is account}
    assert deals.body["info"]["count"] == 3


async def test_a_contacts_deals_and_a_vendors_products_are_its_own(crm: Crm) -> None:
    contact = crm.company.deals[0].contact
    deals = await crm.get("sales", f"/Contacts/{contact.crm_id}/Deals", fields="Deal_Name")
    assert set(column(deals, "id")) == {each.crm_id for each in crm.company.deals if each.contact is contact}
    vendor = crm.company.products[0].vendor
    products = await crm.get("sales", f"/Vendors/{vendor.crm_id}/Products", fields="Product_Name")
    assert set(column(products, "id")) == {each.crm_id for each in crm.company.products if each.vendor is vendor}


async def test_a_deals_contact_roles_name_the_contact_and_the_role(crm: Crm) -> None:
    deal = crm.company.deals[0]
    answer = await crm.get("sales", f"/Deals/{deal.crm_id}/Contact_Roles", fields="Last_Name,Contact_Role")
    assert column(answer, "id") == [deal.contact.crm_id]
    assert answer.body["data"][0]["Contact_Role"]["name"] == "Decision Maker"
    plain = await crm.get("sales", f"/Deals/{deal.crm_id}/Contact_Roles", fields="Last_Name")
    assert set(plain.body["data"][0]) == {"Last_Name", "id"}


async def test_finance_documents_hang_on_accounts_deals_and_vendors(crm: Crm) -> None:
    invoice = next(each for each in crm.company.documents_of("invoice") if each.deal)
    order = crm.company.documents_of("purchaseorder")[0]
    subscription = crm.company.subscriptions[0]
    assert invoice.deal
    for path, id_ in (
        (f"/Accounts/{invoice.party.crm_id}/CustomModule5001", invoice.mirror_id),
        (f"/Deals/{invoice.deal.crm_id}/CustomModule5001", invoice.mirror_id),
        (f"/Vendors/{order.party.crm_id}/CustomModule5003", order.mirror_id),
        (f"/Accounts/{subscription.account.crm_id}/CustomModule5011", subscription.mirror_id),
    ):
        assert id_ in column(await crm.get("sales", path, fields="Name"), "id")


async def test_related_records_come_in_pages_too(crm: Crm) -> None:
    path = f"/Accounts/{crm.company.accounts[0].crm_id}/Deals"
    ids = column(await crm.get("sales", path, fields="id", sort_order="asc"), "id")
    first = await crm.get("sales", path, fields="id", sort_order="asc", per_page=2)
    given = first.body["info"]["next_page_token"]
    second = await crm.get("sales", path, fields="id", sort_order="asc", per_page=2, page_token=given)
    assert column(first, "id") + column(second, "id") == ids
    assert column(await crm.get("sales", path, fields="id", ids=ids[1]), "id") == [ids[1]]


async def test_related_fields_must_be_named(crm: Crm) -> None:
    refused = await crm.get("sales", f"/Accounts/{crm.company.accounts[0].crm_id}/Deals")
    assert error(refused) == (400, "REQUIRED_PARAM_MISSING", {"param_name": "fields"})


async def test_a_record_that_is_not_there_has_no_related_ones(crm: Crm) -> None:
    for id_ in ("4150868000001999999", "abc"):
        refused = await crm.get("sales", f"/Accounts/{id_}/Deals", fields="id")
        assert error(refused) == (400, "INVALID_DATA", {"resource_path_index": 1})


@pytest.mark.parametrize(
    ("persona", "relation"), [("sales", "Quotes"), ("outsider", "CustomModule5001"), ("restricted", "CustomModule5002")]
)
async def test_an_unknown_or_hidden_relation_is_refused(crm: Crm, persona: str, relation: str) -> None:
    refused = await crm.get(persona, f"/Accounts/{crm.company.accounts[0].crm_id}/{relation}", fields="id")
    assert error(refused) == (400, "INVALID_DATA", {"resource_path_index": 2})
    assert refused.body["message"] == "the relation name given seems to be invalid"


async def test_nothing_related_is_204(crm: Crm) -> None:
    lonely = next(account for account in crm.company.accounts if account.books_id is None)
    answer = await crm.get("sales", f"/Accounts/{lonely.crm_id}/CustomModule5001", fields="Name")
    assert (answer.status, answer.body) == (204, None)


async def test_related_rows_leave_out_what_the_profile_hides(crm: Crm) -> None:
    path = f"/Accounts/{crm.company.accounts[0].crm_id}/Deals"
    answer = await crm.get("restricted", path, fields="Stage,Amount")
    assert {tuple(row) for row in answer.body["data"]} == {("Stage", "id")}
