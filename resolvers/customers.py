"""Books' customers and vendors beside CRM's accounts, contacts and vendors.

Source: Zoho Books v3, `GET /contacts` with `zcrm_account_id`, `zcrm_contact_id`, `zcrm_vendor_id`; the CRM ids of a
contact stand in its single answer alone.
"""

from adapters.finance import FinanceModule
from domain.queries import RECORD_ID
from domain.sources import Module, Needs
from resolvers.catalogue import FINANCE
from resolvers.desk import Desk

CUSTOMERS = Module("books", "customers")
VENDORS = Module("books", "vendors")
LISTED = Needs(listed=True, every=True)
WHOLE = Needs(detail=True, every=True)


async def _linked(desk: Desk, module: Module, link: str, crm_id: str) -> tuple[str, ...]:
    known: FinanceModule = FINANCE[module]
    if RECORD_ID.fullmatch(crm_id) is None:
        return ()

    async def load() -> tuple[str, ...]:
        client = await desk.books()
        page = await client.rows(known, ((link, crm_id), ("filter_by", known.every or ""), ("per_page", "200")))
        for row in page.rows:
            desk.know(module, row, LISTED)
            desk.learn(module, str(row[known.id]), link, crm_id)
        return tuple(str(row[known.id]) for row in page.rows)

    return await desk.once(f"{module} {link} {crm_id}", load)


async def customers_of_account(desk: Desk, account_id: str) -> tuple[str, ...]:
    """Ids of the Books customers linked to a CRM account, usually one: one call per account and operation."""
    return await _linked(desk, CUSTOMERS, "zcrm_account_id", account_id)


async def customers_of_contact(desk: Desk, contact_id: str) -> tuple[str, ...]:
    """Ids of the Books customers linked to a CRM contact: one call per contact and operation."""
    return await _linked(desk, CUSTOMERS, "zcrm_contact_id", contact_id)


async def vendors_of_vendor(desk: Desk, vendor_id: str) -> tuple[str, ...]:
    """Ids of the Books vendors linked to a CRM vendor: one call per vendor and operation."""
    return await _linked(desk, VENDORS, "zcrm_vendor_id", vendor_id)


async def account_of_customer(desk: Desk, customer_id: str) -> str | None:
    """The CRM account's id behind a Books customer: one call per customer, none where the way here told it."""
    return await _crm_id(desk, CUSTOMERS, customer_id, "zcrm_account_id")


async def contact_of_customer(desk: Desk, customer_id: str) -> str | None:
    """The CRM contact's id behind a Books customer: one call per customer, none where the way here told it."""
    return await _crm_id(desk, CUSTOMERS, customer_id, "zcrm_contact_id")


async def vendor_of_vendor(desk: Desk, vendor_id: str) -> str | None:
    """The CRM vendor's id behind a Books vendor: one call per vendor, none where the way here told it."""
    return await _crm_id(desk, VENDORS, vendor_id, "zcrm_vendor_id")


async def _crm_id(desk: Desk, module: Module, id_: str, link: str) -> str | None:
    learned = desk.learned(module, id_, link)
    if learned is not None:
        return learned
    row = await desk.one(module, id_, WHOLE)
    # What the policy hides is gone from the row, not the way that it shows.
    return desk.learned(module, id_, link) or (None if row is None else row.get(link) or None)
