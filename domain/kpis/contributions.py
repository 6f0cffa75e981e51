"""Contributions: which records an operand is the sum or the count of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import polars as pl

from domain.kpis.facts import Facts
from domain.kpis.ledgers import Ledger, Operand, ledger, operand_of
from domain.kpis.periods import Period
from domain.kpis.requests import ReportRequest
from domain.kpis.stretches import placed_phases
from domain.kpis.tables import Segment, has_cause, worth


@dataclass(frozen=True, slots=True)
class Share:
    """What one record adds to an operand, exactly, and the days of its entries."""

    row: str
    customer: str | None
    amount: Fraction
    days: tuple[date, ...]


def shares(
    text: str, request: ReportRequest, facts: Facts, as_of: date, period: Period, segment: Segment
) -> list[Share]:
    """What each record adds to an operand in a period and segment, in the order of their ids; none adds nothing."""
    operand = operand_of(text)
    book = ledger(operand.ledger, facts, request, as_of)
    segments = [dimension.value for dimension in request.group_by] if segment else []
    entries = entries_of(book, operand, period, segments, segment)
    owners = ["cust"] if operand.of == "customers" else ["sub", "cust"]
    if operand.of == "events":
        entries = entries.filter("first")
    units = {"amount": pl.col("amount").sum(), "events": pl.len()}.get(operand.of, pl.lit(1))
    grouped = entries.group_by(owners).agg(units=units.cast(pl.Int128), days=pl.col("day").unique().sort())
    ids, customers = _ids(facts, request)
    each = [
        Share(
            customers[row["cust"]] if row.get("sub") is None else ids[row["sub"]],
            customers[row["cust"]],
            worth(book, operand, row["units"]),
            tuple(row["days"]),
        )
        for row in grouped.filter(pl.col("units") != 0).iter_rows(named=True)
    ]
    return sorted(each, key=lambda share: (share.row, share.customer or ""))


def entries_of(
    book: Ledger, operand: Operand, period: Period, segments: Sequence[str], segment: Segment
) -> pl.DataFrame:
    """The entries that an operand is the sum or count of."""
    day = pl.col("day")
    if operand.is_balance:
        chosen = book.entries.filter(day < (period.ends_on if operand.kind == "closing" else period.starts_on))
    else:
        chosen = book.entries.filter(
            (day >= period.starts_on) & (day < period.ends_on) & (pl.col("kind") == operand.kind)
        )
    if operand.cause:
        chosen = chosen.filter(has_cause(operand.cause))
    for name, value in zip(segments, segment, strict=True):
        chosen = chosen.filter(pl.col(name).eq_missing(pl.lit(value, pl.String)))
    return chosen


def _ids(facts: Facts, request: ReportRequest) -> tuple[dict[int, str], dict[int, str]]:
    """The ids of subscriptions and customers by their codes."""
    phases = placed_phases(facts, request.definition)

    def derive() -> tuple[dict[int, str], dict[int, str]]:
        subscriptions = phases.select("sub", "subscription_id").unique().rows()
        return dict(subscriptions), dict(phases.select("cust", "customer_id").unique().rows())

    return facts.keep("ids", derive)


def apportioned(exact: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers next to exact ones that add up to a total: the greatest remainders are rounded up."""
    floors = [value.numerator // value.denominator for value in exact]
    left = total - sum(floors)
    by_remainder = sorted(range(len(exact)), key=lambda at: (floors[at] - exact[at], at))
    for at in by_remainder[:left]:
        floors[at] += 1
    return floors


def last_day(period: Period) -> date:
    """The last day of a period."""
    return period.ends_on - timedelta(days=1)
