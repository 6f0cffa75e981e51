"""The facts of what is sold by subscription: the catalogue, subscriptions and what they were billed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sandbox.company.entities import Account, Contact, Deal
from sandbox.people import Persona


@dataclass(frozen=True, slots=True)
class BillingProduct:
    """A product line in Billing, under which plans stand."""

    billing_id: str
    name: str
    description: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class BillingPlan:
    """A plan, keyed by its code. `interval` counts `unit`s ("months", "years")."""

    code: str
    name: str
    price: Decimal
    interval: int
    unit: str
    trial_days: int
    setup_fee: Decimal
    product: BillingProduct
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Addon:
    """An addon, keyed by its code. `recurring` or bought once; `interval_unit` says "monthly" or "yearly"."""

    code: str
    name: str
    unit_name: str
    price: Decimal
    recurring: bool
    interval_unit: str
    product: BillingProduct
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon, keyed by its code. `discount` is a percentage or, when not `percent`, an amount."""

    code: str
    name: str
    percent: bool
    discount: Decimal
    kind: str
    redemptions: int
    max_redemptions: int
    expires_on: date | None
    status: str
    product: BillingProduct
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SubscriptionEvent:
    """One event in a subscription's life: what, when, and what was paid per interval from then on."""

    kind: str
    on: date
    plan: BillingPlan
    amount: Decimal


@dataclass(frozen=True, slots=True)
class BillingInvoice:
    """An invoice that a renewal made in Billing."""

    number: int
    billing_id: str
    name: str
    subscription_id: str
    account: Account
    made_on: date
    due_on: date
    status: str
    total: Decimal
    balance: Decimal
    plan: BillingPlan
    created_at: datetime


@dataclass(frozen=True, slots=True)
class BillingPayment:
    """A payment that Billing collected for one of its invoices."""

    number: int
    billing_id: str
    account: Account
    invoice: BillingInvoice
    paid_on: date
    mode: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription with its history. `deal` stands in the product only as `reference_id`, by our own convention."""

    number: int
    billing_id: str
    mirror_id: str
    account: Account
    contact: Contact
    deal: Deal | None
    plan: BillingPlan
    quantity: int
    addons: tuple[tuple[Addon, int], ...]
    coupon: Coupon | None
    amount: Decimal
    status: str
    auto_collect: bool
    salesperson: Persona
    started_on: date
    activated_on: date | None
    term_starts_on: date | None
    term_ends_on: date | None
    last_billed_on: date | None
    next_billing_on: date | None
    trial_ends_on: date | None
    cancelled_on: date | None
    expires_on: date | None
    paused_on: date | None
    history: tuple[SubscriptionEvent, ...]
    created_at: datetime
    modified_at: datetime
