"""Plans of changes to integration users, as the graph shows them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET
from strawberry.types import Info

from domain.errors import BadUserInput
from domain.integration_plans import ActionChange, IntegrationPlan, PlannedGroup, PlanState
from domain.policy import Policy
from domain.roster import RosterAct
from resolvers.integration import planning
from resolvers.integration.foreseen import PlannedChange, UsersChange
from resolvers.integration.link_risks import MOST_RECORDS
from resolvers.integration.people import MOST_PAGES
from schema.engine.declare.allowed_actions import AllowedAction
from schema.engine.declare.connections import PageInfo
from schema.engine.declare.costs import Calls, OwnCosts
from schema.engine.declare.enums import describe_values
from schema.engine.declare.operation import OperationContext
from schema.integration.granting import ModuleGrantInput, granted_modules
from schema.integration.links_at_risk import LinkedRecordsInput, ShownLinkAtRisk, linked_records, shown_link
from schema.integration.outcomes import RosterOutcome
from schema.integration.settings import (
    GrantTemplateInput,
    IntegrationSettingsInput,
    settings_change,
    template_change,
)
from schema.shared.own_pages import page_info, page_size
from schema.shared.scalar_texts import instant_text

MOST_PLANS = 50
LONGEST_POLICY = 100_000
# Everybody, their profiles, the fields of the finance modules in CRM, and who leads to records of CRM.
PLAN_CALLS: OwnCosts = {
    "crm": Calls(1, 100),
    "books": Calls(1, 2 + MOST_PAGES + MOST_RECORDS),
    "billing": Calls(0, 2 + MOST_RECORDS),
}

_PLAN_STATES = {
    "PLANNED": "Nothing has been changed.",
    "APPLYING": "The change has begun; applying the plan again ends it.",
    "APPLIED": "The change was made.",
}
_ACTS = {
    "ADD": "Make users integration users.",
    "GRANT": "Change what they may do.",
    "SUSPEND": "Let them do nothing for the time being.",
    "RESUME": "Give them their grants back.",
    "REMOVE": "Take them out of the roster.",
}
# The domain's own enums, as types of the graph.
strawberry.enum(PlanState, name="IntegrationPlanState", description="What has become of a plan.")
describe_values(PlanState, lambda each: _PLAN_STATES.get(each.name))
strawberry.enum(RosterAct, name="IntegrationUserAct", description="What is done to integration users.")
describe_values(RosterAct, lambda each: _ACTS.get(each.name))


@strawberry.input(description="A change of integration users.")
class IntegrationUsersChangeInput:
    """A change of users."""

    act: RosterAct = strawberry.field(description="What is done to them.")
    emails: list[str] = strawberry.field(description="Their e-mail addresses, 1 to 1,000.")
    template: str | None = strawberry.field(
        default=None, description="What they get; several templates are joined by `+`."
    )
    grants: list[ModuleGrantInput] | None = strawberry.field(
        default=None, description="Grants of their own, instead of a template."
    )


@strawberry.input(
    one_of=True,
    description="One change to integration users, of which a plan shows what it would do; set exactly one field.",
)
class IntegrationChangeInput:
    """One change."""

    users: IntegrationUsersChangeInput | None = strawberry.field(default=UNSET, description="A change of users.")
    template: GrantTemplateInput | None = strawberry.field(default=UNSET, description="A new or changed template.")
    settings: IntegrationSettingsInput | None = strawberry.field(default=UNSET, description="A change of the settings.")
    policy_file: str | None = strawberry.field(
        default=UNSET,
        description="The text of the operator's policy file, `SUITEGRAPH_POLICY`, as it is to be, in TOML. Applying "
        "the plan says whether it is in force: the gateway writes no file.",
    )
    linked_records: LinkedRecordsInput | None = strawberry.field(
        default=UNSET, description="Records of CRM that are to be merged, deleted or disconnected there."
    )


@strawberry.type(name="PlannedActions", description="Actions that are gained and lost in one module.")
class PlannedActions:
    """One module."""

    module: str = strawberry.field(description="The module, `books.invoices`.")
    gained: list[AllowedAction] = strawberry.field(description="Actions that become possible.")
    lost: list[AllowedAction] = strawberry.field(description="Actions that become impossible.")


@strawberry.type(name="AffectedDocument", description="A document that a client has published and that loses fields.")
class ShownDocument:
    """A document."""

    client: str = strawberry.field(description="Name of the client.")
    version: str = strawberry.field(description="Version of the client.")
    document: str = strawberry.field(description="Name of the operation.")
    fields: list[str] = strawberry.field(description="Coordinates of the graph that it names and that vanish.")


@strawberry.type(name="PlannedUsers", description="Users of one profile to whom a change does the same.")
class ShownGroup:
    """A group."""

    profile: str = strawberry.field(description="The profile in CRM, empty where it is not known.")
    users: int = strawberry.field(description="How many there are.")
    emails: list[str] = strawberry.field(description="Addresses of the first 100.")
    modules: list[PlannedActions] = strawberry.field(description="Modules in which actions are gained or lost.")
    gained_fields: list[str] = strawberry.field(description="Coordinates of the graph that appear, the first 300.")
    lost_fields: list[str] = strawberry.field(description="Coordinates of the graph that vanish, the first 300.")
    losing_users: int = strawberry.field(description="How many of them would have lost operations.")
    lost_operations: int = strawberry.field(
        description="How many of their operations of the last days would have met something hidden."
    )
    documents: list[ShownDocument] = strawberry.field(
        description="Published documents that would meet something hidden, the first 300."
    )


@strawberry.type(name="PlannedRefusal", description="A user whom a change cannot reach.")
class ShownRefusal:
    """A user."""

    email: str = strawberry.field(description="The address, in small letters.")
    outcome: RosterOutcome = strawberry.field(description="Why not.")


@strawberry.type(name="IntegrationPlan", description="What a change to integration users would do.")
class ShownPlan:
    """A plan."""

    id: strawberry.ID = strawberry.field(description="For `applyIntegrationPlan`.")
    state: PlanState = strawberry.field(description="What has become of it.")
    made_at: datetime = strawberry.field(description="When it was made.")
    made_by: str = strawberry.field(description="E-mail address of the administrator who did.")
    summary: str = strawberry.field(description="What it does, in a sentence.")
    days: int = strawberry.field(description="For how many days operations were looked at.")
    groups: list[ShownGroup] = strawberry.field(description="Users by what it does to them, the greatest loss first.")
    refused: list[ShownRefusal] = strawberry.field(description="Users whom it cannot reach.")
    better_template: str | None = strawberry.field(description="A template that would keep operations that are lost.")
    kept_operations: int | None = strawberry.field(description="How many it would keep.")
    notes: list[str] = strawberry.field(description="What could not be known.")
    links_at_risk: list[ShownLinkAtRisk] = strawberry.field(
        description="Records of CRM that the change would cut off, and what leads to them."
    )
    hash: str = strawberry.field(description="Hash of all that the plan looked at: it applies as long as this holds.")
    change: str = strawberry.field(description="The planned change, as JSON.")
    applied_at: datetime | None = strawberry.field(description="When it was applied.")
    applied_by: str | None = strawberry.field(description="E-mail address of the administrator who did.")


@strawberry.type(name="IntegrationPlanEdge", description="A plan with the cursor.")
class ShownPlanEdge:
    """A plan with its cursor."""

    cursor: str = strawberry.field(description="Cursor of the plan, for `after`.")
    node: ShownPlan = strawberry.field(description="The plan.")


@strawberry.type(name="IntegrationPlanConnection", description="A page of plans, the newest first.")
class ShownPlanConnection:
    """A page."""

    edges: list[ShownPlanEdge] = strawberry.field(description="The plans with their cursors.")
    nodes: list[ShownPlan] = strawberry.field(description="The plans.")
    page_info: PageInfo = strawberry.field(description="Information about this page.")


PlanId = Annotated[strawberry.ID, strawberry.argument(description="Id of a plan.")]
ChangeToPlan = Annotated[IntegrationChangeInput, strawberry.argument(description="One change.")]
Days = Annotated[int, strawberry.argument(description="For how many days operations are looked at, 1 to 90.")]
FirstPlans = Annotated[int | None, strawberry.argument(description=f"Number of plans, 1 to {MOST_PLANS}.")]


def planned_change(input_: IntegrationChangeInput, read_policy: Callable[[str], Policy]) -> PlannedChange:
    """The change that an input describes. Raises BadUserInput."""
    users, template, settings = input_.users or None, input_.template or None, input_.settings or None
    policy = None if input_.policy_file is UNSET else input_.policy_file
    if policy is not None and len(policy) > LONGEST_POLICY:
        raise BadUserInput(f"`policyFile` has at most {LONGEST_POLICY:,} characters.")
    return PlannedChange(
        users=None
        if users is None
        else UsersChange(
            act=users.act,
            emails=tuple(users.emails),
            templates=() if users.template is None else (users.template,),
            modules=None if users.grants is None else granted_modules(users.grants),
        ),
        template=None if template is None else template_change(template),
        settings=None if settings is None else settings_change(settings),
        version=None if template is None else template.version,
        policy=None if policy is None else read_policy(policy),
        links=linked_records(input_.linked_records or None),
    )


async def plan_page(info: Info[OperationContext, None], first: int | None, after: str | None) -> ShownPlanConnection:
    """A page of plans. Raises Forbidden and BadUserInput."""
    size, cursors, binding = page_size(first, MOST_PLANS), info.context.cursors, b"integration plans"
    before: tuple[datetime, str] | None = None
    if after:
        at, id_ = cursors.open(binding, after)
        before = datetime.fromisoformat(str(at)), str(id_)
    plans, more = await planning.plans_page(info.context.loader, size, before)
    edges = [
        ShownPlanEdge(cursor=cursors.seal(binding, (plan.made_at.isoformat(), plan.id)), node=shown_plan(plan))
        for plan in plans
    ]
    page = page_info([edge.cursor for edge in edges], more=more)
    return ShownPlanConnection(edges=edges, nodes=[edge.node for edge in edges], page_info=page)


def shown_plan(plan: IntegrationPlan) -> ShownPlan:
    """A plan as the graph shows it."""
    effect, better = plan.effect, plan.effect.alternative
    return ShownPlan(
        id=strawberry.ID(plan.id),
        state=plan.state,
        made_at=instant_text(plan.made_at),
        made_by=plan.author,
        summary=effect.summary,
        days=effect.days,
        groups=[_group(each) for each in effect.groups],
        refused=[ShownRefusal(email=each.email, outcome=RosterOutcome[each.outcome]) for each in effect.refused],
        better_template=None if better is None else better.template,
        kept_operations=None if better is None else better.kept,
        notes=effect.notes,
        links_at_risk=[shown_link(each) for each in effect.links],
        hash=plan.seen,
        change=plan.change,
        applied_at=None if plan.applied_at is None else instant_text(plan.applied_at),
        applied_by=plan.applied_by or None,
    )


def planned_actions(changes: Sequence[ActionChange]) -> list[PlannedActions]:
    """Gained and lost actions as the graph shows them."""
    return [
        PlannedActions(
            module=each.module,
            gained=[AllowedAction(action) for action in each.gained],
            lost=[AllowedAction(action) for action in each.lost],
        )
        for each in changes
    ]


def _group(group: PlannedGroup) -> ShownGroup:
    return ShownGroup(
        profile=group.profile,
        users=group.users,
        emails=group.emails,
        modules=planned_actions(group.modules),
        gained_fields=group.gained_fields,
        lost_fields=group.lost_fields,
        losing_users=group.losing_users,
        lost_operations=group.lost_operations,
        documents=[
            ShownDocument(client=each.client, version=each.version, document=each.document, fields=each.fields)
            for each in group.documents
        ],
    )
