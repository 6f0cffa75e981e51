"""The roster of integration users, as administrators of CRM read and change it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.errors import BadUserInput
from domain.grants import GrantSet, casefolded
from domain.journal import Author
from domain.roster import (
    RosterAct,
    RosterChange,
    RosterLimit,
    RosterMember,
    RosterOutcome,
    RosterQuery,
)
from domain.roster_access import MemberAccess
from resolvers.caller.authors import author_of
from resolvers.caller.remembered import end_remembered
from resolvers.integration.administration import administered_tenant, note, settings_of
from resolvers.integration.people import CrmPerson, People, people_of
from resolvers.integration.templates import granted, words_of
from resolvers.reading.loader import RecordLoader

# What takes grants.
GRANTING = frozenset({RosterAct.ADD, RosterAct.GRANT})
# As many as one mutation changes; a larger number is several mutations.
MOST_EMAILS = 1000


@dataclass(frozen=True, slots=True)
class RosterResult:
    """What became of one user; `email` as the input has it."""

    email: str
    outcome: RosterOutcome
    text: str = ""


@dataclass(frozen=True, slots=True)
class Granting:
    """What users get: the names of templates and their grants, or grants of their own."""

    template: str
    modules: GrantSet | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A user of CRM who could be made an integration user, and a user of Books who may be the same person."""

    person: CrmPerson
    doubtful: str | None = None
    granted_by_operator: bool = False


@dataclass(frozen=True, slots=True)
class RosterOverview:
    """The roster of an organisation in figures."""

    members: int
    limit: RosterLimit = field(default_factory=RosterLimit)


async def members_page(
    loader: RecordLoader, query: Callable[[str], RosterQuery]
) -> tuple[Sequence[RosterMember], bool]:
    """A page of the roster and whether more follow. Raises Forbidden."""
    wanted = query(await administered_tenant(loader))
    # One more than is asked for says whether there is another page.
    members = await loader.permissions.rules.rosters.page(
        RosterQuery(wanted.tenant, wanted.first + 1, wanted.after, wanted.search, wanted.state)
    )
    return members[: wanted.first], len(members) > wanted.first


async def access_of(loader: RecordLoader, members: Sequence[RosterMember]) -> Mapping[str, MemberAccess]:
    """The access to Books of members of one organisation, as far as it has been looked at, by address."""
    access = loader.permissions.rules.access
    if access is None or not members:
        return {}
    return await access.of_members(members[0].tenant, [member.email for member in members])


async def overview(loader: RecordLoader) -> RosterOverview:
    """How many there are and may be. Raises Forbidden."""
    tenant, rosters = await administered_tenant(loader), loader.permissions.rules.rosters
    return RosterOverview(await rosters.count(tenant), await rosters.limit(tenant))


async def candidates(loader: RecordLoader, search: str, profile: str | None) -> list[Candidate]:
    """Active users of CRM who are neither in Books nor in the roster, by address; `search` in name or address.

    One call per page of 200 users in CRM and in Books. Raises Forbidden.
    """
    tenant = await administered_tenant(loader)
    return await candidates_among(await people_of(loader), loader, tenant, search, profile)


async def candidates_among(
    people: People, loader: RecordLoader, tenant: str, search: str, profile: str | None
) -> list[Candidate]:
    """The candidates among people who were read already, for whoever has been checked to be an administrator."""
    members = await emails_in_roster(loader, tenant)
    word = search.casefold()
    persons = [
        person
        for email, person in sorted(people.crm.items())
        if person.is_active is not False
        and email not in people.books
        and email not in members
        and (not word or word in person.name.casefold() or word in email)
        and (profile is None or person.profile.casefold() == profile.casefold())
    ]
    return [
        Candidate(person, _doubtful(people, person), person.email in people.granted_by_operator) for person in persons
    ]


async def emails_in_roster(loader: RecordLoader, tenant: str) -> set[str]:
    """Everybody in the roster of an organisation, by casefolded address."""
    emails, after = set[str](), None
    while True:
        members = await loader.permissions.rules.rosters.page(RosterQuery(tenant, MOST_EMAILS, after))
        emails |= {member.email for member in members}
        if len(members) < MOST_EMAILS:
            return emails
        after = members[-1].email


def _doubtful(people: People, person: CrmPerson) -> str | None:
    match = people.doubtful_match(person)
    return None if match is None else match.email


