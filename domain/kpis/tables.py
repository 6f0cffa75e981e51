"""Tables of operands: the sums and counts of a request's ledgers for each period and segment."""

from bisect import bisect_left
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
Changes = defaultdict[int, defaultdict[Segment, int]]
_ADDED = {"amount": "amount", "events": "first"}
# What is counted once however often it occurs, so that periods do not add up.
DISTINCT = {"subscriptions": "sub", "customers": "cust"}


def sums(
    book: Ledger, texts: Iterable[str], periods: Sequence[Period], segments: Sequence[str], grain: str | None
) -> Sums:
    """The operands of one ledger by the number of the period and the segment; what is not there is zero."""
    operands = {text: operand_of(text) for text in texts}
    of_causes = {text: operand for text, operand in operands.items() if operand.cause}
    plain = {text: operand for text, operand in operands.items() if text not in of_causes}
    inside, numbers = _labelled(book, periods, grain), {period.label: n for n, period in enumerate(periods)}
    table: Sums = defaultdict(dict)
    changes = _add_sums(table, book, plain, inside, numbers, segments)
    _add_sums_of_causes(table, book, of_causes, inside, numbers, segments)
    balances = {text: operand.kind for text, operand in plain.items() if operand.is_balance}
    if balances:
        _add_balances(table, book, balances, changes, periods, segments)
    return table


def between(book: Ledger, first: date | None, end: date) -> pl.DataFrame:
    """The entries of the days from `first`, or from the beginning, to the day before `end`."""
    start = 0 if first is None else _place_of(book, first)
    return book.entries.slice(start, max(0, _place_of(book, end) - start))


def _place_of(book: Ledger, day: date) -> int:
    """How many entries are of earlier days."""
    # A few looks at single entries take less time than one operation of polars.
    return bisect_left(book.entries["day"], day)  # pyright: ignore[reportArgumentType]  # a series is a sequence


def _labelled(book: Ledger, periods: Sequence[Period], grain: str | None) -> pl.DataFrame:
    """The entries of the periods, each with the label of its own."""
    first, end = periods[0].starts_on, periods[-1].ends_on
    inside = between(book, first, end)
    if grain is None:
        return inside.hstack([pl.Series("label", [periods[0].label]).new_from_index(0, len(inside))])
    return inside.hstack([book.labels(grain).slice(_place_of(book, first), len(inside))])


def _add_sums(
    table: Sums,
    book: Ledger,
    operands: dict[str, Operand],
    inside: pl.DataFrame,
    numbers: dict[date, int],
    segments: Sequence[str],
) -> Changes:
    """Add sums and counts in one pass over the entries; by how much the balance changed in each period and segment."""
    changes: Changes = defaultdict(lambda: defaultdict(int))
    if not operands:
        return changes
    by_kind: defaultdict[str, list[tuple[str, Operand]]] = defaultdict(list)
    for text, operand in operands.items():
        by_kind[operand.kind].append((text, operand))
    names, chosen = sorted({operand.of for operand in operands.values()} | {"amount"}), inside.lazy()
    if not DISTINCT.keys().isdisjoint(names) and not any(operand.is_balance for operand in operands.values()):
        # To count what is distinct takes longer than to leave out what is not asked for.
        chosen = chosen.filter(pl.any_horizontal(pl.col("kind") == kind for kind in by_kind))
    grouped = chosen.group_by("label", "kind", *segments).agg(_aggregate(name).alias(name) for name in names).collect()
    end = 2 + len(segments)
    for row in grouped.iter_rows():
        number, segment = numbers[row[0]], row[2:end]
        values = dict(zip(names, row[end:], strict=True))
        changes[number][segment] += values["amount"]
        for text, operand in by_kind.get(row[1], ()):
            table[number, segment][text] = worth(book, operand, values[operand.of])
    return changes


def _add_sums_of_causes(
    table: Sums,
    book: Ledger,
    operands: dict[str, Operand],
    inside: pl.DataFrame,
    numbers: dict[date, int],
    segments: Sequence[str],
) -> None:
    """Add what is summed or counted of the entries with one cause, of which there are few."""
    end = 1 + len(segments)
    for kind in {operand.kind for operand in operands.values()}:
        chosen = {text: operand for text, operand in operands.items() if operand.kind == kind}
        of_kind = inside.filter(pl.col("kind") == kind)
        aggregates = [
            _aggregate(operand.of, has_cause(operand.cause or "")).alias(text) for text, operand in chosen.items()
        ]
        for label, *rest in of_kind.group_by("label", *segments).agg(aggregates).iter_rows():
            at = numbers[label], tuple(rest[: end - 1])
            for (text, operand), units in zip(chosen.items(), rest[end - 1 :], strict=True):
                if units:
                    table[at][text] = worth(book, operand, units)


def _aggregate(of: str, where: pl.Expr | None = None) -> pl.Expr:
    """The sum or count of entries that an operand is, with a condition of those that it narrows to."""
    column = pl.col({**_ADDED, **DISTINCT}[of])
    chosen = column if where is None else column.filter(where)
    return chosen.sum() if of in _ADDED else chosen.n_unique()


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
