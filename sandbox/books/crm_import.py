"""CRM records taken over into Books (Zoho Books API v3, page "Zoho CRM Integration")."""

from collections.abc import Callable

from sandbox.books import contact_seed, crm_records, items
from sandbox.books.contacts import CONTACTS
from sandbox.books.items import ITEMS
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.refusals import missing
from sandbox.books.rest import store_new
from sandbox.books.roles import CONTACT, ITEM
from sandbox.company.entities import Account
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


def _account(request: BooksRequest) -> BooksResponse:
    return _account_named(request, request.ids["id"])


def _contact(request: BooksRequest) -> BooksResponse:
    contact_id = request.ids["id"]
    seeded = next((each for each in request.sandbox.company.contacts if each.crm_id == contact_id), None)
    if seeded is not None:
        return _customer(request, seeded.account)
    contact = _recorded(request, "Contacts", contact_id)
    account: Body = contact.get("Account_Name") or {}
    if account:
        return _account_named(request, account["id"])
    return _answered(
        request, CONTACTS, "zcrm_contact_id", contact_id, lambda: crm_records.customer_of_one(request, contact)
    )


def _account_named(request: BooksRequest, account_id: str) -> BooksResponse:
    seeded = next((each for each in request.sandbox.company.accounts if each.crm_id == account_id), None)
    if seeded is not None:
        return _customer(request, seeded)
    account = _recorded(request, "Accounts", account_id)
    return _answered(request, CONTACTS, "zcrm_account_id", account_id, lambda: crm_records.customer(request, account))


def _customer(request: BooksRequest, account: Account) -> BooksResponse:
    def make() -> Body:
        people = request.sandbox.company.contacts_of(account)
        contact_id = request.ledger.next_id()
        for person in people:
            request.ledger.put("contact_persons", person.books_person_id, contact_seed.person(person, contact_id))
        return contact_seed.customer(account, contact_id, people[0])

    return _imported(request, CONTACTS, "zcrm_account_id", account.crm_id, make)


def _vendor(request: BooksRequest) -> BooksResponse:
    vendor_id = request.ids["id"]
    seeded = next((each for each in request.sandbox.company.vendors if each.crm_id == vendor_id), None)
    if seeded is None:
        record = _recorded(request, "Vendors", vendor_id)
        return _answered(request, CONTACTS, "zcrm_vendor_id", vendor_id, lambda: crm_records.vendor(request, record))

    def make() -> Body:
        return contact_seed.vendor(seeded, request.ledger.next_id())

    return _imported(request, CONTACTS, "zcrm_vendor_id", vendor_id, make)


def _item(request: BooksRequest) -> BooksResponse:
    product = next((each for each in request.sandbox.company.products if each.crm_id == request.ids["id"]), None)
    if product is None:
        raise missing(NOUN)
    return _imported(request, ITEMS, "zcrm_product_id", product.crm_id, lambda: items.item_of(product))


def _imported(
    request: BooksRequest, module: BooksModule, link: str, crm_id: str, make: Callable[[], Body]
) -> BooksResponse:
    return _answered(request, module, link, crm_id, lambda: store_new(request, module, make()))


def _answered(
    request: BooksRequest, module: BooksModule, link: str, crm_id: str, stored: Callable[[], Body]
) -> BooksResponse:
    known = request.ledger.bodies(module.name, [text_of(link) == crm_id])
    body = known[0] if known else stored()
    return success(data={module.id_key: body[module.id_key]})


def _recorded(request: BooksRequest, module: str, crm_id: str) -> Body:
    record = crm_records.record(request, module, crm_id)
    if record is None:
        raise missing(NOUN)
    return record
