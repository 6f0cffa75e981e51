"""Invoices. A row says `number` and `invoice_date` where Books says `invoice_number` and `date`."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from sandbox.billing import customers, payments, subscription_seed
from sandbox.billing.endpoints import BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, success
from sandbox.billing.formats import day, exact, money, priced_in, public, stamp
from sandbox.billing.history import SYSTEM
from sandbox.billing.lists import Listing, being, equal_to, page_of, views_of
from sandbox.company.billing_entities import BillingInvoice, BillingPayment, Subscription
from sandbox.company.company import Company
from sandbox.store import Body

MODULE = "invoices"
ROW = (
    "invoice_id", "number", "status", "invoice_date", "due_date", "customer_id", "customer_name", "email", "balance",
    "total", "currency_code", "currency_symbol", "has_attachment", "created_time", "updated_time",
)  # fmt: skip
LIST_ONLY = ("has_attachment",)
LISTING = Listing(
    MODULE,
    "invoices",
    ROW,
    numbers=("balance", "total"),
    views=views_of(
        "Status",
        Sent=being("status", "sent"),
        Draft=being("status", "draft"),
        OverDue=being("status", "overdue"),
        Paid=being("status", "paid"),
        PartiallyPaid=being("status", "partially_paid"),
        Void=being("status", "void"),
        Unpaid=being("status", "sent", "overdue", "partially_paid"),
    ),
    look_ups={"customer_id": equal_to("customer_id"), "subscription_id": equal_to("_subscription_id")},
)


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """Every invoice that a subscription made."""
    seeded = {subscription.billing_id: subscription for subscription in company.subscriptions}
    agreed = {subscription_id: subscription_seed.agreed(seeded[subscription_id]) for subscription_id in seeded}
    paid = {payment.invoice.billing_id: payment for payment in company.billing_payments}
    known = dict(customers.records(company))
    for invoice in company.billing_invoices:
        of = seeded[invoice.subscription_id]
        customer = known[str(invoice.account.billing_id)]
        as_today = invoice.plan is of.plan and invoice.total == of.amount
        yield (
            invoice.billing_id,
            {
                **_facts(invoice, of),
                **_billed(invoice, agreed[invoice.subscription_id] if as_today else None),
                "email": customer["email"],
                "billing_address": customer["billing_address"],
                "shipping_address": customer["shipping_address"],
                "payments": _paid(paid.get(invoice.billing_id)),
            },
        )


def _facts(invoice: BillingInvoice, of: Subscription) -> Body:
    return {
        "invoice_id": invoice.billing_id,
        "number": invoice.name,
        "status": invoice.status,
        "invoice_date": day(invoice.made_on),
        "due_date": day(invoice.due_on),
        "payment_expected_date": "",
        "ach_payment_initiated": False,
        "transaction_type": "renewal",
        "customer_id": invoice.account.billing_id,
        "customer_name": invoice.account.name,
        "subscriptions": [{"subscription_id": of.billing_id}],
        "_subscription_id": of.billing_id,
        **priced_in(invoice.account.currency),
        "salesperson_id": of.salesperson.billing_id,
        "salesperson_name": of.salesperson.full_name,
        "invoice_url": f"https://billing.halvorsen.example/invoices/{invoice.billing_id}",
        "comments": [_comment(invoice)],
        "custom_fields": [],
        "can_send_in_mail": False,
        "documents": [],
        "has_attachment": False,
        "created_time": stamp(invoice.created_at),
        "updated_time": stamp(invoice.created_at),
    }


def _billed(invoice: BillingInvoice, agreed: Body | None) -> Body:
    """The sums and the lines: plan and addons where today's terms were billed, one line for what was agreed before."""
    number = invoice.number * 10
    period = f"from {invoice.made_on.isoformat()}"
    code, name = invoice.plan.code, invoice.plan.name
    lines = [_line(number, code, name, period, invoice.total, 1, Decimal(0))]
    coupons: list[Body] = []
    if agreed:
        plan = agreed["plan"]
        lines = [
            _line(number, code, name, period, exact(plan["price"]), plan["quantity"], exact(plan["discount"])),
            *(
                _line(number + turn, line["addon_code"], line["name"], period, exact(line["price"]), line["quantity"])
                for turn, line in enumerate(agreed["addons"], start=1)
            ),
        ]
        if plan["discount"]:
            coupons = [{**agreed["coupon"], "coupon_name": agreed["coupon"]["coupon_code"]}]
    return {
        "invoice_items": [{**line, "product_id": invoice.plan.product.billing_id} for line in lines],
        "coupons": coupons,
        "credits": [],
        "total": money(invoice.total),
        "payment_made": money(invoice.total - invoice.balance),
        "balance": money(invoice.balance),
        "credits_applied": 0.0,
        "write_off_amount": 0.0,
    }


def _line(
    number: int, code: str, name: str, period: str, price: Decimal, quantity: int, discount: Decimal = Decimal(0)
) -> Body:
    return {
        "item_id": str(903000000014000000 + number),
        "name": name,
        "description": f"Charges for this duration ({period})",
        "code": code,
        "tags": [],
        "item_custom_fields": [],
        # A string here, a number everywhere else (Billing API, "Retrieve an invoice").
        "price": f"{price:.2f}",
        "quantity": quantity,
        "discount_amount": money(discount),
        "item_total": money(price * quantity - discount),
        "tax_id": "",
        "tax_exemption_id": "",
        "tax_exemption_code": "",
    }


def _paid(payment: BillingPayment | None) -> list[Body]:
    if payment is None:
        return []
    details = payments.in_full(payment)
    keys = ("payment_id", "payment_mode", "amount_refunded", "description", "date", "reference_number", "amount",
            "bank_charges", "autotransaction")  # fmt: skip
    gateway = details.get("autotransaction", {}).get("gateway_transaction_id", "")
    return [
        {
            **public(details, keys),
            "invoice_payment_id": str(903000000015000000 + payment.number),
            "gateway_transaction_id": gateway,
            "exchange_rate": 1.0,
        }
    ]


def _comment(invoice: BillingInvoice) -> Body:
    at = invoice.created_at + timedelta(minutes=1)
    return {
        "comment_id": str(903000000016000000 + invoice.number),
        "description": f"Invoice created - {invoice.name}",
        "commented_by_id": "",
        "commented_by": SYSTEM,
        "comment_type": "system",
        "date": day(at.date()),
        "time": f"{at:%I:%M %p}",
        "operation_type": "Added",
        "transaction_id": invoice.billing_id,
        "transaction_type": "invoice",
    }


def invoices_page(request: BillingRequest) -> BillingResponse:
    """A page of invoices."""
    return page_of(request, LISTING)


def invoice_in_full(request: BillingRequest) -> BillingResponse:
    """One invoice."""
    return success({"invoice": public(request.record(MODULE, "invoice_id", "Invoice"), without=LIST_ONLY)})


ENDPOINTS = (
    BillingEndpoint("GET", "/invoices", "invoices.READ", "invoices", "view", invoices_page),
    BillingEndpoint("GET", "/invoices/{invoice_id}", "invoices.READ", "invoices", "view", invoice_in_full),
)
