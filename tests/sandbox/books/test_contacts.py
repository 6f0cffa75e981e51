"""Contacts, their people, and their ties to CRM."""

from typing import Any

import pytest

from tests.sandbox.books.conftest import OTHER_ORGANIZATION, Books

CUSTOMER, VENDOR = "460000000001000001", "460000000004000001"


async def test_a_customer_is_linked_with_its_crm_account(seed: Books) -> None:
    company = seed.zoho.sandbox.company
    for account in company.accounts[:5]:
        rows = await seed.rows("contacts", zcrm_account_id=account.crm_id)
        assert [row["contact_id"] for row in rows] == ([account.books_id] if account.books_id else [])
        if account.books_id is None:
            continue
        contact = await seed.one(f"/contacts/{account.books_id}")
        assert contact["contact_name"] == account.name
        assert (contact["zcrm_account_id"], contact["crm_owner_id"]) == (account.crm_id, account.owner.crm_id)
        assert contact["zcrm_contact_id"] == company.contacts_of(account)[0].crm_id
        assert (contact["owner_id"], contact["owner_name"]) == (account.assignee.books_id, account.assignee.full_name)
        assert (contact["is_crm_customer"], contact["is_linked_with_zohocrm"]) == (True, True)


async def test_a_customer_is_found_by_the_crm_contact_too(seed: Books) -> None:
    contact = await seed.one(f"/contacts/{CUSTOMER}")
    rows = await seed.rows("contacts", zcrm_contact_id=contact["zcrm_contact_id"])
    assert [row["contact_id"] for row in rows] == [CUSTOMER]
    assert rows[0]["is_linked_with_zohocrm"] is True
    assert "zcrm_account_id" not in rows[0]


async def test_a_vendor_is_linked_with_its_crm_vendor(seed: Books) -> None:
    vendor = seed.zoho.sandbox.company.vendors[0]
    rows = await seed.rows("contacts", zcrm_vendor_id=vendor.crm_id)
    assert [(row["contact_id"], row["contact_type"]) for row in rows] == [(vendor.books_id, "vendor")]
    contact = await seed.one(f"/contacts/{vendor.books_id}")
    assert (contact["zcrm_vendor_id"], contact["zcrm_account_id"]) == (vendor.crm_id, "")


async def test_a_contact_shows_its_primary_person_addresses_and_custom_fields(seed: Books) -> None:
    account = seed.zoho.sandbox.company.accounts[0]
    contact = await seed.one(f"/contacts/{CUSTOMER}")
    primary = next(person for person in contact["contact_persons"] if person["is_primary_contact"])
    assert contact["primary_contact_id"] == primary["contact_person_id"]
    assert [contact[key] for key in ("first_name", "email", "mobile")] == [
        primary[key] for key in ("first_name", "email", "mobile")
    ]
    assert contact["billing_address"]["city"] == account.billing.city
    assert contact["billing_address"]["address_id"] != contact["shipping_address"]["address_id"]
    assert {field["api_name"]: field["data_type"] for field in contact["custom_fields"]} == {
        "cf_region": "dropdown",
        "cf_newsletter": "check_box",
        "cf_customer_since": "date",
    }
    assert contact["custom_field_hash"]["cf_region"] == account.region
    assert contact["custom_field_hash"]["cf_customer_since_unformatted"] == "2025-03-30"
    assert contact["custom_field_hash"]["cf_customer_since"] == contact["created_date"] == "30 Mar 2025"
    row = (await seed.rows("contacts", contact_name=account.name))[0]
    assert (row["cf_region"], row["cf_newsletter"]) == (account.region, False)


async def test_a_vendor_always_has_addresses_even_an_empty_one(seed: Books) -> None:
    contact = await seed.one(f"/contacts/{VENDOR}")
    assert contact["shipping_address"]["address"] == ""
    assert contact["shipping_address"]["address_id"].isdigit()
    assert contact["contact_persons"] == []


async def test_balances_are_the_sums_of_what_is_open(seed: Books) -> None:
    invoices = await seed.rows("invoices", filter_by="Status.Unpaid")
    notes = await seed.rows("creditnotes", filter_by="Status.Open")
    for row in await seed.rows("contacts", contact_type="customer"):
        due = sum(invoice["balance"] for invoice in invoices if invoice["customer_id"] == row["contact_id"])
        credit = sum(note["balance"] for note in notes if note["customer_id"] == row["contact_id"])
        assert row["outstanding_receivable_amount"] == pytest.approx(due)
        assert row["unused_credits_receivable_amount"] == pytest.approx(credit)
        rate = {"EUR": 1, "USD": 0.92}[row["currency_code"]]
        assert row["outstanding_receivable_amount_bcy"] == pytest.approx(due * rate, abs=0.006)


