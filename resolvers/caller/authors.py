"""Who writes, as the audit log names them: the ids of the caller's user in each product."""

from typing import cast

from domain.errors import Unauthenticated
from domain.journal import Author
from domain.products import TRAITS, ZohoProduct
from domain.queries import RECORD_ID
from resolvers.caller.identity import identity_of
from resolvers.caller.organizations import FinanceProduct
from resolvers.caller.permissions import Permissions
from resolvers.gathering import gathered


async def tenant_of(permissions: Permissions, *, only_cached: bool = False) -> str:
    """The data centre and CRM organisation that the caller acts in: one call, then cached.

    With `only_cached` it makes no call, and the organisation is left out where it is not cached.
    """
    organizations = permissions.organizations
    return organizations.cached_tenant() if only_cached else await organizations.tenant()


async def author_of(permissions: Permissions, *, only_cached: bool = False) -> Author:
    """The caller: two calls (CRM's current user and, for a member of Books, the user there), then cached.

    With `only_cached` it makes no call. The id in a product that does not answer stays empty; Billing has no endpoint
    for it. Raises Unauthenticated.
    """
    sources = permissions.sources
    identity = await identity_of(permissions.upstream, permissions.caller_cache)
    if only_cached:
        return Author(identity.name, identity.email, identity.zuid, sources.cached_crm_user_id())
    user_ids = await gathered([sources.crm_user_id(), sources.books_user_id()])
    for user_id in user_ids:
        if isinstance(user_id, Unauthenticated):
            raise user_id
    crm_id, books_id = (
        user_id if isinstance(user_id, str) and RECORD_ID.fullmatch(user_id) else None for user_id in user_ids
    )
    return Author(identity.name, identity.email, identity.zuid, crm_id, books_id)


async def owner_of(permissions: Permissions, tenant: str, author: Author, product: ZohoProduct) -> str:
    """The owner of an idempotency key: a user in the organisation that is written in, whichever token they use.

    The organisation in CRM is part of the tenant. Raises Forbidden.
    """
    finance = cast("FinanceProduct", product)
    organization = "" if TRAITS[product].is_tenant else f"{product}={await permissions.organizations.id_of(finance)}"
    return f"{tenant}/{author.zuid or author.email.casefold()}/{organization}"
