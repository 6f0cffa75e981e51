"""Queries and mutations of plans of changes to integration users."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.integration import DEFAULT_USAGE_DAYS
from domain.queries import DEFAULT_PAGE
from resolvers.integration import planning
from resolvers.integration.migration_impact import migration_impact
from schema.engine.declare.operation import OperationContext
from schema.engine.declare.own_fields import NO_RECORDS, own_field
from schema.engine.visibility.difference import difference, lines
from schema.integration.plans import (
    PLAN_CALLS,
    ChangeToPlan,
    Days,
    FirstPlans,
    PlanId,
    PlannedActions,
    ShownPlan,
    ShownPlanConnection,
    plan_page,
    planned_actions,
    planned_change,
    shown_plan,
)
from schema.integration.roster import ROSTER_CALLS, After
from schema.integration.stored_changes import change_in, text_of_change


@strawberry.type(name="MigrationImpact", description="What a user gains and loses once they act in their own name.")
class ShownImpact:
    """One user."""

    email: str = strawberry.field(description="The user's e-mail address.")
    becomes: str = strawberry.field(description="What becomes of the user, in words.")
    words: list[str] = strawberry.field(description="What changes for the user, a sentence each.")
    modules: list[PlannedActions] = strawberry.field(description="Modules in which actions are gained or lost.")
    difference: list[str] = strawberry.field(
        description="What of the finance products the user's graph loses, `- Invoice.total`, and gains, `+ …`."
    )


@strawberry.type
class IntegrationPlanQueries:
    """Queries of plans."""

    @own_field("A plan of a change to integration users. For administrators.", costs=ROSTER_CALLS)
    async def integration_plan(self, info: Info[OperationContext, None], id: PlanId) -> ShownPlan | None:  # noqa: A002
        """The plan."""
        return shown_plan(await planning.stored_plan(info.context.loader, id))

    @own_field("Plans of changes to integration users, the newest first. For administrators.", costs=ROSTER_CALLS)
    async def integration_plans(
        self, info: Info[OperationContext, None], first: FirstPlans = DEFAULT_PAGE, after: After = None
    ) -> ShownPlanConnection | None:
        """A page of plans."""
        return await plan_page(info, first, after)

    @own_field(
        "What a user gains and loses against the world in which everybody acts with an administrator's token. "
        "For administrators.",
        costs=PLAN_CALLS,
    )
    async def migration_impact(
        self,
        info: Info[OperationContext, None],
        user: Annotated[str, strawberry.argument(description="The user's e-mail address in CRM.")],
    ) -> ShownImpact | None:
        """What changes for the user."""
        graph = info.context.graph
        impact = await migration_impact(info.context.loader, graph.visibility.hidden_from, user)
        before, after = (
            graph.visibility.without(hidden).schema for hidden in (impact.hidden_before, impact.hidden_after)
        )
        return ShownImpact(
            email=impact.email,
            becomes=impact.becomes,
            words=[*impact.words],
            modules=planned_actions(impact.changes),
            difference=lines(*difference(before, after)),
        )


@strawberry.type
class IntegrationPlanMutations:
    """Mutations of plans."""

    @own_field(
        "Plan a change to integration users: who gains and loses what, and which of their operations of the last days "
        "would have been refused. Nothing is changed. For administrators.",
        costs=PLAN_CALLS,
        acts=NO_RECORDS,
    )
    async def plan_integration_change(
        self,
        info: Info[OperationContext, None],
        input: ChangeToPlan,  # noqa: A002  # as GraphQL names it
        days: Days = DEFAULT_USAGE_DAYS,
    ) -> ShownPlan | None:
        """The stored plan."""
        context = info.context
        change = planned_change(input, context.loader.permissions.rules.read_policy)
        hidden_from = context.graph.visibility.hidden_from
        plan = await planning.plan_of(context.loader, hidden_from, change, text_of_change(input), days)
        return shown_plan(plan)

    @own_field(
        "Make a planned change, once, unless anything that the plan looked at has changed since. For administrators.",
        costs=PLAN_CALLS,
        acts=NO_RECORDS,
    )
    async def apply_integration_plan(
        self,
        info: Info[OperationContext, None],
        id: PlanId,  # noqa: A002
    ) -> ShownPlan | None:
        """The applied plan."""
        context = info.context
        plan = await planning.stored_plan(context.loader, id)
        change = change_in(plan.change, context.loader.permissions.rules.read_policy)
        return shown_plan(await planning.apply_plan(context.loader, context.graph.visibility.hidden_from, plan, change))
