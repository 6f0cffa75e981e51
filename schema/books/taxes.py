"""Taxes of Books, as the lines of documents name them."""

from decimal import Decimal

from domain.modules import books
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import upstream
from schema.shared.records import look_up
from schema.shared.tax_kinds import TaxKind


@look_up(books.TAXES)
class Tax(Node):
    """A tax that the organisation has set up in Books; `taxId` of a line takes its `recordId`."""

    name: str | None = upstream("tax_name", "Name of the tax.")
    percentage: Decimal | None = upstream("tax_percentage", "The tax in per cent.")
    kind: TaxKind | None = upstream("tax_type", "Whether it is one tax or a group.")
    is_default: bool | None = upstream("is_default_tax", "Whether new lines have it.")
    is_value_added: bool | None = upstream("is_value_added", "Whether it is a value-added tax.")
    authority_name: str | None = upstream("tax_authority_name", "Authority that the tax is paid to.")


TAXES = Listing(Tax)
