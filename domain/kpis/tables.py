"""Tables of operands: the sums and counts of a request's ledgers for each period and segment."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import polars as pl

from domain.kpis.ledgers import Ledger, Operand, operand_of
from domain.kpis.movements import KINDS
from domain.kpis.periods import Period

Segment = tuple[str | None, ...]
Sums = defaultdict[tuple[int, Segment], dict[str, Fraction]]
# The kinds of entries that take from their ledger: as operands they are positive.
SIGNS = {**KINDS, "refunded": -1}
_COUNTS = {
    "amount": pl.col("amount").sum(),
    "events": pl.col("first").sum().cast(pl.Int64),
    "subscriptions": pl.col("sub").n_unique().cast(pl.Int64),
    "customers": pl.col("cust").n_unique().cast(pl.Int64),
}


def sums(
    book: Ledger, texts: Iterable[str], periods: Sequence[Period], segments: Sequence[str], grain: str | None
) -> Sums:
    """The operands of one ledger by the number of the period and the segment; what is not there is zero."""
    operands = {text: operand_of(text) for text in texts}
    table: Sums = defaultdict(dict)
    flows = {text: each for text, each in operands.items() if not each.is_balance}
    if flows:
        _add_flows(table, book, flows, periods, segments, grain)
    if len(flows) < len(operands):
        _add_balances(table, book, operands.keys() - flows.keys(), periods, segments, grain)
    return table


def _in_periods(book: Ledger, periods: Sequence[Period], grain: str | None) -> pl.DataFrame:
    """The entries of the periods with the label of theirs."""
    day = pl.col("day")
    label = pl.lit(periods[0].label) if grain is None else day.dt.truncate(grain)
    inside = book.entries.filter((day >= periods[0].starts_on) & (day < periods[-1].ends_on))
    return inside.with_columns(label=label)


def _add_flows(
    table: Sums,
    book: Ledger,
    operands: dict[str, Operand],
    periods: Sequence[Period],
    segments: Sequence[str],
    grain: str | None,
) -> None:
    entries = _in_periods(book, periods, grain)
    numbers = {period.label: number for number, period in enumerate(periods)}
    for cause in {operand.cause for operand in operands.values()}:
        wanted = {text: operand for text, operand in operands.items() if operand.cause == cause}
        counts = {operand.of for operand in wanted.values()}
        narrowed = entries.filter(has_cause(cause)) if cause else entries
        grouped = narrowed.group_by("label", "kind", *segments).agg(_COUNTS[of].alias(of) for of in sorted(counts))
        by_kind: defaultdict[str, list[tuple[str, Operand]]] = defaultdict(list)
        for text, operand in wanted.items():
            by_kind[operand.kind].append((text, operand))
        for row in grouped.iter_rows(named=True):
            for text, operand in by_kind.get(row["kind"], ()):
                segment = tuple(row[name] for name in segments)
                table[numbers[row["label"]], segment][text] = worth(book, operand, row[operand.of])


def worth(book: Ledger, operand: Operand, units: int) -> Fraction:
    """What a sum or count of entries is worth as a value of an operand: contraction and churn are positive."""
    if operand.of != "amount":
        return Fraction(units)
    sign = 1 if operand.is_balance else SIGNS.get(operand.kind, 1)
    return Fraction(sign * units, book.per)


def has_cause(cause: str) -> pl.Expr:
    """Whether an entry has a cause of its end; `retried` is an end after payments were tried again."""
    return pl.col("retried") if cause == "retried" else pl.col("cause") == cause


def _add_balances(
    table: Sums,
    book: Ledger,
    texts: Iterable[str],
    periods: Sequence[Period],
    segments: Sequence[str],
    grain: str | None,
) -> None:
    before = book.entries.filter(pl.col("day") < periods[0].starts_on)
    levels: defaultdict[Segment, int] = defaultdict(int)
    for *segment, units in _added(before, segments):
        levels[tuple(segment)] = units
    changes: defaultdict[object, list[tuple[Segment, int]]] = defaultdict(list)
    for label, *segment, units in _added(_in_periods(book, periods, grain), ("label", *segments)):
        changes[label].append((tuple(segment), units))
    kinds = {text: operand_of(text).kind for text in texts}
    for number, period in enumerate(periods):
        opening = dict(levels)
        for segment, units in changes[period.label]:
            levels[segment] += units
        for segment, units in levels.items():
            by_kind = {"opening": opening.get(segment, 0), "closing": units}
            for text, kind in kinds.items():
                table[number, segment][text] = Fraction(by_kind[kind], book.per)


def _added(entries: pl.DataFrame, keys: Sequence[str]) -> list[tuple[Any, ...]]:
    """The sums of the amounts by keys, as rows."""
    if not keys:
        return [(int(entries["amount"].sum() or 0),)]
    return entries.group_by(list(keys)).agg(pl.col("amount").sum()).rows()
