"""Many users at once, and the users whom CRM and Books have in common."""

from enum import Enum
from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.queries import DEFAULT_PAGE
from resolvers.integration import bulk
from schema.engine.declare.connections import PageInfo
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, own_field
from schema.integration.granting import granted_modules
from schema.integration.roster import MOST_MEMBERS, PEOPLE_CALLS, After, First, Profile, Search
from schema.integration.roster_mutations import (
    GrantsOfOne,
    IntegrationUsersPayload,
    Rehearsal,
    Template,
    users_payload,
)
from schema.shared.own_pages import page_info, page_size


@strawberry.enum(description="How a user of CRM and a user of Books match.")
class UserMatch(Enum):
    """How two users match."""

    EMAIL = strawberry.enum_value("email", description="They have the same address, whatever its case.")
    DOUBTFUL = strawberry.enum_value(
        "doubtful", description="They have the same name and different addresses: nobody takes them for one person."
    )


@strawberry.type(name="CommonUser", description="A user of CRM and a user of Books who are, or may be, one person.")
class ShownCommonUser:
    """A pair."""

    email: str = strawberry.field(description="The user's address in CRM.")
    name: str = strawberry.field(description="The user's name in CRM.")
    profile: str = strawberry.field(description="The user's profile in CRM.")
    books_email: str = strawberry.field(description="The user's address in Books.")
    books_role: str = strawberry.field(description="The user's role in Books.")
    match: UserMatch = strawberry.field(description="How they match.")


@strawberry.type(name="CommonUserEdge", description="A common user with the cursor.")
class ShownCommonUserEdge:
    """A pair with its cursor."""

    cursor: str = strawberry.field(description="Cursor of the user, for `after`.")
    node: ShownCommonUser = strawberry.field(description="The user.")


@strawberry.type(name="CommonUserConnection", description="A page of common users, by address.")
class ShownCommonUserConnection:
    """A page."""

    edges: list[ShownCommonUserEdge] = strawberry.field(description="The users with their cursors.")
    nodes: list[ShownCommonUser] = strawberry.field(description="The users.")
    total_count: int = strawberry.field(description="How many there are.")
    page_info: PageInfo = strawberry.field(description="Information about this page.")


Csv = Annotated[
    str,
    strawberry.argument(
        description="The text of a CSV file whose first line names the columns, `email` and, where users have their "
        "own, `template`; up to 5,000 rows."
    ),
]


@strawberry.type
class CommonUserQueries:
    """Queries of the people of both products."""

    @own_field("Users whom CRM and Books have in common, by address. For administrators.", costs=PEOPLE_CALLS)
    async def integration_common_users(
        self, info: Info[OperationContext, None], first: First = DEFAULT_PAGE, after: After = None
    ) -> ShownCommonUserConnection | None:
        """A page of common users."""
        size, cursors, binding = page_size(first, MOST_MEMBERS), info.context.cursors, b"common users"
        start = str(cursors.open(binding, after)[0]) if after else ""
        everybody = await bulk.common_users(info.context.loader)
        following = [each for each in everybody if each.crm.email > start]
        edges = [
            ShownCommonUserEdge(cursor=cursors.seal(binding, (each.crm.email,)), node=_shown(each))
            for each in following[:size]
        ]
        return ShownCommonUserConnection(
            edges=edges,
            nodes=[edge.node for edge in edges],
            total_count=len(everybody),
            page_info=page_info([edge.cursor for edge in edges], more=len(following) > size),
        )


@strawberry.type
class BulkMutations:
    """Mutations of many users."""

    @own_field(
        "Make every candidate an integration user whom a filter finds, each who can be one. For administrators.",
        costs=PEOPLE_CALLS,
        acts=NO_RECORDS,
    )
    async def add_integration_users_by_filter(
        self,
        info: Info[OperationContext, None],
        search: Search = None,
        profile: Profile = None,
        template: Template = None,
        grants: GrantsOfOne = None,
        rehearsal: Rehearsal = False,
    ) -> IntegrationUsersPayload | None:
        """Added users."""
        results = await bulk.add_by_filter(
            info.context.loader,
            (search or "").strip(),
            profile,
            () if template is None else (template,),
            None if grants is None else granted_modules(grants),
            is_rehearsal=rehearsal,
        )
        return users_payload(results, rehearsal)

    @own_field(
        "Make the users of a CSV file integration users, each who can be one. For administrators.",
        costs=PEOPLE_CALLS,
        acts=NO_RECORDS,
    )
    async def add_integration_users_from_csv(
        self,
        info: Info[OperationContext, None],
        csv: Csv,
        template: Template = None,
        rehearsal: Rehearsal = False,
    ) -> IntegrationUsersPayload | None:
        """Added users, a result for each row."""
        chosen = () if template is None else (template,)
        return users_payload(
            await bulk.add_from_file(info.context.loader, csv, chosen, is_rehearsal=rehearsal), rehearsal
        )


def _shown(user: bulk.CommonUser) -> ShownCommonUser:
    return ShownCommonUser(
        email=user.crm.email,
        name=user.crm.name,
        profile=user.crm.profile,
        books_email=user.books.email,
        books_role=user.books.role,
        match=UserMatch.DOUBTFUL if user.is_doubtful else UserMatch.EMAIL,
    )
