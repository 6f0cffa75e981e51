"""Facts as frames: one for each source, with the columns of its dataclass in `domain.kpis.phases`."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from itertools import islice
from threading import RLock
from typing import Any, TypeVar

import polars as pl

from domain.errors import BadUserInput
from domain.kpis.phases import DunningFact, EstimateFact, EventFact, InvoiceFact, PaymentFact, Phase

# Amounts have at most six decimals, and exchange rates at most twelve.
AMOUNT = pl.Decimal(38, 6)
RATE = pl.Decimal(38, 12)
INSTANT = pl.Datetime("us", "UTC")
_TYPES: dict[object, pl.DataType | type[pl.DataType]] = {
    str: pl.String,
    str | None: pl.String,
    int: pl.Int64,
    date: pl.Date,
    date | None: pl.Date,
}
_MOST_KEPT = 64
_ROWS_AT_ONCE = 5_000
Derived = TypeVar("Derived")


def schema_of(fact: type[Any]) -> dict[str, Any]:
    """The columns of a kind of fact with their types of polars."""

    def column(name: str, kind: object) -> object:
        if kind is Decimal:
            return RATE if name == "rate_to_base" else AMOUNT
        return _TYPES.get(kind, INSTANT)

    return {each.name: column(each.name, each.type) for each in fields(fact)}


def frame_of(fact: type[Any], rows: Iterable[object]) -> pl.DataFrame:
    """The rows of one kind of fact as a frame; of many not all are in memory at once."""
    schema, rest = schema_of(fact), iter(rows)
    frames = [pl.DataFrame(schema=schema)]
    while kept := list(islice(rest, _ROWS_AT_ONCE)):
        columns = {name: [getattr(row, name) for row in kept] for name in schema}
        frames.append(pl.DataFrame(columns, schema=schema))
    return pl.concat(frames, rechunk=True)


@dataclass(frozen=True, eq=False)
class Facts:
    """What one caller may see, as frames; what the engine derives from them is kept with them and dies with them."""

    base_currency: str
    phases: pl.DataFrame
    invoices: pl.DataFrame = field(default_factory=lambda: frame_of(InvoiceFact, ()))
    payments: pl.DataFrame = field(default_factory=lambda: frame_of(PaymentFact, ()))
    estimates: pl.DataFrame = field(default_factory=lambda: frame_of(EstimateFact, ()))
    events: pl.DataFrame = field(default_factory=lambda: frame_of(EventFact, ()))
    dunning: pl.DataFrame = field(default_factory=lambda: frame_of(DunningFact, ()))
    missing: tuple[str, ...] = ()
    derived: dict[Hashable, Any] = field(default_factory=dict[Hashable, Any], repr=False)
    # Reports of one operation may be computed by several threads.
    deriving: RLock = field(default_factory=RLock, repr=False)

    def keep(self, key: Hashable, derive: Callable[[], Derived]) -> Derived:
        """What was derived under a key, derived now where it is not there; of many the oldest is dropped."""
        with self.deriving:
            if key not in self.derived:
                value = derive()
                while len(self.derived) >= _MOST_KEPT:
                    del self.derived[next(iter(self.derived))]
                self.derived[key] = value
                return value
            return self.derived[key]

    def forget_derived(self) -> None:
        """Drop what was derived: it is derived again where it is needed."""
        with self.deriving:
            self.derived.clear()

    def currencies(self, source: str) -> frozenset[str]:
        """The currencies of the frame of a source."""
        frame: pl.DataFrame = getattr(self, source)
        if "currency" not in frame.columns:
            return frozenset()
        return self.keep(("currencies", source), lambda: frozenset(frame["currency"].unique()))

    @property
    def known_from(self) -> date | None:
        """The day before which the history of some subscription is not known, None where all of it is."""
        latest = self.keep("known from", self.phases["known_from"].max)
        return latest if isinstance(latest, date) else None


def facts_of(
    base_currency: str,
    phases: Iterable[Phase],
    *,
    invoices: Iterable[InvoiceFact] = (),
    payments: Iterable[PaymentFact] = (),
    estimates: Iterable[EstimateFact] = (),
    events: Iterable[EventFact] = (),
    dunning: Iterable[DunningFact] = (),
    missing: tuple[str, ...] = (),
) -> Facts:
    """Facts of rows. Raises BadUserInput where phases contradict themselves or each other."""
    frame = frame_of(Phase, phases)
    check_phases(frame, base_currency)
    return Facts(
        base_currency,
        frame,
        frame_of(InvoiceFact, invoices),
        frame_of(PaymentFact, payments),
        frame_of(EstimateFact, estimates),
        frame_of(EventFact, events),
        frame_of(DunningFact, dunning),
        missing,
    )


def check_phases(phases: pl.DataFrame, base_currency: str) -> None:
    """Raise BadUserInput for phases that overlap, end before they start, or have impossible amounts or rates."""
    lasts = pl.col("ends_on").is_null() | (pl.col("ends_on") > pl.col("starts_on"))
    next_start = pl.when(lasts).then("starts_on").shift(-1).over("subscription_id", order_by=[~lasts, "starts_on"])
    overlaps = lasts & next_start.is_not_null() & (pl.col("ends_on").is_null() | (pl.col("ends_on") > next_start))
    faults = {
        "ends before it starts": pl.col("ends_on") < pl.col("starts_on"),
        "overlaps the next one": overlaps,
        "has a negative amount": (pl.col("amount_gross") < 0) | (pl.col("amount_net") < 0),
        "has an interval that is not positive": pl.col("interval") <= 0,
        "has no known unit of its interval": ~pl.col("interval_unit").is_in(["days", "weeks", "months", "years"]),
        "has an exchange rate that is not positive": pl.col("rate_to_base") <= 0,
        f"is in {base_currency} and has an exchange rate other than 1": (
            (pl.col("currency") == base_currency) & (pl.col("rate_to_base") != 1)
        ),
    }
    for sentence, condition in faults.items():
        wrong = phases.filter(condition)["subscription_id"]
        if len(wrong):
            raise BadUserInput(f"A phase of the subscription {wrong[0]} {sentence}.")
