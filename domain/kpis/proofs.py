"""Proofs: how one cell came about, with the records behind it and an account that must balance."""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl

from domain.currencies import decimals_of
from domain.errors import BadUserInput
from domain.kpis.contributions import Share, apportioned, shares
from domain.kpis.facts import Facts
from domain.kpis.figures import TOTALS, cell_of, last_known_day, operand_table, report_of, rounded
from domain.kpis.formulas import Measure
from domain.kpis.ledgers import ledger, operand_of
from domain.kpis.measures import MEASURES
from domain.kpis.movements import KINDS
from domain.kpis.periods import Period, periods
from domain.kpis.reports import SystemReport
from domain.kpis.requests import ReportRequest
from domain.kpis.results import Contribution, Coverage, FigureUnit, Proof, ReconciliationLine, RowKey
from domain.kpis.stretches import placed_phases
from domain.kpis.tables import Segment


def prove(request: ReportRequest, facts: Facts, key: RowKey, measure: str) -> Proof:
    """The proof of the cell of a measure in a row. Raises BadUserInput where the request has no such cell."""
    report = report_of(request)
    if measure not in report.measures:
        raise BadUserInput(f"`{report.id}` has no measure `{measure}`.")
    as_of = request.as_of or last_known_day(request)
    request, period, segment = narrowed(request, key, as_of)
    chosen = MEASURES[measure]
    values = operand_values(request, facts, as_of, chosen, period, segment)
    currency = request.currency or facts.base_currency
    cell = cell_of(chosen, values, currency, as_of)
    written = {text: rounded(value, unit_of(text, facts, request, as_of), currency) for text, value in values.items()}
    contributions: list[Contribution] = []
    sums_up = True
    for text, value in values.items():
        parts = shares(text, request, facts, as_of, period, segment)
        sums_up = sums_up and sum((part.amount for part in parts), Fraction(0)) == value
        contributions += _contributions(text, parts, written[text], period, facts, request)
    lines, reconciles = _account(request, facts, as_of, chosen, period, segment)
    formula = f"{chosen.title} = {chosen.formula.text(str)} = {chosen.formula.text(lambda text: str(written[text]))}"
    proof = Proof(
        report.id,
        key,
        measure,
        cell,
        request.definition,
        f"{formula} = {cell.value if cell.value is not None else cell.reason}",
        written,
        tuple(contributions),
        lines,
        reconciles,
        sums_up,
        coverage_of(report, facts),
        "",
    )
    return replace(proof, hash=_hash(proof, values))


def narrowed(request: ReportRequest, key: RowKey, as_of: date) -> tuple[ReportRequest, Period, Segment]:
    """The request, period and segment of a row's cells. Raises BadUserInput where there is no such row."""
    if key.record == TOTALS:
        request = replace(request, grain=None, group_by=())
    for period in periods(request, as_of):
        if period.label == key.starts_on and period.starts_on <= as_of:
            if len(key.segment) != len(request.group_by):
                raise BadUserInput("The row has not the dimensions of the request.")
            return request, period, key.segment
    raise BadUserInput("There is no such row, or its period has not begun.")


def operand_values(
    request: ReportRequest, facts: Facts, as_of: date, measure: Measure, period: Period, segment: Segment
) -> dict[str, Fraction]:
    """The values of a measure's operands in one period and segment."""
    texts = dict.fromkeys(measure.formula.operands())
    table = operand_table(request, facts, as_of, [period], texts)
    values = table.get((0, segment), {})
    return {text: values.get(text, Fraction(0)) for text in texts}


def unit_of(text: str, facts: Facts, request: ReportRequest, as_of: date) -> FigureUnit:
    """Whether an operand is money or a count."""
    operand = operand_of(text)
    is_money = operand.of == "amount" and ledger(operand.ledger, facts, request, as_of).is_money
    return FigureUnit.MONEY if is_money else FigureUnit.COUNT


def _contributions(
    text: str, parts: list[Share], total: Decimal, period: Period, facts: Facts, request: ReportRequest
) -> list[Contribution]:
    places = -int(total.as_tuple().exponent)
    units = apportioned([part.amount * 10**places for part in parts], int(total.scaleb(places)))
    operand = operand_of(text)
    sources = _sources(facts, request, [part.row for part in parts], period)
    day = period.starts_on if operand.kind == "opening" else period.ends_on
    return [
        Contribution(
            text,
            part.row,
            part.customer,
            Decimal(count).scaleb(-places),
            f"before {day}" if operand.is_balance else f"{operand.kind} on {', '.join(map(str, part.days))}",
            sources.get(part.row),
        )
        for part, count in zip(parts, units, strict=True)
    ]


def _sources(facts: Facts, request: ReportRequest, ids: list[str], period: Period) -> dict[str, str]:
    """The sources of the phases that subscriptions had until the end of a period."""
    phases = placed_phases(facts, request.definition)
    known = phases.filter(pl.col("subscription_id").is_in(ids) & (pl.col("starts_on") < period.ends_on))
    rows = known.group_by("subscription_id").agg(pl.col("sources").unique(maintain_order=True)).rows()
    return {name: " ".join(dict.fromkeys(" ".join(sources).split())) for name, sources in rows}


def _account(
    request: ReportRequest, facts: Facts, as_of: date, measure: Measure, period: Period, segment: Segment
) -> tuple[tuple[ReconciliationLine, ...], bool]:
    """The account of the measure's first ledger, opening to closing, and whether it balances exactly."""
    name = operand_of(next(measure.formula.operands())).ledger
    book = ledger(name, facts, request, as_of)
    texts = {kind: f"{name}.{kind}" for kind in ("opening", *KINDS, "closing")}
    table = operand_table(request, facts, as_of, [period], dict.fromkeys(texts.values()))
    values = table.get((0, segment), {})
    signed = {kind: KINDS.get(kind, 1) * values.get(text, Fraction(0)) for kind, text in texts.items()}
    currency = request.currency or facts.base_currency
    unit = FigureUnit.MONEY if book.is_money else FigureUnit.COUNT
    lines = [
        ReconciliationLine(kind, rounded(value, unit, currency))
        for kind, value in signed.items()
        if kind in {"opening", "closing"} or value
    ]
    rounding = lines[-1].amount - sum((line.amount for line in lines[:-1]), Decimal(0))
    if rounding:
        lines.insert(-1, ReconciliationLine("rounding", rounding))
    most = Decimal(len(lines)).scaleb(-(decimals_of(currency) or 0)) if book.is_money else Decimal(0)
    exact = sum((value for kind, value in signed.items() if kind != "closing"), Fraction(0)) == signed["closing"]
    return tuple(lines), exact and abs(rounding) <= most


def _hash(proof: Proof, values: dict[str, Fraction]) -> str:
    """The SHA-256 of all that a proof states: the same rows under the same definition give the same."""
    stated = {**asdict(proof), "definition": proof.definition.terms(), "exact": {k: str(v) for k, v in values.items()}}
    del stated["hash"], stated["coverage"]
    return hashlib.sha256(json.dumps(stated, sort_keys=True, default=str).encode()).hexdigest()


def coverage_of(report: SystemReport, facts: Facts) -> Coverage:
    """What a report rests on."""
    frames = {name: getattr(facts, name) for name in report.facts}
    known_from = facts.phases["known_from"].max() if "phases" in frames else None
    return Coverage(
        {name: len(frame) for name, frame in frames.items()},
        known_from if isinstance(known_from, date) else None,
        tuple(name for name in report.facts if name in facts.missing),
    )
