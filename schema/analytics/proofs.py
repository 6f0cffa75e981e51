"""The proof of a figure: its formula with values, the records behind it, the calls, and the account that balances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import strawberry

from domain.errors import BadUserInput
from domain.kpis.requests import ReportRequest
from domain.kpis.results import Contribution, Proof, RowKey
from domain.queries import LARGEST_PAGE, Position, Row, RowPage, offset_of, page_size
from domain.sources import PRODUCT
from resolvers.analytics.coverage import SetCoverage
from resolvers.analytics.data_sets import kept_rows
from resolvers.analytics.fact_rows import names_of
from resolvers.analytics.report_needs import reads_books
from resolvers.analytics.request_texts import cell_of_text, cell_text
from resolvers.analytics.running import ReportRun, proof_of
from schema.analytics.words import GapReason
from schema.caller.permissions import ProductName
from schema.engine.declare.connections import ConnectionValue, connection_of
from schema.engine.declare.cursors import Cursors
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import REMEMBERED, own_field
from schema.engine.declare.records import link, part, upstream
from schema.shared.mutation_requests import OperationInfo
from schema.shared.scalar_texts import decimal_text, instant_text

PROOF_BINDING = b"report proof\0"
FirstRow = Annotated[int | None, strawberry.argument(description=f"Number of rows, 1 to {LARGEST_PAGE}.")]
AfterRow = Annotated[str | None, strawberry.argument(description="The `endCursor` of the previous page.")]


@part
class ReportProofRow:
    """What one record adds to an operand of a figure."""

    operand: str | None = upstream("operand", "The operand of the formula.")
    amount: Decimal | None = upstream("amount", "What it adds to the operand: amounts in the currency of the result.")
    why: str | None = upstream("why", "Why it counts.")
    record_id: str | None = upstream("record_id", "The record's id in its product.")
    customer_name: str | None = upstream(
        "customer_name",
        "Name of its customer, as it was read for the figure: no call. Null where it is hidden from you.",
    )
    plan_name: str | None = upstream(
        "plan_name", "The plan's name of a subscription, as it was read for the figure: no call."
    )
    number: str | None = upstream("number", "The number of an invoice, as it was read for the figure: no call.")
    sources: str | None = upstream("sources", "Ids of the events that say so, or `record` for the record as it is.")
    subscription: Row | None = link(
        "billing.subscriptions.BillingSubscription", "The subscription, as it is now.", key="subscription_id"
    )
    customer: Row | None = link("billing.customers.BillingCustomer", "The customer in Billing.", key="customer_id")
    invoice: Row | None = link("billing.invoices.BillingInvoice", "The invoice in Billing.", key="invoice_id")
    payment: Row | None = link("billing.payments.BillingPayment", "The payment in Billing.", key="payment_id")
    books_invoice: Row | None = link("books.invoices.Invoice", "The invoice in Books.", key="books_invoice_id")
    estimate: Row | None = link("books.estimates.Estimate", "The estimate in Books.", key="estimate_id")


PROOF_ROWS = connection_of("ReportProofRow", ReportProofRow)


@strawberry.type(description="An operand of a formula with its value.")
class ReportOperand:
    """One operand."""

    name: str = strawberry.field(description="The operand: its ledger and what is taken of it.")
    value: Decimal = strawberry.field(description="Its value.")


@strawberry.type(description="A line of the account that a figure must balance with.")
class ReconciliationLineOfReport:
    """One line."""

    title: str = strawberry.field(description="What it is: the opening, a movement, or the closing.")
    amount: Decimal = strawberry.field(description="Its amount, with its sign.")


@strawberry.type(description="A request whose answer a result rests on.")
class ReportCall:
    """One request."""

    product: ProductName = strawberry.field(description="The product.")
    path: str = strawberry.field(description="Path of the request, below the product's base URL.")
    at: datetime = strawberry.field(description="When it was answered.")
    rows: int = strawberry.field(description="Number of rows in the answer, or of single records that were read.")


@strawberry.type(description="Something that is missing from what a result rests on.")
class CoverageGap:
    """One gap."""

    source: str = strawberry.field(description="What is missing: the path that it is read from.")
    reason: GapReason = strawberry.field(description="Why it is missing.")
    text: str = strawberry.field(description="The reason in words.")
    missing: int | None = strawberry.field(description="How much is known to be missing.")


@strawberry.type(description="What a result rests on, and what is missing.")
class ReportCoverage:
    """The coverage of a result."""

    is_complete: bool = strawberry.field(description="Whether nothing is missing.")
    gaps: list[CoverageGap] = strawberry.field(description="What is missing, with the reason of each.")
    known_from: date | None = strawberry.field(
        description="The day from which movements are known; null where the whole history is."
    )
    read_at: datetime = strawberry.field(description="When the oldest rows were read.")
    calls: list[ReportCall] = strawberry.field(description="Requests whose answers it rests on.")


def coverage_shown(coverage: SetCoverage, known_from: date | None) -> ReportCoverage:
    """The coverage as the graph shows it."""
    gaps = [CoverageGap(source=g.source, reason=g.reason, text=g.text, missing=g.missing) for g in coverage.gaps]
    calls = [
        ReportCall(product=ProductName(c.product), path=c.path, at=instant_text(c.at), rows=c.rows)
        for c in coverage.calls
    ]
    return ReportCoverage(
        is_complete=coverage.is_complete,
        gaps=gaps,
        known_from=known_from,
        read_at=instant_text(coverage.as_of),
        calls=calls,
    )


@dataclass(frozen=True, slots=True)
class ProofRowCursors:
    """The cursors of the rows of one proof."""

    cursors: Cursors
    hash: str

    def seal(self, position: Position) -> str:
        """The cursor of a position."""
        return self.cursors.seal(PROOF_BINDING + self.hash.encode(), position)

    def open(self, cursor: str) -> Position:
        """The position behind a cursor. Raises BadUserInput."""
        return self.cursors.open(PROOF_BINDING + self.hash.encode(), cursor)


@strawberry.type(name="ReportProof", description="How a figure came about.")
class ProofOfFigure:
    """The proof of one cell."""

    id: strawberry.ID = strawberry.field(
        description="Id for `reportProof`, which computes the same figure from the same rows for as long as they are "
        "kept and your rights stay as they are."
    )
    formula: str = strawberry.field(description="The formula, with its operands and with their values.")
    operands: list[ReportOperand] = strawberry.field(description="The operands with their values.")
    value: Decimal | None = strawberry.field(description="The figure; null where there is none.")
    reason: str | None = strawberry.field(description="Why there is no figure.")
    definition: str = strawberry.field(description="The definition by which it was counted.")
    reconciliation: list[ReconciliationLineOfReport] = strawberry.field(
        description="The opening, the movements and the closing; empty for a figure without an account."
    )
    reconciles: bool = strawberry.field(description="Whether the account balances.")
    sums_up: bool = strawberry.field(description="Whether the rows add up to the operands, to the minor unit.")
    coverage: ReportCoverage = strawberry.field(description="What it rests on, and what is missing.")
    hash: str = strawberry.field(description="SHA-256 of the figure with its formula, rows and definition.")
    contributions: strawberry.Private[Sequence[Contribution]]
    run: strawberry.Private[ReportRun]

    @own_field("The records behind the figure, each with what it adds.", costs=REMEMBERED, answers=PROOF_ROWS | None)
    async def rows(self, info: OperationInfo, first: FirstRow = 20, after: AfterRow = None) -> ConnectionValue:
        """A page of the contributions."""
        cursors = ProofRowCursors(info.context.cursors, self.hash)
        start, size = offset_of(None if after is None else cursors.open(after)), page_size(first)
        keys, of_books = _record_keys(self.run), reads_books(self.run.request.report)
        rows = await kept_rows(info.context.loader, "books" if of_books else "billing")
        part = self.contributions[start : start + size]
        shown = [{**_row(each, keys, of_books=of_books), **names_of(rows, each.row)} for each in part]
        positions: list[Position] = [(start + index,) for index in range(len(shown))]
        return ConnectionValue(RowPage([*shown], positions, len(self.contributions) > start + size), cursors)


def _row(contribution: Contribution, keys: Mapping[str, str], *, of_books: bool) -> Row:
    return {
        PRODUCT: "books" if of_books else "billing",
        "operand": contribution.operand,
        "amount": str(contribution.amount),
        "why": contribution.why,
        "record_id": contribution.row,
        "sources": contribution.sources,
        "customer_id": None if of_books else contribution.customer,
        **({keys[contribution.row]: contribution.row} if contribution.row in keys else {}),
    }


def _record_keys(run: ReportRun) -> Mapping[str, str]:
    """Of which kind each record is, by its id: the key of the link that leads to it."""
    facts, of_books = run.snapshot.facts, reads_books(run.request.report)
    columns = (
        ("subscription_id", facts.phases["subscription_id"]),
        ("books_invoice_id" if of_books else "invoice_id", facts.invoices["id"]),
        ("payment_id", facts.payments["id"]),
        ("estimate_id", facts.estimates["id"]),
    )
    return {id_: key for key, ids in columns for id_ in ids.to_list()}


def proof_shown(info: OperationInfo, run: ReportRun, key: RowKey, measure: str) -> ProofOfFigure:
    """The proof of a cell. Raises BadUserInput where there is no such cell."""
    proof: Proof = proof_of(run, key, measure)
    return ProofOfFigure(
        id=strawberry.ID(
            info.context.cursors.seal(_binding(info.context), (cell_text(run.snapshot.id, run.request, key, measure),))
        ),
        formula=proof.formula,
        operands=[ReportOperand(name=name, value=decimal_text(value)) for name, value in proof.operands.items()],
        value=None if proof.cell.value is None else decimal_text(proof.cell.value),
        reason=proof.cell.reason,
        definition=proof.definition.id,
        reconciliation=[
            ReconciliationLineOfReport(title=line.title, amount=decimal_text(line.amount))
            for line in proof.reconciliation
        ],
        reconciles=proof.reconciles,
        sums_up=proof.sums_up,
        coverage=coverage_shown(run.snapshot.coverage, run.result.coverage.known_from),
        hash=proof.hash,
        contributions=proof.contributions,
        run=run,
    )


def _binding(context: OperationContext) -> bytes:
    """Ids are bound to the caller: another one cannot even ask what they name."""
    return PROOF_BINDING + context.loader.upstream.caller.partition.encode()


@dataclass(frozen=True, slots=True)
class ProvedCell:
    """What the id of a proof names: the facts, the request and the cell."""

    snapshot: str
    request: ReportRequest
    key: RowKey
    measure: str


def proved_cell(context: OperationContext, id_: str) -> ProvedCell:
    """What the id of a proof names. Raises BadUserInput for what is no id of the caller's own proofs."""
    try:
        [text] = context.cursors.open(_binding(context), id_)
    except BadUserInput:
        raise BadUserInput("`id` is not the id of a proof that was shown to you.") from None
    return ProvedCell(*cell_of_text(str(text)))