class TestWriting:
    """Contacts are made, changed and deleted."""

    SENT: dict[str, Any] = {
        "contact_name": "Polar Glass",
        "company_name": "Polar Glass AS",
        "payment_terms": 15,
        "payment_terms_label": "Net 15",
        "currency_id": "460000000000099",
        "billing_address": {"address": "Storgata 1", "city": "Oslo", "country": "Norway"},
        "contact_persons": [
            {"first_name": "Kari", "last_name": "Berg", "email": "kari@polarglass.example"},
            {"first_name": "Nils", "email": "nils@polarglass.example"},
        ],
        "custom_fields": [{"api_name": "cf_region", "value": "North"}, {"api_name": "cf_newsletter", "value": True}],
    }

    async def made(self, books: Books) -> dict[str, Any]:
        return (await books.done("accountant", "POST", "/contacts", self.SENT))["contact"]

    async def test_a_contact_is_made_with_people_address_and_custom_fields(self, books: Books) -> None:
        answer = await books.ask("accountant", "POST", "/contacts", self.SENT)
        assert (answer.status, answer.body["message"]) == (201, "The contact has been added.")
        contact = answer.body["contact"]
        assert answer.headers["Location"] == f"/api/v3/contacts/{contact['contact_id']}"
        assert (contact["contact_type"], contact["currency_code"], contact["status"]) == ("customer", "USD", "active")
        assert (contact["first_name"], contact["email"]) == ("Kari", "kari@polarglass.example")
        assert [person["first_name"] for person in contact["contact_persons"]] == ["Kari", "Nils"]
        assert contact["billing_address"]["city"] == "Oslo"
        assert contact["custom_field_hash"]["cf_newsletter_unformatted"] is True
        assert (contact["created_by_name"], contact["is_linked_with_zohocrm"]) == ("Ana Castillo", False)
        assert (contact["payment_terms"], contact["has_transaction"]) == (15, False)

    async def test_an_update_changes_what_was_sent_and_nothing_else(self, books: Books) -> None:
        before = await self.made(books)
        path = f"/contacts/{before['contact_id']}"
        sent = {"notes": "Prefers mail", "billing_address": {"city": "Bergen"}}
        answer = await books.done("admin", "PUT", path, sent)
        assert answer["message"] == "Contact information has been saved."
        after = answer["contact"]
        changed = {key for key in after if after[key] != before[key]}
        assert changed <= {"notes", "billing_address", "last_modified_by_id", "last_modified_time"}
        assert (after["billing_address"]["city"], after["billing_address"]["address"]) == ("Bergen", "Storgata 1")
        assert after["last_modified_by_id"] == "460000000000017001"

    async def test_a_contact_without_transactions_is_deleted_with_its_people(self, books: Books) -> None:
        contact = await self.made(books)
        path = f"/contacts/{contact['contact_id']}"
        answer = await books.done("accountant", "DELETE", path)
        assert answer == {"code": 0, "message": "The customer has been deleted."}
        assert (await books.refused("accountant", "GET", path))[:2] == (404, 1002)
        person = contact["contact_persons"][0]["contact_person_id"]
        refusal = await books.refused("accountant", "PUT", f"/contacts/contactpersons/{person}", {"first_name": "K"})
        assert refusal[:2] == (404, 1002)

    @pytest.mark.parametrize("contact_id", [CUSTOMER, VENDOR])
    async def test_a_contact_with_transactions_is_not_deleted(self, books: Books, contact_id: str) -> None:
        assert (await books.refused("admin", "DELETE", f"/contacts/{contact_id}"))[:2] == (400, 36)
        assert (await books.one(f"/contacts/{contact_id}"))["has_transaction"] is True

    @pytest.mark.parametrize(
        ("sent", "refusal"),
        [
            ({"company_name": "No name"}, (400, 2, "Invalid value passed for contact_name")),
            ({"contact_name": "X", "contact_type": "friend"}, (400, 2, "Invalid value passed for contact_type")),
            ({"contact_name": "X", "payment_terms": "Net 15"}, (400, 2, "Invalid value passed for payment_terms")),
            ({"contact_name": "X", "payment_terms": 1.5}, (400, 2, "Invalid value passed for payment_terms")),
            ({"contact_name": "X", "currency_id": "1"}, (400, 6, "Currency does not exist.")),
            (
                {"contact_name": "X", "contact_persons": [{"email": "x@example.com"}]},
                (400, 2, "Invalid value passed for first_name"),
            ),
            ({"contact_name": "Aurora Optics"}, (400, 4, "The customer Aurora Optics already exists.")),
        ],
    )
    async def test_what_cannot_be_is_refused(
        self, books: Books, sent: dict[str, Any], refusal: tuple[int, int, str]
    ) -> None:
        before = await books.rows("contacts")
        assert await books.refused("admin", "POST", "/contacts", sent) == refusal
        assert await books.rows("contacts") == before

    async def test_a_new_customer_is_its_makers_where_only_assigned_ones_are_seen(self, books: Books) -> None:
        contact = (await books.done("assigned", "POST", "/contacts", self.SENT))["contact"]
        assert contact["owner_name"] == "Astrid Nilsen"
        assert await books.one(f"/contacts/{contact['contact_id']}", "assigned") == contact

    async def test_a_customer_is_assigned_by_its_owner(self, books: Books) -> None:
        path = f"/contacts/{CUSTOMER}"
        assert (await books.refused("assigned", "GET", path))[:2] == (404, 1002)
        await books.done("admin", "PUT", path, {"owner_id": "460000000000017006"})
        assert (await books.one(path, "assigned"))["owner_name"] == "Astrid Nilsen"