async def change_roster(
    loader: RecordLoader,
    act: RosterAct,
    emails: Sequence[str],
    *,
    templates: Sequence[str] = (),
    modules: GrantSet | None = None,
    is_rehearsal: bool = False,
) -> list[RosterResult]:
    """Change many users, each as far as it can be done, in the order of `emails`; a rehearsal changes nothing.

    Adding takes one call per page of 200 users in CRM and in Books, all else none. Their remembered permissions end in
    every process. Raises Forbidden, NotSetUp and BadUserInput.
    """
    tenant = await administered_tenant(loader)
    if not 1 <= len(emails) <= MOST_EMAILS:
        raise BadUserInput(f"Name 1 to {MOST_EMAILS:,} users at a time.")
    if act is RosterAct.ADD:
        await settings_of(loader, tenant)
    template, modules = await granted(loader, tenant, tuple(templates), modules) if act in GRANTING else ("", None)
    people = await people_of(loader) if act is RosterAct.ADD else None
    granting = Granting(template, modules)
    return await changed_users(loader, tenant, act, emails, granting, people, is_rehearsal=is_rehearsal)


async def changed_users(
    loader: RecordLoader,
    tenant: str,
    act: RosterAct,
    emails: Sequence[str],
    granting: Granting,
    people: People | None,
    *,
    is_rehearsal: bool,
) -> list[RosterResult]:
    """What becomes of each user, for whoever has been checked to be an administrator; `people` are for adding them."""
    known = [casefolded(email) for email in emails]
    results = {email: None if people is None else refusal_to_add(people, email) for email in known}
    author = await author_of(loader.permissions)
    change = RosterChange(
        act=act,
        tenant=tenant,
        names={email: "" if people is None else people.crm[email].name for email in results if results[email] is None},
        author=author.email,
        at=datetime.now(UTC),
        template=granting.template,
        modules=granting.modules,
    )
    outcomes = await _outcomes(loader, change, author, is_rehearsal=is_rehearsal)
    first = {email: place for place, email in reversed([*enumerate(known)])}
    return [
        RosterResult(email, RosterOutcome.DUPLICATE)
        if first[known[place]] < place
        else RosterResult(email, *(results[known[place]] or (outcomes[known[place]], "")))
        for place, email in enumerate(emails)
    ]


def refusal_to_add(people: People, email: str) -> tuple[RosterOutcome, str] | None:
    """Why a user cannot be added, None where they can."""
    person = people.crm.get(email)
    if person is None:
        return RosterOutcome.UNKNOWN, "No user of CRM has this address."
    if email in people.books:
        return RosterOutcome.ALREADY_BOOKS_USER, "The user is in Books, and keeps the rights of the role there."
    if person.is_active is False:
        return RosterOutcome.INACTIVE, "The user is not active in CRM."
    match = people.doubtful_match(person)
    if match is not None:
        return (
            RosterOutcome.DOUBTFUL,
            f"A user of Books has the same name and another address, {match.email}: make the addresses equal if they "
            "are one person, or their names different.",
        )
    return None


async def _outcomes(
    loader: RecordLoader, change: RosterChange, author: Author, *, is_rehearsal: bool
) -> Mapping[str, RosterOutcome]:
    rosters = loader.permissions.rules.rosters
    if not change.names:
        return {}
    if is_rehearsal:
        return await rosters.rehearse(change)
    outcomes = await rosters.change(change)
    loader.permissions.rules.integrations.changed()
    changed = [email for email, outcome in outcomes.items() if outcome in {RosterOutcome.ADDED, RosterOutcome.CHANGED}]
    if not changed:
        return outcomes
    after = {"users": changed, "template": change.template, "grants": words_of(change.modules or {})}
    await note(loader, change.act.value, author, after)
    for email in changed:
        await end_remembered(loader.permissions, email)
    return outcomes


async def set_limit(loader: RecordLoader, most: int, reason: str) -> RosterLimit:
    """Change how many integration users the organisation may have. Raises Forbidden and BadUserInput."""
    tenant = await administered_tenant(loader)
    if not 1 <= most <= 100_000:  # more than any organisation has users
        raise BadUserInput("The limit must be between 1 and 100,000.")
    if not 1 <= len(reason.strip()) <= MOST_EMAILS:
        raise BadUserInput("Say in 1 to 1,000 characters why, such as the number of Zoho's answer.")
    author = await author_of(loader.permissions)
    limit = RosterLimit(most=most, reason=reason.strip(), changed_at=datetime.now(UTC), changed_by=author.email)
    await loader.permissions.rules.rosters.set_limit(tenant, limit)
    await note(loader, "setIntegrationUserLimit", author, {"most": most, "reason": limit.reason})
    return limit
