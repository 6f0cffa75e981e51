"""Quotes, which the paths call estimates. Only their list is asked for a deal's (Billing API, "List quotes")."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial

from sandbox.billing.endpoints import PRODUCT, BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, against_the_rules, success
from sandbox.billing.formats import CURRENCY_IDS, day, money, public, stamp
from sandbox.billing.lists import Listing, equal_to, page_of
from sandbox.company.company import Company
from sandbox.company.entities import Deal
from sandbox.store import Body

MODULE = "estimates"
ROW = (
    "estimate_id", "customer_name", "customer_id", "status", "estimate_number", "reference_number", "date",
    "currency_id", "currency_code", "total", "created_time", "last_modified_time", "accepted_date", "declined_date",
    "expiry_date", "has_attachment", "is_viewed_by_client", "client_viewed_time",
)  # fmt: skip
LIST_ONLY = ("accepted_date", "declined_date", "has_attachment")
LISTING = Listing(
    MODULE, "estimates", ROW, numbers=("total",), look_ups={"zcrm_potential_id": equal_to("_zcrm_potential_id")}
)
STATUSES = ("draft", "sent", "accepted", "declined")
# One deal in so many of those with a customer in Billing has a quote.
EVERY = 3
# From which statuses a quote is marked as another one, with the words of the documents.
MARKED = {
    "sent": (("draft",), "Estimate status has been changed to Sent"),
    "accepted": (("sent", "declined"), "Estimate status has been changed to Accepted."),
    "declined": (("sent", "accepted"), "Estimate status has been changed to Declined."),
}


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """A quote for every third deal whose account is a customer of Billing."""
    deals = [deal for deal in company.deals if deal.account.billing_id is not None]
    for number, deal in enumerate(deals[::EVERY], start=1):
        body = _quote(company, deal, number)
        yield body["estimate_id"], body


def _quote(company: Company, deal: Deal, number: int) -> Body:
    plan = company.plans[number % len(company.plans)]
    count, made_on = number % 4 + 1, deal.created_at.date()
    total, status = plan.price * count, STATUSES[number % len(STATUSES)]
    created = stamp(deal.created_at)
    address = dict.fromkeys(("address", "city", "state", "zip", "country", "fax"), "")
    return {
        "estimate_id": str(903000000018000000 + number),
        "estimate_number": f"QUO-{number:05d}",
        "date": day(made_on),
        "expiry_date": day(made_on + timedelta(days=30)),
        "reference_number": "",
        "status": status,
        "customer_id": deal.account.billing_id,
        "customer_name": deal.account.name,
        "contact_persons": [deal.contact.billing_person_id],
        "currency_id": CURRENCY_IDS.get(deal.account.currency, ""),
        "currency_code": deal.account.currency,
        "exchange_rate": 1.0,
        "discount": 0.0,
        "is_discount_before_tax": True,
        "discount_type": "entity_level",
        "is_inclusive_tax": False,
        "is_viewed_by_client": status in {"accepted", "declined"},
        "client_viewed_time": "",
        "line_items": [_line(number, plan.name, plan.price, count)],
        "shipping_charge": "0.00",
        "adjustment": 0.0,
        "adjustment_description": "",
        "sub_total": money(total),
        "total": money(total),
        "tax_total": 0.0,
        "price_precision": 2,
        "taxes": [],
        "billing_address": address,
        "shipping_address": address,
        "notes": "",
        "terms": "",
        "custom_fields": [],
        "template_id": "903000000000888",
        "template_name": "Standard",
        "created_time": created,
        "last_modified_time": created,
        "salesperson_id": deal.owner.billing_id,
        "salesperson_name": deal.owner.full_name,
        "accepted_date": day(made_on) if status == "accepted" else "",
        "declined_date": day(made_on) if status == "declined" else "",
        "has_attachment": False,
        "_zcrm_potential_id": deal.crm_id,
    }


def _line(number: int, name: str, price: Decimal, count: int) -> Body:
    return {
        "item_id": str(903000000019000000 + number),
        "name": name,
        "description": "",
        "item_order": 0,
        "bcy_rate": money(price),
        "rate": money(price),
        "quantity": count,
        "unit": "",
        "discount_amount": 0.0,
        "discount": 0.0,
        "tax_id": "",
        "tax_name": "",
        "tax_type": "",
        "tax_percentage": 0,
        "item_total": money(price * count),
    }


def quotes_page(request: BillingRequest) -> BillingResponse:
    """A page of quotes, of one deal where the call names one."""
    return page_of(request, LISTING)


def quote_in_full(request: BillingRequest) -> BillingResponse:
    """One quote."""
    return success({"estimate": public(request.record(MODULE, "estimate_id", "Quote"), without=LIST_ONLY)})


def mark_quote(request: BillingRequest, status: str) -> BillingResponse:
    """Mark a quote as sent, accepted or declined."""
    quote, (before, message) = request.record(MODULE, "estimate_id", "Quote"), MARKED[status]
    if quote["status"] not in before:
        raise against_the_rules(f"A quote that is {quote['status']} cannot be marked as {status}.")
    days = {f"{status}_date": day(request.today)} if status != "sent" else {}
    changed: Body = {**quote, **days, "status": status, "last_modified_time": stamp(request.now)}
    request.store.put(PRODUCT, MODULE, quote["estimate_id"], changed)
    return success(message=message)


ONE = "/estimates/{estimate_id}"
ENDPOINTS = (
    BillingEndpoint("GET", "/estimates", "quotes.READ", "quotes", "view", quotes_page),
    BillingEndpoint("GET", ONE, "quotes.READ", "quotes", "view", quote_in_full),
    *(
        BillingEndpoint(
            "POST", f"{ONE}/status/{status}", "quotes.CREATE", "quotes", "edit", partial(mark_quote, status=status)
        )
        for status in MARKED
    ),
)