class TestPersons:
    """The people at a contact."""

    async def test_people_are_listed_and_read(self, seed: Books) -> None:
        answer = await seed.done("sales", "GET", f"/contacts/{CUSTOMER}/contactpersons")
        told = [person for person in seed.zoho.sandbox.company.contacts if person.account.books_id == CUSTOMER]
        assert {row["email"] for row in answer["contact_persons"]} == {person.email for person in told}
        assert answer["page_context"]["has_more_page"] is False
        row = answer["contact_persons"][0]
        path = f"/contacts/{CUSTOMER}/contactpersons/{row['contact_person_id']}"
        assert await seed.one(path) == {**row, "contact_id": CUSTOMER}
        elsewhere = f"/contacts/460000000001000002/contactpersons/{row['contact_person_id']}"
        assert (await seed.refused("sales", "GET", elsewhere))[:2] == (404, 1002)

    async def test_a_person_is_added_changed_made_primary_and_deleted(self, books: Books) -> None:
        sent = {"contact_id": CUSTOMER, "first_name": "Kari", "email": "kari@example.com"}
        answer = await books.ask("accountant", "POST", "/contacts/contactpersons", sent)
        assert (answer.status, answer.body["message"]) == (201, "The contactperson has been Created")
        person = answer.body["contact_person"][0]
        path = f"/contacts/contactpersons/{person['contact_person_id']}"
        assert answer.headers["Location"] == f"/api/v3{path}"
        assert person["is_primary_contact"] is False
        changed = await books.done("accountant", "PUT", path, {"last_name": "Berg"})
        assert changed["message"] == "The contactperson details has been updated."
        assert changed["contact_person"][0] == {**person, "last_name": "Berg"}
        marked = await books.done("accountant", "POST", f"{path}/primary")
        assert marked["message"] == "This contact person has been marked as your primary contact person."
        contact = await books.one(f"/contacts/{CUSTOMER}")
        assert (contact["last_name"], contact["email"]) == ("Berg", "kari@example.com")
        assert [p["first_name"] for p in contact["contact_persons"] if p["is_primary_contact"]] == ["Kari"]
        gone = await books.done("accountant", "DELETE", path)
        assert gone["message"] == "The contact person has been deleted."
        contact = await books.one(f"/contacts/{CUSTOMER}")
        assert contact["email"] != "kari@example.com"
        assert contact["primary_contact_id"] in {p["contact_person_id"] for p in contact["contact_persons"]}

    async def test_the_contact_follows_when_its_primary_person_changes(self, books: Books) -> None:
        contact = await books.one(f"/contacts/{CUSTOMER}")
        path = f"/contacts/contactpersons/{contact['primary_contact_id']}"
        await books.done("accountant", "PUT", path, {"email": "new@example.com"})
        assert (await books.one(f"/contacts/{CUSTOMER}"))["email"] == "new@example.com"

    async def test_a_contact_whose_last_person_leaves_has_none(self, books: Books) -> None:
        for person in (await books.one(f"/contacts/{CUSTOMER}"))["contact_persons"]:
            await books.done("accountant", "DELETE", f"/contacts/contactpersons/{person['contact_person_id']}")
        contact = await books.one(f"/contacts/{CUSTOMER}")
        assert (contact["contact_persons"], contact["email"], contact["primary_contact_id"]) == ([], "", "")

    @pytest.mark.parametrize(
        ("sent", "refusal"),
        [({}, (400, 11)), ({"contact_id": "1", "first_name": "K"}, (404, 1002)), ({"contact_id": CUSTOMER}, (400, 2))],
    )
    async def test_a_person_without_contact_or_name_is_refused(
        self, books: Books, sent: dict[str, Any], refusal: tuple[int, int]
    ) -> None:
        assert (await books.refused("accountant", "POST", "/contacts/contactpersons", sent))[:2] == refusal


