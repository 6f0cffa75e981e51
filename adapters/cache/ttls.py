"""How long the answers of each module may be kept, before a setting scales it.

Records that people work on change while they look: seconds, a list shorter than a record, since a new one shows there.
A catalogue changes by the week. What permissions and identities rest on is not here: it is remembered with its age in
one place only, `resolvers.caller.caller_cache`, and so are organisations.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.messages import Request
from domain.errors import ServiceName


@dataclass(frozen=True, slots=True)
class CacheTtl:
    """Seconds that a list, and that records asked for by their ids, may be kept."""

    listed: float
    single: float


RECORDS = CacheTtl(listed=5.0, single=10.0)
CATALOGUE = CacheTtl(listed=30.0, single=60.0)
METADATA = CacheTtl(listed=60.0, single=60.0)
CURRENT_USER = ("type", "CurrentUser")

# By the path's beginning, which names the module in each product.
CACHE_TTLS: Mapping[ServiceName, Mapping[str, CacheTtl]] = {
    "accounts": {},
    "crm": {
        "Accounts": RECORDS,
        "Contacts": RECORDS,
        "Deals": RECORDS,
        "Vendors": RECORDS,
        "Products": CATALOGUE,
        "users": CATALOGUE,
        "settings/custom_views": METADATA,
    },
    "books": {
        "contacts": RECORDS,
        "creditnotes": RECORDS,
        "customerpayments": RECORDS,
        "estimates": RECORDS,
        "invoices": RECORDS,
        "items": CATALOGUE,
        "purchaseorders": RECORDS,
        "salesorders": RECORDS,
    },
    "billing": {
        "addons": CATALOGUE,
        "coupons": CATALOGUE,
        "customers": RECORDS,
        "invoices": RECORDS,
        "payments": RECORDS,
        "plans": CATALOGUE,
        "products": CATALOGUE,
        "subscriptions": RECORDS,
    },
}


def cache_ttl_of(request: Request) -> float:
    """How long the answer to a read may be kept, 0 for not at all."""
    terms, path = CACHE_TTLS[request.service], request.path
    term = terms.get(path[0]) or terms.get("/".join(path[:2]))
    if term is None or not request.reads or CURRENT_USER in request.params:
        return 0.0
    return term.single if _names_records(request) else term.listed


def _names_records(request: Request) -> bool:
    if request.service != "crm":
        return len(request.path) > 1
    # `/Deals/search` and `/Accounts/{id}/Deals` are lists; records are asked for by `ids`.
    return any(name == "ids" for name, _ in request.params)
