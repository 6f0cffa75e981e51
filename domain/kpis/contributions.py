"""Contributions: which records an operand is the sum or the count of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from domain.kpis.ledgers import Ledger, Operand, ledger, operand_of, segment_filter
from domain.kpis.periods import Period
from domain.kpis.scopes import Scope
from domain.kpis.stretches import placed_phases
from domain.kpis.tables import Segment, has_cause, worth


@dataclass(frozen=True, slots=True)
class Share:
    """What one record adds to an operand, exactly, and the days of its entries."""

    row: str
    customer: str | None
    amount: Fraction
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a cell is: its scope, period and segment."""

    scope: Scope
    period: Period
    segment: Segment


def shares(text: str, place: CellPlace) -> list[Share]:
    """What each record adds to an operand of a cell, in the order of their ids; none adds nothing."""
    operand = operand_of(text)
    book = ledger(operand.ledger, place.scope)
    entries = entries_of(book, operand, place)
    if operand.of == "events":
        entries = entries.filter("first")
    has_documents = "row" in entries.columns
    customer, row = ("customer", "row") if has_documents else ("cust", "sub")
    owners = [customer] if operand.of == "customers" else [row, customer]
    units = {"amount": pl.col("amount").sum(), "events": pl.len()}.get(operand.of, pl.lit(1))
    grouped = entries.group_by(owners).agg(units=units.cast(pl.Int128), days=pl.col("day").unique().sort())
    ids: dict[Any, Any] = {}
    customers: dict[Any, Any] = {}
    if not has_documents:
        ids, customers = _ids(place.scope)
    every: list[Share] = []
    for each in grouped.filter(pl.col("units") != 0).iter_rows(named=True):
        owner, name = each[customer], each.get(row)
        owner = customers.get(owner, owner)
        # An entry of a customer as a whole names no subscription.
        name = owner if name is None else ids.get(name, name)
        every.append(Share(name, owner, worth(book, operand, each["units"]), tuple(each["days"])))
    return sorted(every, key=lambda share: (share.row, share.customer or ""))


def entries_of(book: Ledger, operand: Operand, place: CellPlace) -> pl.DataFrame:
    """The entries that an operand of a cell is the sum or count of."""
    day, period = pl.col("day"), place.period
    if operand.is_balance:
        chosen = book.entries.filter(day < (period.ends_on if operand.kind == "closing" else period.starts_on))
    else:
        chosen = book.entries.filter(
            (day >= period.starts_on) & (day < period.ends_on) & (pl.col("kind") == operand.kind)
        )
    if operand.cause:
        chosen = chosen.filter(has_cause(operand.cause))
    return chosen.filter(segment_filter(place.scope.segments, place.segment)) if place.segment else chosen


def _ids(scope: Scope) -> tuple[dict[Any, str], dict[Any, str]]:
    """The ids of subscriptions and customers by their codes."""
    phases = placed_phases(scope.facts, scope.request.definition)

    def derive() -> tuple[dict[Any, str], dict[Any, str]]:
        subscriptions = phases.select("sub", "subscription_id").unique().rows()
        return dict(subscriptions), dict(phases.select("cust", "customer_id").unique().rows())

    return scope.facts.keep("ids", derive)


def apportioned(exact: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers next to exact ones that add up to a total: the greatest remainders are rounded up."""
    floors = [value.numerator // value.denominator for value in exact]
    left = total - sum(floors)
    by_remainder = sorted(range(len(exact)), key=lambda at: (floors[at] - exact[at], at))
    for at in by_remainder[:left]:
        floors[at] += 1
    return floors
