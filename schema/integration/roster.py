"""The roster of integration users: who is one, who could be one, how many may be."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.errors import BadUserInput
from domain.roster import RosterMember, RosterQuery, RosterState
from domain.roster_access import AccessState, MemberAccess, RosterDrift
from resolvers.integration import roster, settings, templates
from resolvers.integration.people import MOST_PAGES
from schema.engine.declare.connections import PageInfo
from schema.engine.declare.costs import Calls, OwnCosts
from schema.engine.declare.enums import describe_values
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import own_field
from schema.integration.granting import ModuleGrant, grants_of
from schema.integration.settings import (
    CHECK_CALLS,
    NamedGrants,
    ShownCheck,
    ShownSettings,
    shown_check,
    shown_settings,
    shown_use,
)
from schema.shared.own_pages import page_info, page_size
from schema.shared.scalar_texts import instant_text

MOST_MEMBERS = 200
LONGEST_SEARCH = 100
# Who the caller is, and every page of users.
ROSTER_CALLS: OwnCosts = {"crm": Calls(0, 2)}
PEOPLE_CALLS: OwnCosts = {"crm": Calls(1, 2 + MOST_PAGES), "books": Calls(1, 2 + MOST_PAGES)}

_STATES = {
    "ACTIVE": "An integration user with the grants that are shown.",
    "SUSPENDED": "An integration user who may do nothing for the time being.",
    "REMOVED": "No integration user any more.",
}
# The domain's own enum, as a type of the graph.
strawberry.enum(RosterState, name="IntegrationUserState", description="State of an integration user.")
describe_values(RosterState, lambda each: _STATES.get(each.name))


_ACCESS = {
    "AWAITING_ACCESS": "Their own token has not been seen to work in Books yet.",
    "ACTIVE": "Their own token works in Books.",
    "LOST": "It did, or should, and does not any more; `drift` says why.",
}
strawberry.enum(AccessState, name="IntegrationUserAccess", description="Whether a user reaches Books.")
describe_values(AccessState, lambda each: _ACCESS.get(each.name))
_DRIFTS = {
    "NONE": "Nothing.",
    "NOT_IN_CRM": "No user of CRM has the address.",
    "INACTIVE_IN_CRM": "The user is not active in CRM.",
    "REMOVED_IN_BOOKS": "The user was in Books, and is not any more.",
    "LICENCE_OF_BOOKS": "The user has a role of their own in Books, and should not be in the roster.",
}
strawberry.enum(RosterDrift, name="IntegrationUserDrift", description="What differs from the roster in CRM or Books.")
describe_values(RosterDrift, lambda each: _DRIFTS.get(each.name))


@strawberry.type(
    name="IntegrationUser", description="A user of CRM who works in Books and Billing without a licence there."
)
class RosterUser:
    """A member of the roster."""

    email: str = strawberry.field(description="E-mail address that the user signs in with.")
    name: str | None = strawberry.field(description="First and last name, as CRM had it when the user was added.")
    state: RosterState = strawberry.field(description="State of the user.")
    template: str | None = strawberry.field(
        description="The template of the grants, several joined by `+`; null for grants of the user's own."
    )
    grants: list[ModuleGrant] = strawberry.field(description="What is granted, by module.")
    added_at: datetime = strawberry.field(description="When the user was added.")
    changed_at: datetime = strawberry.field(description="When the user was changed last.")
    changed_by: str = strawberry.field(description="E-mail address of the administrator who did.")
    version: int = strawberry.field(description="How often the user was changed, from 1.")
    access: AccessState = strawberry.field(description="Whether the user's own token has been seen to work in Books.")
    drift: RosterDrift = strawberry.field(description="What has drifted apart, as it was last looked at.")


@strawberry.type(name="IntegrationUserEdge", description="An integration user with the cursor.")
class RosterUserEdge:
    """A user with its cursor."""

    cursor: str = strawberry.field(description="Cursor of the user, for `after`.")
    node: RosterUser = strawberry.field(description="The user.")


@strawberry.type(name="IntegrationUserConnection", description="A page of integration users, by address.")
class RosterUserConnection:
    """A page."""

    edges: list[RosterUserEdge] = strawberry.field(description="The users with their cursors.")
    nodes: list[RosterUser] = strawberry.field(description="The users.")
    page_info: PageInfo = strawberry.field(description="Information about this page.")


@strawberry.type(description="An active user of CRM who could be made an integration user.")
class IntegrationCandidate:
    """A candidate."""

    crm_id: str = strawberry.field(description="The user's id in CRM.")
    email: str = strawberry.field(description="E-mail address that the user signs in with.")
    name: str = strawberry.field(description="First and last name.")
    profile: str = strawberry.field(description="Name of the profile in CRM.")
    role: str = strawberry.field(description="Name of the role in CRM.")
    granted_by_operator: bool = strawberry.field(
        description="Whether the operator's file of grants makes the user an integration user already. Adding the user "
        "replaces what the file says."
    )
    doubtful_match: str | None = strawberry.field(
        description="Address of a user of Books with the same name. The two may be one person, so that this one is not "
        "added before the addresses are equal or the names differ."
    )


@strawberry.type(description="A candidate with the cursor.")
class IntegrationCandidateEdge:
    """A candidate with its cursor."""

    cursor: str = strawberry.field(description="Cursor of the candidate, for `after`.")
    node: IntegrationCandidate = strawberry.field(description="The candidate.")


@strawberry.type(name="IntegrationCandidateConnection", description="A page of candidates, by address.")
class CandidateConnection:
    """A page."""

    edges: list[IntegrationCandidateEdge] = strawberry.field(description="The candidates with their cursors.")
    nodes: list[IntegrationCandidate] = strawberry.field(description="The candidates.")
    total_count: int = strawberry.field(description="How many there are.")
    page_info: PageInfo = strawberry.field(description="Information about this page.")


@strawberry.type(description="Integration users of the caller's organisation, in figures.")
class IntegrationOverview:
    """The roster as a whole."""

    members: int = strawberry.field(description="Integration users that administrators have added, suspended ones too.")
    limit: int = strawberry.field(description="The most that there may be; 1,000 unless it was changed.")
    limit_reason: str | None = strawberry.field(description="Why the limit is another one.")

    @own_field("How the organisation has set integration users up, null before it has.", costs=ROSTER_CALLS)
    async def settings(self, info: Info[OperationContext, None]) -> ShownSettings | None:
        """The settings."""
        present = await settings.present_settings(info.context.loader)
        return None if present is None else shown_settings(present)

    @own_field("Whether everything is there that integration users need, and what to do.", costs=CHECK_CALLS)
    async def checks(self, info: Info[OperationContext, None]) -> list[ShownCheck] | None:
        """The checks, in the order in which their advice is best followed."""
        return [shown_check(each) for each in await settings.checks(info.context.loader)]

    @own_field("Templates of grants: the built-in ones, then the organisation's own.", costs=ROSTER_CALLS)
    async def templates(self, info: Info[OperationContext, None]) -> list[NamedGrants] | None:
        """The templates."""
        return [shown_use(each) for each in await templates.templates_in_use(info.context.loader)]


Search = Annotated[
    str | None, strawberry.argument(description=f"A part of name or address, up to {LONGEST_SEARCH} characters.")
]
First = Annotated[int | None, strawberry.argument(description=f"Number of users, 1 to {MOST_MEMBERS}.")]
After = Annotated[str | None, strawberry.argument(description="The `endCursor` of the previous page.")]
State = Annotated[RosterState | None, strawberry.argument(description="Only users in this state.")]
Profile = Annotated[str | None, strawberry.argument(description="Only users with this profile of CRM.")]


def roster_user(member: RosterMember, access: MemberAccess | None = None) -> RosterUser:
    """A member as the graph shows it."""
    return RosterUser(
        email=member.email,
        name=member.name or None,
        state=member.state,
        template=member.template or None,
        grants=grants_of(member.modules),
        added_at=instant_text(member.added_at),
        changed_at=instant_text(member.changed_at),
        changed_by=member.changed_by,
        version=member.version,
        access=AccessState.AWAITING_ACCESS if access is None else access.state,
        drift=RosterDrift.NONE if access is None else access.drift,
    )


async def integration_overview(info: Info[OperationContext, None]) -> IntegrationOverview:
    """The roster in figures. Raises Forbidden."""
    shown = await roster.overview(info.context.loader)
    return IntegrationOverview(members=shown.members, limit=shown.limit.most, limit_reason=shown.limit.reason or None)


async def roster_page(
    info: Info[OperationContext, None],
    first: int | None,
    after: str | None,
    search: str | None,
    state: RosterState | None,
) -> RosterUserConnection:
    """A page of the roster. Raises Forbidden and BadUserInput."""
    size, word, cursors = page_size(first, MOST_MEMBERS), _word(search), info.context.cursors
    binding = f"integration users\0{word}\0{'' if state is None else state.value}".encode()
    start = str(cursors.open(binding, after)[0]) if after else None
    members, more = await roster.members_page(
        info.context.loader, lambda tenant: RosterQuery(tenant, size, start, word, state)
    )
    access = await roster.access_of(info.context.loader, members)
    edges = [
        RosterUserEdge(
            cursor=cursors.seal(binding, (member.email,)), node=roster_user(member, access.get(member.email))
        )
        for member in members
    ]
    page = page_info([edge.cursor for edge in edges], more=more)
    return RosterUserConnection(edges=edges, nodes=[edge.node for edge in edges], page_info=page)


async def candidates_page(
    info: Info[OperationContext, None],
    first: int | None,
    after: str | None,
    search: str | None,
    profile: str | None,
) -> CandidateConnection:
    """A page of candidates. Raises Forbidden and BadUserInput."""
    size, word, cursors = page_size(first, MOST_MEMBERS), _word(search), info.context.cursors
    binding = f"integration candidates\0{word}\0{profile or ''}".encode()
    everybody = await roster.candidates(info.context.loader, word, profile)
    start = str(cursors.open(binding, after)[0]) if after else ""
    following = [each for each in everybody if each.person.email > start]
    page = following[:size]
    edges = [
        IntegrationCandidateEdge(cursor=cursors.seal(binding, (each.person.email,)), node=_candidate(each))
        for each in page
    ]
    return CandidateConnection(
        edges=edges,
        nodes=[edge.node for edge in edges],
        total_count=len(everybody),
        page_info=page_info([edge.cursor for edge in edges], more=len(following) > size),
    )


def _candidate(candidate: roster.Candidate) -> IntegrationCandidate:
    return IntegrationCandidate(
        crm_id=candidate.person.id,
        email=candidate.person.email,
        name=candidate.person.name,
        profile=candidate.person.profile,
        role=candidate.person.role,
        granted_by_operator=candidate.granted_by_operator,
        doubtful_match=candidate.doubtful,
    )


def _word(search: str | None) -> str:
    word = (search or "").strip()
    if len(word) > LONGEST_SEARCH:
        raise BadUserInput(f"`search` must have at most {LONGEST_SEARCH} characters.")
    return word
