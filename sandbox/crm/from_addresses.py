"""The addresses that a user may send mail from (public page "Get From Addresses")."""

from starlette.responses import Response

from sandbox.crm.caller import Call
from sandbox.crm.responses import answer, invalid_param, no_permission
from sandbox.outbox import ORGANIZATION, SenderAddress, addresses_of
from sandbox.people import PERSONAS, Persona
from sandbox.store import Body


def list_of_addresses(call: Call) -> Response:
    """GET /settings/emails/actions/from_addresses: a person's verified addresses and the organisation's."""
    known = [*verified_addresses(_person_of_param(call)), ORGANIZATION]
    return answer({"from_addresses": [_shown(address) for address in known]})


def verified_addresses(persona: Persona) -> list[SenderAddress]:
    """The person's addresses of which Zoho knows that they are theirs."""
    return [address for address in addresses_of(persona) if address.verified]


def _person_of_param(call: Call) -> Persona:
    """Whose addresses are asked for: the caller's own, or as an administrator anybody's."""
    id_ = call.param("user_id") or call.persona.crm_id
    asked = next((persona for persona in PERSONAS if persona.crm_id == id_), None)
    if asked is None:
        raise invalid_param("user_id")
    if asked is not call.persona and not call.profile.administrator:
        raise no_permission("Crm_Implied_Manage_Users")
    return asked


def _shown(address: SenderAddress) -> Body:
    kind = "org_email" if address is ORGANIZATION else "primary" if address.default else "user"
    return {
        "email": address.email,
        "type": kind,
        "id": address.address_id,
        "user_name": address.name,
        "default": address.default,
    }
