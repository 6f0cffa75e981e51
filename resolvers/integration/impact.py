"""What a change of grants does to users, from the views of all finance modules before and after it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.grants import Grants
from domain.integration_plans import (
    MOST_COORDINATES,
    MOST_NAMED,
    PlannedGroup,
    UsedShape,
    action_changes,
    is_refused,
    refused_operations,
)
from domain.modules.registry import modules
from domain.permissions import ModuleView
from domain.trusted_documents import MOST_DOCUMENTS_NAMED, Publication, affected_documents
from resolvers.caller.imagined import ImaginedSources, ImaginedUser
from resolvers.integration.people import CrmPerson
from resolvers.integration.profiles import Profiles
from resolvers.integration.templates import words_of
from resolvers.reading.loader import RecordLoader

HiddenBy = Callable[[Iterable[ModuleView], frozenset[str]], frozenset[str]]


@dataclass(frozen=True, slots=True)
class ChangedUser:
    """A user whose grants change; None for no integration user."""

    person: CrmPerson
    before: Grants | None
    after: Grants | None


@dataclass(frozen=True, slots=True)
class UserShape:
    """The views of all finance modules, and what the graph hides of them."""

    views: Sequence[ModuleView]
    hidden: frozenset[str]


@dataclass(slots=True)
class Impact:
    """Computes shapes of the graph, once for users with the same profile, policy and grants.

    `hidden_from` returns every coordinate that views and the policy hide. Reading a profile takes one call, and so do
    the fields of each module in CRM.
    """

    loader: RecordLoader
    profiles: Profiles
    hidden_from: HiddenBy
    _shapes: dict[str, UserShape] = field(default_factory=dict[str, UserShape])

    async def shape(self, person: CrmPerson, grants: Grants | None) -> UserShape:
        """The graph of a user with these grants."""
        return await self.imagined(self._key(person, grants), replace(await self.user(person), grants=grants))

    async def user(self, person: CrmPerson) -> ImaginedUser:
        """A user without grants, who is in no finance product."""
        rights = await self.profiles.rights(person.profile_id)
        return ImaginedUser(
            person.email,
            person.profile or None,
            rights,
            lambda api_name: self.profiles.fields(person.profile_id, api_name),
        )

    async def imagined(self, key: str, user: ImaginedUser) -> UserShape:
        """The graph of an imagined user, whom nobody else with this key differs from."""
        if key not in self._shapes:
            loader = self.loader
            sources = loader.permissions.sources
            seen = ImaginedSources(
                sources.upstream, sources.caller_cache, loader.organizations, sources.granted, user=user
            )
            permissions = loader.permissions.imagined(seen)
            views = [await permissions.of(module) for module in modules() if module.traits.rights != "profile"]
            self._shapes[key] = UserShape(views, self.hidden_from(views, permissions.hidden_by_policy()))
        return self._shapes[key]

    def _key(self, person: CrmPerson, grants: Grants | None) -> str:
        verdict = self.loader.permissions.rules.policy.verdict(person.profile or None, person.email)
        actions = sorted((str(module), action) for module, action in verdict.actions)
        granted = None if grants is None else sorted(words_of(grants.modules).items())
        return repr((person.profile_id, granted, sorted(verdict.fields), actions, sorted(map(str, verdict.opened))))

    async def newly_hidden(self, user: ChangedUser, after: Grants | None) -> frozenset[str]:
        """What the graph hides from a user with other grants that it does not hide now."""
        return (await self.shape(user.person, after)).hidden - (await self.shape(user.person, user.before)).hidden

    async def groups(
        self, users: Sequence[ChangedUser], used: Sequence[UsedShape], published: Sequence[Publication] = ()
    ) -> list[PlannedGroup]:
        """Users by what the change does to them and to the published documents, those who lose most first."""
        alike: defaultdict[tuple[str, str], list[ChangedUser]] = defaultdict(list)
        for user in users:
            alike[self._key(user.person, user.before), self._key(user.person, user.after)].append(user)
        return sorted(
            [await self._group(members, used, published) for members in alike.values()],
            key=lambda group: (-group.lost_operations, -len(group.lost_fields), -group.users, group.emails),
        )

    async def lost(self, users: Sequence[ChangedUser], used: Sequence[UsedShape]) -> Mapping[str, int]:
        """How many of the operations of each user would have been refused, by address."""
        return refused_operations(
            used, {user.person.email: await self.newly_hidden(user, user.after) for user in users}
        )

    async def kept_by(self, users: Sequence[ChangedUser], used: Sequence[UsedShape], grants: Grants) -> int:
        """How many of the operations that the change would refuse other grants would not."""
        kept = 0
        of_user: defaultdict[str, list[UsedShape]] = defaultdict(list)
        for each in used:
            of_user[each.email].append(each)
        for user in users:
            lost = await self.newly_hidden(user, user.after)
            other = await self.newly_hidden(user, Grants(user.person.email, grants.modules))
            kept += sum(
                each.operations
                for each in of_user[user.person.email]
                if is_refused(each.coordinates, lost) and not is_refused(each.coordinates, other)
            )
        return kept

    async def _group(
        self, members: Sequence[ChangedUser], used: Sequence[UsedShape], published: Sequence[Publication]
    ) -> PlannedGroup:
        first = members[0]
        before, after = await self.shape(first.person, first.before), await self.shape(first.person, first.after)
        emails = sorted(user.person.email for user in members)
        hidden = dict.fromkeys(emails, after.hidden - before.hidden)
        lost = refused_operations([each for each in used if each.email in hidden], hidden)
        return PlannedGroup(
            profile=first.person.profile,
            users=len(members),
            emails=emails[:MOST_NAMED],
            modules=action_changes(before.views, after.views),
            gained_fields=sorted(before.hidden - after.hidden)[:MOST_COORDINATES],
            lost_fields=sorted(after.hidden - before.hidden)[:MOST_COORDINATES],
            losing_users=len(lost),
            lost_operations=sum(lost.values()),
            documents=affected_documents(published, after.hidden - before.hidden)[:MOST_DOCUMENTS_NAMED],
        )
