"""States: what subscriptions are on a day, and what of them is due, at risk or ending."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from domain.kpis.definitions import Price
from domain.kpis.exact import converted, in_units, units_of
from domain.kpis.facts import AMOUNT, Facts
from domain.kpis.lifecycles import last_phases
from domain.kpis.movements import KIND, is_inside
from domain.kpis.requests import SegmentFilter
from domain.kpis.stretches import Terms, placed_phases, stretches

# What each list of records shows of a record beside its figures.
TEXTS = ("status", "plan", "product", "currency", "starts_on", "ends_on", "renews_on")


def state(facts: Facts, terms: Terms, day: date) -> pl.DataFrame:
    """The phase of each subscription on a day, with its monthly price, which is nothing where it does not count."""
    price = "net" if terms.definition.price is Price.NET else "gross"
    counted = stretches(facts, terms).frame.filter(
        (pl.col("starts_on") <= day) & (pl.col("ends_on").is_null() | (pl.col("ends_on") > day))
    )
    prices = counted.select("sub", pl.col(price).alias("amount"))
    last = last_phases(facts, terms, day).join(prices, on="sub", how="left", maintain_order="left")
    return last.with_columns(pl.col("amount").fill_null(0), record="subscription_id")


def exposure(facts: Facts, terms: Terms, day: date) -> pl.DataFrame:
    """What is to be renewed within 30, 60 and 90 days of a day, and what counts and is not to be renewed."""
    counted = state(facts, terms, day).filter(pl.col("amount") > 0)
    days = (pl.col("renews_on") - pl.lit(day)).dt.total_days()
    kind = (
        pl.when(pl.col("status") == "non_renewing")
        .then(pl.lit("non_renewing"))
        .when(days.is_null())
        .then(pl.lit("unknown"))
        .when(days < 0)
        .then(pl.lit("overdue"))
        .when(days <= 30)
        .then(pl.lit("within_30"))
        .when(days <= 60)
        .then(pl.lit("within_60"))
        .when(days <= 90)
        .then(pl.lit("within_90"))
        .otherwise(pl.lit("later"))
    )
    return counted.with_columns(kind=kind)


def with_status(facts: Facts, terms: Terms, day: date, statuses: Sequence[str]) -> pl.DataFrame:
    """The subscriptions that have one of some statuses on a day, with what they are worth a month."""
    return (
        state(facts, terms, day)
        .filter(pl.col("status").is_in(list(statuses)) & (pl.col("ends_on").is_null() | (pl.col("ends_on") > day)))
        .with_columns(kind=pl.lit("mrr"))
    )


def entries_of_state(
    name: str, facts: Facts, terms: Terms, day: date, segments: Sequence[str], filters: Sequence[SegmentFilter]
) -> tuple[pl.DataFrame, int]:
    """The entries of a ledger of states, all on the day, and how many units make one of the currency."""
    if name == "exposure":
        entries = exposure(facts, terms, day)
    elif name == "details":
        entries = state(facts, terms, day).with_columns(kind=pl.lit("mrr"))
    else:
        statuses = {"risk": ("dunning", "unpaid"), "non_renewing": ("non_renewing",)}[name]
        entries = with_status(facts, terms, day, statuses)
    if filters:
        entries = entries.filter(is_inside(filters))
    chosen = entries.select(
        "sub",
        "cust",
        *segments,
        pl.col("kind").cast(KIND),
        "amount",
        day=pl.lit(day),
        first=pl.lit(value=True),
        cause=pl.lit(None, pl.String),
        retried=pl.lit(value=False),
    )
    return chosen, stretches(facts, terms).per


def earned(facts: Facts, terms: Terms, day: date) -> tuple[pl.DataFrame, int]:
    """What was received for each subscription until a day, less what was given back by then."""
    frame, rate = converted(facts.payments.filter(pl.col("subscription_id").is_not_null()), terms.currency)
    units = {name: units_of(pl.col(name), AMOUNT) * rate for name in ("amount", "refunded")}
    frame, per = in_units(frame, units)
    back = frame.with_columns(day=pl.coalesce("refunded_on", "paid_on"), amount=-pl.col("refunded"))
    received = frame.with_columns(day="paid_on")
    every = pl.concat([received, back.select(received.columns)]).filter(
        (pl.col("day") <= day) & (pl.col("amount") != 0)
    )
    chosen = every.select(
        pl.lit(day).alias("day"),
        "amount",
        kind=pl.lit("earned", KIND),
        row="id",
        customer="customer_id",
        record="subscription_id",
        first=pl.lit(value=True),
        cause=pl.lit(None, pl.String),
        retried=pl.lit(value=False),
    )
    return chosen, per


def unplaced_payments(facts: Facts, day: date) -> pl.DataFrame:
    """What was received until a day and belongs to no single subscription: its customer has several."""
    return facts.payments.filter(pl.col("subscription_id").is_null() & (pl.col("paid_on") <= day))


def ages(facts: Facts, terms: Terms, day: date) -> pl.DataFrame:
    """The days since the first activation of each subscription, until a day."""
    phases = placed_phases(facts, terms.definition)
    active = phases.filter(pl.col("status") == "live").group_by("sub", "cust", "subscription_id")
    since = active.agg(pl.col("starts_on").min()).filter(pl.col("starts_on") <= day)
    return since.select(
        pl.lit(day).alias("day"),
        "sub",
        "cust",
        record="subscription_id",
        kind=pl.lit("days", KIND),
        amount=(pl.lit(day) - pl.col("starts_on")).dt.total_days(),
        first=pl.lit(value=True),
        cause=pl.lit(None, pl.String),
        retried=pl.lit(value=False),
    )


def texts_of_records(facts: Facts, terms: Terms, day: date) -> dict[str, dict[str, str | None]]:
    """What is shown of each subscription: its phase on the day, and what the payment gateway answered last."""
    last = last_phases(facts, terms, day).join(facts.dunning, on="subscription_id", how="left")
    names = (*TEXTS, "retries", "error_code", "message")
    rows: list[dict[str, Any]] = last.select("subscription_id", "customer_id", *names).to_dicts()
    return {
        row["subscription_id"]: {name: None if value is None else str(value) for name, value in row.items()}
        for row in rows
    }
