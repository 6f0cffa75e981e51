"""Facts that figures are computed from: phases of subscriptions, and the records beside them. None holds a figure."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Phase:
    """The days from `starts_on` to the day before `ends_on` in which a subscription had one status, plan and price.

    Amounts are what is billed for each interval for the plan and the recurring addons, before and after discounts.
    `starts_at` and `ends_at`, where they are known, put the days into the time zone of a definition. Before
    `known_from` the history of the subscription is not known. `sources` are ids of events, or `record`.
    """

    subscription_id: str
    customer_id: str
    status: str
    starts_on: date
    ends_on: date | None
    amount_gross: Decimal
    amount_net: Decimal
    interval: int
    interval_unit: str
    currency: str
    rate_to_base: Decimal = Decimal(1)
    plan: str | None = None
    product: str | None = None
    owner: str | None = None
    country: str | None = None
    salesperson: str | None = None
    channel: str | None = None
    end_cause: str | None = None
    known_from: date | None = None
    sources: str = "record"
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    renews_on: date | None = None


@dataclass(frozen=True, slots=True)
class InvoiceFact:
    """An invoice as it is now: its balance is what is still to be paid."""

    id: str
    customer_id: str
    issued_on: date
    due_on: date | None
    total: Decimal
    balance: Decimal
    status: str
    currency: str
    rate_to_base: Decimal = Decimal(1)
    subscription_id: str | None = None
    salesperson: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """A payment and what of it was refunded, on `refunded_on` or, where that is not known, on the day of payment."""

    id: str
    customer_id: str
    paid_on: date
    amount: Decimal
    refunded: Decimal
    currency: str
    rate_to_base: Decimal = Decimal(1)
    subscription_id: str | None = None
    refunded_on: date | None = None


@dataclass(frozen=True, slots=True)
class EstimateFact:
    """An estimate; `accepted` and `invoiced` are won, `declined` and `expired` are lost."""

    id: str
    customer_id: str
    issued_on: date
    total: Decimal
    status: str
    currency: str
    rate_to_base: Decimal = Decimal(1)
    salesperson: str | None = None


@dataclass(frozen=True, slots=True)
class EventFact:
    """An event of a subscription, as Billing's log has it."""

    id: str
    subscription_id: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DunningFact:
    """How often the payment of a subscription was tried again, and what the payment gateway answered."""

    subscription_id: str
    retries: int
    error_code: str | None = None
    message: str | None = None
