"""Closed periods: the figures of today beside those that were kept, and what restated each, record by record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.errors import BadUserInput
from domain.kept_results import KeptFigure, KeptShare, RestatementCause
from domain.kpis.facts import Facts
from domain.kpis.proofs import prove
from domain.kpis.reports import Layout
from domain.kpis.requests import ReportRequest
from domain.kpis.results import Proof, ReportResult, ReportRow, RowKey
from domain.kpis.scopes import scope_of

Shares = Mapping[str, Mapping[str, KeptShare]]


@dataclass(frozen=True, slots=True)
class Restatement:
    """By how much one record changes an operand of a figure of a closed period.

    `before` and `after` are the figure; the amounts of an operand's records add up to the operand's difference.
    `sources` are those that say so now and did not then.
    """

    key: RowKey
    measure: str
    before: Decimal | None
    after: Decimal | None
    operand: str
    record: str
    customer: str | None
    amount: Decimal
    cause: RestatementCause
    why: str
    sources: str | None


def closed_figures(request: ReportRequest, facts: Facts, result: ReportResult, today: date) -> list[KeptFigure]:
    """The figures of the periods that are over, with the shares of their records. Raises BadUserInput.

    Cohorts and lists of records have no periods that close.
    """
    _check_closes(request, facts)
    return [
        _figure(row.key, measure, prove(request, facts, row.key, measure))
        for row in _closed(result.rows, today)
        for measure in row.cells
    ]


def closed_count(result: ReportResult, today: date) -> int:
    """How many figures of a result are of periods that are over."""
    return sum(len(row.cells) for row in _closed(result.rows, today))


def restatements(
    kept: Sequence[KeptFigure], request: ReportRequest, facts: Facts, result: ReportResult
) -> list[Restatement]:
    """What restated each kept figure that is another one today, the earliest period first."""
    starts = {figure.starts_on for figure in kept}
    now = {_name(row.key, measure): (row.key, cell) for row in result.rows for measure, cell in row.cells.items()}
    then = {(figure.starts_on, figure.segment, figure.measure): figure for figure in kept}
    ends = {row.key.starts_on: row.key.ends_on for row in result.rows}
    changes: list[Restatement] = []
    for name in sorted({*then, *(name for name in now if name[0] in starts)}, key=str):
        figure, (key, cell) = then.get(name), now.get(name, (None, None))
        after = None if cell is None else cell.value
        before = None if figure is None or figure.value is None else Decimal(figure.value)
        if before == after:
            continue
        day = date.fromisoformat(name[0])
        if key is None and day not in ends:
            # The request no longer reaches back to this period.
            continue
        key = key or RowKey(day, ends[day], name[1])
        shares = _shares(prove(request, facts, key, name[2]))
        changes += _differences(key, name[2], before, after, {} if figure is None else figure.shares, shares)
    return changes


def _check_closes(request: ReportRequest, facts: Facts) -> None:
    if scope_of(request, facts).report.layout is not Layout.PERIODS or request.grain is None:
        raise BadUserInput("Only reports with periods have some that close: cohorts, lists and states of a day do not.")


def _closed(rows: Iterable[ReportRow], today: date) -> Iterator[ReportRow]:
    for row in rows:
        if row.partial is None and row.key.ends_on is not None and row.key.ends_on <= today:
            yield row


def _figure(key: RowKey, measure: str, proof: Proof) -> KeptFigure:
    value = None if proof.cell.value is None else str(proof.cell.value)
    return KeptFigure(_day(key), key.segment, measure, value, _shares(proof))


def _shares(proof: Proof) -> Shares:
    shares: dict[str, dict[str, KeptShare]] = {}
    for each in proof.contributions:
        share = KeptShare(str(each.amount), each.why, each.sources, each.customer)
        shares.setdefault(each.operand, {})[each.row] = share
    return shares


def _differences(
    key: RowKey, measure: str, before: Decimal | None, after: Decimal | None, then: Shares, now: Shares
) -> Iterator[Restatement]:
    for operand in dict.fromkeys((*then, *now)):
        of_then, of_now = then.get(operand, {}), now.get(operand, {})
        for record in dict.fromkeys((*of_then, *of_now)):
            old, new = of_then.get(record), of_now.get(record)
            amount = Decimal(new.amount if new else 0) - Decimal(old.amount if old else 0)
            said = {*(old.sources or "").split()} if old else set[str]()
            shown = new or old
            if amount and shown is not None:
                sources = " ".join(each for each in (shown.sources or "").split() if each not in said) or None
                yield Restatement(
                    key, measure, before, after, operand, record, shown.customer, amount, _cause(old, new),
                    shown.why, sources,
                )  # fmt: skip


def _cause(old: KeptShare | None, new: KeptShare | None) -> RestatementCause:
    if old is None:
        return RestatementCause.COUNTS_NOW
    return RestatementCause.COUNTS_NO_LONGER if new is None else RestatementCause.COUNTS_DIFFERENTLY


def _name(key: RowKey, measure: str) -> tuple[str, tuple[str | None, ...], str]:
    return _day(key), key.segment, measure


def _day(key: RowKey) -> str:
    return "" if key.starts_on is None else key.starts_on.isoformat()
