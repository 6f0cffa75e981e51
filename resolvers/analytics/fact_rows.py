"""The rows of a data set as one caller read them, without what is hidden from that caller."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

import msgspec

from domain.queries import Position, Row
from resolvers.analytics.coverage import Gap, ReadCall
from resolvers.analytics.row_tables import PackedRows, RowTable

# What an event takes in memory beside the record of then.
BYTES_OF_EVENT = 400

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
    DECLINED = "payments/{id}"
    BOOKS_INVOICES = "invoices of Books"
    ESTIMATES = "estimates"


# The names of the lists that are walked by pages.
LISTS: Mapping[Fact, str] = {
    Fact.SUBSCRIPTIONS: "subscriptions",
    Fact.INVOICES: "invoices",
    Fact.PAYMENTS: "payments",
    Fact.BOOKS_INVOICES: "invoices",
    Fact.ESTIMATES: "estimates",
}


@dataclass(frozen=True, slots=True)
class SubscriptionEvent:
    """An event of a subscription. Once it was read, `packed` has the record at that time without what is hidden.

    `subscription` is the id of that record, None where the event was not read or is about something else.
    """

    event_id: str
    kind: str
    at: datetime
    subscription: str | None = None
    packed: bytes | None = None

    @property
    def then(self) -> Row | None:
        """The record at that time, None where it is unread."""
        return None if self.packed is None else msgspec.json.decode(self.packed)

    def read(self, then: Row) -> "SubscriptionEvent":
        """The event with the record at that time."""
        id_ = then.get("subscription_id")
        return replace(self, subscription=None if id_ is None else str(id_), packed=msgspec.json.encode(then))


@dataclass(slots=True)
class BegunList:
    """A list of which some pages were read: the rows, and the position before the last page, which is read again.

    What moved up by less than a page since is therefore not missed. `calls` are those that read it.
    """

    rows: RowTable
    pages: int
    after: Position | None
    read_at: datetime
    began_at: datetime
    calls: dict[str, ReadCall] = field(default_factory=dict[str, ReadCall])


@dataclass(slots=True)
class FactRows:
    """What one caller has read so far. Times of day are told in `zone`, the organisation's; `home` is its currency.

    `events` are those, by id, that tell something of a subscription, and `oldest_event` is the instant of the oldest of
    all. `details` are single records of subscriptions, by id, and `declined` single payments. `products` are by the
    names of their plans, `owners` by the ids of customers, `rates` by currency: those in `rated` were looked for.
    `begun` are lists that calls did not suffice for, and `event_pages` the pages of events of such a reading, which
    ends at `known_events`, the newest ones of the reading before; `newest_events` are its own. `calls` and `gaps` are
    by what they are about: a later reading replaces them.

    `read` are the parts of which this token was given something. `offered` are rows that an earlier token of the same
    person read with the same rights: each part counts only once this token was given something of it. Where rows are
    kept beyond the token, `began` has when the last reading of a list began, and `whole_since` that of the whole list.
    """

    zone: ZoneInfo
    home: str | None
    subscriptions: RowTable = field(default_factory=lambda: RowTable("subscription_id"))
    details: PackedRows = field(default_factory=PackedRows)
    events: dict[str, SubscriptionEvent] = field(default_factory=dict[str, SubscriptionEvent])
    invoices: RowTable = field(default_factory=lambda: RowTable("invoice_id"))
    payments: RowTable = field(default_factory=lambda: RowTable("payment_id"))
    estimates: RowTable = field(default_factory=lambda: RowTable("estimate_id"))
    declined: PackedRows = field(default_factory=PackedRows)
    customers: PackedRows = field(default_factory=PackedRows)
    owners: dict[str, str] = field(default_factory=dict[str, str])
    products: dict[str, str] = field(default_factory=dict[str, str])
    rates: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    event_pages: int = 0
    oldest_event: datetime | None = None
    known_events: frozenset[str] = frozenset()
    newest_events: frozenset[str] = frozenset()
    begun: dict[Fact, BegunList] = field(default_factory=dict["Fact", BegunList])
    rated: set[str] = field(default_factory=set[str])
    calls: dict[Fact, dict[str, ReadCall]] = field(default_factory=dict["Fact", dict[str, ReadCall]])
    gaps: dict[Fact, Gap] = field(default_factory=dict["Fact", Gap])
    read: set[Fact] = field(default_factory=set["Fact"])
    is_kept: bool = False
    began: dict[Fact, datetime] = field(default_factory=dict["Fact", datetime])
    whole_since: dict[Fact, datetime] = field(default_factory=dict["Fact", datetime])
    offered: "FactRows | None" = None

    def offered_of(self, fact: Fact) -> "FactRows | None":
        """The rows that are offered, as long as this token was given nothing of a part."""
        return None if fact in self.read else self.offered

    @property
    def size(self) -> int:
        """The bytes that the rows take in memory."""
        tables = (self.subscriptions, self.invoices, self.payments, self.estimates)
        singles = (self.details, self.customers, self.declined)
        begun = [each.rows for each in self.begun.values() if each.rows not in tables]
        of_events = sum(BYTES_OF_EVENT + len(event.packed or b"") for event in self.events.values())
        offered = 0 if self.offered is None else self.offered.size
        return sum(each.size for each in (*tables, *begun, *singles)) + of_events + offered

    def currencies(self) -> set[str]:
        """The currencies of all rows."""
        listed = (self.subscriptions, self.invoices, self.payments, self.estimates)
        return {str(currency or self.home) for rows in listed for currency in rows.currencies}


def names_of(rows: FactRows | None, records: Collection[str]) -> dict[str, Row]:
    """What records are called, by id and by the columns of proofs: nothing of one that was not read or is hidden."""
    names: dict[str, Row] = {}
    for table in () if rows is None else (rows.subscriptions, rows.invoices, rows.payments, rows.estimates):
        for record, row in table.rows_of(records).items():
            columns = {
                "customer_name": row.get("customer_name"),
                "plan_name": row.get("plan_name"),
                "number": row.get("number") or row.get("invoice_number"),
            }
            names.setdefault(record, {key: str(value) for key, value in columns.items() if value})
    return names
