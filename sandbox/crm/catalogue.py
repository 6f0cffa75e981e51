"""Every module of the company's CRM, by API name and by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sandbox.crm.fields import ACCOUNTS, CONTACTS, DEALS, PRODUCTS, VENDORS
from sandbox.crm.metadata import CrmModule, Relation, module
from sandbox.crm.mirrors import DOCUMENTS, MIRRORS, PURCHASE_ORDERS, SUBSCRIPTIONS, mirror_modules

_SALES_MIRRORS = tuple(name for name in DOCUMENTS if name != PURCHASE_ORDERS)
_ROLE = {"Contact_Role": {"name": "Decision Maker", "id": "4150868000000006871"}}


def _mirrored(names: tuple[str, ...], by: str) -> tuple[Relation, ...]:
    return tuple(Relation(name, name, by) for name in names)


STANDARD_MODULES: tuple[CrmModule, ...] = (
    module(
        1, "Accounts", "Account", "Account_Name", ACCOUNTS,
        Relation("Contacts", "Contacts", "Account_Name"), Relation("Deals", "Deals", "Account_Name"),
        *_mirrored((*_SALES_MIRRORS, SUBSCRIPTIONS), "Account_Name"),
    ),
    module(
        2, "Contacts", "Contact", "Full_Name", CONTACTS,
        Relation("Deals", "Deals", "Contact_Name"), *_mirrored((*_SALES_MIRRORS, SUBSCRIPTIONS), "Contact_Name"),
    ),
    module(
        3, "Deals", "Deal", "Deal_Name", DEALS,
        Relation("Contact_Roles", "Contacts", through="Contact_Name", extra=_ROLE),
        *_mirrored(_SALES_MIRRORS, "Potential_Name"),
    ),
    module(
        4, "Vendors", "Vendor", "Vendor_Name", VENDORS,
        Relation("Products", "Products", "Vendor_Name"), *_mirrored((PURCHASE_ORDERS,), "Vendor_Name"),
    ),
    module(5, "Products", "Product", "Product_Name", PRODUCTS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The modules in tab order. `named` is by API name, `keyed` by key."""

    named: Mapping[str, CrmModule]
    keyed: Mapping[str, CrmModule]

    def relation_name(self, relation: Relation) -> str:
        """A related list's API name; that of a mirror is the mirror's own."""
        return self.keyed[relation.name].api_name if relation.name in MIRRORS else relation.name


@cache
def catalogue(subscriptions_module: str) -> Catalogue:
    """The catalogue where the mirror of subscriptions has this API name."""
    modules = (*STANDARD_MODULES, *mirror_modules(subscriptions_module))
    return Catalogue({each.api_name: each for each in modules}, {each.key: each for each in modules})
