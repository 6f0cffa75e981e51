"""Whether members of a roster reach Books, and what has drifted apart between the roster, CRM and Books. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol


class AccessState(Enum):
    """Whether the user's own token has been seen to work in Books."""

    AWAITING_ACCESS = "awaiting access"
    ACTIVE = "active"
    LOST = "lost"


class RosterDrift(Enum):
    """Why a member of the roster is not what the roster takes them for."""

    NONE = ""
    NOT_IN_CRM = "not in CRM"
    INACTIVE_IN_CRM = "inactive in CRM"
    REMOVED_IN_BOOKS = "removed in Books"
    LICENCE_OF_BOOKS = "licence of Books"


@dataclass(frozen=True, slots=True)
class MemberAccess:
    """The access of a member of a roster. `drift` is what was found when it was last looked at."""

    state: AccessState
    drift: RosterDrift
    since: datetime
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Provisioning:
    """How an organisation has its integration users made in Books: with which role there.

    `retires` says that whoever was made by a migration is made inactive there when it is undone.
    """

    role_id: str
    retires: bool = False


class RosterAccess(Protocol):
    """Where the access of members is kept. Each method is one transaction."""

    async def provisioning(self, tenant: str) -> Provisioning | None:
        """How new integration users are made in Books, None where they are not made there."""
        ...

    async def set_provisioning(self, tenant: str, provisioning: Provisioning | None, at: datetime, author: str) -> None:
        """Change it."""
        ...

    async def of_members(self, tenant: str, emails: Sequence[str]) -> Mapping[str, MemberAccess]:
        """The access of each of these users that has been looked at."""
        ...

    async def note(self, tenant: str, states: Mapping[str, tuple[AccessState, RosterDrift]], at: datetime) -> None:
        """Keep what was found of each user."""
        ...


def access_after(*, reaches_books: bool, before: MemberAccess | None) -> tuple[AccessState, RosterDrift]:
    """The access of a user whose own token has, or has not, reached the organisation in Books."""
    if reaches_books:
        return AccessState.ACTIVE, RosterDrift.NONE
    if before is None or before.state is AccessState.AWAITING_ACCESS:
        return AccessState.AWAITING_ACCESS, RosterDrift.NONE
    return AccessState.LOST, RosterDrift.REMOVED_IN_BOOKS


def drift_of(
    *, is_active_in_crm: bool | None, is_in_crm: bool, is_in_books: bool, has_licence: bool, was_in_books: bool
) -> RosterDrift:
    """What has drifted, as the lists of users say; `was_in_books` says that the user has reached Books before."""
    if not is_in_crm:
        return RosterDrift.NOT_IN_CRM
    if is_active_in_crm is False:
        return RosterDrift.INACTIVE_IN_CRM
    if has_licence:
        return RosterDrift.LICENCE_OF_BOOKS
    return RosterDrift.REMOVED_IN_BOOKS if was_in_books and not is_in_books else RosterDrift.NONE
