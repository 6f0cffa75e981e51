"""What a change of grants does to users, from the views of all finance modules before and after it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.grants import Grants
from domain.integration_plans import (
    MOST_COORDINATES,
    MOST_NAMED,
    ActionChange,
    PlannedGroup,
    UsedShape,
    action_changes,
    is_refused,
    refused_operations,
    taken_changes,
)
from domain.modules.registry import modules
from domain.permission_sources import BooksUser
from domain.permissions import ModuleView
from domain.policy import Policy, PolicyVerdict
from domain.trusted_documents import MOST_DOCUMENTS_NAMED, Publication, affected_documents
from resolvers.caller.imagined import ImaginedSources, ImaginedUser
from resolvers.integration.people import CrmPerson
from resolvers.integration.profiles import Profiles
from resolvers.integration.templates import words_of
from resolvers.reading.loader import RecordLoader

HiddenBy = Callable[[Iterable[ModuleView], frozenset[str]], frozenset[str]]


@dataclass(frozen=True, slots=True)
class ChangedUser:
    """A user whose grants or policy change; None for no integration user. `in_books` is a user of Books by licence."""

    person: CrmPerson
    before: Grants | None
    after: Grants | None
    in_books: bool = False


@dataclass(frozen=True, slots=True)
class UserShape:
    """The views of all finance modules, and what the graph hides of them."""

    views: Sequence[ModuleView]
    hidden: frozenset[str]


@dataclass(slots=True)
class Impact:
    """Computes shapes of the graph, once for users with the same profile, policy and grants.

    `hidden_from` returns every coordinate that views and the policy hide. `planned` is the policy that is to be, None
    where the present one stays. Reading a profile takes one call, and so do the fields of each module in CRM.
    """

    loader: RecordLoader
    profiles: Profiles
    hidden_from: HiddenBy
    planned: Policy | None = None
    _shapes: dict[str, UserShape] = field(default_factory=dict[str, UserShape])

    async def shape(self, changed: ChangedUser, grants: Grants | None, policy: Policy) -> UserShape:
        """The graph of a user with these grants under this policy."""
        # What a role in Books allows, Books decides: it is the same before and after.
        books = BooksUser({}, assigned_only=False) if changed.in_books else None
        user = replace(await self.user(changed.person), grants=grants, books=books)
        return await self.imagined(self._key(changed, grants, policy), user, policy)

    async def user(self, person: CrmPerson) -> ImaginedUser:
        """A user without grants, who is in no finance product."""
        rights = await self.profiles.rights(person.profile_id)
        return ImaginedUser(
            person.email,
            person.profile or None,
            rights,
            lambda api_name: self.profiles.fields(person.profile_id, api_name),
        )

    async def imagined(self, key: str, user: ImaginedUser, policy: Policy | None = None) -> UserShape:
        """The graph of an imagined user, whom nobody else with this key differs from; under the present policy."""
        if key not in self._shapes:
            loader = self.loader
            sources = loader.permissions.sources
            seen = ImaginedSources(
                sources.upstream, sources.caller_cache, loader.organizations, sources.granted, user=user
            )
            permissions = loader.permissions.imagined(seen, self.present if policy is None else policy)
            views = [await permissions.of(module) for module in modules() if module.traits.rights != "profile"]
            self._shapes[key] = UserShape(views, self.hidden_from(views, permissions.hidden_by_policy()))
        return self._shapes[key]

    @property
    def present(self) -> Policy:
        """The policy that is in force."""
        return self.loader.permissions.rules.policy

    @property
    def future(self) -> Policy:
        """The policy after the change."""
        return self.present if self.planned is None else self.planned

    def _key(self, user: ChangedUser, grants: Grants | None, policy: Policy) -> str:
        person, verdict = user.person, _verdict(user, policy)
        actions = sorted((str(module), action) for module, action in verdict.actions)
        opened = {str(module): sorted(names) for module, names in verdict.opened.items()}
        granted = None if grants is None else sorted(words_of(grants.modules).items())
        by_policy = (sorted(verdict.fields), actions, sorted(opened.items()))
        return repr((person.profile_id, user.in_books, granted, *by_policy))

    async def newly_hidden(self, user: ChangedUser, after: Grants | None) -> frozenset[str]:
        """What the graph hides from a user with other grants that it does not hide now."""
        before = await self.shape(user, user.before, self.present)
        return (await self.shape(user, after, self.future)).hidden - before.hidden

    async def groups(
        self, users: Sequence[ChangedUser], used: Sequence[UsedShape], published: Sequence[Publication] = ()
    ) -> list[PlannedGroup]:
        """Users by what the change does to them and to the published documents, those who lose most first."""
        alike: defaultdict[tuple[str, str], list[ChangedUser]] = defaultdict(list)
        for user in users:
            before, after = self._key(user, user.before, self.present), self._key(user, user.after, self.future)
            alike[before, after].append(user)
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

    def _changes_in_crm(self, user: ChangedUser) -> Sequence[ActionChange]:
        """What another policy changes in CRM's own modules, which no grants open."""
        if self.planned is None:
            return ()
        changes = taken_changes(_verdict(user, self.present), _verdict(user, self.planned))
        own = {str(module) for module in modules() if module.traits.rights == "profile"}
        return [change for change in changes if change.module in own]

    async def _group(
        self, members: Sequence[ChangedUser], used: Sequence[UsedShape], published: Sequence[Publication]
    ) -> PlannedGroup:
        first = members[0]
        before = await self.shape(first, first.before, self.present)
        after = await self.shape(first, first.after, self.future)
        emails = sorted(user.person.email for user in members)
        hidden = dict.fromkeys(emails, after.hidden - before.hidden)
        lost = refused_operations([each for each in used if each.email in hidden], hidden)
        return PlannedGroup(
            profile=first.person.profile,
            users=len(members),
            emails=emails[:MOST_NAMED],
            modules=[*action_changes(before.views, after.views), *self._changes_in_crm(first)],
            gained_fields=sorted(before.hidden - after.hidden)[:MOST_COORDINATES],
            lost_fields=sorted(after.hidden - before.hidden)[:MOST_COORDINATES],
            losing_users=len(lost),
            lost_operations=sum(lost.values()),
            documents=affected_documents(published, after.hidden - before.hidden)[:MOST_DOCUMENTS_NAMED],
        )


def _verdict(user: ChangedUser, policy: Policy) -> PolicyVerdict:
    return policy.verdict(user.person.profile or None, user.person.email)
