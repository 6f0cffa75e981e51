"""Which query parameters the lists of the sandbox act on: by what they declare, in CRM by what is written here."""

from collections.abc import Iterator

from sandbox.billing import (
    addons,
    contact_persons,
    coupons,
    customers,
    events,
    invoices,
    payments,
    plans,
    products,
    subscriptions,
    transactions,
)
from sandbox.billing.lists import Listing
from sandbox.books import filters
from sandbox.books.api import DOCUMENTS
from sandbox.books.contact_persons import PERSONS
from sandbox.books.contacts import CONTACTS
from sandbox.books.items import ITEMS
from sandbox.books.modules import BooksModule
from sandbox.books.settings import CURRENCIES, TAXES
from sandbox.books.transaction_locks import TRANSACTION_LOCKS
from sandbox.books.users import USERS
from tests.sandbox.openapi.differences import Acted

BOOKS = {
    **{
        f"/{module.name}": module
        for module in (CONTACTS, ITEMS, *DOCUMENTS, TAXES, CURRENCIES, USERS, TRANSACTION_LOCKS)
    },
    "/contacts/{id}/contactpersons": PERSONS,
}
BILLING = {
    **{
        f"/{each.LISTING.name}": each.LISTING
        for each in (addons, coupons, customers, events, invoices, payments, plans, products, subscriptions)
    },
    "/transactions": transactions.LISTING,
    "/customers/{customer_id}/contactpersons": contact_persons.LISTING,
}
# CRM's lists read their parameters as they go.
PAGE = "page per_page"
SORT = "sort_by sort_order"
SEARCH = "criteria email phone word"
CRM = {
    "/users": f"type ids {PAGE}",
    "/settings/modules": "status",
    "/settings/fields": "module type",
    "/settings/fields/{id}": "module",
    "/settings/related_lists": "module",
    "/settings/custom_views": f"module {PAGE}",
    "/settings/custom_views/{id}": "module",
    "/settings/emails/actions/from_addresses": "user_id",
    "/settings/roles": "",
    "/settings/profiles": "",
    "/Notes": f"fields ids {PAGE} page_token {SORT}",
    "/Notes/{note}": "fields",
    "/{module}/{id}/Notes": f"fields ids {PAGE} page_token {SORT}",
    "/{module}/{id}/Notes/{note}": "fields",
    "/{module}/{id}/Attachments": f"fields ids {PAGE} page_token {SORT}",
    "/{module}/{id}/__timeline": f"{PAGE} page_token sort_order",
    "/{module}": f"fields cvid ids {PAGE} page_token {SORT}",
    "/{module}/search": f"fields {SEARCH} {PAGE} {SORT}",
    "/{module}/actions/count": f"cvid {SEARCH}",
    "/{module}/deleted": f"type {PAGE}",
    "/{module}/{id}": "fields",
    "/{module}/{id}/{relation}": f"fields ids {PAGE} page_token {SORT}",
}


def acted_on() -> Acted:
    """By product and operation, the query parameters that make a difference."""
    return {
        "books": {f"GET {path}": frozenset(_of_module(module)) for path, module in BOOKS.items()},
        "billing": {f"GET {path}": frozenset(_of_listing(listing)) for path, listing in BILLING.items()},
        "crm": {f"GET {path}": frozenset(names.split()) for path, names in CRM.items()},
    }


def _of_module(module: BooksModule) -> Iterator[str]:
    yield from ("page", "per_page", "sort_column", "sort_order", *module.filters)
    yield from filters.custom_fields([field.api_name for field in module.custom_fields]) if module.custom_fields else ()
    if len(module.views) > 1:
        yield "filter_by"
    if module.searched:
        yield "search_text"
    if module.name == "invoices":
        yield "response_option"


def _of_listing(listing: Listing) -> Iterator[str]:
    yield from ("page", "per_page", "sort_column", "sort_order", *listing.look_ups)
    if listing.views:
        yield "filter_by"
