"""The customers and vendors of the company's story, as Books keeps them."""

from sandbox.books import addresses, clock, settings
from sandbox.books.contact_persons import OWN
from sandbox.books.custom_fields import CUSTOM
from sandbox.company.documents import Document
from sandbox.company.entities import Account, Contact, Vendor
from sandbox.people import BY_NAME
from sandbox.store import Body

NET_30 = {"payment_terms": 30, "payment_terms_label": "Net 30", "payment_terms_id": "460000000000305"}


def customer(account: Account, contact_id: str, primary: Contact) -> Body:
    """A CRM account as a customer; `primary` is its first person."""
    day = clock.local_day(account.created_at).isoformat()
    return {
        **_linked(account, contact_id),
        "contact_type": "customer",
        "owner_id": account.assignee.books_id,
        "zcrm_account_id": account.crm_id,
        "zcrm_contact_id": primary.crm_id,
        "is_crm_customer": True,
        "billing_address": addresses.contact_address(account.billing) | _beside(contact_id, 1),
        "shipping_address": addresses.contact_address(account.shipping) | _beside(contact_id, 2),
        **{key: value for key, value in person(primary, contact_id).items() if key in OWN},
        "primary_contact_id": primary.books_person_id,
        CUSTOM: {"cf_region": account.region, "cf_newsletter": account.number % 2 == 0, "cf_customer_since": day},
    }


def vendor(source: Vendor, contact_id: str) -> Body:
    """A CRM vendor as a contact of type vendor."""
    return {
        **_linked(source, contact_id),
        "contact_type": "vendor",
        "owner_id": source.owner.books_id,
        "zcrm_vendor_id": source.crm_id,
        "first_name": source.first_name,
        "last_name": source.last_name,
        "email": source.email,
        "phone": source.phone,
        "primary_contact_id": "",
        "billing_address": addresses.contact_address(source.address) | _beside(contact_id, 1),
        "shipping_address": _beside(contact_id, 2),
    }


def vendor_of(document: Document) -> Body:
    """The vendor of a document of the company's story."""
    if not isinstance(document.party, Vendor):
        raise TypeError(document.name)
    return vendor(document.party, document.party.books_id)


def person(source: Contact, contact_id: str) -> Body:
    """A CRM contact as a contact person."""
    return {
        "contact_id": contact_id,
        "contact_person_id": source.books_person_id,
        "salutation": source.salutation,
        "first_name": source.first_name,
        "last_name": source.last_name,
        "email": source.email,
        "phone": source.phone,
        "mobile": source.mobile,
        "skype": "",
        "designation": source.title,
        "department": source.department,
        "is_primary_contact": source.primary,
    }


def _linked(source: Account | Vendor, contact_id: str) -> Body:
    admin = BY_NAME["admin"]
    currency = settings.currency_of(source.currency)
    return {
        "contact_id": contact_id,
        "contact_name": source.name,
        "company_name": source.name,
        "website": source.website,
        "source": "crm",
        "is_linked_with_zohocrm": True,
        "crm_owner_id": source.owner.crm_id,
        **NET_30,
        **{key: currency[key] for key in ("currency_id", "currency_code", "currency_symbol")},
        "created_time": clock.stamp(source.created_at),
        "created_by_id": admin.books_id,
        "created_by_name": admin.full_name,
        "last_modified_by_id": admin.books_id,
        "last_modified_time": clock.stamp(source.modified_at),
    }


def _beside(contact_id: str, offset: int) -> Body:
    return {"address_id": str(int(contact_id) + offset * 400_000)}
