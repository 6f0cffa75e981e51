"""What is charged on a subscription once: an amount, or one-time addons. Each makes an invoice."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sandbox.billing import customers, invoices, payments, subscriptions, transactions, values
from sandbox.billing.agreement import known
from sandbox.billing.endpoints import PRODUCT, BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, against_the_rules, missing, success
from sandbox.billing.formats import day, exact, money, priced_in, public, stamp
from sandbox.billing.history import report, saved
from sandbox.billing.lifecycle import EDITABLE
from sandbox.billing.terms import price_in_catalogue
from sandbox.store import Body

# A line before it is billed: code, name, description, price and quantity.
ChargedLine = tuple[str, str, str, Decimal, int]


def charge_amount(request: BillingRequest) -> BillingResponse:
    """Charge an amount."""
    subscription = _chargeable(request)
    if "amount" not in request.body:
        raise missing("amount")
    amount = values.amount(request.body, "amount", Decimal(0))
    if not amount:
        raise against_the_rules("The amount must be greater than zero.")
    line = ("", "Charge", values.text(request.body, "description"), amount, 1)
    invoice = invoiced(request, subscription, [line])
    return success({"invoice": shown(invoice)}, "A charge has been applied to the subscription.")


def buy_addons(request: BillingRequest) -> BillingResponse:
    """Buy one-time addons at the catalogue's price or the one that was sent."""
    subscription = _chargeable(request)
    wanted = values.parts(request.body, "addons")
    if not wanted:
        raise missing("addons")
    lines: list[ChargedLine] = []
    for sent in wanted:
        addon = known(request, "addons", values.needed_text(sent, "addon_code"), "Addon")
        if addon["type"] != "one_time":
            raise against_the_rules(f"{addon['name']} is no one-time addon.")
        price = values.amount(sent, "price", price_in_catalogue(addon))
        lines.append((addon["addon_code"], addon["name"], "", price, values.count(sent, "quantity", 1)))
    invoice = invoiced(request, subscription, lines)
    return success({"invoice": shown(invoice)}, "One-time addon has been purchased successfully.")


def _chargeable(request: BillingRequest) -> Body:
    subscription = subscriptions.named_subscription(request)
    if subscription["status"] not in EDITABLE:
        raise against_the_rules(f"A subscription that is {subscription['status']} cannot be charged.")
    return subscription


def shown(invoice: Body) -> Body:
    """The invoice as it is answered."""
    return public(invoice, without=invoices.LIST_ONLY)


def invoiced(request: BillingRequest, subscription: Body, lines: Sequence[ChargedLine]) -> Body:
    """The invoice of these lines, kept with its payment where the card is charged, and with its events."""
    number = f"BIL-{int(request.new_id()) % 1_000_000:06d}"
    total = sum((price * quantity for *_, price, quantity in lines), Decimal(0))
    paid = total if subscription["auto_collect"] else Decimal(0)
    customer = known(request, customers.MODULE, subscription["customer_id"], "Customer")
    invoice_id, now, today = request.new_id(), stamp(request.now), day(request.today)
    payment = payments.recorded(request, subscription, invoice_id, number, total) if paid else None
    invoice: Body = {
        "invoice_id": invoice_id,
        "number": number,
        "status": "paid" if paid else "sent",
        "invoice_date": today,
        "due_date": day(request.today + timedelta(days=7)),
        "payment_expected_date": "",
        "ach_payment_initiated": False,
        "transaction_type": "charge",
        **public(customer, ("customer_id", "email", "billing_address", "shipping_address")),
        "customer_name": customer["display_name"],
        "subscriptions": [{"subscription_id": subscription["subscription_id"]}],
        "_subscription_id": subscription["subscription_id"],
        **priced_in(customer["currency_code"]),
        **public(subscription, ("salesperson_id", "salesperson_name")),
        "invoice_url": f"https://billing.halvorsen.example/invoices/{invoice_id}",
        "invoice_items": [_line(request, line) for line in lines],
        "coupons": [],
        "credits": [],
        "total": money(total),
        "payment_made": money(paid),
        "balance": money(total - paid),
        "credits_applied": 0.0,
        "write_off_amount": 0.0,
        "payments": [payments.applied(request, payment)] if payment else [],
        "comments": [],
        "custom_fields": [],
        "can_send_in_mail": False,
        "documents": [],
        "has_attachment": False,
        "created_time": now,
        "updated_time": now,
    }
    request.store.put(PRODUCT, invoices.MODULE, invoice_id, invoice)
    transactions.keep(request, "invoice", invoice_id, total, invoice["status"], customer["customer_id"])
    saved(request, {**subscription, "child_invoice_id": invoice_id}, f"Invoice {number} created")
    report(request, "invoice_created", shown(invoice), "invoice")
    if payment:
        report(request, "payment_thankyou", payment, "payment")
    return invoice


def _line(request: BillingRequest, line: ChargedLine) -> Body:
    code, name, description, price, quantity = line
    return {
        "item_id": request.new_id(),
        "name": name,
        "description": description,
        "code": code,
        "tags": [],
        "item_custom_fields": [],
        "price": f"{price:.2f}",
        "quantity": quantity,
        "discount_amount": 0.0,
        "item_total": money(exact(money(price)) * quantity),
        "tax_id": "",
        "tax_exemption_id": "",
        "tax_exemption_code": "",
    }


ONE = "/subscriptions/{subscription_id}"
ENDPOINTS = tuple(
    BillingEndpoint("POST", f"{ONE}/{path}", "subscriptions.CREATE", "subscriptions", "edit", answer)
    for path, answer in (("charge", charge_amount), ("buyonetimeaddon", buy_addons))
)
