"""Who writes, in the words of the audit log: the ids of the caller's user in each product."""

from typing import cast

from domain.errors import Unauthenticated
from domain.journal import Author
from domain.products import TRAITS, ZohoProduct
from domain.queries import RECORD_ID
from resolvers.caller.identity import identity_of
from resolvers.caller.organizations import FinanceProduct
from resolvers.gathering import gathered
from resolvers.reading.loader import RecordLoader


async def tenant_of(loader: RecordLoader, *, asks: bool = True) -> str:
    """The data centre and CRM organisation that the caller acts in: one call, remembered; none unless it `asks`."""
    organization = await loader.organizations.of_crm() if asks else loader.organizations.known_of_crm()
    return f"{loader.upstream.caller.data_centre}:{(organization or {}).get('id', '')}"


async def author_of(loader: RecordLoader, *, asks: bool = True) -> Author:
    """The caller. Two calls, then remembered: CRM's current user and, for a member of Books, the user there.

    None unless it `asks`. A product that does not tell leaves its id out; Billing has no such endpoint. Raises
    Unauthenticated.
    """
    facts = loader.permissions.facts
    identity = await identity_of(loader.upstream, loader.memory)
    if not asks:
        return Author(identity.name, identity.email, identity.zuid, facts.known_crm_user_id())
    found = await gathered([facts.crm_user_id(), facts.books_user_id()])
    for each in found:
        if isinstance(each, Unauthenticated):
            raise each
    crm_id, books_id = (each if isinstance(each, str) and RECORD_ID.fullmatch(each) else None for each in found)
    return Author(identity.name, identity.email, identity.zuid, crm_id, books_id)


async def owner_of(loader: RecordLoader, tenant: str, author: Author, product: ZohoProduct) -> str:
    """Whose idempotency keys are told apart: a user's in the organisation that is written in, by whichever token.

    That of CRM is the tenant's. Raises Forbidden.
    """
    finance = cast("FinanceProduct", product)
    organization = "" if TRAITS[product].is_tenant else f"{product}={await loader.organizations.id_of(finance)}"
    return f"{tenant}/{author.zuid or author.email.casefold()}/{organization}"
