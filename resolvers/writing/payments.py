"""What customers pay. Source: Zoho Books v3, `POST /customerpayments`."""

from collections.abc import Mapping
from typing import Any

from domain.modules.books import CUSTOMER_PAYMENTS, INVOICES
from domain.queries import Row
from domain.writes import ProblemCode, not_done
from resolvers.reading.loader import RecordLoader
from resolvers.writing.documents import CurrentRecord, MutationRequest, create_document
from resolvers.writing.mutation_command import RequiredRight
from resolvers.writing.write_result import MutationResult

# What a payment tells of its invoice, and what a refusal would tell of what is open.
INVOICE_KEYS = frozenset({"customer_id", "customer_name", "invoice_number", "balance"})


async def record_payment(
    loader: RecordLoader, asking: MutationRequest, invoice_id: str, values: Mapping[str, Any]
) -> MutationResult:
    """Record a payment on one invoice: two calls. The invoice says whose it is."""
    invoice = CurrentRecord(loader, INVOICES, invoice_id, path="invoiceId")

    async def check() -> None:
        row = await invoice.approved()
        if row.get("status") in {"draft", "void"}:
            view = await loader.permissions.of(INVOICES)
            text = (
                "Nothing can be paid on it." if view.dropped else f"Nothing can be paid on a {row['status']} invoice."
            )
            raise not_done(ProblemCode.CONFLICT, text, "invoiceId")

    async def whole() -> Row:
        row = invoice.row or await invoice.approved()
        applied = [{"invoice_id": invoice_id, "amount_applied": values["amount"]}]
        return {**values, "customer_id": row["customer_id"], "invoices": applied}

    needs = [RequiredRight(INVOICES, at=("invoiceId",), carries=INVOICE_KEYS)]
    return await create_document(loader, asking, CUSTOMER_PAYMENTS, whole, check, known=values, needs=needs)
