"""Who asks, and whether they may: token, scope, organisation, membership and role, in this order."""

from starlette.requests import Request

from sandbox.billing.envelope import BillingRefusal
from sandbox.billing.roles import BillingAction, Noun, permits
from sandbox.context import Sandbox
from sandbox.people import Persona

ORGANIZATION_ID = "903000000000100"
# The header kept the product's former name (Billing API, "Organization ID").
ORGANIZATION_HEADER = "X-com-zoho-subscriptions-organizationid"
NO_CREDENTIAL = (
    "The request could not be authenticated as the authentication value you entered is invalid. "
    "Enter a valid authentication value and try again."
)
NOT_AUTHORIZED = "You are not authorized to perform this operation"


def owner_of_token(sandbox: Sandbox, request: Request, scope: str) -> Persona:
    """The token's owner, where the token lives and carries `ZohoSubscriptions.<scope>`."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind != "Zoho-oauthtoken" or not token.strip():
        raise BillingRefusal(401, 14, NO_CREDENTIAL)
    grant = sandbox.tokens.grant(token.strip())
    if grant is None or grant.expired or not grant.allows(f"ZohoSubscriptions.{scope}"):
        raise BillingRefusal(401, 57, NOT_AUTHORIZED)
    return grant.persona


def check_organization(persona: Persona, request: Request) -> None:
    """Refuse a call without the organisation's header, and people who are not in that organisation."""
    named = request.headers.get(ORGANIZATION_HEADER, "")
    if not named:
        raise BillingRefusal(400, 4, f"The header {ORGANIZATION_HEADER} is missing.")
    if named != ORGANIZATION_ID or persona.billing is None:
        raise BillingRefusal(403, 6041, f"This user is not associated with the CompanyID/CompanyName:{named}.")


def check_role(sandbox: Sandbox, persona: Persona, noun: Noun, action: BillingAction) -> None:
    """Refuse what the persona's role does not include."""
    if persona.billing is None or not permits(persona.billing, noun, action):
        status, code = sandbox.options.role_denial
        raise BillingRefusal(status, code, NOT_AUTHORIZED)
