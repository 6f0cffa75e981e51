"""Payment terms, as public client code asks for them: no page of Zoho Books has the address."""

from sandbox.books.operations import BooksRequest, BooksResponse, Operation, success
from sandbox.books.roles import Entity
from sandbox.store import Body

ENTITY = Entity("paymentterms", "setting")


def _term(id_: str, label: str, days: int, *, default: bool = False) -> Body:
    return {
        "payment_terms_id": id_,
        "payment_terms_label": label,
        "payment_terms": days,
        "is_default": default,
    }


TERMS = (
    _term("460000000000601", "Due on Receipt", 0),
    _term("460000000000602", "Net 15", 15),
    _term("460000000000603", "Net 30", 30, default=True),
    _term("460000000000604", "Net 60", 60),
)


def operations() -> list[Operation]:
    """List the payment terms, alike in every organisation."""
    return [Operation("GET", "/settings/paymentterms", "settings.READ", (ENTITY, "view"), _listed)]


def _listed(request: BooksRequest) -> BooksResponse:
    return success(data={"payment_terms": list(TERMS)})
