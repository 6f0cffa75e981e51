"""The grants of a caller as the rosters, the operator's file and the organisation's settings have them now."""

from dataclasses import dataclass, field

from domain.grants import Grants, casefolded
from domain.integration import effective_grants
from domain.roster import RosterState
from domain.roster_access import RosterAccess
from resolvers.caller.integrations import Integrations, NoIntegrations
from resolvers.caller.organizations import Organizations
from resolvers.caller.roster_access import note_access
from resolvers.caller.rosters import GrantLookup, NoRosters, Rosters


@dataclass(frozen=True, slots=True)
class GrantSources:
    """Where grants are kept: what administrators decide stands above the operator's file."""

    roster: GrantLookup
    rosters: Rosters = field(default_factory=NoRosters)
    integrations: Integrations = field(default_factory=NoIntegrations)
    access: RosterAccess | None = None

    async def former_role_of(self, email: str, organizations: Organizations) -> str:
        """The id of the role in Books that is left to whoever was an integration user; empty for all others."""
        removed = [each for each in await self.rosters.of_email(casefolded(email)) if each.state is RosterState.REMOVED]
        if self.access is None or not removed:
            return ""
        tenant = await organizations.tenant()
        provisioning = (
            await self.access.provisioning(tenant) if any(each.tenant == tenant for each in removed) else None
        )
        return "" if provisioning is None else provisioning.role_id

    async def grants_of(self, email: str, organizations: Organizations) -> Grants | None:
        """The grants of a caller, None for no integration user.

        Two calls at most, for the organisation of one and whether Books lets them in.
        """
        email = casefolded(email)
        places = await self.rosters.of_email(email)
        by_operator = await self.roster.grants_of(email)
        if not places and (by_operator is None or not await self.integrations.is_set_up_anywhere()):
            # Nobody is asked for the organisation of those whom no administrator has added anywhere.
            return by_operator
        tenant = await organizations.tenant()
        member = next((member for member in places if member.tenant == tenant), None)
        if self.access is not None and member is not None and member.state is RosterState.ACTIVE:
            await note_access(self.access, organizations, tenant, email)
        granted = by_operator if member is None else member.grants
        return effective_grants(granted, await self.integrations.settings(tenant)) if granted is not None else None
