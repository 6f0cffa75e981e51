"""What customers pay. Source: Zoho Books v3, `POST /customerpayments`."""

from collections.abc import Mapping
from typing import Any

from domain.queries import Row
from domain.sources import Module
from domain.writes import ProblemCode, fault
from resolvers.desk import Desk
from resolvers.documents import INVOICES, Asking, Standing, create_document
from resolvers.write import Need
from resolvers.writing import Made

PAYMENTS = Module("books", "customer_payments")
# What a payment tells of its invoice, and what a refusal would tell of what is open.
TOLD = frozenset({"customer_id", "customer_name", "invoice_number", "balance"})


async def record_payment(desk: Desk, asking: Asking, invoice_id: str, values: Mapping[str, Any]) -> Made:
    """Record a payment on one invoice: two calls. The invoice says whose it is."""
    invoice = Standing(desk, INVOICES, invoice_id, path="invoiceId")

    async def check() -> None:
        row = await invoice.approved()
        if row.get("status") in {"draft", "void"}:
            view = await desk.permissions.of(INVOICES)
            text = (
                "Nothing can be paid on it." if view.dropped else f"Nothing can be paid on a {row['status']} invoice."
            )
            raise fault(ProblemCode.CONFLICT, text, "invoiceId")

    async def whole() -> Row:
        row = invoice.row or await invoice.approved()
        applied = [{"invoice_id": invoice_id, "amount_applied": values["amount"]}]
        return {**values, "customer_id": row["customer_id"], "invoices": applied}

    needs = [Need(INVOICES, at=("invoiceId",), carries=TOLD)]
    return await create_document(desk, asking, PAYMENTS, whole, check, known=values, needs=needs)
