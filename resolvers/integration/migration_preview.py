"""Who becomes what in a migration, and why."""

from collections.abc import Mapping, Set

from domain.user_migrations import Becomes, MigratingUser, UserReason
from resolvers.integration.people import CrmPerson, People


def proposed_users(
    people: People, members: Set[str], uses: Mapping[str, int], *, with_unused: bool
) -> list[MigratingUser]:
    """What each user of CRM becomes, by address. `uses` counts their acts in finance of late.

    With `with_unused` those become integration users too who have not used finance. Who becomes one is in the first
    wave; nobody is changed.
    """
    users: list[MigratingUser] = []
    for email, person in sorted(people.crm.items()):
        reason, becomes = _proposal(people, person, members, uses.get(email, 0), with_unused=with_unused)
        users.append(
            MigratingUser(
                email=email,
                name=person.name,
                crm_id=person.id,
                locale=person.locale,
                becomes=becomes,
                reason=reason,
                uses=uses.get(email, 0),
                wave=1 if becomes is Becomes.INTEGRATION_USER else 0,
            )
        )
    return users


def _proposal(
    people: People, person: CrmPerson, members: Set[str], uses: int, *, with_unused: bool
) -> tuple[UserReason, Becomes]:
    refusal = refusal_of(people, person.email)
    if refusal is not None:
        return refusal, Becomes.BOOKS_USER if refusal is UserReason.IN_BOOKS else Becomes.NOTHING
    if person.email in members:
        return UserReason.ALREADY_GRANTED, Becomes.NOTHING
    if uses or person.email in people.granted_by_operator:
        return UserReason.USES_FINANCE, Becomes.INTEGRATION_USER
    return UserReason.NO_USE, Becomes.INTEGRATION_USER if with_unused else Becomes.NOTHING


def refusal_of(people: People, email: str) -> UserReason | None:
    """Why a user cannot be migrated, None where they can."""
    person = people.crm.get(email)
    if person is None:
        return UserReason.UNKNOWN
    if email in people.books:
        return UserReason.IN_BOOKS
    if person.is_active is False:
        return UserReason.INACTIVE
    return None if people.doubtful_match(person) is None else UserReason.DOUBTFUL
