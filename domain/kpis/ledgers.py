"""Ledgers: dated entries with an amount and a kind, which all figures are sums and counts of."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import polars as pl

from domain.kpis.definitions import CountedUnit, Price
from domain.kpis.facts import Facts
from domain.kpis.movements import movements
from domain.kpis.requests import ReportRequest
from domain.kpis.stretches import Terms, stretches


@dataclass(frozen=True, slots=True)
class Ledger:
    """Entries in the order of their days: day, sub, cust, segments, kind, amount, first, cause, retried.

    Amounts are whole numbers of 1 / `per`; counts have `per` 1 and are not money.
    """

    entries: pl.DataFrame
    per: int
    is_money: bool


def terms_of(request: ReportRequest, as_of: date) -> Terms:
    """What the stretches of a request depend on; the words of a definition make no difference."""
    return Terms(replace(request.definition, id="", title="", sources=()), request.currency, as_of)


def ledger(name: str, facts: Facts, request: ReportRequest, as_of: date) -> Ledger:
    """The ledger of a name for a request, with its segments and filters."""
    terms = terms_of(request, as_of)
    definition = request.definition
    price = "net" if definition.price is Price.NET else "gross"
    followed, unit = {
        "mrr": (price, definition.unit),
        "net": ("net", definition.unit),
        "gross": ("gross", definition.unit),
        "active": ("active", CountedUnit.SUBSCRIPTION),
        "customers": ("active", CountedUnit.CUSTOMER),
        "payers": ("paying", definition.arpu_per),
    }[name]
    is_money = followed in {"net", "gross"}
    segments = tuple(dimension.value for dimension in request.group_by)
    return Ledger(
        movements(facts, terms, followed, unit, segments, request.filters),
        stretches(facts, terms).per if is_money else 1,
        is_money,
    )


@dataclass(frozen=True, slots=True)
class Operand:
    """A sum or count of a ledger's entries: `mrr.churn@voluntary.customers` counts the customers that churned so."""

    ledger: str
    kind: str
    cause: str | None = None
    of: str = "amount"

    @property
    def is_balance(self) -> bool:
        """Whether it is the balance of its ledger rather than what happened in the period."""
        return self.kind in {"opening", "closing"}


def operand_of(text: str) -> Operand:
    """The operand that a text of a formula stands for."""
    name, kind, *of = text.split(".")
    kind, _, cause = kind.partition("@")
    return Operand(name, kind, cause or None, of[0] if of else "amount")


def amount_of(units: int, book: Ledger, operand: Operand) -> Fraction:
    """What a sum of a ledger's units is worth."""
    return Fraction(units, book.per) if operand.of == "amount" else Fraction(units)
