"""Billing's customers beside CRM's accounts and contacts.

Source: Zoho Billing v1, `GET /customers/reference/{id}`; the CRM ids of a customer stand in its single answer alone.
"""

from typing import Literal

from domain.queries import Row
from domain.sources import Module
from resolvers.desk import Desk
from resolvers.links import WHOLE, crm_id_of, ids_of

CUSTOMERS = Module("billing", "customers")
Link = Literal["zcrm_account_id", "zcrm_contact_id"]


async def _linked(desk: Desk, link: Link, crm_id: str) -> tuple[str, ...]:
    async def load() -> list[Row]:
        customer = await (await desk.billing()).customer_of(link, crm_id)
        return [] if customer is None else [customer]

    return await ids_of(desk, CUSTOMERS, link, crm_id, load, WHOLE)


async def billing_customers_of_account(desk: Desk, account_id: str) -> tuple[str, ...]:
    """The Billing customer's id of a CRM account, if any: one call per account, then remembered."""
    return await _linked(desk, "zcrm_account_id", account_id)


async def billing_customers_of_contact(desk: Desk, contact_id: str) -> tuple[str, ...]:
    """The Billing customer's id of a CRM contact, if any: one call per contact, then remembered."""
    return await _linked(desk, "zcrm_contact_id", contact_id)


async def account_of_billing_customer(desk: Desk, customer_id: str) -> str | None:
    """The CRM account's id behind a Billing customer: one call per customer, none where it is known."""
    return await crm_id_of(desk, CUSTOMERS, customer_id, "zcrm_account_id")


async def contact_of_billing_customer(desk: Desk, customer_id: str) -> str | None:
    """The CRM contact's id behind a Billing customer: one call per customer, none where it is known."""
    return await crm_id_of(desk, CUSTOMERS, customer_id, "zcrm_contact_id")
