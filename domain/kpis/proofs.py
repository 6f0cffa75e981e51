"""Proofs: how one cell came about, with the records behind it and an account that must balance."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from fractions import Fraction

import polars as pl

from domain.currencies import decimals_of
from domain.errors import BadUserInput
from domain.kpis.cohorts import narrowed_cohort
from domain.kpis.contributions import CellPlace, Share, apportioned, shares
from domain.kpis.facts import Facts
from domain.kpis.figures import TOTALS, Values, cell_of, months_of, operand_table, rounded
from domain.kpis.formulas import Measure
from domain.kpis.ledgers import PERIOD, ledger, operand_of
from domain.kpis.measures import MEASURES
from domain.kpis.movements import KINDS
from domain.kpis.periods import periods
from domain.kpis.reports import Layout
from domain.kpis.requests import ReportRequest
from domain.kpis.results import Contribution, Coverage, FigureUnit, Proof, ReconciliationLine, RowKey
from domain.kpis.scopes import Scope, scope_of
from domain.kpis.stretches import placed_phases
from domain.kpis.tables import SIGNS, Segment


def prove(request: ReportRequest, facts: Facts, key: RowKey, measure: str) -> Proof:
    """The proof of the cell of a measure in a row. Raises BadUserInput where the request has no such cell."""
    place, chosen = place_of(scope_of(request, facts), key, measure)
    scope = place.scope
    values = operand_values(place, dict.fromkeys(chosen.formula.operands()))
    cell = cell_of(chosen, values, scope)
    written = written_values(values, scope)
    contributions: list[Contribution] = []
    sums_up = True
    for text, value in values.items():
        if operand_of(text).ledger != PERIOD:
            parts = shares(text, place)
            sums_up = sums_up and sum((part.amount for part in parts), Fraction(0)) == value
            contributions += _contributions(text, parts, written[text], place)
    lines, reconciles = _account(place, operand_of(next(chosen.formula.operands())).ledger)
    formula = f"{chosen.title} = {chosen.formula.text(str)} = {chosen.formula.text(lambda text: str(written[text]))}"
    proof = Proof(
        request.report,
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
        coverage_of(scope),
        "",
    )
    return replace(proof, hash=_hash(proof, values))


def place_of(scope: Scope, key: RowKey, measure: str) -> tuple[CellPlace, Measure]:
    """Where a cell is, and its measure. Raises BadUserInput where there is no such cell."""
    is_total = key.record == TOTALS
    layout = scope.report.layout
    if layout is Layout.COHORTS:
        if is_total or key.starts_on is None:
            raise BadUserInput("The totals of cohorts are the sums of their cells: take a cell.")
        chosen, period = narrowed_cohort(scope, key, measure)
        return CellPlace(scope, period, (key.starts_on.isoformat(),)), chosen
    if measure not in scope.report.measures:
        raise BadUserInput(f"`{scope.report.id}` has no measure `{measure}`.")
    chosen = MEASURES[measure].under(scope.request.definition)
    if is_total:
        scope = scope.whole()
    segment: Segment = () if is_total else (key.record,) if layout is Layout.RECORDS else key.segment
    if len(segment) != len(scope.segments):
        raise BadUserInput("The row does not have the dimensions of the request.")
    for period in periods(scope.request, scope.as_of):
        if period.label == key.starts_on and period.starts_on <= scope.as_of:
            return CellPlace(scope, period, segment), chosen
    raise BadUserInput("There is no such row, or its period has not begun.")


def operand_values(place: CellPlace, texts: Sequence[str] | dict[str, None]) -> Values:
    """The values of operands in one period and segment."""
    values = operand_table(place.scope, [place.period], texts, grain=None).get((0, place.segment), {})
    months = {f"{PERIOD}.months": months_of(place.period)}
    return {text: {**values, **months}.get(text, Fraction(0)) for text in texts}


def written_values(values: Values, scope: Scope) -> dict[str, Decimal]:
    """The values of operands, rounded as money or as counts."""
    return {text: rounded(value, unit_of(text, scope), scope.currency) for text, value in values.items()}


def unit_of(text: str, scope: Scope) -> FigureUnit:
    """Whether an operand is money, a count, or a length of time."""
    operand = operand_of(text)
    if operand.ledger == PERIOD:
        return FigureUnit.RATIO
    is_money = operand.of == "amount" and ledger(operand.ledger, scope).is_money
    return FigureUnit.MONEY if is_money else FigureUnit.COUNT


def _contributions(text: str, parts: list[Share], total: Decimal, place: CellPlace) -> list[Contribution]:
    places = -int(total.as_tuple().exponent)
    units = apportioned([part.amount * 10**places for part in parts], int(total.scaleb(places)))
    operand, period = operand_of(text), place.period
    sources = _sources(place, [part.row for part in parts])
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


def _sources(place: CellPlace, ids: list[str]) -> dict[str, str]:
    """The sources of the phases that subscriptions had until the end of a period."""
    phases = placed_phases(place.scope.facts, place.scope.request.definition)
    known = phases.filter(pl.col("subscription_id").is_in(ids) & (pl.col("starts_on") < place.period.ends_on))
    rows = known.group_by("subscription_id").agg(pl.col("sources").unique(maintain_order=True)).rows()
    return {name: " ".join(dict.fromkeys(" ".join(sources).split())) for name, sources in rows}


def _account(place: CellPlace, name: str) -> tuple[tuple[ReconciliationLine, ...], bool]:
    """The account of a ledger, opening to closing, and whether it balances exactly."""
    book = ledger(name, place.scope)
    kinds: list[str] = book.entries["kind"].cast(pl.String).unique().sort().to_list()
    ordered = [*(kind for kind in KINDS if kind in kinds), *(kind for kind in kinds if kind not in KINDS)]
    texts = {kind: f"{name}.{kind}" for kind in ("opening", *ordered, "closing")}
    values = operand_values(place, [*texts.values()])
    signed = {kind: SIGNS.get(kind, 1) * values[text] for kind, text in texts.items()}
    currency = place.scope.currency
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


def _hash(proof: Proof, values: Values) -> str:
    """The SHA-256 of all that a proof states: the same rows under the same definition give the same."""
    stated = {**asdict(proof), "definition": proof.definition.terms(), "exact": {k: str(v) for k, v in values.items()}}
    del stated["hash"], stated["coverage"]
    return hashlib.sha256(json.dumps(stated, sort_keys=True, default=str).encode()).hexdigest()


def coverage_of(scope: Scope) -> Coverage:
    """What the figures of a scope rest on."""
    facts = scope.facts
    return Coverage(
        {name: len(getattr(facts, name)) for name in scope.report.facts},
        facts.known_from if "phases" in scope.report.facts else None,
        tuple(name for name in scope.report.facts if name in facts.missing),
    )
