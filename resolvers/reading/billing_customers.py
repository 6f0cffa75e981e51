"""Links between Billing's customers and CRM's accounts and contacts.

Source: Zoho Billing v1, `GET /customers/reference/{id}`; only the single record has the CRM ids of a customer.
"""

from typing import Literal

from domain.modules.billing import CUSTOMERS
from domain.queries import Row
from resolvers.reading.links import WHOLE_RECORD, crm_id_of, ids_of
from resolvers.reading.loader import RecordLoader

CustomerLinkKey = Literal["zcrm_account_id", "zcrm_contact_id"]


async def _linked(loader: RecordLoader, link: CustomerLinkKey, crm_id: str) -> tuple[str, ...]:
    async def load() -> list[Row]:
        customer = await (await loader.billing()).customer_of(link, crm_id)
        return [] if customer is None else [customer]

    return await ids_of(loader, CUSTOMERS, link, crm_id, load, WHOLE_RECORD)


async def billing_customers_of_account(loader: RecordLoader, account_id: str) -> tuple[str, ...]:
    """The id of the Billing customer linked to a CRM account, if any: one call per account, then cached."""
    return await _linked(loader, "zcrm_account_id", account_id)


async def billing_customers_of_contact(loader: RecordLoader, contact_id: str) -> tuple[str, ...]:
    """The id of the Billing customer linked to a CRM contact, if any: one call per contact, then cached."""
    return await _linked(loader, "zcrm_contact_id", contact_id)


async def account_of_billing_customer(loader: RecordLoader, customer_id: str) -> str | None:
    """The id of the CRM account linked to a Billing customer: one call per customer, none where it is cached."""
    return await crm_id_of(loader, CUSTOMERS, customer_id, "zcrm_account_id")


async def contact_of_billing_customer(loader: RecordLoader, customer_id: str) -> str | None:
    """The id of the CRM contact linked to a Billing customer: one call per customer, none where it is cached."""
    return await crm_id_of(loader, CUSTOMERS, customer_id, "zcrm_contact_id")
