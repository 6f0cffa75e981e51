"""The grants of a caller as the rosters, the operator's file and the organisation's settings have them now."""

from dataclasses import dataclass, field

from domain.grants import Grants, casefolded
from domain.integration import effective_grants
from resolvers.caller.integrations import Integrations, NoIntegrations
from resolvers.caller.organizations import Organizations
from resolvers.caller.rosters import GrantLookup, NoRosters, Rosters


@dataclass(frozen=True, slots=True)
class GrantSources:
    """Where grants are kept: what administrators decide stands above the operator's file."""

    roster: GrantLookup
    rosters: Rosters = field(default_factory=NoRosters)
    integrations: Integrations = field(default_factory=NoIntegrations)

    async def grants_of(self, email: str, organizations: Organizations) -> Grants | None:
        """The grants of a caller, None for no integration user. One call at most, for the organisation of one."""
        email = casefolded(email)
        places = await self.rosters.of_email(email)
        by_operator = await self.roster.grants_of(email)
        if not places and (by_operator is None or not await self.integrations.is_set_up_anywhere()):
            # Nobody is asked for the organisation of those whom no administrator has added anywhere.
            return by_operator
        tenant = await organizations.tenant()
        granted = next((member.grants for member in places if member.tenant == tenant), by_operator)
        return effective_grants(granted, await self.integrations.settings(tenant)) if granted is not None else None
