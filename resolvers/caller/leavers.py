"""The refusal of callers whom the directory of their own organisation has deactivated."""

from collections.abc import Mapping

from domain.errors import Deactivated
from resolvers.caller.permissions import Permissions

# The organisations of Books and Billing that belong to an organisation of CRM, by its tenant.
LeftPlaces = Mapping[str, frozenset[str]]
REFUSAL = (
    "The directory of your organisation has deactivated you, so that you may do nothing here. An administrator of CRM "
    "lets you in again with `readmitLeaver`, or the directory does."
)


async def refuse_leaver(permissions: Permissions, left: LeftPlaces) -> None:
    """Raise Deactivated for a caller who acts in an organisation that they have left: one call, none where it is known.

    Whoever is in no organisation of CRM any more is known by those of Books and Billing: a call for each. Raises the
    error of a product that does not answer.
    """
    organizations = permissions.organizations
    if await organizations.of_crm() is not None:
        if await organizations.tenant() in left:
            raise Deactivated(REFUSAL)
        return
    finance = frozenset[str]().union(*left.values())
    for product in ("books", "billing"):
        own = {str(row["organization_id"]) for row in await organizations.all_of(product)} if finance else set[str]()
        if own & finance:
            raise Deactivated(REFUSAL)
