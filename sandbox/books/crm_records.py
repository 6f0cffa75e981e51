"""Accounts, contacts and vendors that were made in CRM after the seed, as the bodies of new Books contacts."""

from dataclasses import replace

from sandbox.books import contact_writes
from sandbox.books.contacts import CONTACTS
from sandbox.books.operations import BooksRequest
from sandbox.books.rest import store_new
from sandbox.people import PERSONAS
from sandbox.store import Body, text_at

PLACES = {"Street": "address", "City": "city", "State": "state", "Code": "zip", "Country": "country"}
PERSON = {
    "Salutation": "salutation",
    "First_Name": "first_name",
    "Last_Name": "last_name",
    "Email": "email",
    "Phone": "phone",
    "Mobile": "mobile",
    "Title": "designation",
    "Department": "department",
}


def record(request: BooksRequest, module: str, id_: str) -> Body | None:
    """The record as CRM has it now, or None."""
    return request.sandbox.store.body("crm", module, id_)


def customer(request: BooksRequest, account: Body) -> Body:
    """A new customer: the account, and its contacts as persons, the first one the primary one."""
    people = request.sandbox.store.bodies("crm", "Contacts", [text_at("Account_Name", "id") == account["id"]])
    sent: Body = {
        "contact_name": account["Account_Name"],
        "company_name": account["Account_Name"],
        "website": account.get("Website", ""),
        "billing_address": _address(account, "Billing_"),
        "shipping_address": _address(account, "Shipping_"),
        "contact_persons": [_person(each) for each in people],
    }
    contact_id = people[0]["id"] if people else ""
    return _new(request, account, sent, zcrm_account_id=account["id"], zcrm_contact_id=contact_id, is_crm_customer=True)


def customer_of_one(request: BooksRequest, contact: Body) -> Body:
    """A new customer of a contact without an account."""
    name = " ".join(contact[key] for key in ("First_Name", "Last_Name") if contact.get(key))
    sent: Body = {"contact_name": name, "contact_persons": [_person(contact)]}
    return _new(request, contact, sent, zcrm_contact_id=contact["id"], is_crm_customer=True)


def vendor(request: BooksRequest, source: Body) -> Body:
    """A new vendor."""
    sent: Body = {
        "contact_name": source["Vendor_Name"],
        "company_name": source["Vendor_Name"],
        "contact_type": "vendor",
        "website": source.get("Website", ""),
        "billing_address": _address({"Code": source.get("Zip_Code", ""), **source}, ""),
    }
    own = {"email": source.get("Email", ""), "phone": source.get("Phone", "")}
    return _new(request, source, sent, zcrm_vendor_id=source["id"], **own)


def _new(request: BooksRequest, source: Body, sent: Body, **links: object) -> Body:
    owner_id = source.get("Owner", {}).get("id", "")
    owner = next(
        (persona for persona in PERSONAS if persona.crm_id == owner_id and request.organization.has(persona)), None
    )
    importing = replace(request, body=sent)
    body = contact_writes.written(importing, {}) | links
    body |= {"source": "crm", "is_linked_with_zohocrm": True, "crm_owner_id": owner_id}
    if owner is not None:
        body["owner_id"] = owner.books_id
    return store_new(importing, CONTACTS, body)


def _address(source: Body, prefix: str) -> Body:
    return {name: source.get(f"{prefix}{key}") or "" for key, name in PLACES.items()}


def _person(contact: Body) -> Body:
    source = {name: contact.get(key) or "" for key, name in PERSON.items()}
    # CRM wants a last name, Books a first one.
    return source if source["first_name"] else source | {"first_name": source["last_name"], "last_name": ""}
