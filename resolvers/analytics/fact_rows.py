"""The rows of a data set as one caller read them, without what is hidden from that caller."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

from domain.queries import Row
from resolvers.analytics.coverage import Gap, ReadCall

SUBSCRIPTION_COLUMNS = frozenset(
    {
        "subscription_id", "name", "status", "amount", "customer_id", "customer_name", "plan_name", "created_at",
        "activated_at", "current_term_starts_at", "current_term_ends_at", "last_billing_at", "next_billing_at",
        "expires_at", "interval", "interval_unit", "auto_collect", "created_time", "updated_time", "salesperson_name",
        "currency_code",
    }
)  # fmt: skip
# What only a single record and an event's payload have.
DETAIL_COLUMNS = frozenset(
    {
        "subscription_id", "status", "amount", "plan_name", "plan", "addons", "coupon", "product_name", "cancelled_at",
        "trial_starts_at", "trial_ends_at", "pause_date", "resume_date", "interval", "interval_unit", "currency_code",
        "updated_time", "exchange_rate",
    }
)  # fmt: skip


class Fact(Enum):
    """A part of a data set that a report may need; the value is the path that it is read from."""

    SUBSCRIPTIONS = "subscriptions"
    HISTORY = "events"
    RECORDS = "subscriptions/{id}"
    PRODUCTS = "plans"
    CUSTOMERS = "customers"
    OWNERS = "accounts"
    RATES = "settings"
    INVOICES = "invoices"
    PAYMENTS = "payments"
    BOOKS_INVOICES = "invoices of Books"
    ESTIMATES = "estimates"


@dataclass(frozen=True, slots=True)
class SubscriptionEvent:
    """An event of a subscription: `then` is the record at that time without what is hidden, None where it is unread."""

    event_id: str
    kind: str
    at: datetime
    then: Row | None = None


@dataclass(slots=True)
class FactRows:
    """What one caller has read so far. Times of day are told in `zone`, the organisation's; `home` is its currency.

    `events` are by id; `details` are single records of subscriptions, by id. `products` are by the names of their
    plans, `owners` by the ids of customers, `rates` by currency. `calls` and `gaps` are by what they are about: a later
    reading replaces them.
    """

    zone: ZoneInfo
    home: str | None
    subscriptions: dict[str, Row] = field(default_factory=dict[str, Row])
    details: dict[str, Row] = field(default_factory=dict[str, Row])
    events: dict[str, SubscriptionEvent] = field(default_factory=dict[str, SubscriptionEvent])
    invoices: dict[str, Row] = field(default_factory=dict[str, Row])
    payments: dict[str, Row] = field(default_factory=dict[str, Row])
    estimates: dict[str, Row] = field(default_factory=dict[str, Row])
    customers: dict[str, Row] = field(default_factory=dict[str, Row])
    owners: dict[str, str] = field(default_factory=dict[str, str])
    products: dict[str, str] = field(default_factory=dict[str, str])
    rates: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    calls: dict[Fact, dict[str, ReadCall]] = field(default_factory=dict["Fact", dict[str, ReadCall]])
    gaps: dict[Fact, Gap] = field(default_factory=dict["Fact", Gap])

    def __len__(self) -> int:
        """The number of rows."""
        kept = (self.subscriptions, self.details, self.invoices, self.payments, self.estimates, self.customers)
        return len(self.events) + sum(map(len, kept))

    def currencies(self) -> set[str]:
        """The currencies of all rows."""
        listed = (self.subscriptions, self.invoices, self.payments, self.estimates)
        return {str(row.get("currency_code") or self.home) for rows in listed for row in rows.values()}


def names_of(rows: FactRows | None, record: str) -> Row:
    """What a record is called, by the columns of proofs: nothing of a record that was not read or is hidden."""
    if rows is None:
        return {}
    row: Row = {}
    for kept in (rows.subscriptions, rows.invoices, rows.payments, rows.estimates):
        row = row or kept.get(record, {})
    named = {
        "customer_name": row.get("customer_name"),
        "plan_name": row.get("plan_name"),
        "number": row.get("number") or row.get("invoice_number"),
    }
    return {key: str(value) for key, value in named.items() if value}
