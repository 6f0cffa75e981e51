"""Tables of operands: the sums and counts of a request's ledgers for each period and segment."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
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
_ADDED = {"amount": pl.col("amount").sum(), "events": pl.col("first").sum().cast(pl.Int64)}
# What is counted once however often it occurs, so that periods do not add up.
DISTINCT = {
    "subscriptions": pl.col("sub").n_unique().cast(pl.Int64),
    "customers": pl.col("cust").n_unique().cast(pl.Int64),
}


def sums(
    book: Ledger, texts: Iterable[str], periods: Sequence[Period], segments: Sequence[str], grain: str | None
) -> Sums:
    """The operands of one ledger by the number of the period and the segment; what is not there is zero."""
    operands = {text: operand_of(text) for text in texts}
    numbers = {period.label: number for number, period in enumerate(periods)}
    inside = _labelled(between(book, periods[0].starts_on, periods[-1].ends_on), periods, grain)
    table: Sums = defaultdict(dict)
    added = {text: each for text, each in operands.items() if each.of in _ADDED}
    if added:
        _add_sums(table, book, added, inside, periods, segments)
    for text, operand in operands.items():
        if operand.of in DISTINCT:
            chosen = inside.filter(pl.col("kind") == operand.kind)
            if operand.cause:
                chosen = chosen.filter(has_cause(operand.cause))
            for label, *segment, count in chosen.group_by("label", *segments).agg(DISTINCT[operand.of]).rows():
                table[numbers[label], tuple(segment)][text] = Fraction(count)
    return table


def between(book: Ledger, first: date | None, end: date) -> pl.DataFrame:
    """The entries of the days from `first`, or from the beginning, to the day before `end`."""
    days = book.entries["day"]
    start = 0 if first is None else int(days.search_sorted(first))
    return book.entries.slice(start, max(0, int(days.search_sorted(end)) - start))


def _labelled(entries: pl.DataFrame, periods: Sequence[Period], grain: str | None) -> pl.DataFrame:
    """The entries with the label of their period."""
    return entries.with_columns(label=pl.lit(periods[0].label) if grain is None else pl.col("day").dt.truncate(grain))


def _add_sums(
    table: Sums,
    book: Ledger,
    operands: dict[str, Operand],
    inside: pl.DataFrame,
    periods: Sequence[Period],
    segments: Sequence[str],
) -> None:
    """Add what is summed up: one pass over the entries of the periods, one over those before them."""
    causes = ["cause", "retried"] if any(operand.cause for operand in operands.values()) else []
    names = sorted({operand.of for operand in operands.values()} | {"amount"})
    width = len(segments)
    units: defaultdict[tuple[int, Segment, str, str], int] = defaultdict(int)
    changes: defaultdict[int, defaultdict[Segment, int]] = defaultdict(lambda: defaultdict(int))
    numbers = {period.label: number for number, period in enumerate(periods)}
    by_kind: defaultdict[str, list[tuple[str, Operand]]] = defaultdict(list)
    for text, operand in operands.items():
        by_kind[operand.kind].append((text, operand))
    grouped = inside.group_by("label", "kind", *causes, *segments).agg(_ADDED[name].alias(name) for name in names)
    for label, kind, *rest in grouped.iter_rows():
        cause = rest[: len(causes)]
        segment = tuple(rest[len(causes) : len(causes) + width])
        values = dict(zip(names, rest[len(causes) + width :], strict=True))
        number = numbers[label]
        changes[number][segment] += values["amount"]
        for text, operand in by_kind.get(kind, ()):
            if operand.cause is None or operand.cause == cause[0] or (operand.cause == "retried" and cause[1]):
                units[number, segment, text, operand.of] += values[operand.of]
    for (number, segment, text, _), count in units.items():
        table[number, segment][text] = worth(book, operands[text], count)
    balances = {text: operand.kind for text, operand in operands.items() if operand.is_balance}
    if balances:
        _add_balances(table, book, balances, changes, periods, segments)


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
    kinds: dict[str, str],
    changes: defaultdict[int, defaultdict[Segment, int]],
    periods: Sequence[Period],
    segments: Sequence[str],
) -> None:
    levels: defaultdict[Segment, int] = defaultdict(int)
    for *segment, units in _added(between(book, None, periods[0].starts_on), segments):
        levels[tuple(segment)] = units
    for number in range(len(periods)):
        opening = dict(levels)
        for segment, units in changes[number].items():
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
