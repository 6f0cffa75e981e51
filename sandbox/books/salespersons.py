"""Salespersons, as public client code asks for them: no page of Zoho Books has the address."""

from collections.abc import Iterable

from sandbox.books import values
from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.refusals import invalid_reference
from sandbox.books.roles import Entity
from sandbox.people import PERSONAS, Persona
from sandbox.store import Body

ENTITY = Entity("salesperson", "setting")


def operations() -> list[Operation]:
    """List the salespersons, alike in every organisation."""
    return [Operation("GET", "/salespersons", "settings.READ", (ENTITY, "view"), _listed)]


def chosen(request: BooksRequest, sent: Body) -> Body:
    """The salesperson whom a document names by id, else by name: a new one where nobody has that name."""
    id_ = values.text("salesperson_id", sent.get("salesperson_id", ""))
    name = values.text("salesperson_name", sent.get("salesperson_name", ""))
    if not id_ and not name:
        return {}
    key, wanted = ("salesperson_id", id_) if id_ else ("salesperson_name", name)
    row = next((row for row in _salespersons(request, PERSONAS) if row[key] == wanted), None)
    if row is None:
        if id_:
            raise invalid_reference("Salesperson")
        row = _row(request.ledger.next_id(), name, "")
        request.ledger.put("salespersons", row["salesperson_id"], row)
    return {each: row[each] for each in ("salesperson_id", "salesperson_name")}


def _listed(request: BooksRequest) -> BooksResponse:
    rows = _salespersons(request, [persona for persona in PERSONAS if persona.books])
    return success(data=sorted(rows, key=lambda row: str(row["salesperson_name"])))


def _salespersons(request: BooksRequest, personas: Iterable[Persona]) -> list[Body]:
    later = request.ledger.bodies("salespersons")
    return [
        *(_row(persona.books_id, persona.full_name, persona.email) for persona in personas),
        *(_row(body["salesperson_id"], body["salesperson_name"], "") for body in later),
    ]


def _row(id_: str, name: str, email: str) -> Body:
    return {"salesperson_id": id_, "salesperson_name": name, "salesperson_email": email, "is_active": True}
