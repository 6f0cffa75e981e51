"""Inputs for the steps of subscriptions, and for what is charged on them once."""

from datetime import date
from decimal import Decimal
from enum import Enum

import strawberry

from schema.engine.declare.inputs import sent
from schema.shared.inputs import Changing


@strawberry.enum(description="When a subscription ends.")
class CancelWhen(Enum):
    """Billing's `cancel_at_end`."""

    NOW = strawberry.enum_value("cancel", description="At once.")
    TERM_END = strawberry.enum_value(
        "cancel_at_term_end", description="At the end of its term; until then it can be reactivated."
    )


@strawberry.input(description="A subscription to cancel.")
class CancelBillingSubscriptionInput(Changing):
    """A subscription to cancel."""

    when: CancelWhen = strawberry.field(description="When it ends.")


@strawberry.input(description="A subscription whose cancellation is revoked before its term ends.")
class ReactivateBillingSubscriptionInput(Changing):
    """A subscription to reactivate."""


@strawberry.input(description="A subscription to pause: until it is resumed there are no renewals and no invoices.")
class PauseBillingSubscriptionInput(Changing):
    """A subscription to pause."""

    pauses_on: date | None = sent("pause_date", "When the pause begins; today if omitted.", shows="pausedOn")
    resumes_on: date | None = sent("resume_date", "When it is resumed by itself; never if omitted.")


@strawberry.input(description="A paused subscription to resume.")
class ResumeBillingSubscriptionInput(Changing):
    """A subscription to resume."""


@strawberry.input(description="A subscription whose next billing is postponed, which extends its term.")
class PostponeBillingSubscriptionInput(Changing):
    """A subscription whose renewal is postponed."""

    renews_on: date = sent(
        "renewal_at", "When it is billed next; later than it is now.", shows="nextBillingOn", settles="termEndsOn"
    )


@strawberry.input(description="A subscription whose card is removed; it is no longer charged automatically.")
class RemoveBillingSubscriptionCardInput(Changing):
    """A subscription whose card is removed."""


@strawberry.input(description="An amount to charge once on a subscription.")
class ChargeBillingSubscriptionInput(Changing):
    """A charge."""

    amount: Decimal = sent("amount", "The amount, in the customer's currency.", shows="total", needed=True)
    description: str | None = sent("description", "What it is for; it stands on the invoice.", shows="items")


@strawberry.input(description="An addon to buy once.")
class OneTimeAddonInput:
    """One addon."""

    code: str = sent("addon_code", "The addon's code.", needed=True)
    quantity: int | None = sent("quantity", "Quantity; 1 if omitted.", needed=True, least=1)
    price: Decimal | None = sent("price", "Price of one; that of the catalogue if omitted.", needed=True)


@strawberry.input(description="One-time addons to buy for a subscription.")
class BuyBillingAddonsInput(Changing):
    """Addons to buy."""

    addons: list[OneTimeAddonInput] = sent("addons", "The addons.", shows="items", of="BillingInvoiceItem", needed=True)
    coupon_code: str | None = sent("coupon_code", "Code of a coupon to redeem.", shows="total")
