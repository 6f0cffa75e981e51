"""Creating, changing and deleting customers."""

from typing import Any

from sqlalchemy import ColumnElement

from sandbox.billing import contact_persons, customers, values
from sandbox.billing.endpoints import PRODUCT, BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingRefusal, BillingResponse, against_the_rules, invalid, success
from sandbox.billing.formats import CURRENCY_IDS, public, stamp
from sandbox.billing.lists import being
from sandbox.store import Body, text_of

TEXTS = (
    "display_name", "salutation", "first_name", "last_name", "email", "company_name", "phone", "mobile", "website",
    "department", "designation", "notes", "payment_terms_label",
)  # fmt: skip
ADDRESSES = ("billing_address", "shipping_address")
# Records that repeat the customer's name and address.
REPEATERS = {"subscriptions": "subscription_id", "invoices": "invoice_id", "payments": "payment_id"}
RUNNING = ("live", "trial", "dunning", "unpaid", "non_renewing", "future", "paused")


def new_customer(request: BillingRequest, sent: Body) -> Body:
    """A customer as sent, kept, with its person as the first contact person."""
    values.needed_text(sent, "display_name")
    currency = values.text(sent, "currency_code") or request.sandbox.company.currency
    if currency not in CURRENCY_IDS:
        raise invalid("currency_code")
    customer_id, now = request.new_id(), stamp(request.now)
    fresh: Body = {
        **customers.blank(customer_id, currency),
        "custom_fields": [customers.segment("")],
        "created_time": now,
        "updated_time": now,
    }
    customer: Body = {**fresh, **_changes(request, fresh, sent)}
    person_id = request.new_id()
    person = {
        "contactperson_id": person_id,
        **public(customer, ("first_name", "last_name", "email", "mobile", "phone")),
        "fax": "",
        "customer_id": customer_id,
        "created_time": now,
        "updated_time": now,
    }
    customer["primary_contactperson_id"] = person_id
    request.store.put(PRODUCT, customers.MODULE, customer_id, customer)
    request.store.put(PRODUCT, contact_persons.MODULE, person_id, person)
    return customer


def _changes(request: BillingRequest, customer: Body, sent: Body) -> Body:
    """What was sent, narrowed to what a customer has; anything else is ignored."""
    changes: dict[str, Any] = values.texts(sent, TEXTS)
    if "display_name" in changes:
        name = changes["display_name"] = values.needed_text(sent, "display_name")
        same = [text_of("display_name") == name, text_of("customer_id") != customer["customer_id"]]
        if request.store.count(PRODUCT, customers.MODULE, same):
            raise against_the_rules(f'The customer "{name}" already exists.')
    for key in ADDRESSES:
        if key in sent:
            changes[key] = {**customer[key], **values.texts(values.part(sent, key), tuple(customers.blank_address()))}
    changes["is_portal_enabled"] = values.flag(sent, "is_portal_enabled", customer["is_portal_enabled"])
    changes["payment_terms"] = values.count(sent, "payment_terms", customer["payment_terms"], least=0)
    changes["custom_fields"] = values.with_custom_fields(customer["custom_fields"], sent)
    return changes


def _named(request: BillingRequest) -> Body:
    return request.record(customers.MODULE, "customer_id", "Customer")


def _of_customer(customer: Body) -> ColumnElement[bool]:
    return text_of("customer_id") == customer["customer_id"]


def create_customer(request: BillingRequest) -> BillingResponse:
    """Create a customer from at least a display name."""
    customer = new_customer(request, request.body)
    return success({"customer": customers.shown(customer)}, "The customer has been created", 201)


def update_customer(request: BillingRequest) -> BillingResponse:
    """Change what was sent of a customer and leave the rest."""
    before = _named(request)
    customer: Body = {**before, **_changes(request, before, request.body), "updated_time": stamp(request.now)}
    request.store.put(PRODUCT, customers.MODULE, customer["customer_id"], customer)
    repeated = {"customer_name": customer["display_name"], "email": customer["email"]}
    for module, key in REPEATERS.items():
        for body in request.store.bodies(PRODUCT, module, [_of_customer(customer)]):
            request.store.put(PRODUCT, module, body[key], {**body, **repeated})
    return success({"customer": customers.shown(customer)}, "The customer details have been updated.")


def delete_customer(request: BillingRequest) -> BillingResponse:
    """Delete a customer who has no subscriptions and no transactions."""
    customer = _named(request)
    if any(request.store.count(PRODUCT, module, [_of_customer(customer)]) for module in REPEATERS):
        raise BillingRefusal(400, 1004, "Customers with subscriptions or transactions cannot be deleted.")
    for person in request.store.bodies(PRODUCT, contact_persons.MODULE, [_of_customer(customer)]):
        request.store.remove(PRODUCT, contact_persons.MODULE, person["contactperson_id"])
    request.store.remove(PRODUCT, customers.MODULE, customer["customer_id"])
    return success(message="The customer has been deleted.")


def mark_customer_active(request: BillingRequest) -> BillingResponse:
    """Mark a customer as active."""
    return _marked(request, "active")


def mark_customer_inactive(request: BillingRequest) -> BillingResponse:
    """Mark a customer as inactive, which nobody with an active subscription can be (Billing API, "Customers")."""
    running = [_of_customer(_named(request)), being("status", *RUNNING)(request)]
    if request.store.count(PRODUCT, "subscriptions", running):
        raise against_the_rules("Customers with active subscriptions cannot be marked as inactive.")
    return _marked(request, "inactive")


def _marked(request: BillingRequest, status: str) -> BillingResponse:
    customer = {**_named(request), "status": status, "updated_time": stamp(request.now)}
    request.store.put(PRODUCT, customers.MODULE, customer["customer_id"], customer)
    return success(message=f"The customer has been marked as {status}.")


ONE = "/customers/{customer_id}"
ENDPOINTS = (
    BillingEndpoint("POST", "/customers", "customers.CREATE", "customers", "create", create_customer),
    BillingEndpoint("PUT", ONE, "customers.UPDATE", "customers", "edit", update_customer),
    BillingEndpoint("DELETE", ONE, "customers.DELETE", "customers", "delete", delete_customer),
    # An action is a POST, and a POST needs CREATE (Billing API, "Customers").
    BillingEndpoint("POST", f"{ONE}/markasactive", "customers.CREATE", "customers", "edit", mark_customer_active),
    BillingEndpoint("POST", f"{ONE}/markasinactive", "customers.CREATE", "customers", "edit", mark_customer_inactive),
)
