"""Snapshots: the facts of a data set at one reading, which stay as they are, so that a figure can be proved again."""

import asyncio
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from domain.errors import NotFound
from domain.kpis.phases import EstimateFact, InvoiceFact, PaymentFact
from domain.modules.billing import SUBSCRIPTIONS
from domain.queries import Row
from resolvers.analytics.coverage import SetCoverage
from resolvers.analytics.data_sets import data_set_of, product_of
from resolvers.analytics.declined_payments import DECLINED, dunning_of
from resolvers.analytics.fact_rows import Fact, FactRows
from resolvers.analytics.histories import day_of, number_of, phases_of
from resolvers.analytics.readable_rows import UnreadableRows, gaps_of, unreadable_rows
from resolvers.analytics.rights_of_data import rights_of
from resolvers.caller.organizations import FinanceProduct
from resolvers.reading.loader import RecordLoader

if TYPE_CHECKING:
    from domain.kpis.facts import Facts

# How many times a frame's own size it takes in memory, with what the engine derives from it.
BYTES_DERIVED = 2
ROWS_DIGESTED = 20_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Facts with what they rest on. Equal facts have the same `id`.

    `shows_prices` says that the prices of subscriptions are visible: without them nothing can be known to be free.
    """

    id: str
    facts: "Facts"
    coverage: SetCoverage
    shows_prices: bool = True
    unreadable: UnreadableRows = field(default_factory=dict[Fact, "Mapping[str, str]"])


async def snapshot_of(
    loader: RecordLoader,
    needed: Collection[Fact],
    *,
    currency: str | None,
    is_money: bool,
    most_calls: int | None = None,
    since: datetime | None = None,
) -> Snapshot:
    """The snapshot of the caller's data set of now: kept with the caller's rights, it ends with them.

    Where it `is_money` and no `currency` is chosen, what has no known exchange rate is left out, as the coverage says.
    """
    data_set = await data_set_of(loader, needed, most_calls=most_calls, since=since)
    product = product_of(needed)
    rights = await rights_of(loader, product)
    today = datetime.now(data_set.rows.zone).date()
    kept, partition = loader.analytics.data_sets, loader.upstream.caller.partition
    name = ("facts", rights, id(data_set), data_set.version, currency, is_money, today)
    async with kept.lock_of(partition, name):
        known: Snapshot | None = kept.lookup(partition, name)
        if known is None:
            # Half a million rows take seconds: other requests go on meanwhile.
            facts, digest, unreadable = await asyncio.to_thread(_digested, data_set.rows, today, currency, is_money)
            hidden = (await loader.permissions.of(SUBSCRIPTIONS)).columns
            known = Snapshot(digest, facts, data_set.coverage(needed), "amount" not in hidden, unreadable)
            frames = (facts.phases, facts.invoices, facts.payments, facts.estimates)
            size = int(BYTES_DERIVED * sum(frame.estimated_size() for frame in frames))
            # What an earlier reading showed is another snapshot: its own id leads to it for as long as it is kept.
            kept.store(partition, name, known, size)
            kept.store(partition, ("snapshot", rights, known.id), known, 0)
    coverage = data_set.coverage(needed)
    gaps = (*coverage.gaps, *gaps_of(known.unreadable, needed))
    return replace(known, coverage=replace(coverage, gaps=gaps))


def _digested(rows: FactRows, today: date, currency: str | None, is_money: bool) -> "tuple[Facts, str, UnreadableRows]":
    unreadable = unreadable_rows(rows)
    facts = _facts(rows, unreadable, today, currency, is_money=is_money)
    return facts, _digest(facts), unreadable


async def kept_snapshot(loader: RecordLoader, id_: str, product: FinanceProduct) -> Snapshot:
    """The snapshot that a figure was computed from. Raises NotFound where it is kept no longer, or rights changed."""
    name = ("snapshot", await rights_of(loader, product), id_)
    snapshot: Snapshot | None = loader.analytics.data_sets.lookup(loader.upstream.caller.partition, name)
    if snapshot is None:
        raise NotFound("The rows behind this figure are no longer kept, or your rights changed: run the report again.")
    return snapshot


def _facts(rows: FactRows, unreadable: UnreadableRows, today: date, currency: str | None, *, is_money: bool) -> "Facts":
    """The facts of rows that can be read; with a currency those in it alone, and of money what can be converted."""
    # polars takes memory: not for those who ask for no report.
    from domain.kpis.facts import facts_of  # noqa: PLC0415

    home = rows.home or ""
    every = {home, *rows.rates} if is_money else rows.currencies()
    countable = every if currency is None else {currency}
    subscriptions: dict[str, list[str]] = {}
    for id_, row in rows.subscriptions.items():
        subscriptions.setdefault(str(row.get("customer_id")), []).append(id_)
    left_out = {fact: unreadable.get(fact, {}) for fact in Fact}
    subscribed = left_out[Fact.SUBSCRIPTIONS]
    phases = (
        each for each in phases_of(rows, today) if each.currency in countable and each.subscription_id not in subscribed
    )
    return facts_of(
        home,
        phases,
        invoices=(
            _invoice(row, rows)
            for id_, row in rows.invoices.items()
            if _currency(row, rows) in countable and id_ not in left_out[Fact.INVOICES]
        ),
        payments=(
            _payment(row, rows, subscriptions)
            for id_, row in rows.payments.items()
            if _is_received(row, rows, countable) and id_ not in left_out[Fact.PAYMENTS]
        ),
        estimates=(
            _estimate(row, rows)
            for id_, row in rows.estimates.items()
            if _currency(row, rows) in countable and id_ not in left_out[Fact.ESTIMATES]
        ),
        dunning=dunning_of(rows),
        missing=tuple(sorted(gap.source for gap in rows.gaps.values())),
    )


def _is_received(row: Row, rows: FactRows, countable: Collection[str]) -> bool:
    """Whether a payment counts: the list has those that were declined too, with the amount that they did not bring."""
    return row.get("status") != DECLINED and _currency(row, rows) in countable


def _currency(row: Row, rows: FactRows) -> str:
    return str(row.get("currency_code") or rows.home or "")


def _rate(row: Row, rows: FactRows) -> Decimal:
    return rows.rates.get(_currency(row, rows), Decimal(1)) if _currency(row, rows) != rows.home else Decimal(1)


def _invoice(row: Row, rows: FactRows) -> InvoiceFact:
    return InvoiceFact(
        id=str(row["invoice_id"]),
        customer_id=str(row.get("customer_id") or ""),
        # Books and Billing call it differently.
        issued_on=day_of(row.get("invoice_date") or row.get("date")) or date.min,
        due_on=day_of(row.get("due_date")),
        total=number_of(row.get("total")),
        balance=number_of(row.get("balance")),
        status=str(row.get("status") or ""),
        currency=_currency(row, rows),
        rate_to_base=_rate(row, rows),
        subscription_id=row.get("subscription_id") or None,
        salesperson=row.get("salesperson_name") or None,
    )


def _estimate(row: Row, rows: FactRows) -> EstimateFact:
    return EstimateFact(
        id=str(row["estimate_id"]),
        customer_id=str(row.get("customer_id") or ""),
        issued_on=day_of(row.get("date")) or date.min,
        total=number_of(row.get("total")),
        status=str(row.get("status") or ""),
        currency=_currency(row, rows),
        rate_to_base=_rate(row, rows),
        salesperson=row.get("salesperson_name") or None,
    )


def _payment(row: Row, rows: FactRows, subscriptions: Mapping[str, list[str]]) -> PaymentFact:
    # No list says which subscription was paid: a customer's only one it must be.
    of_customer = subscriptions.get(str(row.get("customer_id")), [])
    return PaymentFact(
        id=str(row["payment_id"]),
        customer_id=str(row.get("customer_id") or ""),
        paid_on=day_of(row.get("date")) or date.min,
        amount=number_of(row.get("amount")),
        refunded=number_of(row.get("amount_refunded")),
        currency=_currency(row, rows),
        rate_to_base=_rate(row, rows),
        subscription_id=of_customer[0] if len(of_customer) == 1 else None,
    )


def _digest(facts: "Facts") -> str:
    """A hash that equal facts have in common, whichever order they were read in."""
    digest = hashlib.sha256(facts.base_currency.encode())
    for frame in (facts.phases, facts.invoices, facts.payments, facts.estimates, facts.events, facts.dunning):
        columns: list[str] = frame.columns
        ordered = frame.sort(by=columns)
        # Text takes much more memory than columns: not all of it is there at once.
        for start in range(0, max(len(ordered), 1), ROWS_DIGESTED):
            part = ordered.slice(start, ROWS_DIGESTED)
            digest.update(part.write_csv(include_header=not start).encode())  # pyright: ignore[reportUnknownMemberType]  # partly untyped there
    return digest.hexdigest()[:32]
