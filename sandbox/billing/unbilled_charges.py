"""Unbilled charges: what waits for the next invoice. Their scope is the invoices' (Billing API, "Unbilled charges")."""

from collections.abc import Iterator
from decimal import Decimal

from sandbox.billing import charges
from sandbox.billing.endpoints import PRODUCT, BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, success
from sandbox.billing.formats import day, money, priced_in, public, stamp
from sandbox.billing.subscription_seed import unbilled_charge_id
from sandbox.company.company import Company
from sandbox.store import Body

MODULE = "unbilledcharges"
PRICE = Decimal("35.00")


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """A charge for the subscriptions that the seed names one for."""
    for subscription in company.subscriptions:
        charge_id = unbilled_charge_id(subscription)
        if not charge_id:
            continue
        at = stamp(subscription.modified_at)
        item = {
            "unbilled_charge_item_id": str(int(charge_id) + 500_000),
            "product_id": subscription.plan.product.billing_id,
            "name": "Express shipping",
            "description": "",
            "code": "",
            "price": f"{PRICE:.2f}",
            "quantity": 1,
            "discount_amount": 0.0,
            "item_total": money(PRICE),
            "tax_id": "",
        }
        yield (
            charge_id,
            {
                "unbilled_charge_id": charge_id,
                "number": f"UNB-{subscription.number:05d}",
                "status": "unbilled",
                "unbilled_charge_date": day(subscription.modified_at.date()),
                "customer_id": subscription.account.billing_id,
                "customer_name": subscription.account.name,
                "unbilled_charge_items": [item],
                "coupons": [],
                "total": money(PRICE),
                **priced_in(subscription.account.currency),
                "created_time": at,
                "updated_time": at,
                "_subscription_id": subscription.billing_id,
            },
        )


def charge_in_full(request: BillingRequest) -> BillingResponse:
    """One unbilled charge."""
    return success({"unbilled_charge": public(request.record(MODULE, "unbilled_charge_id", "Unbilled charge"))})


def delete_charge(request: BillingRequest) -> BillingResponse:
    """Delete an unbilled charge: nothing of it is ever billed."""
    _taken_off(request, request.record(MODULE, "unbilled_charge_id", "Unbilled charge"))
    return success(message="The unbilled charges have been deleted.")


def invoice_charge(request: BillingRequest) -> BillingResponse:
    """Make an invoice of an unbilled charge."""
    charge = request.record(MODULE, "unbilled_charge_id", "Unbilled charge")
    subscription = _taken_off(request, charge)
    lines: list[charges.ChargedLine] = [
        (item["code"], item["name"], item["description"], Decimal(item["price"]), item["quantity"])
        for item in charge["unbilled_charge_items"]
    ]
    invoice = charges.invoiced(request, subscription, lines)
    return success({"invoice": charges.shown(invoice)}, "Unbilled Charges have been invoiced.", 201)


def _taken_off(request: BillingRequest, charge: Body) -> Body:
    """The subscription without its charge, which is no more."""
    subscription = request.store.body(PRODUCT, "subscriptions", charge["_subscription_id"]) or {}
    kept: Body = {**subscription, "unbilled_charge_id": ""}
    request.store.put(PRODUCT, "subscriptions", charge["_subscription_id"], kept)
    request.store.remove(PRODUCT, MODULE, charge["unbilled_charge_id"])
    return kept


ONE = "/unbilledcharges/{unbilled_charge_id}"
ENDPOINTS = (
    BillingEndpoint("GET", ONE, "invoices.READ", "invoices", "view", charge_in_full),
    BillingEndpoint("DELETE", ONE, "invoices.DELETE", "invoices", "delete", delete_charge),
    BillingEndpoint("POST", f"{ONE}/createinvoice", "invoices.CREATE", "invoices", "create", invoice_charge),
)
