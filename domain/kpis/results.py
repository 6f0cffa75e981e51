"""Results of reports: rows of cells, what they rest on, and the proof of one cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from domain.kpis.definitions import Definition


class FigureUnit(Enum):
    """What a figure is expressed in; a percentage is 12.50 for an eighth."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    RATIO = "ratio"
    DAYS = "days"


class FigureLabel(Enum):
    """Whether a figure is a level at the end of its period, or what happened in its period."""

    BALANCE = "balance"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure, rounded; where there is none, `reason` says why. `exact` is the figure before rounding."""

    value: Decimal | None
    unit: FigureUnit
    label: FigureLabel
    reason: str | None = None
    exact: Fraction | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row is about: a period, the values of the dimensions, and in lists and cohorts an id."""

    starts_on: date | None = None
    ends_on: date | None = None
    segment: tuple[str | None, ...] = ()
    record: str | None = None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row: cells by measure. `partial` says why its period is not whole; `texts` are the words of a list's row."""

    key: RowKey
    cells: dict[str, Cell]
    partial: str | None = None
    texts: dict[str, str | None] = field(default_factory=dict[str, str | None])


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column of measures: its id, its heading, its unit and whether it is a balance or an activity."""

    measure: str
    title: str
    unit: FigureUnit
    label: FigureLabel


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the figures rest on: how many rows of each source, and the day before which the history is not known."""

    rows: dict[str, int]
    known_from: date | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportResult:
    """A report that was computed. `comparison` has the rows of the earlier days, one for each row and the totals.

    The rows of lists are made when they are looked at: take a slice of them.
    """

    report: str
    definition: Definition
    currency: str
    as_of: date
    columns: tuple[ReportColumn, ...]
    rows: Sequence[ReportRow]
    totals: ReportRow
    coverage: Coverage
    comparison: tuple[ReportRow, ...] = ()
    comparison_totals: ReportRow | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one record adds to an operand: the amounts of an operand's records add up to it, to the minor unit."""

    operand: str
    row: str
    customer: str | None
    amount: Decimal
    why: str
    sources: str | None = None


@dataclass(frozen=True, slots=True)
class ReconciliationLine:
    """A line of an account: its sign is that of its amount."""

    title: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Proof:
    """How a cell came about: the formula, its values, the records behind them, and the account that must balance."""

    report: str
    key: RowKey
    measure: str
    cell: Cell
    definition: Definition
    formula: str
    operands: dict[str, Decimal]
    contributions: tuple[Contribution, ...]
    reconciliation: tuple[ReconciliationLine, ...]
    reconciles: bool
    sums_up: bool
    coverage: Coverage
    hash: str


@dataclass(frozen=True, slots=True)
class SubscriptionDifference:
    """How much a subscription counts for more in the second definition than in the first, and the cause."""

    operand: str
    row: str
    customer: str | None
    cause: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DefinitionComparison:
    """Two definitions of one cell. The differences of an operand add up to its second value less its first."""

    first: Cell
    second: Cell
    first_operands: dict[str, Decimal]
    second_operands: dict[str, Decimal]
    differences: tuple[SubscriptionDifference, ...]
