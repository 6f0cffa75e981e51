"""What is for administrators of CRM alone, as CRM has them within the last five seconds."""

from domain.errors import Forbidden
from resolvers.caller.authors import tenant_of
from resolvers.caller.permissions import Permissions


async def check_administrator(permissions: Permissions, refusal: str) -> None:
    """Raise Forbidden with the text of the refusal for everybody else: at most one call."""
    await permissions.recheck()
    if not await permissions.is_administrator():
        raise Forbidden(refusal)


async def tenant_of_administrator(permissions: Permissions, refusal: str) -> str:
    """The caller's organisation: at most two calls. Raises Forbidden for all but its administrators.

    Without an organisation in CRM, users would share what is kept for all such users.
    """
    await check_administrator(permissions, refusal)
    if await permissions.organizations.of_crm() is None:
        raise Forbidden("The caller is not a member of an organisation in Zoho CRM.", service="crm")
    return await tenant_of(permissions)
