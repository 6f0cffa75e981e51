"""Frames of facts from the rows of a data set: what was not read anew since is not made anew."""

import hashlib
from array import array
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from domain.kpis.phases import EstimateFact, InvoiceFact, PaymentFact
from domain.queries import Row
from resolvers.analytics.declined_payments import DECLINED, dunning_of
from resolvers.analytics.fact_rows import Fact, FactRows
from resolvers.analytics.histories import day_of, number_of, phases_of
from resolvers.analytics.readable_rows import UNREADABLE_IN, UnreadableRows

if TYPE_CHECKING:
    import polars as pl

    from domain.kpis.facts import Facts

# Of a row two hashes count, so that different rows do not have the same.
SEEDS = (1, 2)
HASHES_AT_ONCE = 20_000
# The parts of a data set that each frame is made of.
_PRICED = (Fact.SUBSCRIPTIONS, Fact.RATES)
_OF_SUBSCRIPTIONS = (
    *_PRICED, Fact.HISTORY, Fact.RECORDS, Fact.PRODUCTS, Fact.CUSTOMERS, Fact.OWNERS,
)  # fmt: skip
_OF_INVOICES = (Fact.INVOICES, Fact.BOOKS_INVOICES, Fact.RATES)
PARTS: Mapping[str, tuple[Fact, ...]] = {
    "phases": _OF_SUBSCRIPTIONS,
    "invoices": _OF_INVOICES,
    "payments": (*_PRICED, Fact.PAYMENTS),
    "estimates": (Fact.ESTIMATES, Fact.RATES),
    "dunning": (Fact.SUBSCRIPTIONS, Fact.PAYMENTS, Fact.DECLINED),
}
PARTS_OF_UNREADABLE: Mapping[Fact, tuple[Fact, ...]] = {
    Fact.SUBSCRIPTIONS: _OF_SUBSCRIPTIONS,
    Fact.INVOICES: _OF_INVOICES,
    Fact.PAYMENTS: (Fact.PAYMENTS,),
    Fact.ESTIMATES: (Fact.ESTIMATES,),
}
# Frames of all currencies and of single ones: each is another.
MOST_FRAMES = 20
Built = TypeVar("Built")


@dataclass(slots=True)
class FactFrames:
    """What was made of the rows of one data set: each with the versions of the parts that it was made of."""

    built: dict[Hashable, tuple[Hashable, object]] = field(default_factory=dict[Hashable, "tuple[Hashable, object]"])

    def of(self, name: Hashable, versions: Hashable, build: Callable[[], Built]) -> Built:
        """What has this name and these versions, built now where it is not there; of many the oldest is dropped."""
        known = self.built.get(name)
        if known is not None and known[0] == versions:
            return known[1]  # pyright: ignore[reportReturnType]  # each name has one kind of value
        # What it replaces makes room first: a frame of half a million rows takes 100 MB.
        self.built.pop(name, None)
        del known
        value = build()
        while len(self.built) >= MOST_FRAMES:
            del self.built[next(iter(self.built))]
        self.built[name] = versions, value
        return value


def digested(
    rows: FactRows,
    frames: FactFrames,
    versions: Mapping[Fact, int],
    today: date,
    currency: str | None,
    *,
    is_money: bool,
) -> "tuple[Facts, str, UnreadableRows]":
    """The facts of rows that can be read, a hash that equal ones have in common, and what cannot be read.

    With a currency they are those in it alone, and of money what can be converted. `versions` are those of the parts.
    """
    # polars takes memory: not for those who ask for no report.
    from domain.kpis.facts import Facts, check_phases, frame_of  # noqa: PLC0415
    from domain.kpis.phases import DunningFact, Phase  # noqa: PLC0415

    def versions_of(parts: Collection[Fact]) -> tuple[int, ...]:
        return tuple(versions.get(part, 0) for part in parts)

    unreadable = {
        fact: frames.of(fact, versions_of(parts), lambda fact=fact: UNREADABLE_IN[fact](rows))
        for fact, parts in PARTS_OF_UNREADABLE.items()
    }
    home = rows.home or ""
    every = {home, *rows.rates} if is_money else rows.currencies()
    countable = frozenset(every if currency is None else {currency})

    def phases() -> "pl.DataFrame":
        left_out = unreadable[Fact.SUBSCRIPTIONS]
        frame = frame_of(
            Phase,
            (
                each
                for each in phases_of(rows, today)
                if each.currency in countable and each.subscription_id not in left_out
            ),
        )
        check_phases(frame, home)
        return frame

    build: dict[str, Callable[[], pl.DataFrame]] = {
        "phases": phases,
        "invoices": lambda: frame_of(
            InvoiceFact,
            (
                _invoice(row, rows)
                for id_, row in rows.invoices.items()
                if _currency(row, rows) in countable and id_ not in unreadable[Fact.INVOICES]
            ),
        ),
        "payments": lambda: frame_of(PaymentFact, _payments(rows, countable, unreadable[Fact.PAYMENTS])),
        "estimates": lambda: frame_of(
            EstimateFact,
            (
                _estimate(row, rows)
                for id_, row in rows.estimates.items()
                if _currency(row, rows) in countable and id_ not in unreadable[Fact.ESTIMATES]
            ),
        ),
        "dunning": lambda: frame_of(DunningFact, dunning_of(rows)),
    }
    digest = hashlib.sha256(home.encode())
    made_of: dict[str, pl.DataFrame] = {}
    for name, parts in PARTS.items():
        changed = (versions_of(parts), today if name == "phases" else None)
        made_of[name], content = frames.of((name, countable), changed, lambda name=name: _with_digest(build[name]()))
        digest.update(content)
    missing = tuple(sorted(gap.source for gap in rows.gaps.values()))
    # The names of the frames are those of the fields.
    facts = replace(Facts(home, made_of["phases"], missing=missing), **made_of)
    return facts, digest.hexdigest()[:32], {fact: columns for fact, columns in unreadable.items() if columns}


def _payments(rows: FactRows, countable: Collection[str], left_out: Collection[str]) -> Iterator[PaymentFact]:
    subscriptions: dict[str, list[str]] = {}
    for id_, row in rows.subscriptions.items():
        subscriptions.setdefault(str(row.get("customer_id")), []).append(id_)
    for id_, row in rows.payments.items():
        if _is_received(row, rows, countable) and id_ not in left_out:
            yield _payment(row, rows, subscriptions)


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


def _with_digest(frame: "pl.DataFrame") -> "tuple[pl.DataFrame, bytes]":
    """A frame with a hash that is the same in whichever order its rows were read."""
    digest = hashlib.sha256(len(frame).to_bytes(8, "big"))
    for seed in SEEDS:
        # Eight bytes of a row in place of its text: half a million rows take memory.
        hashes = frame.hash_rows(seed).sort()
        for start in range(0, len(hashes), HASHES_AT_ONCE):
            digest.update(array("Q", hashes.slice(start, HASHES_AT_ONCE).to_list()).tobytes())
    return frame, digest.digest()
