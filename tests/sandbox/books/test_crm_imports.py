"""Books takes over what was made in CRM after the seed."""

from typing import Any

from tests.sandbox.books.conftest import Books


class TestImportsOfWhatCrmMadeAfterTheSeed:
    """The other products' records are in the same sandbox."""

    async def made(self, books: Books, module: str, persona: str = "admin", **fields: Any) -> str:
        answer = await books.zoho.ask(persona, "POST", f"/crm/v8/{module}", json={"data": [fields]})
        return answer.body["data"][0]["details"]["id"]

    async def imported(self, books: Books, kind: str, crm_id: str) -> dict[str, Any]:
        path = f"/crm/{kind}/{crm_id}/import"
        first, second = [await books.done("accountant", "POST", path) for _ in range(2)]
        assert first == second
        return await books.one(f"/contacts/{first['data']['contact_id']}")

    async def test_an_account_comes_with_its_contacts_its_addresses_and_its_owner(self, books: Books) -> None:
        place = {"Billing_Street": "Kai 1", "Billing_City": "Oslo", "Billing_Country": "Norway"}
        account = await self.made(books, "Accounts", Account_Name="Nordlys", Website="nordlys.example", **place)
        person = await self.made(
            books, "Contacts", Last_Name="Dahl", Email="d@nordlys.example", Account_Name={"id": account}
        )
        contact = await self.imported(books, "account", account)
        assert (contact["contact_name"], contact["contact_type"]) == ("Nordlys", "customer")
        assert (contact["zcrm_account_id"], contact["zcrm_contact_id"]) == (account, person)
        assert (contact["billing_address"]["city"], contact["email"]) == ("Oslo", "d@nordlys.example")
        assert contact["owner_id"] == "460000000000017001"
        assert contact["created_by_name"] == "Ana Castillo"
        (row,) = await books.rows("contacts", zcrm_account_id=account)
        assert row["contact_id"] == contact["contact_id"]
        assert (await self.imported(books, "contact", person))["contact_id"] == contact["contact_id"]

    async def test_a_contact_without_an_account_becomes_a_customer(self, books: Books) -> None:
        person = await self.made(books, "Contacts", First_Name="Eva", Last_Name="Lund", Email="eva@lund.example")
        contact = await self.imported(books, "contact", person)
        assert (contact["contact_name"], contact["zcrm_contact_id"]) == ("Eva Lund", person)

    async def test_a_vendor_is_imported_and_one_name_stands_once(self, books: Books) -> None:
        vendor = await self.made(books, "Vendors", Vendor_Name="Glasverk", Email="post@glasverk.example")
        contact = await self.imported(books, "vendor", vendor)
        assert (contact["contact_type"], contact["zcrm_vendor_id"]) == ("vendor", vendor)
        assert contact["email"] == "post@glasverk.example"
        again = await self.made(books, "Vendors", Vendor_Name="Glasverk")
        assert (await books.refused("accountant", "POST", f"/crm/vendor/{again}/import"))[:2] == (400, 4)
