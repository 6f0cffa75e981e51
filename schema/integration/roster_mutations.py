"""Changes to the roster of integration users."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.actions import ACTIONS, ActionName
from domain.errors import BadUserInput
from domain.grants import GrantSet, grantable_modules
from domain.roster import RosterAct, RosterOutcome
from resolvers.integration import roster
from schema.engine.declare.allowed_actions import AllowedAction
from schema.engine.declare.enums import describe_values
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, own_field
from schema.integration.roster import PEOPLE_CALLS, ROSTER_CALLS, IntegrationOverview, integration_overview

_ACTIONS: Mapping[str, ActionName] = {action: action for action in ACTIONS}
_OUTCOMES = {
    "ADDED": "The user is an integration user now.",
    "CHANGED": "The user was changed.",
    "UNCHANGED": "The user was so already.",
    "ALREADY_BOOKS_USER": "The user is in Books, and keeps the rights of the role there.",
    "INACTIVE": "The user is not active in CRM.",
    "UNKNOWN": "No user of CRM has this address.",
    "DUPLICATE": "The address was named before in the same list.",
    "DOUBTFUL": "A user of Books has the same name and another address.",
    "ABOVE_LIMIT": "The organisation has as many integration users as it may have.",
    "NOT_IN_ROSTER": "The user is no integration user.",
}
# The domain's own enum, as a type of the graph.
strawberry.enum(RosterOutcome, name="IntegrationUserOutcome", description="What became of one user.")
describe_values(RosterOutcome, lambda each: _OUTCOMES.get(each.name))


@strawberry.input(description="Actions to grant in one module.")
class ModuleGrantInput:
    """One module."""

    module: str = strawberry.field(description="The module, `books.invoices`.")
    actions: list[AllowedAction] = strawberry.field(description="Actions, VIEW among them.")


@strawberry.type(description="What became of one user of a change.")
class IntegrationUserResult:
    """One user."""

    email: str = strawberry.field(description="The address, as it was named.")
    outcome: RosterOutcome = strawberry.field(description="What became of the user.")
    done: bool = strawberry.field(description="Whether the user is now as the change says.")
    message: str | None = strawberry.field(description="Why not, and what to do.")


@strawberry.type(description="What became of each user of a change. Those who could not be changed stop nobody else.")
class IntegrationUsersPayload:
    """The result of a change."""

    results: list[IntegrationUserResult] = strawberry.field(description="One for each address, in their order.")
    done_count: int = strawberry.field(description="How many users are now as the change says.")
    refused_count: int = strawberry.field(description="How many are not.")
    rehearsal: bool = strawberry.field(description="Whether nothing was changed, because a rehearsal was asked for.")


Emails = Annotated[
    list[str], strawberry.argument(description=f"E-mail addresses of users of CRM, 1 to {roster.MOST_EMAILS:,}.")
]
Template = Annotated[str | None, strawberry.argument(description="Name of a template of grants.")]
GrantsOfOne = Annotated[
    list[ModuleGrantInput] | None, strawberry.argument(description="Grants of one's own, instead of a template.")
]
Rehearsal = Annotated[bool, strawberry.argument(description="Report what would happen, and change nothing.")]


@strawberry.type
class RosterMutations:
    """Mutations of the roster."""

    @own_field(
        "Make users of CRM integration users, each who can be one. For administrators.",
        costs=PEOPLE_CALLS,
        acts=NO_RECORDS,
    )
    async def add_integration_users(
        self,
        info: Info[OperationContext, None],
        emails: Emails,
        template: Template = None,
        grants: GrantsOfOne = None,
        rehearsal: Rehearsal = False,
    ) -> IntegrationUsersPayload | None:
        """Added users."""
        return await _changed(info, RosterAct.ADD, emails, rehearsal, template=template, grants=grants, names=True)

    @own_field("Change what integration users may do. For administrators.", costs=ROSTER_CALLS, acts=NO_RECORDS)
    async def change_integration_grants(
        self,
        info: Info[OperationContext, None],
        emails: Emails,
        template: Template = None,
        grants: GrantsOfOne = None,
        rehearsal: Rehearsal = False,
    ) -> IntegrationUsersPayload | None:
        """Changed users."""
        return await _changed(info, RosterAct.GRANT, emails, rehearsal, template=template, grants=grants, names=True)

    @own_field(
        "Let integration users do nothing in Books and Billing until they are resumed. For administrators.",
        costs=ROSTER_CALLS,
        acts=NO_RECORDS,
    )
    async def suspend_integration_users(
        self, info: Info[OperationContext, None], emails: Emails, rehearsal: Rehearsal = False
    ) -> IntegrationUsersPayload | None:
        """Suspended users."""
        return await _changed(info, RosterAct.SUSPEND, emails, rehearsal)

    @own_field("Give suspended users their grants back. For administrators.", costs=ROSTER_CALLS, acts=NO_RECORDS)
    async def resume_integration_users(
        self, info: Info[OperationContext, None], emails: Emails, rehearsal: Rehearsal = False
    ) -> IntegrationUsersPayload | None:
        """Resumed users."""
        return await _changed(info, RosterAct.RESUME, emails, rehearsal)

    @own_field("Take users out of the roster. For administrators.", costs=ROSTER_CALLS, acts=NO_RECORDS)
    async def remove_integration_users(
        self, info: Info[OperationContext, None], emails: Emails, rehearsal: Rehearsal = False
    ) -> IntegrationUsersPayload | None:
        """Removed users."""
        return await _changed(info, RosterAct.REMOVE, emails, rehearsal)

    @own_field(
        "Change how many integration users the organisation may have, once Zoho has raised it. For administrators.",
        costs=ROSTER_CALLS,
        acts=NO_RECORDS,
    )
    async def set_integration_user_limit(
        self,
        info: Info[OperationContext, None],
        limit: Annotated[int, strawberry.argument(description="The most users, 1 to 100,000.")],
        reason: Annotated[str, strawberry.argument(description="Why; it stands in the audit log.")],
    ) -> IntegrationOverview | None:
        """The roster in figures."""
        await roster.set_limit(info.context.loader, limit, reason)
        return await integration_overview(info)


async def _changed(
    info: Info[OperationContext, None],
    act: RosterAct,
    emails: Sequence[str],
    rehearsal: bool,  # as the argument is named
    *,
    template: str | None = None,
    grants: Sequence[ModuleGrantInput] | None = None,
    names: bool = False,
) -> IntegrationUsersPayload:
    name, modules = (
        roster.granted(template, None if grants is None else granted_modules(grants)) if names else ("", None)
    )
    results = await roster.change_roster(
        info.context.loader, act, emails, template=name, modules=modules, is_rehearsal=rehearsal
    )
    done = sum(each.outcome.is_done for each in results)
    return IntegrationUsersPayload(
        results=[
            IntegrationUserResult(
                email=each.email, outcome=each.outcome, done=each.outcome.is_done, message=each.text or None
            )
            for each in results
        ],
        done_count=done,
        refused_count=len(results) - done,
        rehearsal=rehearsal,
    )


def _actions(grant: ModuleGrantInput) -> frozenset[ActionName]:
    """The granted actions. Raises BadUserInput for a step of single records, which nobody is granted."""
    steps = [action.name for action in grant.actions if action.value not in _ACTIONS]
    if steps:
        raise BadUserInput(f"{', '.join(steps)} cannot be granted: EDIT is what records' own steps need.")
    return frozenset[ActionName](_ACTIONS[action.value] for action in grant.actions)


def granted_modules(grants: Sequence[ModuleGrantInput]) -> GrantSet:
    """Grants by module. Raises BadUserInput."""
    known = {str(module): module for module in grantable_modules()}
    granted: dict[str, frozenset[ActionName]] = {}
    for grant in grants:
        module = known.get(grant.module)
        if module is None:
            raise BadUserInput(f"There is no module {grant.module!r} to grant; there are {', '.join(known)}.")
        if grant.module in granted:
            raise BadUserInput(f"{grant.module} is named twice.")
        actions = _actions(grant)
        if "view" not in actions:
            raise BadUserInput(f"VIEW is missing in {grant.module}, on which all other actions depend.")
        if not actions <= module.actions:
            raise BadUserInput(f"{grant.module} has no {', '.join(sorted(actions - module.actions)).upper()}.")
        granted[grant.module] = actions
    return {known[name]: actions for name, actions in granted.items()}
