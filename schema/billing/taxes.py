"""Taxes of Billing, as plans, addons and subscriptions name them."""

from decimal import Decimal

from domain.modules import billing
from schema.engine.declare.listings import Listing
from schema.engine.declare.nodes import Node
from schema.engine.declare.records import upstream
from schema.shared.records import look_up
from schema.shared.tax_kinds import TaxKind


@look_up(billing.TAXES)
class BillingTax(Node):
    """A tax that the organisation has set up in Billing."""

    name: str | None = upstream("tax_name", "Name of the tax.")
    percentage: Decimal | None = upstream(
        "tax_percentage", "The tax in per cent.", public="The rate of a tax is set by law."
    )
    kind: TaxKind | None = upstream("tax_type", "Whether it is one tax or a group.")
    is_default: bool | None = upstream("is_default_tax", "Whether new records have it.")
    authority_name: str | None = upstream("tax_authority_name", "Authority that the tax is paid to.")


BILLING_TAXES = Listing(BillingTax)
