"""Payments of customers. Source: Zoho Books v3, `POST /customerpayments`."""

from collections.abc import Mapping
from typing import Any

from domain.modules.books import CUSTOMER_PAYMENTS, INVOICES
from domain.queries import Row
from domain.writes import ProblemCode, not_done
from resolvers.reading.loader import RecordLoader
from resolvers.writing.currencies import check_currency
from resolvers.writing.current_record import CurrentRecord
from resolvers.writing.documents import create_document
from resolvers.writing.mutation_command import MutationRequest, RequiredRight
from resolvers.writing.write_result import MutationResult

# The columns of the invoice that a payment shows, and the balance, which a refusal would reveal.
INVOICE_COLUMNS = frozenset({"customer_id", "customer_name", "invoice_number", "balance"})


async def record_payment(
    loader: RecordLoader, request: MutationRequest, invoice_id: str, values: Mapping[str, Any]
) -> MutationResult:
    """Record a payment on one invoice, by the customer of the invoice: two calls."""
    invoice = CurrentRecord(loader, INVOICES, invoice_id, path="invoiceId")

    async def check() -> None:
        row = await invoice.read_approved()
        if row.get("status") in {"draft", "void"}:
            view = await loader.permissions.of(INVOICES)
            text = (
                "Nothing can be paid on it." if view.dropped else f"Nothing can be paid on a {row['status']} invoice."
            )
            raise not_done(ProblemCode.CONFLICT, text, "invoiceId")
        await check_currency(loader, values, row.get("currency_code"), request.key_paths)

    async def body() -> Row:
        row = invoice.row or await invoice.read_approved()
        applied = [{"invoice_id": invoice_id, "amount_applied": values["amount"]}]
        return {**values, "customer_id": row["customer_id"], "invoices": applied}

    needs = [RequiredRight(INVOICES, at=("invoiceId",), carries=INVOICE_COLUMNS)]
    return await create_document(loader, request, CUSTOMER_PAYMENTS, body, check, known=values, needs=needs)
