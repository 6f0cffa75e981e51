"""Payment terms of Books."""

from domain.modules import books
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import upstream
from schema.shared.records import look_up


@look_up(books.PAYMENT_TERMS)
class PaymentTerm(Node):
    """Payment terms that the organisation has set up in Books; `paymentTerms` of an invoice takes their `days`."""

    name: str | None = upstream("payment_terms_label", "The terms as documents show them, `Net 30`.")
    days: int | None = upstream("payment_terms", "Number of days until payment is due.")
    is_default: bool | None = upstream("is_default", "Whether new invoices have them.")


PAYMENT_TERMS = Listing(PaymentTerm)
