"""Salespersons of Books, whom documents for customers name."""

from domain.modules import books
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import upstream
from schema.shared.records import look_up


@look_up(books.SALESPERSONS)
class Salesperson(Node):
    """A salesperson whom the organisation has set up in Books; `salesperson` of a document takes the `name`."""

    name: str | None = upstream("salesperson_name", "Name of the salesperson.")
    email: str | None = upstream("salesperson_email", "E-mail address.", same_as="User.email")
    is_active: bool | None = upstream("is_active", "Whether new documents can name the salesperson.")


SALESPERSONS = Listing(Salesperson)
