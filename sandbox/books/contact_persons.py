"""The people at a contact (Zoho Books API v3, page "Contact Persons")."""

from sandbox.books import values
from sandbox.books.blanks import blanks
from sandbox.books.lists import list_answer
from sandbox.books.modules import BooksModule
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.refusals import empty_body, invalid, missing
from sandbox.books.roles import CONTACT
from sandbox.books.values import Parser
from sandbox.store import Body, text_of

FIELDS: dict[str, Parser] = dict.fromkeys(
    ("salutation", "first_name", "last_name", "email", "phone", "mobile", "skype", "designation", "department"),
    values.text,
)
# A contact shows its primary person's particulars as its own.
OWN = ("first_name", "last_name", "email", "phone", "mobile", "designation", "department")
_KEYS = blanks(
    text="contact_id contact_person_id salutation first_name last_name email phone mobile skype designation department",
    no="is_primary_contact is_added_in_portal",
    communication_preference={"is_sms_enabled": False, "is_whatsapp_enabled": False},
)
PERSONS = BooksModule(
    name="contact_persons",
    singular="contact_person",
    plural="contact_persons",
    id_key="contact_person_id",
    noun="Contact person",
    scope="contacts",
    entity=CONTACT,
    report="Contact Persons",
    detail=_KEYS,
    row={key: blank for key, blank in _KEYS.items() if key != "contact_id"},
    sorts=("first_name", "last_name", "email"),
    sort=("first_name", "A"),
    segment="contact_id",
)


def operations(contacts: BooksModule) -> list[Operation]:
    """Everything about contact persons; `contacts` decides which contacts are there for the user."""

    def listed(request: BooksRequest) -> BooksResponse:
        contact = contacts.existing(request, request.ids["id"])
        return list_answer(request, PERSONS, text_of("contact_id") == contact["contact_id"])

    def read(request: BooksRequest) -> BooksResponse:
        person = PERSONS.existing(request, request.ids["person_id"])
        if person["contact_id"] != request.ids["id"]:
            raise missing(PERSONS.noun)
        return success(contact_person=PERSONS.rendered_detail(request, person))

    def create(request: BooksRequest) -> BooksResponse:
        if not request.body:
            raise empty_body()
        contact = contacts.existing(request, values.text("contact_id", request.body.get("contact_id", "")))
        person = add(request, contact, request.body)
        location = f"/contacts/contactpersons/{person['contact_person_id']}"
        return BooksResponse(_answer(request, person, "The contactperson has been Created").body, 201, location)

    one = "/contacts/contactpersons/{person_id}"
    return [
        Operation("GET", "/contacts/{id}/contactpersons", "contacts.READ", (CONTACT, "view"), listed),
        Operation("GET", "/contacts/{id}/contactpersons/{person_id}", "contacts.READ", (CONTACT, "view"), read),
        Operation("POST", "/contacts/contactpersons", "contacts.CREATE", (CONTACT, "edit"), create),
        Operation("PUT", one, "contacts.UPDATE", (CONTACT, "edit"), _update),
        Operation("DELETE", one, "contacts.DELETE", (CONTACT, "edit"), _delete),
        Operation("POST", f"{one}/primary", "contacts.CREATE", (CONTACT, "edit"), _mark_primary),
    ]


def check(sent: Body) -> list[Body]:
    """The people in the body of a contact, each with the first name that it needs."""
    people = values.objects("contact_persons", sent.get("contact_persons", []))
    if not all(person.get("first_name") for person in people):
        raise invalid("first_name")
    return people


def add(request: BooksRequest, contact: Body, sent: Body) -> Body:
    """A new person at the contact; the first one is the primary one."""
    person = _KEYS | values.parsed(FIELDS, sent)
    person |= {"contact_person_id": request.ledger.next_id(), "contact_id": contact["contact_id"]}
    if not person["first_name"]:
        raise invalid("first_name")
    if not _persons_of(request, contact["contact_id"]) or sent.get("is_primary_contact") is True:
        return _make_primary(request, person)
    request.ledger.put(PERSONS.name, person["contact_person_id"], person)
    return person


def remove_all(request: BooksRequest, contact_id: str) -> None:
    """Delete the people of a contact that is gone."""
    for person in _persons_of(request, contact_id):
        request.ledger.remove(PERSONS.name, person["contact_person_id"])


def _update(request: BooksRequest) -> BooksResponse:
    if not request.body:
        raise empty_body()
    person = PERSONS.existing(request, request.ids["person_id"]) | values.parsed(FIELDS, request.body)
    if person["is_primary_contact"] or request.body.get("is_primary_contact") is True:
        person = _make_primary(request, person)
    request.ledger.put(PERSONS.name, person["contact_person_id"], person)
    return _answer(request, person, "The contactperson details has been updated.")


def _delete(request: BooksRequest) -> BooksResponse:
    person = PERSONS.existing(request, request.ids["person_id"])
    request.ledger.remove(PERSONS.name, person["contact_person_id"])
    if person["is_primary_contact"]:
        others = _persons_of(request, person["contact_id"])
        _make_primary(request, others[0] if others else _KEYS | {"contact_id": person["contact_id"]})
    return success("The contact person has been deleted.")


def _mark_primary(request: BooksRequest) -> BooksResponse:
    _make_primary(request, PERSONS.existing(request, request.ids["person_id"]))
    return success("This contact person has been marked as your primary contact person.")


def _make_primary(request: BooksRequest, person: Body) -> Body:
    """Give the contact the person's particulars, or none where the last person left."""
    contact_id = person["contact_id"]
    for other in _persons_of(request, contact_id):
        request.ledger.put(PERSONS.name, other["contact_person_id"], other | {"is_primary_contact": False})
    contact = request.ledger.body("contacts", contact_id) or {}
    contact |= {key: person[key] for key in OWN} | {"primary_contact_id": person["contact_person_id"]}
    request.ledger.put("contacts", contact_id, contact)
    if not person["contact_person_id"]:
        return person
    primary = person | {"is_primary_contact": True}
    request.ledger.put(PERSONS.name, person["contact_person_id"], primary)
    return primary


def _persons_of(request: BooksRequest, contact_id: str) -> list[Body]:
    return request.ledger.bodies(PERSONS.name, [text_of("contact_id") == contact_id])


def _answer(request: BooksRequest, person: Body, message: str) -> BooksResponse:
    # Writes answer a list of one, reads the object itself (Zoho Books API v3, page "Contact Persons").
    return success(message, contact_person=[PERSONS.rendered_detail(request, person)])
