"""CRM records taken over into Books (Zoho Books API v3, page "Zoho CRM Integration")."""

from collections.abc import Callable

from sandbox.books import contacts_told, crm_records, items
from sandbox.books.contacts import CONTACTS
from sandbox.books.items import ITEMS
from sandbox.books.modules import Module
from sandbox.books.operations import Answer, Ask, Operation, success
from sandbox.books.refusals import missing
from sandbox.books.rest import store_new
from sandbox.books.roles import CONTACT, ITEM
from sandbox.company.shapes import Account
from sandbox.store import Body, text_of

NOUN = "CRM record"


def operations() -> list[Operation]:
    """The four imports. One that was made before answers what it made."""
    return [
        Operation("POST", "/crm/account/{id}/import", "contacts.CREATE", (CONTACT, "create"), _account),
        Operation("POST", "/crm/contact/{id}/import", "contacts.CREATE", (CONTACT, "create"), _contact),
        Operation("POST", "/crm/vendor/{id}/import", "contacts.CREATE", (CONTACT, "create"), _vendor),
        Operation("POST", "/crm/item/{id}/import", "settings.CREATE", (ITEM, "create"), _item),
    ]


def _account(ask: Ask) -> Answer:
    return _account_named(ask, ask.ids["id"])


def _contact(ask: Ask) -> Answer:
    contact_id = ask.ids["id"]
    seeded = next((each for each in ask.sandbox.company.contacts if each.crm_id == contact_id), None)
    if seeded is not None:
        return _customer(ask, seeded.account)
    contact = _recorded(ask, "Contacts", contact_id)
    account: Body = contact.get("Account_Name") or {}
    if account:
        return _account_named(ask, account["id"])
    return _answered(ask, CONTACTS, "zcrm_contact_id", contact_id, lambda: crm_records.customer_of_one(ask, contact))


def _account_named(ask: Ask, account_id: str) -> Answer:
    seeded = next((each for each in ask.sandbox.company.accounts if each.crm_id == account_id), None)
    if seeded is not None:
        return _customer(ask, seeded)
    account = _recorded(ask, "Accounts", account_id)
    return _answered(ask, CONTACTS, "zcrm_account_id", account_id, lambda: crm_records.customer(ask, account))


def _customer(ask: Ask, account: Account) -> Answer:
    def make() -> Body:
        people = ask.sandbox.company.contacts_of(account)
        contact_id = ask.ledger.next_id()
        for person in people:
            ask.ledger.put("contact_persons", person.books_person_id, contacts_told.person(person, contact_id))
        return contacts_told.customer(account, contact_id, people[0])

    return _imported(ask, CONTACTS, "zcrm_account_id", account.crm_id, make)


def _vendor(ask: Ask) -> Answer:
    vendor_id = ask.ids["id"]
    seeded = next((each for each in ask.sandbox.company.vendors if each.crm_id == vendor_id), None)
    if seeded is None:
        told = _recorded(ask, "Vendors", vendor_id)
        return _answered(ask, CONTACTS, "zcrm_vendor_id", vendor_id, lambda: crm_records.vendor(ask, told))

    def make() -> Body:
        return contacts_told.vendor(seeded, ask.ledger.next_id())

    return _imported(ask, CONTACTS, "zcrm_vendor_id", vendor_id, make)


def _item(ask: Ask) -> Answer:
    product = next((each for each in ask.sandbox.company.products if each.crm_id == ask.ids["id"]), None)
    if product is None:
        raise missing(NOUN)
    return _imported(ask, ITEMS, "zcrm_product_id", product.crm_id, lambda: items.told(product))


def _imported(ask: Ask, module: Module, link: str, crm_id: str, make: Callable[[], Body]) -> Answer:
    return _answered(ask, module, link, crm_id, lambda: store_new(ask, module, make()))


def _answered(ask: Ask, module: Module, link: str, crm_id: str, stored: Callable[[], Body]) -> Answer:
    known = ask.ledger.bodies(module.name, [text_of(link) == crm_id])
    body = known[0] if known else stored()
    return success(data={module.id_key: body[module.id_key]})


def _recorded(ask: Ask, module: str, crm_id: str) -> Body:
    record = crm_records.record(ask, module, crm_id)
    if record is None:
        raise missing(NOUN)
    return record
