"""Customer payments of the seed and of requests, and what changes in the invoices that they pay."""

from collections.abc import Mapping
from decimal import Decimal

from sandbox.books import approvals, balances, clock, custom_fields, settings, values
from sandbox.books.document_writes import accessible_contact
from sandbox.books.invoice_writes import standing
from sandbox.books.invoices import INVOICES
from sandbox.books.operations import BooksRequest
from sandbox.books.refusals import invalid, invalid_reference
from sandbox.books.values import Parser, exact, money
from sandbox.company.documents import Payment
from sandbox.store import Body, number_of

MODES = frozenset({"check", "cash", "creditcard", "banktransfer", "bankremittance", "autotransaction", "others"})


def _mode(name: str, value: object) -> str:
    """One of the modes that the page names, in any case and with or without a blank."""
    mode = values.text(name, value)
    if mode and mode.replace(" ", "").lower() not in MODES:
        raise invalid(name)
    return mode


FIELDS: dict[str, Parser] = {
    "payment_mode": _mode,
    "amount": values.number,
    "date": values.day,
    "reference_number": values.text,
    "description": values.text,
    "exchange_rate": values.rate,
    "bank_charges": values.number,
}


def seeded_payment(payment: Payment) -> Body:
    """A payment of the company's story."""
    applied = sum((amount for _, amount in payment.applied), Decimal(0))
    return {
        "payment_id": payment.books_id,
        "payment_number": payment.name,
        "customer_id": payment.account.books_id,
        "customer_name": payment.account.name,
        **settings.currency_of(payment.account.currency),
        "payment_mode": payment.mode,
        "date": payment.paid_on.isoformat(),
        "amount": money(payment.amount),
        "unused_amount": money(payment.amount - applied),
        "reference_number": payment.reference,
        "invoices": [
            {
                "invoice_id": invoice.books_id,
                "invoice_number": invoice.name,
                "invoice_payment_id": str(int(payment.books_id) + 500_000 + position),
                "amount_applied": money(amount),
            }
            for position, (invoice, amount) in enumerate(payment.applied)
        ],
        "created_time": clock.stamp(payment.created_at),
        "last_modified_time": clock.stamp(payment.created_at),
        "created_by_id": payment.author.books_id,
        "created_by_name": payment.author.full_name,
        "last_modified_by_id": payment.author.books_id,
    }


def written(request: BooksRequest, stored: Body) -> Body:
    """A payment after a POST or PUT."""
    sent = request.body
    body: Body = {"invoices": list[Body](), **stored}
    if "customer_id" in sent or not stored:
        customer = accessible_contact(request, "customer", values.text("customer_id", sent.get("customer_id", "")))
        body |= {"customer_id": customer["contact_id"], "customer_name": customer["contact_name"]}
        body |= settings.currency_of(customer["currency_code"])
    body |= values.parsed(FIELDS, sent) | custom_fields.written(custom_fields.OF_CUSTOMER_PAYMENTS, sent, stored)
    values.check_rate(body, settings.BASE)
    for name in ("payment_mode", "amount", "date"):
        if not body.get(name):
            raise invalid(name)
    if not stored:
        last = request.ledger.bodies("customerpayments", order=[number_of("payment_number").desc()], limit=1)
        body["payment_number"] = str(int(last[0]["payment_number"]) + 1 if last else 1)
    if "invoices" in sent or "invoice_id" in sent:
        body["invoices"] = _applied(request, body, _amounts(stored))
    unused = exact(body["amount"]) - sum(_amounts(body).values(), Decimal(0))
    if unused < 0:
        raise invalid("amount")
    return body | {"unused_amount": money(unused)}


def settle(request: BooksRequest, before: Body, after: Body) -> None:
    """The invoices that the payment paid, or pays now, get their new balance, and the customer its own."""
    old, new = _amounts(before), _amounts(after)
    for invoice_id in old.keys() | new.keys():
        invoice = request.ledger.body("invoices", invoice_id)
        if invoice is not None:
            payment_made = exact(invoice.get("payment_made", 0)) - old.get(invoice_id, 0) + new.get(invoice_id, 0)
            paid_on = after["date"] if invoice_id in new else ""
            paid = invoice | {"payment_made": money(payment_made), "last_payment_date": paid_on}
            request.ledger.put("invoices", invoice_id, standing(request, paid))
    for customer_id in {body["customer_id"] for body in (before, after) if body}:
        balances.refresh(request, customer_id)


def _amounts(payment: Body) -> Mapping[str, Decimal]:
    return {
        seeded_payment["invoice_id"]: exact(seeded_payment["amount_applied"])
        for seeded_payment in payment.get("invoices", [])
    }


def _applied(request: BooksRequest, payment: Body, earlier: Mapping[str, Decimal]) -> list[Body]:
    sent = request.body
    rows = values.objects("invoices", sent["invoices"]) if "invoices" in sent else [sent]
    return [_one_applied(request, payment, row, earlier) for row in rows]


def _one_applied(request: BooksRequest, payment: Body, row: Body, earlier: Mapping[str, Decimal]) -> Body:
    invoice_id = values.text("invoice_id", row.get("invoice_id", ""))
    invoice = request.ledger.body("invoices", invoice_id)
    if invoice is None or invoice["customer_id"] != payment["customer_id"]:
        raise invalid_reference("Invoice")
    approvals.required(request, INVOICES, invoice, "paid")
    amount = values.decimal("amount_applied", row.get("amount_applied"))
    if not 0 < amount <= exact(invoice["balance"]) + earlier.get(invoice_id, 0):
        raise invalid("amount_applied")
    return {
        "invoice_id": invoice_id,
        "invoice_number": invoice["invoice_number"],
        "invoice_payment_id": request.ledger.next_id(),
        "amount_applied": money(amount),
    }
