"""Lifecycles: signups, trials, failed renewals and expiries, read from the order of a subscription's phases."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from domain.kpis.facts import Facts
from domain.kpis.movements import KIND, is_inside
from domain.kpis.requests import SegmentFilter
from domain.kpis.stretches import Terms, placed_phases

_IN_DUNNING = ["dunning", "unpaid"]


def signups(facts: Facts, terms: Terms) -> pl.DataFrame:
    """The first phase of each subscription that was created."""
    created = _phases(facts, terms).filter(pl.col("status") != "creation_failed")
    first = created.filter(pl.col("starts_on") == pl.col("starts_on").min().over("sub"))
    return first.unique("sub", keep="first", maintain_order=True).with_columns(day="starts_on", kind=pl.lit("created"))


def trials(facts: Facts, terms: Terms) -> pl.DataFrame:
    """When trials started, ended and were converted: a trial is converted where what counts follows it at once."""
    phases = _phases(facts, terms)
    trial = phases.filter(pl.col("status") == "trial")
    follows = (pl.col("previous_status") == "trial") & (pl.col("previous_end") == pl.col("starts_on"))
    goes_on = (pl.col("next_status") == "trial") & (pl.col("next_start") == pl.col("ends_on"))
    counted = list(terms.definition.counted_statuses())
    is_live = pl.col("next_status").is_in(counted) & (pl.col("next_start") == pl.col("ends_on"))
    ended = trial.filter(pl.col("ends_on").is_not_null() & ~goes_on.fill_null(value=False)).with_columns(day="ends_on")
    return pl.concat(
        [
            trial.filter(~follows.fill_null(value=False)).with_columns(day="starts_on", kind=pl.lit("started")),
            ended.with_columns(kind=pl.lit("ended")),
            ended.filter(is_live.fill_null(value=False)).with_columns(kind=pl.lit("converted")),
        ]
    )


def renewals(facts: Facts, terms: Terms) -> pl.DataFrame:
    """When payments of renewals failed (dunning began), and when that ended with the subscription alive or lost."""
    phases = _phases(facts, terms)
    behind = phases.filter(pl.col("status").is_in(_IN_DUNNING))
    follows = pl.col("previous_status").is_in(_IN_DUNNING) & (pl.col("previous_end") == pl.col("starts_on"))
    goes_on = pl.col("next_status").is_in(_IN_DUNNING) & (pl.col("next_start") == pl.col("ends_on"))
    ended = behind.filter(pl.col("ends_on").is_not_null() & ~goes_on.fill_null(value=False)).with_columns(day="ends_on")
    recovered = pl.col("next_status").is_in(["live", "non_renewing"]) & (pl.col("next_start") == pl.col("ends_on"))
    return pl.concat(
        [
            behind.filter(~follows.fill_null(value=False)).with_columns(day="starts_on", kind=pl.lit("failed")),
            ended.filter(recovered.fill_null(value=False)).with_columns(kind=pl.lit("recovered")),
            ended.filter(~recovered.fill_null(value=False)).with_columns(kind=pl.lit("lost")),
        ]
    )


def expiries(facts: Facts, terms: Terms) -> pl.DataFrame:
    """When subscriptions came to the end of their last term."""
    phases = _phases(facts, terms)
    expired = phases.filter((pl.col("status") == "expired") & (pl.col("previous_status") != "expired"))
    return expired.with_columns(day="starts_on", kind=pl.lit("expired"))


LIFECYCLES = {"signups": signups, "trials": trials, "renewals": renewals, "expiries": expiries}


def lifecycle(
    name: str, facts: Facts, terms: Terms, segments: Sequence[str], filters: Sequence[SegmentFilter]
) -> pl.DataFrame:
    """The entries of a ledger of lifecycles: each counts one, in the segment of its phase."""
    entries = LIFECYCLES[name](facts, terms)
    if filters:
        entries = entries.filter(is_inside(filters))
    return entries.select(
        "day",
        "sub",
        "cust",
        *segments,
        pl.col("kind").cast(KIND),
        amount=pl.lit(1, pl.Int64),
        first=pl.lit(value=True),
        cause=pl.lit(None, pl.String),
        retried=pl.lit(value=False),
    ).sort("day", "sub", "kind")


def last_phases(facts: Facts, terms: Terms, day: date) -> pl.DataFrame:
    """The phase that each subscription has on a day, or had last before it."""
    return _phases(facts, terms).filter(pl.col("starts_on") <= day).unique("sub", keep="last", maintain_order=True)


def _phases(facts: Facts, terms: Terms) -> pl.DataFrame:
    """The phases in order, each with its neighbours; only those of one currency where one is asked for."""
    phases = placed_phases(facts, terms.definition)
    neighbours = phases.with_columns(
        pl.col(column).shift(by).over("sub").alias(name)
        for name, column, by in (
            ("previous_status", "status", 1),
            ("previous_end", "ends_on", 1),
            ("next_status", "status", -1),
            ("next_start", "starts_on", -1),
        )
    )
    return neighbours if terms.currency is None else neighbours.filter(pl.col("currency") == terms.currency)
