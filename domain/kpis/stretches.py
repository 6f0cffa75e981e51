"""Stretches: the phases that count under a definition, with their monthly price as exact whole numbers."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm

import polars as pl

from domain.kpis.definitions import Definition, ExchangeDay, PriceChange
from domain.kpis.exact import converted, in_units, units_of
from domain.kpis.facts import AMOUNT, Facts
from domain.kpis.next_terms import from_next_terms
from domain.kpis.requests import Dimension

DIMENSIONS = tuple(dimension.value for dimension in Dimension)


@dataclass(frozen=True, slots=True)
class Stretches:
    """Counted phases: `net` and `gross` are the monthly price in units of 1 / `per` of the currency."""

    frame: pl.DataFrame
    per: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What stretches depend on: the definition, the one currency that counts or None for all, and the last day."""

    definition: Definition
    currency: str | None
    as_of: date


def stretches(facts: Facts, terms: Terms) -> Stretches:
    """The counted phases under a definition, derived once."""
    latest = terms.as_of if terms.definition.exchange is ExchangeDay.LATEST else None
    key = ("stretches", terms.definition, terms.currency, latest)
    return facts.keep(key, lambda: _stretches(facts, terms))


def placed_phases(facts: Facts, definition: Definition) -> pl.DataFrame:
    """All phases on the days of a definition's time zone, with codes of subscriptions and customers, in order."""
    return facts.keep(("placed", definition.time_zone), lambda: _placed(facts.phases, definition.time_zone))


def _placed(phases: pl.DataFrame, time_zone: str | None) -> pl.DataFrame:
    if time_zone is not None:
        phases = phases.with_columns(
            pl.coalesce(pl.col(instant).dt.convert_time_zone(time_zone).dt.date(), pl.col(day)).alias(day)
            for instant, day in (("starts_at", "starts_on"), ("ends_at", "ends_on"))
        )
    # A phase without any day had no effect, and its end is nobody's.
    lasting = phases.filter(pl.col("ends_on").is_null() | (pl.col("ends_on") > pl.col("starts_on")))
    return lasting.with_columns(
        sub=pl.col("subscription_id").rank("dense").cast(pl.UInt32),
        cust=pl.col("customer_id").rank("dense").cast(pl.UInt32),
    ).sort("sub", "starts_on", "ends_on", nulls_last=True)


def _stretches(facts: Facts, terms: Terms) -> Stretches:
    definition = terms.definition
    later = {name: pl.col(name).shift(-1).over("sub") for name in ("status", "end_cause")}
    phases = placed_phases(facts, definition).with_columns(next_status=later["status"], next_cause=later["end_cause"])
    counted = phases.filter(pl.col("status").is_in(list(definition.counted_statuses())))
    if definition.exchange is ExchangeDay.LATEST:
        latest = _latest_rates(phases, terms.as_of)
        counted = counted.drop("rate_to_base").join(latest, on="currency", how="left", maintain_order="left")
    counted, rate = converted(counted, terms.currency)
    counted, per = _monthly(counted, definition, rate)
    is_free = (pl.col("gross") == 0) & (not definition.free_plans)
    frame = counted.select(
        "sub",
        "cust",
        *DIMENSIONS,
        "status",
        "interval",
        "interval_unit",
        "renews_on",
        "starts_on",
        "ends_on",
        "net",
        "gross",
        active=pl.when(is_free).then(0).otherwise(1).cast(pl.Int64),
        paying=(pl.col("gross") > 0).cast(pl.Int64),
        cause=_cause(),
        retried=pl.col("status").is_in(["dunning", "unpaid"])
        | pl.col("next_status").is_in(["dunning", "unpaid", "cancelled_from_dunning"]).fill_null(value=False),
    )
    if definition.price_change is PriceChange.NEXT_TERM:
        frame = from_next_terms(frame)
    return Stretches(frame, per)


def _latest_rates(phases: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The newest exchange rate of each currency until a day; of those of one day the greatest, so that one decides."""
    begun = phases.filter(pl.col("starts_on") <= as_of)
    known = begun if len(begun) else phases
    newest = known.sort("starts_on", "rate_to_base").group_by("currency").agg(pl.col("rate_to_base").last())
    every = phases.group_by("currency").agg(
        pl.col("rate_to_base").sort_by("starts_on", "rate_to_base").first().alias("first_rate")
    )
    joined = every.join(newest, on="currency", how="left")
    return joined.select("currency", rate_to_base=pl.coalesce("rate_to_base", "first_rate"))


def _cause() -> pl.Expr:
    """Why a counted phase ended: its own cause, else what the next phase shows."""
    after = pl.col("next_status")
    return (
        pl.when(pl.col("end_cause").is_not_null())
        .then(pl.col("end_cause"))
        .when(after == "non_renewing")
        .then(pl.coalesce("next_cause", pl.lit("voluntary")))
        .when(after.is_in(["dunning", "unpaid", "cancelled_from_dunning"]))
        .then(pl.lit("involuntary"))
        .when(after.is_in(["paused", "expired"]))
        .then(after)
        .otherwise(pl.lit("unknown"))
    )


def month_factor(interval: int, unit: str, definition: Definition) -> Fraction:
    """What a price for each interval is multiplied by to be the price of a month."""
    per_month = {
        "months": Fraction(1),
        "years": Fraction(1, 12),
        "weeks": definition.weeks_per_year / 12,
        "days": definition.days_per_year / 12,
    }
    return per_month[unit] / interval


def _monthly(phases: pl.DataFrame, definition: Definition, rate: pl.Expr) -> tuple[pl.DataFrame, int]:
    """The phases with exact monthly prices, and how many units make one of the currency."""
    intervals: list[tuple[int, str]] = phases.select("interval", "interval_unit").unique().rows()
    factors = {(n, unit): month_factor(n, unit, definition) for n, unit in intervals}
    common = lcm(*(factor.denominator for factor in factors.values()))
    numerators = pl.DataFrame(
        [(*each, int(factor * common)) for each, factor in factors.items()],
        schema={"interval": pl.Int64, "interval_unit": pl.String, "numerator": pl.Int128},
        orient="row",
    )
    priced = phases.join(numerators, on=["interval", "interval_unit"], how="left", maintain_order="left")
    factor = pl.col("numerator") * rate
    prices = {name: units_of(pl.col(f"amount_{name}"), AMOUNT) * factor for name in ("net", "gross")}
    return in_units(priced, prices, common)
