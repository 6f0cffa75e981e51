"""Queries of the roster of integration users."""

import strawberry
from strawberry.types import Info

from domain.queries import DEFAULT_PAGE
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import own_field
from schema.integration.roster import (
    PEOPLE_CALLS,
    ROSTER_CALLS,
    After,
    CandidateConnection,
    First,
    IntegrationOverview,
    Profile,
    RosterUserConnection,
    Search,
    State,
    candidates_page,
    integration_overview,
    roster_page,
)


@strawberry.type
class RosterQueries:
    """Queries of the roster."""

    @own_field("Integration users of the organisation, in figures. For administrators.", costs=ROSTER_CALLS)
    async def integration(self, info: Info[OperationContext, None]) -> IntegrationOverview | None:
        """The roster as a whole."""
        return await integration_overview(info)

    @own_field("Integration users that administrators have added, by address. For administrators.", costs=ROSTER_CALLS)
    async def integration_users(
        self,
        info: Info[OperationContext, None],
        first: First = DEFAULT_PAGE,
        after: After = None,
        search: Search = None,
        state: State = None,
    ) -> RosterUserConnection | None:
        """A page of the roster."""
        return await roster_page(info, first, after, search, state)

    @own_field(
        "Active users of CRM who are neither in Books nor integration users, by address. For administrators.",
        costs=PEOPLE_CALLS,
    )
    async def integration_candidates(
        self,
        info: Info[OperationContext, None],
        first: First = DEFAULT_PAGE,
        after: After = None,
        search: Search = None,
        profile: Profile = None,
    ) -> CandidateConnection | None:
        """A page of candidates."""
        return await candidates_page(info, first, after, search, profile)
