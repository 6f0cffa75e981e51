"""Entries of payments, invoices and estimates: what was received, is owed, was sold and was won."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from domain.kpis.exact import converted, in_units, units_of
from domain.kpis.facts import AMOUNT, Facts
from domain.kpis.movements import KIND, is_inside
from domain.kpis.requests import SegmentFilter

# Days overdue, as Zoho's ageing reports have them.
AGES = {"current": None, "age_1_15": 15, "age_16_30": 30, "age_31_45": 45, "age_over_45": None}
# What nobody has issued yet, or what was refused to be: nobody owes or was offered anything by it.
_NOT_ISSUED = ["draft", "pending", "pending_approval", "approved", "rejected"]
_NOT_OWED = [*_NOT_ISSUED, "void"]
_WON, _LOST = ["accepted", "invoiced"], ["declined", "expired"]


def payments(facts: Facts, currency: str | None) -> tuple[pl.DataFrame, int]:
    """What was received, and what was given back (a negative amount)."""
    frame, rate = converted(facts.payments, currency)
    units = {name: units_of(pl.col(name), AMOUNT) * rate for name in ("amount", "refunded")}
    frame, per = in_units(frame, units)
    refunded_on = pl.coalesce("refunded_on", "paid_on")
    back = frame.filter(pl.col("refunded") > 0).with_columns(
        day=refunded_on, kind=pl.lit("refunded"), amount=-pl.col("refunded")
    )
    received = frame.with_columns(day="paid_on", kind=pl.lit("received"))
    return pl.concat([received, back.select(received.columns)]), per


def receivables(facts: Facts, currency: str | None, day: date) -> tuple[pl.DataFrame, int]:
    """What is owed on invoices, by its age on a day; the balances are those of the day of reading."""
    owed = facts.invoices.filter(~pl.col("status").is_in(_NOT_OWED) & (pl.col("issued_on") <= day))
    frame, rate = converted(owed, currency)
    frame, per = in_units(frame, {"amount": units_of(pl.col("balance"), AMOUNT) * rate})
    overdue = (pl.lit(day) - pl.coalesce("due_on", pl.lit(day))).dt.total_days()
    age = pl.when(overdue <= 0).then(pl.lit("current"))
    for name, most in AGES.items():
        if most is not None:
            age = age.when(overdue <= most).then(pl.lit(name))
    return frame.with_columns(day=pl.lit(day), kind=age.otherwise(pl.lit("age_over_45"))), per


def sales(facts: Facts, currency: str | None) -> tuple[pl.DataFrame, int]:
    """What was invoiced."""
    frame, rate = converted(facts.invoices.filter(~pl.col("status").is_in(_NOT_OWED)), currency)
    frame, per = in_units(frame, {"amount": units_of(pl.col("total"), AMOUNT) * rate})
    return frame.with_columns(day="issued_on", kind=pl.lit("invoiced")), per


def estimates(facts: Facts, currency: str | None) -> tuple[pl.DataFrame, int]:
    """What was offered, by what became of it."""
    frame, rate = converted(facts.estimates.filter(~pl.col("status").is_in(_NOT_ISSUED)), currency)
    frame, per = in_units(frame, {"amount": units_of(pl.col("total"), AMOUNT) * rate})
    status = pl.col("status")
    outcome = pl.when(status.is_in(_WON)).then(pl.lit("won")).when(status.is_in(_LOST)).then(pl.lit("lost"))
    return frame.with_columns(day="issued_on", kind=outcome.otherwise(pl.lit("open"))), per


def document_entries(
    name: str,
    facts: Facts,
    currency: str | None,
    day: date,
    segments: Sequence[str],
    filters: Sequence[SegmentFilter],
) -> tuple[pl.DataFrame, int]:
    """The entries of a ledger of documents in the order of their days, and how many units make one of the currency."""
    if name == "receivables":
        entries, per = receivables(facts, currency, day)
    else:
        entries, per = {"payments": payments, "sales": sales, "estimates": estimates}[name](facts, currency)
    if filters:
        entries = entries.filter(is_inside(filters))
    chosen = entries.select(
        "day",
        *segments,
        pl.col("kind").cast(KIND),
        "amount",
        row="id",
        customer="customer_id",
        first=pl.lit(value=True),
        cause=pl.lit(None, pl.String),
        retried=pl.lit(value=False),
    )
    return chosen.sort("day", "row", "kind"), per
