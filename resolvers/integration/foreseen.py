"""What an organisation has, and whose grants a change of it would make what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.errors import BadUserInput
from domain.grants import Grants, GrantSet, casefolded
from domain.integration import (
    IntegrationSettings,
    OwnTemplate,
    all_templates,
    effective_grants,
    template_names,
    united,
)
from domain.integration_change import SettingsChange, TemplateChange
from domain.integration_plans import RefusedUser
from domain.policy import Policy
from domain.roster import RosterAct, RosterChange, RosterMember, RosterOutcome, RosterQuery, RosterState, changed_member
from resolvers.integration import settings as own_settings
from resolvers.integration.administration import settings_of
from resolvers.integration.link_risks import LinkedRecords, disconnections
from resolvers.integration.people import CrmPerson, People, people_of
from resolvers.integration.profiles import Profiles
from resolvers.integration.roster import GRANTING, MOST_EMAILS, refusal_to_add
from resolvers.integration.templates import granted, words_of
from resolvers.reading.loader import RecordLoader

OTHER_RIGHTS = (
    "What roles in Books and Billing allow narrows this further. In CRM's own modules the policy alone was looked at."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersChange:
    """An act on users of the roster; `templates` or `modules` are for those that grant."""

    act: RosterAct
    emails: tuple[str, ...]
    templates: tuple[str, ...] = ()
    modules: GrantSet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange:
    """One change: of users, a template, the settings, the policy, or of records of CRM that others lead to.

    `version` is the template's, None for a new one. `policy` is the operator's file as it is to be.
    """

    users: UsersChange | None = None
    template: TemplateChange | None = None
    settings: SettingsChange | None = None
    version: int | None = None
    policy: Policy | None = None
    links: LinkedRecords | None = None

    @property
    def parts(self) -> int:
        """How many changes it is."""
        parts = (self.users, self.template, self.settings, self.policy, self.links)
        return sum(part is not None for part in parts)


@dataclass(frozen=True, slots=True)
class World:
    """What an organisation has now."""

    tenant: str
    settings: IntegrationSettings
    own: Sequence[OwnTemplate]
    members: Mapping[str, RosterMember]
    by_operator: Mapping[str, Grants]
    people: People
    most: int

    def grants_of(self, email: str, settings: IntegrationSettings | None = None) -> Grants | None:
        """What a user may do, with other settings too."""
        member = self.members.get(email)
        grants = self.by_operator.get(email) if member is None else member.grants
        return effective_grants(grants, settings or self.settings)


@dataclass(frozen=True, slots=True)
class ForeseenGrants:
    """Whose grants become what, and who cannot be changed."""

    after: Mapping[str, Grants | None]
    refused: Sequence[RefusedUser] = ()
    notes: Sequence[str] = ()


async def world_of(loader: RecordLoader, tenant: str) -> World:
    """What the organisation has now: one call per page of 200 users in CRM and in Books. Raises NotSetUp."""
    rules = loader.permissions.rules
    members: dict[str, RosterMember] = {}
    for state in (None, RosterState.REMOVED):
        after: str | None = None
        while True:
            page = await rules.rosters.page(RosterQuery(tenant, MOST_EMAILS, after, state=state))
            members |= {member.email: member for member in page}
            if len(page) < MOST_EMAILS:
                break
            after = page[-1].email
    return World(
        tenant,
        await settings_of(loader, tenant),
        await rules.integrations.templates(tenant),
        members,
        {grants.email: grants for grants in await rules.grants.all()},
        await people_of(loader),
        (await rules.rosters.limit(tenant)).most,
    )


async def foreseen_grants(loader: RecordLoader, change: PlannedChange, world: World) -> ForeseenGrants:
    """Whose grants a change would make what. Raises BadUserInput for what cannot be done at all."""
    if change.parts != 1:
        raise BadUserInput("Plan one change at a time: of users, a template, the settings, the policy, or links.")
    if change.links is not None:
        return ForeseenGrants({})
    if change.policy is not None:
        return _policy_outcome(loader.permissions.rules.policy, change.policy, world)
    if change.users is not None:
        return await _users_outcome(loader, change.users, world)
    if change.template is not None:
        return _template_outcome(change.template, change.version, world)
    after = await own_settings.applied_settings(
        loader, change.settings or SettingsChange(), world.settings, world.settings.changed_by
    )
    everybody = {*world.by_operator, *world.members}
    return ForeseenGrants(
        {email: grants for email in everybody if (grants := world.grants_of(email, after)) != world.grants_of(email)},
        notes=disconnections(world.settings, after),
    )


def _policy_outcome(present: Policy, planned: Policy, world: World) -> ForeseenGrants:
    """Everybody who is active in CRM and for whom another policy says something else; their grants stay."""
    notes = [OTHER_RIGHTS]
    after: dict[str, Grants | None] = {}
    opened = 0
    for email, person in world.people.crm.items():
        then, now = (policy.verdict(person.profile or None, email) for policy in (present, planned))
        if person.is_active and then != now:
            after[email] = world.grants_of(email)
            opened += then.opened != now.opened
    if opened:
        notes.append(
            f"Custom fields are opened or closed for {opened:,} users; the differences below have none of them."
        )
    return ForeseenGrants(after, notes=notes)


def _template_outcome(change: TemplateChange, version: int | None, world: World) -> ForeseenGrants:
    change.check({each.name: each for each in world.own}, version)
    known = {name: each.modules for name, each in all_templates(world.own).items()} | {
        change.name: change.modules or {}
    }
    after: dict[str, Grants | None] = {}
    for email, member in world.members.items():
        names = template_names(member.template)
        if change.name in names:
            changed = replace(member, modules=united(known[name] for name in names if name in known))
            after[email] = effective_grants(changed.grants, world.settings)
    return ForeseenGrants(after)


async def _users_outcome(loader: RecordLoader, users: UsersChange, world: World) -> ForeseenGrants:
    if not 1 <= len(users.emails) <= MOST_EMAILS:
        raise BadUserInput(f"Name 1 to {MOST_EMAILS:,} users at a time.")
    template, modules = "", None
    if users.act in GRANTING:
        template, modules = await granted(loader, world.tenant, users.templates, users.modules)
    room = world.most - sum(member.state is not RosterState.REMOVED for member in world.members.values())
    change = RosterChange(
        act=users.act, tenant=world.tenant, names={}, author="", at=world.settings.set_up_at,
        template=template, modules=modules,
    )  # fmt: skip
    after: dict[str, Grants | None] = {}
    refused: list[RefusedUser] = []
    for email in dict.fromkeys(casefolded(each) for each in users.emails):
        refusal = refusal_to_add(world.people, email) if users.act is RosterAct.ADD else None
        if refusal is not None:
            refused.append(RefusedUser(email, refusal[0].name))
            continue
        member, outcome = changed_member(change, email, world.members.get(email), has_room=room > 0)
        room -= outcome is RosterOutcome.ADDED
        if not outcome.is_done:
            refused.append(RefusedUser(email, outcome.name))
        elif member is not None:
            after[email] = effective_grants(member.grants, world.settings)
    return ForeseenGrants(after, refused)


def looked_at(
    loader: RecordLoader, change: PlannedChange, world: World, outcome: ForeseenGrants, profiles: Profiles
) -> list[Any]:
    """Everything that the effect of a change follows from, as JSON."""
    policy = loader.permissions.rules.policy
    policies = [policy] if change.policy is None else [policy, change.policy]

    def policy_facts(person: CrmPerson, policy: Policy) -> list[Any]:
        verdict = policy.verdict(person.profile or None, person.email)
        actions = sorted((str(module), action) for module, action in verdict.actions)
        opened = {str(module): sorted(names) for module, names in verdict.opened.items()}
        return [sorted(verdict.fields), actions, opened]

    def person_facts(person: CrmPerson | None) -> list[Any]:
        if person is None:
            return []
        in_books = person.email in world.people.books
        verdicts = [policy_facts(person, each) for each in policies]
        return [person.profile_id, str(person.is_active), in_books, verdicts]

    def grants_facts(grants: Grants | None) -> Any:
        return None if grants is None else words_of(grants.modules)

    return [
        repr(change.users and (change.users.act, change.users.emails)),
        own_settings.settings_values(world.settings),
        [(each.name, each.version, words_of(each.modules)) for each in world.own],
        world.most,
        [
            (
                email,
                person_facts(world.people.crm.get(email)),
                grants_facts(world.grants_of(email)),
                grants_facts(after),
            )
            for email, after in sorted(outcome.after.items())
        ],
        sorted((each.email, each.outcome) for each in outcome.refused),
        profiles.read,
    ]
