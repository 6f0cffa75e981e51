"""Changes to the roster of integration users."""

from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.roster import RosterAct
from resolvers.integration import roster
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, own_field
from schema.integration.granting import ModuleGrantInput, granted_modules
from schema.integration.outcomes import RosterOutcome
from schema.integration.roster import PEOPLE_CALLS, ROSTER_CALLS, IntegrationOverview, integration_overview


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
Template = Annotated[
    str | None,
    strawberry.argument(description="Name of a template of grants; several are joined by `+`, and add up."),
]
GrantsOfOne = Annotated[
    list[ModuleGrantInput] | None, strawberry.argument(description="Grants of one's own, instead of a template.")
]
Rehearsal = Annotated[bool, strawberry.argument(description="Report what would happen, and change nothing.")]


@strawberry.type
class RosterMutations:
    """Mutations of the roster."""

    @own_field(
        "Make users of CRM integration users, each who can be one. Without a template and grants they get the default "
        "template of the settings. For administrators.",
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
        return await _changed(info, RosterAct.ADD, emails, rehearsal, template=template, grants=grants)

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
        return await _changed(info, RosterAct.GRANT, emails, rehearsal, template=template, grants=grants)

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
) -> IntegrationUsersPayload:
    results = await roster.change_roster(
        info.context.loader,
        act,
        emails,
        templates=() if template is None else (template,),
        modules=None if grants is None else granted_modules(grants),
        is_rehearsal=rehearsal,
    )
    return users_payload(results, rehearsal)


def users_payload(results: Sequence[roster.RosterResult], rehearsal: bool) -> IntegrationUsersPayload:
    """What became of each user, as the graph shows it."""
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
