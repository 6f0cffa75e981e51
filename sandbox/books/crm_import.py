"""CRM records taken over into Books (Zoho Books API v3, page "Zoho CRM Integration")."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sandbox.books import contacts_told, items
from sandbox.books.contacts import CONTACTS
from sandbox.books.items import ITEMS
from sandbox.books.modules import Module
from sandbox.books.operations import Answer, Ask, Operation, success
from sandbox.books.refusals import missing
from sandbox.books.rest import store_new
from sandbox.company.shapes import Account
from sandbox.store import Body, text_of

T = TypeVar("T")


def operations() -> list[Operation]:
    """The four imports. One that was made before answers what it made."""
    return [
        Operation("POST", "/crm/account/{id}/import", "contacts.CREATE", ("contact", "create"), _account),
        Operation("POST", "/crm/contact/{id}/import", "contacts.CREATE", ("contact", "create"), _contact),
        Operation("POST", "/crm/vendor/{id}/import", "contacts.CREATE", ("contact", "create"), _vendor),
        Operation("POST", "/crm/item/{id}/import", "settings.CREATE", ("item", "create"), _item),
    ]


def _account(ask: Ask) -> Answer:
    return _customer(ask, _known(ask.sandbox.company.accounts, lambda account: account.crm_id == ask.ids["id"]))


def _contact(ask: Ask) -> Answer:
    person = _known(ask.sandbox.company.contacts, lambda contact: contact.crm_id == ask.ids["id"])
    return _customer(ask, person.account)


def _customer(ask: Ask, account: Account) -> Answer:
    def make() -> Body:
        people = ask.sandbox.company.contacts_of(account)
        contact_id = ask.ledger.next_id()
        for person in people:
            ask.ledger.put("contact_persons", person.books_person_id, contacts_told.person(person, contact_id))
        return contacts_told.customer(account, contact_id, people[0])

    return _imported(ask, CONTACTS, "zcrm_account_id", account.crm_id, make)


def _vendor(ask: Ask) -> Answer:
    vendor = _known(ask.sandbox.company.vendors, lambda vendor: vendor.crm_id == ask.ids["id"])

    def make() -> Body:
        return contacts_told.vendor(vendor, ask.ledger.next_id())

    return _imported(ask, CONTACTS, "zcrm_vendor_id", vendor.crm_id, make)


def _item(ask: Ask) -> Answer:
    product = _known(ask.sandbox.company.products, lambda product: product.crm_id == ask.ids["id"])
    return _imported(ask, ITEMS, "zcrm_product_id", product.crm_id, lambda: items.told(product))


def _imported(ask: Ask, module: Module, link: str, crm_id: str, make: Callable[[], Body]) -> Answer:
    known = ask.ledger.bodies(module.name, [text_of(link) == crm_id])
    body = known[0] if known else store_new(ask, module, make())
    return success(data={module.id_key: body[module.id_key]})


def _known(records: Sequence[T], wanted: Callable[[T], bool]) -> T:
    record = next((record for record in records if wanted(record)), None)
    if record is None:
        raise missing("CRM record")
    return record
