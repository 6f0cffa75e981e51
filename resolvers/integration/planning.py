"""Plans of changes to integration users: made, stored, and applied while nothing that they looked at has changed."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.errors import BadUserInput, NotFound, PlanOutdated
from domain.grants import Grants
from domain.integration import all_templates, effective_grants
from domain.integration_plans import (
    Alternative,
    IntegrationPlan,
    PlanEffect,
    PlanState,
    UsedShape,
    hash_of,
    summary_of,
    summary_of_links,
)
from domain.policy import Policy
from resolvers.caller.authors import author_of
from resolvers.integration import settings as own_settings
from resolvers.integration import templates as own_templates
from resolvers.integration.administration import administered_tenant, note, settings_of
from resolvers.integration.foreseen import PlannedChange, World, foreseen_grants, looked_at, world_of
from resolvers.integration.impact import ChangedUser, HiddenBy, Impact
from resolvers.integration.link_risks import risks_of
from resolvers.integration.profiles import Profiles
from resolvers.integration.roster import change_roster
from resolvers.reading.loader import RecordLoader

MOST_DAYS = 90
# Templates that are tried for what they would keep; the built-in ones come first.
MOST_TRIED = 20
IN_CRM = "This change is made in CRM, Books or Billing, and not by the gateway: the plan is there to be read."
OF_OPERATOR = (
    "The policy is a file of the operator's: have the planned text put into SUITEGRAPH_POLICY, and apply the plan once "
    "the gateway has started with it. Nothing was changed."
)
NOT_IN_CRM = "CRM does not list {} of the users, whose profile is not known."


async def plan_of(
    loader: RecordLoader, hidden_from: HiddenBy, change: PlannedChange, text: Mapping[str, Any], days: int
) -> IntegrationPlan:
    """The stored plan of a change; `text` is the input as it is to be applied later.

    One call per page of 200 users in CRM and in Books, per profile, and per finance module in CRM. Raises Forbidden,
    NotSetUp and BadUserInput.
    """
    if not 1 <= days <= MOST_DAYS:
        raise BadUserInput(f"`days` is 1 to {MOST_DAYS}.")
    tenant = await administered_tenant(loader)
    world, author = await world_of(loader, tenant), await author_of(loader.permissions)
    effect, seen = await _effect(loader, hidden_from, change, world, days)
    plan = IntegrationPlan(
        id=secrets.token_hex(16),
        tenant=tenant,
        author=author.email,
        made_at=datetime.now(UTC),
        state=PlanState.PLANNED,
        seen=seen,
        change=json.dumps(text, sort_keys=True),
        effect=effect,
    )
    await loader.permissions.rules.plans.put(plan)
    return plan


async def stored_plan(loader: RecordLoader, id_: str) -> IntegrationPlan:
    """A plan of the administrator's organisation. Raises Forbidden and NotFound."""
    plan = await loader.permissions.rules.plans.plan(await administered_tenant(loader), id_)
    if plan is None:
        raise NotFound("There is no such plan.")
    return plan


async def plans_page(
    loader: RecordLoader, first: int, before: tuple[datetime, str] | None
) -> tuple[Sequence[IntegrationPlan], bool]:
    """The newest plans, and whether more follow. Raises Forbidden."""
    plans = await loader.permissions.rules.plans.page(await administered_tenant(loader), first + 1, before)
    return plans[:first], len(plans) > first


async def apply_plan(
    loader: RecordLoader, hidden_from: HiddenBy, plan: IntegrationPlan, change: PlannedChange
) -> IntegrationPlan:
    """The plan after it was applied; one that was applied before is left alone.

    It takes the calls of planning again. Raises PlanOutdated where anything that it looked at has changed.
    """
    if plan.state is PlanState.APPLIED:
        return plan
    plans, author = loader.permissions.rules.plans, await author_of(loader.permissions)
    if change.links is not None:
        raise BadUserInput(IN_CRM)
    if change.policy is not None:
        _check_policy(loader, change.policy)
    elif plan.state is PlanState.PLANNED:
        world = await world_of(loader, plan.tenant)
        _, seen = await _effect(loader, hidden_from, change, world, plan.effect.days or 1)
        if seen != plan.seen:
            raise PlanOutdated("What the plan looked at has changed since: plan the change again.")
    applying = replace(plan, state=PlanState.APPLYING)
    if plan.state is PlanState.PLANNED and not await plans.move(applying, PlanState.PLANNED):
        raise PlanOutdated("Somebody else is applying the plan: read it again.")
    # A plan whose application broke off is applied again: each part of it may happen twice.
    await _applied(loader, plan.tenant, change)
    done = replace(plan, state=PlanState.APPLIED, applied_at=datetime.now(UTC), applied_by=author.email)
    if await plans.move(done, PlanState.APPLYING):
        await note(loader, "applyIntegrationPlan", author, {"plan": plan.id, "summary": plan.effect.summary})
    return await stored_plan(loader, plan.id)


