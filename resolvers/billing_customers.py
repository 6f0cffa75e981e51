"""Billing's customers beside CRM's accounts and contacts.

Source: Zoho Billing v1, `GET /customers/reference/{id}`; the CRM ids of a customer stand in its single answer alone.
"""

from typing import Literal

from domain.queries import RECORD_ID
from domain.sources import Module, Needs
from resolvers.desk import Desk

CUSTOMERS = Module("billing", "customers")
WHOLE = Needs(detail=True, every=True)
Link = Literal["zcrm_account_id", "zcrm_contact_id"]


async def _linked(desk: Desk, link: Link, crm_id: str) -> tuple[str, ...]:
    if RECORD_ID.fullmatch(crm_id) is None:
        return ()

    async def load() -> tuple[str, ...]:
        customer = await (await desk.billing()).customer_of(link, crm_id)
        if customer is None:
            return ()
        id_ = str(customer["customer_id"])
        desk.know(CUSTOMERS, customer, WHOLE)
        desk.learn(CUSTOMERS, id_, link, crm_id)
        return (id_,)

    return await desk.once(f"{CUSTOMERS} {link} {crm_id}", load)


async def billing_customers_of_account(desk: Desk, account_id: str) -> tuple[str, ...]:
    """The Billing customer's id of a CRM account, if any: one call per account and operation."""
    return await _linked(desk, "zcrm_account_id", account_id)


async def billing_customers_of_contact(desk: Desk, contact_id: str) -> tuple[str, ...]:
    """The Billing customer's id of a CRM contact, if any: one call per contact and operation."""
    return await _linked(desk, "zcrm_contact_id", contact_id)


async def account_of_billing_customer(desk: Desk, customer_id: str) -> str | None:
    """The CRM account's id behind a Billing customer: one call per customer, none where the way here told it."""
    return await _crm_id(desk, customer_id, "zcrm_account_id")


async def contact_of_billing_customer(desk: Desk, customer_id: str) -> str | None:
    """The CRM contact's id behind a Billing customer: one call per customer, none where the way here told it."""
    return await _crm_id(desk, customer_id, "zcrm_contact_id")


async def _crm_id(desk: Desk, customer_id: str, link: Link) -> str | None:
    learned = desk.learned(CUSTOMERS, customer_id, link)
    if learned is not None:
        return learned
    row = await desk.one(CUSTOMERS, customer_id, WHOLE)
    # What the policy hides is gone from the row, not the way that it shows.
    return desk.learned(CUSTOMERS, customer_id, link) or (None if row is None else row.get(link) or None)
