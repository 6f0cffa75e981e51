"""Exact amounts in frames: whole numbers of a small enough unit, so that sums lose nothing."""

from functools import reduce
from math import gcd

import polars as pl

from domain.kpis.facts import AMOUNT, RATE

# Sums of more than this are left to 128 bits.
_MOST_OF_64_BITS = 2**62


def units_of(amount: pl.Expr, kind: pl.Decimal) -> pl.Expr:
    """Decimals as whole numbers of their smallest unit."""
    return amount.cast(kind).to_physical().cast(pl.Int128)


def converted(frame: pl.DataFrame, currency: str | None) -> tuple[pl.DataFrame, pl.Expr]:
    """The rows that count and what their amounts are multiplied by, in units of RATE.

    Without a currency the rate converts to the base currency; with one, only what is in it counts, unconverted.
    """
    if currency is None:
        return frame, units_of(pl.col("rate_to_base"), RATE)
    return frame.filter(pl.col("currency") == currency), pl.lit(10**RATE.scale, dtype=pl.Int128)


def in_units(frame: pl.DataFrame, names: dict[str, pl.Expr], common: int = 1) -> tuple[pl.DataFrame, int]:
    """The frame with columns of whole numbers, and how many of their units make one of the currency.

    The expressions are amounts in units of AMOUNT times RATE times `common`; what divides all of them is divided out.
    """
    priced = frame.with_columns(expression.alias(name) for name, expression in names.items())
    per = common * 10 ** (AMOUNT.scale + RATE.scale)
    amounts: list[int] = [amount for name in names for amount in priced[name].unique().to_list()]
    divisor = reduce(gcd, amounts, per)
    fits = max(map(abs, amounts), default=0) // divisor * max(1, len(priced)) * 2 < _MOST_OF_64_BITS
    kind = pl.Int64 if fits else pl.Int128
    reduced = ((pl.col(name) // pl.lit(divisor, dtype=pl.Int128)).cast(kind).alias(name) for name in names)
    return priced.with_columns(reduced), per // divisor
