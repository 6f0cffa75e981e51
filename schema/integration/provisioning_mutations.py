"""Integration users are made in Books, and the roster is held against CRM and Books."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from resolvers.integration import drift, provisioning
from resolvers.integration.people import MOST_PAGES
from resolvers.integration.provisioning import ProvisioningOutcome
from schema.engine.declare.connections import PageInfo
from schema.engine.declare.costs import Calls, OwnCosts
from schema.engine.declare.enums import describe_values
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, own_field
from schema.integration.roster import MOST_MEMBERS, PEOPLE_CALLS, ROSTER_CALLS, After, First, RosterUser, roster_user
from schema.shared.own_pages import page_info, page_size

_OUTCOMES = {
    "INVITED": "The user is a user of Books now.",
    "UNCHANGED": "The user was one already, with this role.",
    "NOT_IN_ROSTER": "The user is no integration user, or is suspended.",
    "ALREADY_BOOKS_USER": "The user has another role in Books, and keeps it.",
    "INACTIVE": "No active user of CRM has this address.",
    "REMOVED_IN_BOOKS": "The user was made less than a day ago, and is not in Books any more.",
    "REFUSED": "Books refused it.",
    "BUSY": "Somebody else is doing the same at the moment.",
    "OUTCOME_UNKNOWN": "Books was asked, no answer came, and it does not list the user.",
}
# The domain's own enum, as a type of the graph.
strawberry.enum(ProvisioningOutcome, name="ProvisioningOutcome", description="What became of one user.")
describe_values(ProvisioningOutcome, lambda each: _OUTCOMES.get(each.name))
# The lists of users, one invitation each, and after lost answers the lists once more.
PROVISIONING_CALLS: OwnCosts = {
    "crm": Calls(1, 4 + MOST_PAGES),
    "books": Calls(1, 2 + MOST_PAGES + provisioning.MOST_AT_ONCE),
}

RoleId = Annotated[
    str | None,
    strawberry.argument(description="Id of a role in Books; null, and users are only verified with their own token."),
]
Retire = Annotated[
    bool,
    strawberry.argument(
        description="Whether users whom a migration has made in Books are made inactive there when it is undone."
    ),
]
Invited = Annotated[
    list[str],
    strawberry.argument(description=f"E-mail addresses of integration users, 1 to {provisioning.MOST_AT_ONCE}."),
]


@strawberry.type(description="What became of one user in Books.")
class ProvisionedUser:
    """One user."""

    email: str = strawberry.field(description="The address, as it was named.")
    outcome: ProvisioningOutcome = strawberry.field(description="What became of the user.")
    message: str | None = strawberry.field(description="Why, and what to do.")


@strawberry.type(description="A page of the roster, as CRM and Books list its users now.")
class CheckedRosterPage:
    """A page."""

    nodes: list[RosterUser] = strawberry.field(description="The users, by address.")
    drifted: int = strawberry.field(description="How many users of this page have drifted.")
    page_info: PageInfo = strawberry.field(description="Information about this page.")


@strawberry.type
class ProvisioningMutations:
    """Mutations of users in Books."""

    @own_field(
        "Name the role in Books that integration users get there, or none. For administrators.",
        costs=ROSTER_CALLS,
        acts=NO_RECORDS,
    )
    async def set_integration_provisioning(
        self,
        info: Info[OperationContext, None],
        role: RoleId = None,
        retire: Retire = False,
    ) -> str | None:
        """The id of the role."""
        return await provisioning.set_provisioning(info.context.loader, role, retires=retire)

    @own_field(
        "Make integration users users of Books with this role, with the caller's own token. For administrators.",
        costs=PROVISIONING_CALLS,
        acts=NO_RECORDS,
    )
    async def provision_integration_users(
        self, info: Info[OperationContext, None], emails: Invited
    ) -> list[ProvisionedUser] | None:
        """What became of each, in their order."""
        results = await provisioning.provision(info.context.loader, emails)
        return [ProvisionedUser(email=each.email, outcome=each.outcome, message=each.text or None) for each in results]

    @own_field(
        "Hold a page of the roster against the users of CRM and of Books, and keep what has drifted. For "
        "administrators.",
        costs=PEOPLE_CALLS,
        acts=NO_RECORDS,
    )
    async def check_roster(
        self, info: Info[OperationContext, None], first: First = MOST_MEMBERS, after: After = None
    ) -> CheckedRosterPage | None:
        """The page."""
        size, cursors, binding = page_size(first, MOST_MEMBERS), info.context.cursors, b"checked roster"
        start = str(cursors.open(binding, after)[0]) if after else None
        checked, more = await drift.check_roster(info.context.loader, size, start)
        nodes = [roster_user(each.member, each.access) for each in checked]
        sealed = [cursors.seal(binding, (each.member.email,)) for each in checked]
        return CheckedRosterPage(
            nodes=nodes,
            drifted=sum(each.access.drift.value != "" for each in checked),
            page_info=page_info(sealed, more=more),
        )
