"""Ledgers: dated entries with an amount and a kind, which all figures are sums and counts of."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from domain.kpis.definitions import CountedUnit, Definition, Price
from domain.kpis.documents import document_entries
from domain.kpis.lifecycles import LIFECYCLES, lifecycle
from domain.kpis.movements import movements
from domain.kpis.requests import Grain
from domain.kpis.scopes import COHORT, RECORD, Scope
from domain.kpis.states import ages, earned, entries_of_state
from domain.kpis.stretches import stretches

_OF_DOCUMENTS = frozenset({"payments", "sales", "estimates", "receivables"})
_OF_STATES = frozenset({"exposure", "risk", "non_renewing", "details"})
_OF_RECORDS = frozenset({"earned", "ages"})
# The ledger of the calendar, which no fact is in: `period.months` is the length of the period.
PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Entries in the order of their days: day, segments, kind, amount, first, cause, retried, and whose they are.

    They belong to `sub` and `cust`, or to `row` and `customer`. Amounts are whole numbers of 1 / `per`; counts have
    `per` 1 and are not money.
    """

    entries: pl.DataFrame
    per: int
    is_money: bool
    _labels: dict[str, pl.Series] = field(default_factory=dict[str, pl.Series], repr=False)

    def labels(self, grain: str) -> pl.Series:
        """The first day of the period of each entry, by the length of the periods; derived once."""
        if grain not in self._labels:
            self._labels[grain] = self.entries["day"].dt.truncate(grain).alias("label")
        return self._labels[grain]


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


def ledger(name: str, scope: Scope) -> Ledger:
    """The ledger of a name in a scope, with its segments and filters, derived once."""
    depends_on_day = name in _OF_STATES | _OF_RECORDS or name == "receivables"
    grain = scope.request.grain if scope.segments == (COHORT,) else None
    key = (
        "ledger", name, scope.report.lists, scope.terms, scope.segments, scope.request.filters, grain,
        scope.day if depends_on_day else None,
    )  # fmt: skip
    return scope.facts.keep(key, lambda: _ledger(name, scope))


def _ledger(name: str, scope: Scope) -> Ledger:
    facts, terms, filters, segments = scope.facts, scope.terms, scope.request.filters, scope.segments
    if name in LIFECYCLES:
        return Ledger(lifecycle(name, facts, terms, segments, filters), 1, is_money=False)
    if name in _OF_DOCUMENTS:
        return Ledger(*document_entries(name, facts, terms.currency, scope.day, segments, filters), is_money=True)
    if name in _OF_STATES:
        return Ledger(*entries_of_state(name, facts, terms, scope.day, segments, filters), is_money=True)
    if name in _OF_RECORDS:
        return _of_listed_records(name, scope)
    followed, unit = _followed(name.removeprefix("cohort_"), terms.definition)
    is_money = followed in {"net", "gross"}
    per = stretches(facts, terms).per if is_money else 1
    if not name.startswith("cohort_"):
        return Ledger(movements(facts, terms, followed, unit, segments, filters), per, is_money)
    entries = with_cohorts(movements(facts, terms, followed, unit, (), filters), unit, scope.request.grain)
    return Ledger(entries, per, is_money)


def _followed(name: str, definition: Definition) -> tuple[str, CountedUnit]:
    """What a ledger of movements follows, and of whom."""
    price = "net" if definition.price is Price.NET else "gross"
    return {
        "mrr": (price, definition.unit),
        "net": ("net", definition.unit),
        "gross": ("gross", definition.unit),
        "active": ("active", CountedUnit.SUBSCRIPTION),
        "customers": ("active", CountedUnit.CUSTOMER),
        "payers": ("paying", definition.arpu_per),
    }[name]


def with_cohorts(entries: pl.DataFrame, unit: CountedUnit, grain: Grain | None) -> pl.DataFrame:
    """The entries of all who began, each with the first day of the period in which its unit did, as text."""
    who = "sub" if unit is CountedUnit.SUBSCRIPTION else "cust"
    begun = entries.filter(pl.col("kind") == "new").group_by(who).agg(pl.col("day").min().alias(COHORT))
    label = pl.col(COHORT).dt.truncate((grain or Grain.MONTH).value).dt.to_string("iso")
    return entries.join(begun.with_columns(label), on=who, maintain_order="left")


def _of_listed_records(name: str, scope: Scope) -> Ledger:
    """What belongs to the records of a list, whether they are told apart or not."""
    facts, terms, day = scope.facts, scope.terms, scope.day
    entries, per = earned(facts, terms, day) if name == "earned" else (ages(facts, terms, day), 1)
    listed, _ = entries_of_state(scope.report.lists, facts, terms, day, (RECORD,), scope.request.filters)
    kept = entries.join(listed.select(RECORD).unique(), on=RECORD, how="semi", maintain_order="left")
    return Ledger(kept, per, is_money=name == "earned")


def segment_filter(segments: Sequence[str], segment: Sequence[str | None]) -> pl.Expr:
    """Whether an entry is in a segment."""
    conditions = (
        pl.col(name).eq_missing(pl.lit(value, pl.String)) for name, value in zip(segments, segment, strict=True)
    )
    return pl.all_horizontal(pl.lit(value=True), *conditions)
