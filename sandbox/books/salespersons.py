"""Salespersons, as public client code asks for them: no page of Zoho Books has the address."""

from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.roles import Entity
from sandbox.people import PERSONAS
from sandbox.store import Body

ENTITY = Entity("salesperson", "setting")


def operations() -> list[Operation]:
    """List the salespersons, alike in every organisation."""
    return [Operation("GET", "/salespersons", "settings.READ", (ENTITY, "view"), _listed)]


def _listed(request: BooksRequest) -> BooksResponse:
    return success(data=sorted(_salespersons(), key=lambda row: str(row["salesperson_name"])))


def _salespersons() -> list[Body]:
    return [
        {
            "salesperson_id": persona.books_id,
            "salesperson_name": persona.full_name,
            "salesperson_email": persona.email,
            "is_active": True,
        }
        for persona in PERSONAS
        if persona.books
    ]
