"""Customers: the accounts that subscribe, listed without and retrieved with their CRM links."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from sandbox.billing.endpoints import PRODUCT, BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, invalid, missing, not_found, success
from sandbox.billing.formats import CURRENCY_IDS, custom_field, money, public, stamp
from sandbox.billing.lists import Listing, being, flagged, page_of, views_of
from sandbox.company.company import Company
from sandbox.company.entities import Account, Address, Contact
from sandbox.store import Body, Record, text_of

MODULE = "customers"
ROW = (
    "customer_id", "display_name", "salutation", "first_name", "last_name", "email", "tags", "company_name", "phone",
    "mobile", "website", "department", "designation", "currency_code", "unused_credits", "outstanding",
    "is_gapps_customer", "updated_time", "created_time", "has_attachment",
)  # fmt: skip
CRM_KEYS = ("zcrm_account_id", "zcrm_contact_id")
LIST_ONLY = ("is_gapps_customer", "has_attachment")
PAYMENT_TERMS = (7, "Net 7")


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """Every account that Billing knows, as a customer."""
    outstanding: dict[int, Decimal] = {}
    for invoice in company.billing_invoices:
        outstanding[invoice.account.number] = outstanding.get(invoice.account.number, Decimal(0)) + invoice.balance
    primaries = {contact.account.number: contact for contact in company.contacts if contact.primary}
    for account in company.accounts:
        if account.billing_id is not None:
            owed = outstanding.get(account.number, Decimal(0))
            yield account.billing_id, _customer(account, account.billing_id, primaries[account.number], owed)


def _customer(account: Account, customer_id: str, primary: Contact, outstanding: Decimal) -> Body:
    return {
        **blank(customer_id, account.currency),
        "display_name": account.name,
        "first_name": primary.first_name,
        "last_name": primary.last_name,
        "email": primary.email,
        "company_name": account.name,
        "phone": account.phone,
        "mobile": primary.mobile,
        "website": account.website,
        "department": primary.department,
        "designation": primary.title,
        "is_portal_enabled": account.number % 2 == 0,
        "billing_address": _address(account.billing, primary),
        "shipping_address": _address(account.shipping, primary),
        "outstanding": money(outstanding),
        "custom_fields": [segment(_segment_of(account))],
        "zcrm_account_id": account.crm_id,
        "zcrm_contact_id": primary.crm_id,
        "is_linked_with_zohocrm": True,
        "primary_contactperson_id": primary.billing_person_id,
        "source": "crm",
        "created_time": stamp(account.created_at),
        "updated_time": stamp(account.modified_at),
    }


def blank(customer_id: str, currency: str) -> Body:
    """A customer of whom nothing is known yet."""
    names = (
        "display_name", "salutation", "first_name", "last_name", "email", "company_name", "phone", "mobile", "website",
        "department", "designation", "notes", *CRM_KEYS, "primary_contactperson_id",
    )  # fmt: skip
    days, label = PAYMENT_TERMS
    return {
        "customer_id": customer_id,
        **dict.fromkeys(names, ""),
        "tags": [],
        "is_portal_enabled": False,
        "billing_address": blank_address(),
        "shipping_address": blank_address(),
        "currency_code": currency,
        "currency_id": CURRENCY_IDS[currency],
        "ach_supported": False,
        "price_precision": 2,
        "unused_credits": 0.0,
        "outstanding": 0.0,
        "status": "active",
        "custom_fields": [],
        "is_linked_with_zohocrm": False,
        "payment_terms": days,
        "payment_terms_label": label,
        "can_add_card": True,
        "can_add_bank_account": False,
        "default_templates": {"invoice_template_id": "", "creditnote_template_id": ""},
        "documents": [],
        "source": "user",
        "is_gapps_customer": False,
        "has_attachment": False,
    }


def blank_address() -> Body:
    """An address with nothing in it."""
    return dict.fromkeys(("attention", "street", "city", "state", "zip", "country", "state_code", "fax"), "")


def segment(value: str) -> Body:
    """The customers' one custom field."""
    return custom_field(1, "Segment", value, "dropdown")


def _segment_of(account: Account) -> str:
    return "Enterprise" if account.employees >= 1000 else "Mid-market" if account.employees >= 200 else "Small"


def _address(address: Address, primary: Contact) -> Body:
    return {
        **blank_address(),
        "attention": f"{primary.first_name} {primary.last_name}",
        "street": address.street,
        "city": address.city,
        "state": address.state,
        "zip": address.code,
        "country": address.country,
    }


def without_subscriptions(request: BillingRequest) -> ColumnElement[bool]:
    """The view of customers with no subscription of any status."""
    del request
    other = aliased(Record)
    subscribers = select(col(other.body)["customer_id"].as_string()).where(
        other.product == PRODUCT, other.module == "subscriptions"
    )
    return col(Record.id).not_in(subscribers)


LISTING = Listing(
    MODULE,
    "customers",
    ROW,
    numbers=("unused_credits", "outstanding"),
    views=views_of(
        "Status",
        Active=being("status", "active"),
        Inactive=being("status", "inactive"),
        Gapps=flagged("is_gapps_customer", True),
        Crm=flagged("is_linked_with_zohocrm", True),
        NonSubscribers=without_subscriptions,
        PortalEnabled=flagged("is_portal_enabled", True),
        PortalDisabled=flagged("is_portal_enabled", False),
    ),
)


def shown(customer: Body) -> Body:
    """A customer in full."""
    return public(customer, without=LIST_ONLY)


def customers_page(request: BillingRequest) -> BillingResponse:
    """A page of customers, without their CRM links."""
    return page_of(request, LISTING)


def customer_in_full(request: BillingRequest) -> BillingResponse:
    """One customer."""
    return success({"customer": shown(request.record(MODULE, "customer_id", "Customer"))})


def customer_of_crm_record(request: BillingRequest) -> BillingResponse:
    """The customer that is linked with a CRM account or a CRM contact."""
    kind = request.query.get("reference_id_type")
    if not kind:
        raise missing("reference_id_type")
    if kind not in CRM_KEYS:
        raise invalid("reference_id_type")
    linked = text_of(kind) == request.at["reference_id"] if request.at["reference_id"] else false()
    matches = request.store.bodies(PRODUCT, MODULE, [linked], limit=1)
    if not matches:
        raise not_found("Customer")
    return success({"customer": shown(matches[0])})


ENDPOINTS = (
    BillingEndpoint("GET", "/customers", "customers.READ", "customers", "view", customers_page),
    BillingEndpoint(
        "GET", "/customers/reference/{reference_id}", "customers.READ", "customers", "view", customer_of_crm_record
    ),
    BillingEndpoint("GET", "/customers/{customer_id}", "customers.READ", "customers", "view", customer_in_full),
)
