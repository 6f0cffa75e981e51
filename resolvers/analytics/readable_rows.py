"""Rows that no figure can be made of: what a product says there is no amount, no day, no interval, or an unknown word.

A figure that counts such a row in some way would be wrong without anybody noticing.
"""

from collections.abc import Callable, Collection, Container, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import chain

from domain.currencies import is_currency_code
from domain.json_values import mapping, mappings
from domain.queries import Row
from resolvers.analytics.coverage import Gap, GapReason
from resolvers.analytics.fact_rows import Fact, FactRows
from resolvers.analytics.row_tables import RowTable

# Beyond these, 128 bits do not hold the sums of many rows in every unit, and no term is that long.
MOST = Decimal(10) ** 13
LONGEST: Mapping[str, int] = {"days": 36_525, "weeks": 5_218, "months": 1_200, "years": 100}
STATUSES = frozenset(
    {
        *("live", "trial", "dunning", "unpaid", "non_renewing", "cancelled", "creation_failed", "expired", "future"),
        *("cancelled_from_dunning", "trial_expired", "paused"),
    }
)
# Of Books and of Billing: which of them count is the reports' matter.
INVOICE_STATUSES = frozenset(
    {
        *("draft", "pending", "pending_approval", "approved", "rejected", "sent", "viewed", "overdue", "unpaid"),
        *("partially_paid", "paid", "void"),
    }
)
ESTIMATE_STATUSES = frozenset(
    {
        *("draft", "pending_approval", "approved", "rejected", "sent", "viewed", "accepted", "declined", "expired"),
        *("invoiced", "partially_invoiced"),
    }
)
PAYMENT_STATUSES = frozenset({"success", "failure"})
MOST_TEXTS = 8192
LEFT_OUT = "{} cannot be read of what was listed, and is left out of every figure: {}."

UnreadableRows = Mapping[Fact, Mapping[str, str]]


def _unreadable_in(table: RowTable, wrong: Callable[[Row], Iterator[str]]) -> dict[str, str]:
    """The ids of such rows, each with the first column that cannot be read."""
    return {id_: column for id_, row in table.items() if (column := next(wrong(row), None)) is not None}


def _unreadable_subscriptions(rows: FactRows) -> dict[str, str]:
    columns = _unreadable_in(rows.subscriptions, _of_subscription)
    # What a subscription was and what its lines are counts like what it is.
    then = (record for event in rows.events.values() if (record := event.then))
    for record in chain(then, rows.details.values()):
        wrong = next(_of_record(record), None)
        if wrong is not None:
            columns.setdefault(str(record.get("subscription_id")), wrong)
    return columns


def gaps_of(unreadable: UnreadableRows, needed: Collection[Fact]) -> tuple[Gap, ...]:
    """What a report over these parts lacks because of such rows, with their number and no value."""
    return tuple(
        Gap(
            fact.value,
            GapReason.FAILED,
            LEFT_OUT.format(", ".join(sorted({*columns.values()})), fact.value),
            len(columns),
        )
        for fact, columns in unreadable.items()
        if fact in needed or (fact is Fact.INVOICES and Fact.BOOKS_INVOICES in needed)
    )


def _of_subscription(row: Row) -> Iterator[str]:
    unit = row.get("interval_unit")
    if not isinstance(unit, str) or unit not in LONGEST:
        yield "interval_unit"
    elif not _is_whole(row.get("interval"), LONGEST[unit]):
        yield "interval"
    yield from _wrong_status(row, STATUSES)
    yield from _wrong_amounts(row, "amount")
    yield from _wrong_currency(row)
    # A moment is read where there is no day.
    yield from _wrong_days(row, "created_at", "activated_at")


def _of_record(record: Row) -> Iterator[str]:
    """What is wrong of a single record, which need not have every column."""
    unit = record.get("interval_unit", "months")
    if not _is_whole(record.get("interval", 1), LONGEST.get(str(unit), 0)):
        yield "interval"
    yield from _wrong_status({"status": "live", **record}, STATUSES)
    yield from _wrong_amounts(record, "amount")
    for line in (mapping(record.get("plan")), *mappings(record.get("addons"))):
        yield from _wrong_amounts(line, "total", "discount")


def _of_invoice(row: Row) -> Iterator[str]:
    yield from _wrong_status(row, INVOICE_STATUSES)
    yield from _wrong_currency(row)
    yield from _wrong_amounts(row, "total", "balance")
    yield from _wrong_days(row, "invoice_date", "date", "due_date")


def _of_payment(row: Row) -> Iterator[str]:
    # A list without it has those alone that were received.
    yield from _wrong_status({**row, "status": row.get("status") or "success"}, PAYMENT_STATUSES)
    yield from _wrong_currency(row)
    yield from _wrong_amounts(row, "amount", "amount_refunded")
    yield from _wrong_days(row, "date")


def _of_estimate(row: Row) -> Iterator[str]:
    yield from _wrong_status(row, ESTIMATE_STATUSES)
    yield from _wrong_currency(row)
    yield from _wrong_amounts(row, "total")
    yield from _wrong_days(row, "date")


def _is_whole(value: object, most: int) -> bool:
    number = None if isinstance(value, bool) else _decimal(value)
    return number is not None and 1 <= number <= most and number == int(number)


def _wrong_amounts(row: Row, *names: str) -> Iterator[str]:
    """Columns that are there and are no amount; a hidden one is not there, and a blank one is nothing."""
    for name in names:
        value = row.get(name, "0")
        number = Decimal(0) if value == "" else None if isinstance(value, bool) else _decimal(value)
        if number is None or not 0 <= number <= MOST:
            yield name


def _wrong_status(row: Row, known: Container[str]) -> Iterator[str]:
    """The status where it is no word that the product is known to use: it might stand for anything."""
    status = row.get("status")
    if not isinstance(status, str) or status not in known:
        yield "status"


def _wrong_currency(row: Row) -> Iterator[str]:
    """The currency where it is no code; a row without one is in the organisation's."""
    value = row.get("currency_code")
    if value is not None and value != "" and not is_currency_code(value):
        yield "currency_code"


def _wrong_days(row: Row, *names: str) -> Iterator[str]:
    for name in names:
        value = row.get(name) or None
        if value is not None and not _is_day(value):
            yield name


def _is_day(value: object) -> bool:
    return isinstance(value, str) and _is_day_text(value[:10])


# Amounts and days of many rows are the same few texts.
@lru_cache(MOST_TEXTS)
def _is_day_text(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _decimal(value: object) -> Decimal | None:
    return _decimal_text(str(value))


@lru_cache(MOST_TEXTS)
def _decimal_text(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


# What finds such rows in each list. Pure; no call.
UNREADABLE_IN: Mapping[Fact, Callable[[FactRows], dict[str, str]]] = {
    Fact.SUBSCRIPTIONS: _unreadable_subscriptions,
    Fact.INVOICES: lambda rows: _unreadable_in(rows.invoices, _of_invoice),
    Fact.PAYMENTS: lambda rows: _unreadable_in(rows.payments, _of_payment),
    Fact.ESTIMATES: lambda rows: _unreadable_in(rows.estimates, _of_estimate),
}
