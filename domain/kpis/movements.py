"""Movements: each change of what a subscription or customer is worth, as new, expansion, reactivation, and so on."""

from collections.abc import Sequence

import polars as pl

from domain.kpis.definitions import CountedUnit
from domain.kpis.facts import Facts
from domain.kpis.requests import SegmentFilter
from domain.kpis.stretches import Terms, stretches

# The kinds of movements, and whether each adds to the balance (1) or takes from it (-1).
KINDS = {
    "new": 1,
    "expansion": 1,
    "reactivation": 1,
    "contraction": -1,
    "churn": -1,
    "entering": 1,
    "leaving": -1,
    "none": 1,
}
# The kinds of what other ledgers have, in the order of their names.
_OTHER_KINDS = (
    "age_16_30", "age_1_15", "age_31_45", "age_over_45", "converted", "created", "current", "days", "earned", "ended",
    "expired", "failed", "invoiced", "later", "lost", "mrr", "non_renewing", "open", "overdue", "received", "recovered",
    "refunded", "started", "unknown", "within_30", "within_60", "within_90", "won",
)  # fmt: skip
KIND = pl.Enum([*KINDS, *_OTHER_KINDS])
# What is followed: the monthly price before or after discounts, or whether a subscription is active.
FOLLOWED = ("net", "gross", "active", "paying")


def movements(
    facts: Facts,
    terms: Terms,
    followed: str,
    unit: CountedUnit,
    segments: Sequence[str] = (),
    filters: Sequence[SegmentFilter] = (),
) -> pl.DataFrame:
    """The movements in the order of their days: day, sub, cust, segments, kind, amount (with its sign), first, cause.

    A movement is classified for its unit as a whole and within its segment: from nothing to something is new, or
    reactivation after a past; to nothing is churn; what only comes into the segment or goes out of it is entering or
    leaving. Rows of one unit, segment and day are one event, whose `first` row is marked.
    """
    key = ("movements", terms, followed, unit, tuple(segments), tuple(filters))
    return facts.keep(key, lambda: _movements(facts, terms, followed, unit, segments, filters))


def is_inside(filters: Sequence[SegmentFilter]) -> pl.Expr:
    """Whether a row passes all filters."""

    def passes(condition: SegmentFilter) -> pl.Expr:
        column = pl.col(condition.dimension.value)
        words = [value for value in condition.values if value is not None]
        passed = column.is_in(words).fill_null(value=False)
        if None in condition.values:
            passed |= column.is_null()
        return ~passed if condition.excludes else passed

    return pl.all_horizontal(passes(condition) for condition in filters)


def _steps(
    frame: pl.DataFrame, followed: str, segments: Sequence[str], filters: Sequence[SegmentFilter]
) -> pl.DataFrame:
    """What begins and what ends, day by day: a row for each subscription, customer, segment and day of a change."""
    inside = is_inside(filters) if filters else pl.lit(value=True)
    frame = frame.with_columns(inside=inside)
    keys = ["sub", "cust", *segments, *(["inside"] if filters else [])]
    begins = frame.select(*keys, day="starts_on", amount=followed, cause=pl.lit(None, pl.String), retried=pl.lit(False))
    ends = frame.filter(pl.col("ends_on").is_not_null()).select(
        *keys, "cause", "retried", day="ends_on", amount=-pl.col(followed)
    )
    steps = pl.concat([begins, ends.select(begins.columns)])
    return (
        steps.group_by(*keys, "day")
        .agg(pl.col("amount").sum(), pl.col("cause").drop_nulls().min(), pl.col("retried").any())
        .filter(pl.col("amount") != 0)
    )


def _levels(steps: pl.DataFrame, keys: Sequence[str], prefix: str) -> pl.DataFrame:
    """What each unit was worth before and after each day of change, and whether it was ever worth anything before."""
    changes = steps.group_by(*keys, "day").agg(pl.col("amount").sum()).sort(*keys, "day")
    after = pl.col("amount").cum_sum().over(keys)
    levels = changes.with_columns(after.alias(f"{prefix}_after"))
    before = pl.col(f"{prefix}_after") - pl.col("amount")
    worth = (pl.col(f"{prefix}_after") > 0).cast(pl.UInt32)
    past = (worth.cum_sum().over(keys) - worth) > 0
    return levels.select(
        *keys, "day", f"{prefix}_after", before.alias(f"{prefix}_before"), past.alias(f"{prefix}_past")
    )


def _kind() -> pl.Expr:
    """The kind of a movement, from the levels of its unit as a whole (`all`) and within its segment (`own`)."""
    kinds = [
        (pl.col("own_before") == pl.col("own_after"), "none"),
        ((pl.col("all_before") == 0) & pl.col("all_past"), "reactivation"),
        (pl.col("all_before") == 0, "new"),
        (pl.col("all_after") == 0, "churn"),
        (pl.col("own_before") == 0, "entering"),
        (pl.col("own_after") == 0, "leaving"),
        (pl.col("own_after") > pl.col("own_before"), "expansion"),
    ]
    expression = pl.lit("contraction")
    for condition, name in reversed(kinds):
        expression = pl.when(condition).then(pl.lit(name)).otherwise(expression)
    return expression.cast(KIND)


def _movements(
    facts: Facts,
    terms: Terms,
    followed: str,
    unit: CountedUnit,
    segments: Sequence[str],
    filters: Sequence[SegmentFilter],
) -> pl.DataFrame:
    who = "sub" if unit is CountedUnit.SUBSCRIPTION else "cust"
    steps = _steps(stretches(facts, terms).frame, followed, segments, filters)
    own = [who, *segments, *(["inside"] if filters else [])]
    rows = steps.join(_levels(steps, [who], "all"), on=[who, "day"])
    if len(own) > 1:
        rows = rows.join(_levels(steps, own, "own"), on=[*own, "day"], nulls_equal=True)
    else:
        rows = rows.with_columns(own_before="all_before", own_after="all_after")
    if filters:
        rows = rows.filter("inside")
    rows = rows.sort("day", "sub", "cust", *segments)
    if followed in {"active", "paying"} and unit is CountedUnit.CUSTOMER:
        # A customer is active as soon as one subscription is: it counts once.
        is_active = [(pl.col(name) > 0).cast(pl.Int64) for name in ("own_after", "own_before")]
        rows = rows.with_columns(
            pl.col("cause").min().over(*own, "day"),
            pl.col("retried").any().over(*own, "day"),
            amount=is_active[0] - is_active[1],
            sub=pl.lit(None, pl.UInt32),
        ).unique([*own, "day"], keep="first", maintain_order=True)
        rows = rows.filter(pl.col("amount") != 0)
    return rows.select(
        "day",
        "sub",
        "cust",
        *segments,
        "amount",
        "cause",
        "retried",
        kind=_kind(),
        first=pl.struct(*own, "day").is_first_distinct(),
    )
