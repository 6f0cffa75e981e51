"""What of the caller names their part of the journal."""

from domain.errors import Forbidden
from resolvers.desk import Desk


async def tenant_of(desk: Desk) -> str:
    """The data centre and the CRM organisation of the caller, `us:460000000000100`.

    One call per caller; raises Forbidden for who is in none.
    """
    organization = await desk.organizations.of_crm()
    if organization is None:
        raise Forbidden("The caller is no member of an organisation in Zoho CRM.", service="crm")
    return f"{desk.upstream.caller.data_centre}:{organization['id']}"
