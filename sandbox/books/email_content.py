"""What the mail with a document says: the templates, and `GET /{module}/{id}/email` (Zoho Books API v3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from sandbox.books import clock
from sandbox.books.documents import Trade
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest
from sandbox.books.refusals import invalid
from sandbox.outbox import ORGANIZATION, SenderAddress, addresses_of
from sandbox.store import Body, text_of

PERSON = ("contact_person_id", "salutation", "first_name", "last_name", "email", "phone", "mobile")


@dataclass(frozen=True, slots=True)
class Template:
    """A mail with places for what the document says; the body is HTML."""

    template_id: str
    name: str
    subject: str
    body: str


TEMPLATES = (
    Template(
        "460000000019001",
        "Default",
        "{noun} from {sender} ({noun} #: {number})",
        "Dear {party},<br><br>please find the {word} {number} attached.<br><br>"
        "Date: {date}<br>Amount: {total}<br><br>Regards<br>{author}<br>{sender}",
    ),
    Template(
        "460000000019002",
        "Short",
        "{number} over {total}",
        "Hello {party},<br><br>here is our {word} {number} of {date} over {total}.<br><br>{author}",
    ),
)


def template_asked(request: BooksRequest) -> Template:
    """The template that the request names, the default one where it names none."""
    asked = request.params.get("email_template_id", "") or TEMPLATES[0].template_id
    template = next((template for template in TEMPLATES if template.template_id == asked), None)
    if template is None:
        raise invalid("email_template_id")
    return template


def filled(
    request: BooksRequest, module: BooksModule, trade: Trade, record: Body, template: Template
) -> tuple[str, str]:
    """Subject and body of the mail with the record; in the body what the record says stands as text, not as HTML."""
    says = {
        "noun": module.noun,
        "word": module.noun.lower(),
        "number": record[trade.number],
        "party": record[f"{trade.party}_name"],
        "date": clock.written_day(record["date"]),
        "total": f"{record['currency_code']} {record['total']:,.2f}",
        "author": request.persona.full_name,
        "sender": request.organization.name,
    }
    return template.subject.format_map(says), template.body.format_map(_escaped(says))


def senders(request: BooksRequest) -> list[SenderAddress]:
    """The addresses that the user may write from: the own verified ones, the default first, and the organisation's."""
    return [*(address for address in addresses_of(request.persona) if address.verified), ORGANIZATION]


def recipients(request: BooksRequest, trade: Trade, record: Body) -> list[Body]:
    """The persons of the document's contact, those selected whom it goes to; without any, the contact's own address."""
    contact_id = record[f"{trade.party}_id"]
    persons = request.ledger.bodies("contact_persons", [text_of("contact_id") == contact_id])
    if not persons:
        contact = request.ledger.body("contacts", contact_id) or {}
        return [{key: contact.get(key, "") for key in PERSON} | {"contact_person_id": "", "selected": True}]
    chosen = record.get("contact_persons", [])
    return [
        {key: person[key] for key in PERSON} | {"selected": person["contact_person_id"] in chosen} for person in persons
    ]


def basic(request: BooksRequest, module: BooksModule, trade: Trade, record: Body) -> Body:
    """The members that the mail of every document has, as estimates show them."""
    template = template_asked(request)
    subject, body = filled(request, module, trade, record, template)
    return {
        "subject": subject,
        "body": body,
        "file_name": file_name(trade, record),
        "customer_id": record[f"{trade.party}_id"],
        "error_list": [],
        "emailtemplates": [
            {"selected": each is template, "name": each.name, "email_template_id": each.template_id}
            for each in TEMPLATES
        ],
        "to_contacts": recipients(request, trade, record),
        "from_emails": [
            {"user_name": address.name, "email": address.email, "selected": address.default}
            for address in senders(request)
        ],
    }


def full(request: BooksRequest, module: BooksModule, trade: Trade, record: Body) -> Body:
    """The members that stand under `data` for orders and invoices."""
    content, addresses = basic(request, module, trade, record), senders(request)
    from_emails = [
        row | {"organization_contact_id": address.address_id, "is_org_email_id": address is ORGANIZATION}
        for row, address in zip(content["from_emails"], addresses, strict=True)
    ]
    return content | {
        "from_emails": from_emails,
        "from_email": addresses[0].email,
        "from_address": addresses[0].address_id,
        "to_mails_str": ",".join(each["email"] for each in content["to_contacts"] if each["selected"]),
        "cc_mails_list": [],
        "cc_mails_str": "",
        "bcc_mails": [],
        "bcc_mails_str": "",
        "attach_pdf": True,
        "entity_id": record[module.id_key],
        "customer_name": record[f"{trade.party}_name"],
        "file_name_without_extension": record[trade.number],
        "attachment_name": record.get("attachment_name", ""),
        "documents": [],
        "emailtemplate_documents": [],
        "deprecated_placeholders_used": [],
    }


def file_name(trade: Trade, record: Body) -> str:
    """What the document's PDF is called."""
    return f"{record[trade.number]}.pdf"


def _escaped(says: Mapping[str, str]) -> Mapping[str, str]:
    return {key: escape(value) for key, value in says.items()}
