"""What has drifted apart between the roster, CRM and Books, as the lists of users show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.roster import RosterMember, RosterQuery
from domain.roster_access import AccessState, MemberAccess, RosterDrift, drift_of
from resolvers.integration.administration import administered_tenant
from resolvers.integration.people import People, people_of
from resolvers.reading.loader import RecordLoader

# Users whom Books lists although they may not work there any more.
GONE = frozenset({"inactive", "deleted"})


@dataclass(frozen=True, slots=True)
class CheckedMember:
    """A member as the lists of users show them now."""

    member: RosterMember
    access: MemberAccess


async def check_roster(loader: RecordLoader, first: int, after: str | None) -> tuple[Sequence[CheckedMember], bool]:
    """A page of the roster, held against the users of CRM and of Books, and whether more follow.

    One call for each page of 200 users in each. What was found is kept. Raises Forbidden.
    """
    tenant = await administered_tenant(loader)
    rosters, access = loader.permissions.rules.rosters, loader.permissions.rules.access
    members = await rosters.page(RosterQuery(tenant, first + 1, after))
    page = members[:first]
    if not page or access is None:
        return (), False
    people = await people_of(loader)
    known = await access.of_members(tenant, [member.email for member in page])
    now = datetime.now(UTC)
    checked = [_checked(member, known.get(member.email), people, now) for member in page]
    await access.note(tenant, {each.member.email: (each.access.state, each.access.drift) for each in checked}, now)
    return checked, len(members) > first


def _checked(member: RosterMember, known: MemberAccess | None, people: People, now: datetime) -> CheckedMember:
    person, seat = people.crm.get(member.email), people.provisioned.get(member.email)
    licence = people.books.get(member.email)
    was_active = known is not None and known.state is not AccessState.AWAITING_ACCESS
    drift = drift_of(
        is_in_crm=person is not None,
        is_active_in_crm=None if person is None else person.is_active,
        is_in_books=seat is not None and seat.status.casefold() not in GONE,
        has_licence=licence is not None and licence.status.casefold() not in GONE,
        was_in_books=was_active,
    )
    if drift is RosterDrift.NONE:
        state = AccessState.AWAITING_ACCESS if known is None or known.state is AccessState.LOST else known.state
    else:
        state = AccessState.LOST
    since = now if known is None or known.state is not state else known.since
    return CheckedMember(member, MemberAccess(state, drift, since, now))