def _check_policy(loader: RecordLoader, planned: Policy) -> None:
    """Raise BadUserInput unless the operator has put the planned policy into force."""
    if loader.permissions.rules.policy != planned:
        raise BadUserInput(OF_OPERATOR)


async def _applied(loader: RecordLoader, tenant: str, change: PlannedChange) -> None:
    if change.users is not None:
        users = change.users
        await change_roster(loader, users.act, users.emails, templates=users.templates, modules=users.modules)
    if change.template is not None:
        stored = {each.name: each for each in await loader.permissions.rules.integrations.templates(tenant)}
        present = stored.get(change.template.name)
        if present is None or present.modules != change.template.modules or present.title != change.template.title:
            await own_templates.put_template(loader, change.template, change.version)
    if change.settings is not None:
        present_settings = await settings_of(loader, tenant)
        wanted = change.settings.applied(present_settings, present_settings.changed_by, present_settings.changed_at)
        if wanted != present_settings:
            await own_settings.change_settings(loader, change.settings, present_settings.version)


async def _effect(
    loader: RecordLoader, hidden_from: HiddenBy, change: PlannedChange, world: World, days: int
) -> tuple[PlanEffect, str]:
    """What a change would do, and the hash of all that was looked at for it."""
    outcome = await foreseen_grants(loader, change, world)
    profiles = Profiles(loader.crm)
    impact = Impact(loader, profiles, hidden_from, change.policy)
    links = [] if change.links is None else await risks_of(loader, change.links)
    users = [
        ChangedUser(person, world.grants_of(email), grants, email in world.people.books)
        for email, grants in sorted(outcome.after.items())
        if (person := world.people.crm.get(email)) is not None
    ]
    since = (datetime.now(UTC) - timedelta(days)).date()
    emails = [user.person.email for user in users]
    used = await loader.permissions.rules.usage.since(world.tenant, since, emails)
    groups = await impact.groups(users, used, await loader.permissions.rules.published.publications())
    losing = await impact.lost(users, used)
    alternative = None if change.policy is not None else await _alternative(impact, users, used, losing, world)
    notes = ["What Billing allows users who are members there is not known: the grants count alone."] if users else []
    notes += outcome.notes
    absent = len(outcome.after) - len(users)
    notes += [NOT_IN_CRM.format(absent)] if absent else []
    notes += (
        ["A profile could not be read: what it forbids is not known."] if "unread" in profiles.read.values() else []
    )
    effect = PlanEffect(
        summary=summary_of(len(users), losing, days, alternative, is_recorded=world.settings.keeps_usage)
        if change.links is None
        else summary_of_links(len(change.links.ids), links),
        links=links,
        groups=groups,
        refused=[*outcome.refused],
        alternative=alternative,
        days=days,
        notes=notes,
    )
    return effect, hash_of([*looked_at(loader, change, world, outcome, profiles), [*map(repr, links)]])


async def _alternative(
    impact: Impact,
    users: Sequence[ChangedUser],
    used: Sequence[UsedShape],
    losing: Mapping[str, int],
    world: World,
) -> Alternative | None:
    """The template that would keep most of what is lost, None where none would keep any."""
    losers = [user for user in users if user.person.email in losing]
    best: Alternative | None = None
    for name, template in [*all_templates(world.own).items()][-MOST_TRIED:]:
        settled = effective_grants(Grants("", template.modules), world.settings)
        kept = 0 if settled is None or not losers else await impact.kept_by(losers, used, settled)
        if kept and (best is None or kept > best.kept):
            best = Alternative(name, kept)
    return best
