"""What estimates, orders, invoices and credit notes have in common, as the seed and as requests write them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlmodel import col

from sandbox.books import addresses, clock, line_items, settings, submissions, values
from sandbox.books.custom_fields import CustomField
from sandbox.books.modules import Renderer
from sandbox.books.operations import BooksRequest
from sandbox.books.values import Parser
from sandbox.company.documents import Document
from sandbox.store import Body, Record

FIELDS: dict[str, Parser] = {
    "date": values.day,
    "reference_number": values.text,
    "notes": values.text,
    "terms": values.text,
    "adjustment": values.number,
    "adjustment_description": values.text,
    "shipping_charge": values.number,
    "discount": values.discount,
    "is_discount_before_tax": values.flag,
    "is_inclusive_tax": values.flag,
    "exchange_rate": values.rate,
}
SALE_FIELDS = FIELDS | {
    "discount_type": values.level,
    "salesperson_id": values.text,
    "salesperson_name": values.at_most(200),
    "zcrm_potential_id": values.text,
    "zcrm_potential_name": values.text,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """One kind of document. `until` is the key of its last date, `price` the item's key of a line's usual rate."""

    module: str
    kind: str
    number: str
    prefix: str
    until: str
    line: Body
    party: Literal["customer", "vendor"] = "customer"
    price: str = "rate"
    fields: Mapping[str, Parser] = field(default_factory=dict[str, Parser])
    custom: tuple[CustomField, ...] = ()


def seeded_document(trade: Trade, document: Document, contact: Body) -> Body:
    """A document of the company's story; `contact` is its customer or vendor as Books has it."""
    rate = settings.rate_of(document.currency)
    lines = [line | _invoiced(document, line) for line in line_items.seeded_lines(document.lines, rate)]
    body: Body = {
        f"{trade.kind}_id": document.books_id,
        trade.number: document.name,
        "date": document.made_on.isoformat(),
        "created_date": clock.local_day(document.created_at).isoformat(),
        trade.until: document.until.isoformat(),
        "reference_number": document.reference,
        "notes": document.notes,
        "line_items": lines,
        "created_time": clock.stamp(document.created_at),
        "last_modified_time": clock.stamp(document.modified_at),
        "created_by_id": document.author.books_id,
        "created_by_name": document.author.full_name,
        "last_modified_by_id": document.author.books_id,
        **submissions.being(document.status),
        **party(trade, contact),
        **line_items.totals(lines, rate, {}),
        **submissions.seeded_submission(document),
    }
    if trade.party == "customer":
        body |= {"salesperson_id": document.salesperson.books_id, "salesperson_name": document.salesperson.full_name}
    if document.deal is not None:
        body |= {"zcrm_potential_id": document.deal.crm_id, "zcrm_potential_name": document.deal.name}
    return body


def _invoiced(document: Document, line: Body) -> Body:
    """How a line of an order and that of its invoice, which is the same in the story, know of each other."""
    if document.kind == "salesorder" and document.status == "invoiced":
        return {"is_invoiced": True}
    has_order = document.kind == "invoice" and document.source is not None
    return {"salesorder_item_id": line["line_item_id"]} if has_order else {}


def shaped(trade: Trade) -> Renderer:
    """The detail's lines with all their keys, the persons it goes to, and the customer's own address."""

    def shape(request: BooksRequest, body: Body, shown: Body) -> None:
        shown["line_items"] = [line_items.shown(line, trade.line) for line in body["line_items"]]
        shown["billing_address"] = addresses.of_document(body["billing_address"])
        if trade.party == "customer":
            shown["shipping_address"] = addresses.of_document(body["shipping_address"])
        persons = _persons_of(request, body)
        shown["contact_persons"] = [person["contact_person_id"] for person in persons]
        shown["contact_persons_associated"] = [_associated(person) for person in persons]
        if "contact_persons_details" in shown:
            shown["contact_persons_details"] = [_details(person) for person in persons]
        if "customer_default_billing_address" in shown:
            contact = request.ledger.body("contacts", body["customer_id"]) or {}
            shown["customer_default_billing_address"] = addresses.default_of_customer(
                contact.get("billing_address", {})
            )

    return shape


def party(trade: Trade, contact: Body) -> Body:
    """What a document takes over from its customer or vendor."""
    body = settings.currency_of(contact["currency_code"])
    body |= {
        f"{trade.party}_id": contact["contact_id"],
        f"{trade.party}_name": contact["contact_name"],
        "company_name": contact["company_name"],
        "billing_address": contact["billing_address"],
    }
    if trade.party == "customer":
        body |= {"email": contact["email"], "phone": contact["phone"], "shipping_address": contact["shipping_address"]}
        body["country"] = contact["billing_address"].get("country", "")
        body["crm_owner_id"] = contact.get("crm_owner_id", "")
        body["contact_persons"] = [contact["primary_contact_id"]] if contact.get("primary_contact_id") else []
    else:
        body["billing_address_id"] = contact["billing_address"]["address_id"]
    return body


def _persons_of(request: BooksRequest, body: Body) -> list[Body]:
    wanted = body.get("contact_persons", [])
    return request.ledger.bodies("contact_persons", [col(Record.id).in_(wanted)]) if wanted else []


def _associated(person: Body) -> Body:
    name = f"{person['first_name']} {person['last_name']}".strip()
    return {
        **{key: person[key] for key in ("contact_person_id", "first_name", "last_name", "phone", "mobile")},
        "contact_person_name": name,
        "contact_person_email": person["email"],
        "communication_preference": {
            "is_email_enabled": True,
            "is_sms_enabled": False,
            "is_whatsapp_enabled": False,
        },
    }


def _details(person: Body) -> Body:
    keys = ("contact_person_id", "salutation", "first_name", "last_name", "email", "phone", "mobile")
    return {**{key: person[key] for key in keys}, "is_primary_contact": person["is_primary_contact"]}
