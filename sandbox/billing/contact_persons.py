"""The people at a customer. Their scope is the customers' (Billing API, "Contact Persons")."""

from collections.abc import Iterator

from sandbox.billing import customers, values
from sandbox.billing.endpoints import PRODUCT, BillingEndpoint, BillingRequest
from sandbox.billing.envelope import BillingResponse, not_found, success, unresolved
from sandbox.billing.formats import public, stamp
from sandbox.billing.lists import Listing, page_of
from sandbox.company.company import Company
from sandbox.store import Body, text_of

MODULE = "contactpersons"
LISTING = Listing(
    MODULE,
    "contact_persons",
    ("contactperson_id", "first_name", "last_name", "email", "mobile", "phone"),
    sort_column="contactperson_id",
    sort_order="A",
)


def records(company: Company) -> Iterator[tuple[str, Body]]:
    """Everybody at the accounts that Billing knows."""
    for contact in company.contacts:
        if contact.account.billing_id is not None:
            yield (
                contact.billing_person_id,
                {
                    "contactperson_id": contact.billing_person_id,
                    "first_name": contact.first_name,
                    "last_name": contact.last_name,
                    "email": contact.email,
                    "mobile": contact.mobile,
                    "phone": contact.phone,
                    "fax": "",
                    "customer_id": contact.account.billing_id,
                    "created_time": stamp(contact.created_at),
                    "updated_time": stamp(contact.modified_at),
                },
            )


def named(request: BillingRequest, sent: Body, customer_id: str) -> list[Body]:
    """The contact persons of the customer that a body names, by their ids."""
    ids = [values.needed_text(each, "contactperson_id") for each in values.parts(sent, "contactpersons")]
    for id_ in ids:
        person = request.store.body(PRODUCT, MODULE, id_)
        if person is None or person["customer_id"] != customer_id:
            raise unresolved("Contact Person")
    return [{"contactperson_id": id_} for id_ in ids]


def contact_persons_page(request: BillingRequest) -> BillingResponse:
    """A page of a customer's people."""
    customer = request.record(customers.MODULE, "customer_id", "Customer")
    return page_of(request, LISTING, [text_of("customer_id") == customer["customer_id"]])


def contact_person_in_full(request: BillingRequest) -> BillingResponse:
    """One person at a customer."""
    person = request.record(MODULE, "contactperson_id", "Contact Person")
    if person["customer_id"] != request.at["customer_id"]:
        raise not_found("Contact Person")
    return success({"contact_person": public(person)})


ENDPOINTS = (
    BillingEndpoint(
        "GET", "/customers/{customer_id}/contactpersons", "customers.READ", "customers", "view", contact_persons_page
    ),
    BillingEndpoint(
        "GET",
        "/customers/{customer_id}/contactpersons/{contactperson_id}",
        "customers.READ",
        "customers",
        "view",
        contact_person_in_full,
    ),
)
