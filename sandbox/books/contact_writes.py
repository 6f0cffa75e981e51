"""Contacts as requests create, change or delete them."""

from sandbox.books import addresses, contact_persons, custom_fields, settings, values
from sandbox.books.operations import BooksRequest
from sandbox.books.refusals import duplicate, in_use, invalid, invalid_reference
from sandbox.books.values import Parser
from sandbox.store import Body, text_of

SALES = ("estimates", "salesorders", "invoices", "customerpayments", "creditnotes")
PARTIES = (*((module, "customer_id") for module in SALES), ("purchaseorders", "vendor_id"))
FIELDS: dict[str, Parser] = {
    "contact_name": values.text,
    "company_name": values.text,
    "contact_type": values.text,
    "customer_sub_type": values.text,
    "website": values.text,
    "language_code": values.text,
    "notes": values.text,
    "payment_terms": values.whole,
    "payment_terms_label": values.text,
    "owner_id": values.text,
    "facebook": values.text,
    "twitter": values.text,
    "track_1099": values.flag,
    "tax_id_type": values.text,
    "tax_id_value": values.text,
}


def written(request: BooksRequest, stored: Body) -> Body:
    """A contact after a POST or PUT."""
    sent = request.body
    body: Body = {"contact_type": "customer", "source": "api", "payment_terms_label": "Due on Receipt"}
    body |= {"company_name": "", "email": "", "phone": "", "primary_contact_id": ""}
    # Who sees only assigned customers would lose sight of a new one that is nobody's.
    body["owner_id"] = request.persona.books_id if request.role.segmented else ""
    body |= stored | values.parsed(FIELDS, sent) | custom_fields.written(custom_fields.OF_CONTACTS, sent, stored)
    if not body.get("contact_name"):
        raise invalid("contact_name")
    contact_persons.check(sent)
    if body["contact_type"] not in {"customer", "vendor"}:
        raise invalid("contact_type")
    if body["contact_name"] != stored.get("contact_name") and _named(request, body["contact_name"]):
        raise duplicate(f"The customer {body['contact_name']}")
    if "currency_id" in sent or not stored:
        currency = settings.BY_ID.get(values.text("currency_id", sent.get("currency_id", "460000000000097")))
        if currency is None:
            raise invalid_reference("Currency")
        body |= {key: currency[key] for key in ("currency_id", "currency_code", "currency_symbol")}
    for key in ("billing_address", "shipping_address"):
        held = body.get(key) or {"address_id": request.ledger.next_id()}
        body[key] = addresses.written(key, sent[key], held) if key in sent else held
    return body


def _named(request: BooksRequest, name: str) -> int:
    return request.ledger.count("contacts", [text_of("contact_name") == name])


def settle(request: BooksRequest, before: Body, after: Body) -> None:
    """A new contact's persons come with it and go with it."""
    if not before:
        for person in contact_persons.check(request.body):
            contact_persons.add(request, after, person)
    if not after:
        contact_persons.remove_all(request, before["contact_id"])


def guard(request: BooksRequest, body: Body) -> None:
    """A contact with transactions cannot be deleted."""
    if has_transactions(request, body["contact_id"]):
        raise in_use("This contact")


def has_transactions(request: BooksRequest, contact_id: str) -> bool:
    """Whether any document or payment is the contact's."""
    return any(request.ledger.count(module, [text_of(key) == contact_id]) for module, key in PARTIES)