class TestCrmImport:
    """CRM records are taken over; a second import answers what the first one made."""

    async def test_an_account_becomes_a_customer_once(self, books: Books) -> None:
        account = next(account for account in books.zoho.sandbox.company.accounts if account.books_id is None)
        path = f"/crm/account/{account.crm_id}/import"
        answer = await books.ask("accountant", "POST", path)
        assert (answer.status, set(answer.body)) == (200, {"code", "message", "data"})
        contact_id = answer.body["data"]["contact_id"]
        assert (await books.done("accountant", "POST", path))["data"] == {"contact_id": contact_id}
        rows = await books.rows("contacts", zcrm_account_id=account.crm_id)
        assert [row["contact_id"] for row in rows] == [contact_id]
        contact = await books.one(f"/contacts/{contact_id}")
        assert (contact["contact_name"], contact["created_by_name"]) == (account.name, "Ana Castillo")
        people = books.zoho.sandbox.company.contacts_of(account)
        assert {person["email"] for person in contact["contact_persons"]} == {person.email for person in people}
        assert contact["owner_id"] == account.assignee.books_id

    async def test_an_account_that_is_linked_answers_its_contact(self, books: Books) -> None:
        account = books.zoho.sandbox.company.accounts[0]
        answer = await books.done("accountant", "POST", f"/crm/account/{account.crm_id}/import")
        assert answer["data"] == {"contact_id": account.books_id}

    async def test_a_contact_brings_its_account(self, books: Books) -> None:
        person = next(person for person in books.zoho.sandbox.company.contacts if person.account.books_id is None)
        answer = await books.done("accountant", "POST", f"/crm/contact/{person.crm_id}/import")
        rows = await books.rows("contacts", zcrm_account_id=person.account.crm_id)
        assert [row["contact_id"] for row in rows] == [answer["data"]["contact_id"]]

    async def test_vendors_and_products_are_imported_where_they_are_not_yet(self, books: Books) -> None:
        company, there = books.zoho.sandbox.company, {"organization_id": OTHER_ORGANIZATION}
        vendor, product = company.vendors[0], company.products[0]
        known = await books.done("admin", "POST", f"/crm/vendor/{vendor.crm_id}/import")
        assert known["data"] == {"contact_id": vendor.books_id}
        known = await books.done("admin", "POST", f"/crm/item/{product.crm_id}/import")
        assert known["data"] == {"item_id": product.books_id}
        await books.done("admin", "POST", f"/crm/vendor/{vendor.crm_id}/import", **there)
        await books.done("admin", "POST", f"/crm/item/{product.crm_id}/import", **there)
        assert [row["contact_name"] for row in await books.rows("contacts", **there)] == [vendor.name]
        assert [row["zcrm_product_id"] for row in await books.rows("items", **there)] == [product.crm_id]

    @pytest.mark.parametrize("kind", ["account", "contact", "vendor", "item"])
    async def test_what_crm_does_not_know_is_not_imported(self, books: Books, kind: str) -> None:
        assert (await books.refused("admin", "POST", f"/crm/{kind}/1/import"))[:2] == (404, 1002)
