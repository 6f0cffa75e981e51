"""Links between Books' customers and vendors and CRM's accounts, contacts and vendors.

Source: Zoho Books v3, `GET /contacts` with `zcrm_account_id`, `zcrm_contact_id`, `zcrm_vendor_id`; only the single
record has the CRM ids of a contact.
"""

from domain.modules.books import CUSTOMERS, VENDORS
from domain.modules.module import Module
from domain.queries import Row
from domain.sources import Needs
from resolvers.catalogue import FINANCE
from resolvers.reading.links import crm_id_of, ids_of
from resolvers.reading.loader import RecordLoader

LISTED = Needs(every=True)


async def _linked(loader: RecordLoader, module: Module, link: str, crm_id: str) -> tuple[str, ...]:
    async def load() -> list[Row]:
        finance_module, client = FINANCE[module], await loader.books()
        params = ((link, crm_id), ("filter_by", finance_module.every or ""), ("per_page", "200"))
        return (await client.rows(finance_module, params)).rows

    return await ids_of(loader, module, link, crm_id, load, LISTED)


async def customers_of_account(loader: RecordLoader, account_id: str) -> tuple[str, ...]:
    """Ids of the Books customers linked to a CRM account, usually one: one call per account, then cached."""
    return await _linked(loader, CUSTOMERS, "zcrm_account_id", account_id)


async def customers_of_contact(loader: RecordLoader, contact_id: str) -> tuple[str, ...]:
    """Ids of the Books customers linked to a CRM contact: one call per contact, then cached."""
    return await _linked(loader, CUSTOMERS, "zcrm_contact_id", contact_id)


async def vendors_of_vendor(loader: RecordLoader, vendor_id: str) -> tuple[str, ...]:
    """Ids of the Books vendors linked to a CRM vendor: one call per vendor, then cached."""
    return await _linked(loader, VENDORS, "zcrm_vendor_id", vendor_id)


async def account_of_customer(loader: RecordLoader, customer_id: str) -> str | None:
    """The id of the CRM account linked to a Books customer: one call per customer, none where it is cached."""
    return await crm_id_of(loader, CUSTOMERS, customer_id, "zcrm_account_id")


async def contact_of_customer(loader: RecordLoader, customer_id: str) -> str | None:
    """The id of the CRM contact linked to a Books customer: one call per customer, none where it is cached."""
    return await crm_id_of(loader, CUSTOMERS, customer_id, "zcrm_contact_id")


async def vendor_of_vendor(loader: RecordLoader, vendor_id: str) -> str | None:
    """The id of the CRM vendor linked to a Books vendor: one call per vendor, none where it is cached."""
    return await crm_id_of(loader, VENDORS, vendor_id, "zcrm_vendor_id")
