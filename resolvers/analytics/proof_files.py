"""The proof of a figure as one file: rows, request and outcome, so that anybody can compute the figure again."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from domain.errors import BadUserInput
from domain.kpis.catalogue import SYSTEM_REPORTS
from domain.kpis.results import Proof, RowKey
from resolvers.analytics.request_texts import cell_of_text, cell_text
from resolvers.analytics.running import ReportRun, proof_of

if TYPE_CHECKING:
    import polars as pl

    from domain.kpis.facts import Facts

FORMAT = "suitegraph proof 1"
ABOUT = "`suitegraph proof FILE` computes this figure again from the rows below; nothing else is read."
UNREADABLE = "The file is no proof of this version of suitegraph, or it was damaged: {}"


@dataclass(frozen=True, slots=True)
class Verification:
    """A figure that was computed again, and what of the file differs from it; nothing does where it is proved."""

    proof: Proof
    differences: tuple[str, ...]


def proof_file(run: ReportRun, key: RowKey, measure: str) -> bytes:
    """The proof of a cell as JSON: its facts are all those of its report, as its reader may see them."""
    snapshot, proof = run.snapshot, proof_of(run, key, measure)
    coverage = snapshot.coverage
    stated = {
        "format": FORMAT,
        "about": ABOUT,
        "cell": cell_text(snapshot.id, run.request, key, measure),
        "freePlans": run.request.definition.free_plans,
        "stated": _stated(proof),
        "definition": proof.definition.terms(),
        "rows": [
            {"operand": each.operand, "record": each.row, "amount": str(each.amount), "why": each.why}
            for each in proof.contributions
        ],
        "coverage": {
            "readAt": coverage.as_of,
            "gaps": [{"source": gap.source, "reason": gap.reason.value, "text": gap.text} for gap in coverage.gaps],
            "calls": [
                {"product": call.product, "path": call.path, "at": call.at, "rows": call.rows}
                for call in coverage.calls
            ],
        },
        "baseCurrency": snapshot.facts.base_currency,
        "facts": {name: _columns(getattr(snapshot.facts, name)) for name in dict.fromkeys(("phases", *_sources(run)))},
    }
    return msgspec.json.format(msgspec.json.encode(stated), indent=2)


def verified(content: bytes) -> Verification:
    """The figure of a file, computed again from its rows. Raises BadUserInput where it is no such file."""
    try:
        read = msgspec.json.decode(content)
        if read["format"] != FORMAT:
            raise ValueError(read["format"])  # noqa: TRY301  # one way out for all that is wrong with a file
        _, request, key, measure = cell_of_text(read["cell"])
        facts = _facts(read["baseCurrency"], read["facts"])
        free_plans, stated, rows = bool(read["freePlans"]), dict[str, Any](read["stated"]), read["rows"]
    except (msgspec.MsgspecError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadUserInput(UNREADABLE.format(error)) from None
    from domain.kpis.proofs import prove  # noqa: PLC0415  # polars takes memory: not for those who ask for no report

    request = replace(request, definition=replace(request.definition, free_plans=free_plans))
    proof = prove(request, facts, key, measure)
    ours = _stated(proof)
    differences = [
        f"{name}: the file says {stated.get(name)}, its rows say {value}"
        for name, value in ours.items()
        if stated.get(name) != value
    ]
    listed = [(each.operand, each.row, str(each.amount)) for each in proof.contributions]
    if [(row.get("operand"), row.get("record"), row.get("amount")) for row in rows] != listed:
        differences.append("rows: those that the file lists are not those that its facts give")
    return Verification(proof, tuple(differences))


def _stated(proof: Proof) -> dict[str, Any]:
    """What is compared."""
    return {
        "formula": proof.formula,
        "value": None if proof.cell.value is None else str(proof.cell.value),
        "reason": proof.cell.reason,
        "operands": {name: str(value) for name, value in proof.operands.items()},
        "account": [[line.title, str(line.amount)] for line in proof.reconciliation],
        "reconciles": proof.reconciles,
        "sumsUp": proof.sums_up,
        "hash": proof.hash,
    }


def _sources(run: ReportRun) -> tuple[str, ...]:
    return SYSTEM_REPORTS[run.request.report].facts


def _columns(frame: "pl.DataFrame") -> dict[str, list[str | None]]:
    """The columns of a frame as texts; instants are microseconds since 1970 in UTC."""
    import polars as pl  # noqa: PLC0415  # as above

    instants = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    written = frame.with_columns(pl.col(instants).cast(pl.Int64)) if instants else frame
    return written.cast(pl.String).to_dict(as_series=False)


def _facts(currency: str, columns: dict[str, dict[str, list[str | None]]]) -> "Facts":
    import polars as pl  # noqa: PLC0415  # as above

    from domain.kpis.facts import Facts, check_phases, schema_of  # noqa: PLC0415
    from domain.kpis.phases import DunningFact, EstimateFact, EventFact, InvoiceFact, PaymentFact, Phase  # noqa: PLC0415

    kinds = {
        "phases": Phase, "invoices": InvoiceFact, "payments": PaymentFact, "estimates": EstimateFact,
        "events": EventFact, "dunning": DunningFact,
    }  # fmt: skip
    frames: dict[str, pl.DataFrame] = {}
    for name, texts in columns.items():
        schema = schema_of(kinds[name])
        read = pl.DataFrame({column: texts[column] for column in schema}, schema=dict.fromkeys(schema, pl.String))
        instants = [column for column, kind in schema.items() if isinstance(kind, pl.Datetime)]
        days = [column for column, kind in schema.items() if kind == pl.Date]
        try:
            typed = read.with_columns(pl.col(instants).cast(pl.Int64), pl.col(days).str.to_date("%Y-%m-%d"))
            frames[name] = typed.cast(pl.Schema(schema))
        except pl.exceptions.PolarsError as error:
            raise ValueError(str(error)) from None
    check_phases(frames["phases"], currency)
    none = {name: pl.DataFrame(schema=schema_of(kind)) for name, kind in kinds.items()}
    every = {**none, **frames}
    return Facts(
        currency,
        every["phases"],
        every["invoices"],
        every["payments"],
        every["estimates"],
        every["events"],
        every["dunning"],
    )
