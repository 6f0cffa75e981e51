"""Users of a migration in Books: made there before they are migrated, where wanted, and inactive after an undo."""

from collections.abc import Iterable, Mapping, Sequence

from adapters.refusals import WriteRefused
from domain.errors import OutcomeUnknown, UpstreamRejected
from domain.journal import OF_GATEWAY, JournalValues
from domain.user_migrations import MigratingUser, UserReason
from resolvers.caller.authors import author_of
from resolvers.integration.drift import GONE
from resolvers.integration.people import BooksPerson, people_of
from resolvers.integration.provisioning import ACT
from resolvers.reading.journal_entries import entry_of
from resolvers.reading.loader import RecordLoader

RETIRED = "retireMigratedUsers"


def missing_in_books(
    users: Iterable[MigratingUser], present: frozenset[str], seats: Mapping[str, BooksPerson]
) -> list[MigratingUser]:
    """Those who are no users of Books yet, and those whom an undo has made inactive there."""
    return [
        user
        for user in users
        if user.email not in present
        or (user.reason is UserReason.INACTIVE_IN_BOOKS and _is_gone(seats.get(user.email)))
    ]


async def refused_by_books(
    loader: RecordLoader, role_id: str, users: Sequence[MigratingUser], seats: Mapping[str, BooksPerson]
) -> dict[str, UserReason]:
    """Make users who are not in Books yet, a call each; why Books did not take somebody, by address.

    Who has one of the `seats` is made active again. After a lost answer, and where Books refuses, the user is looked
    for: one call per page of 200 users in CRM and in Books. Raises UpstreamError where nobody can say whether a user
    was made: whoever asks again looks first.
    """
    books, refused = await loader.books(), dict[str, UserReason]()
    for user in users:
        seat = seats.get(user.email)
        try:
            if seat is None:
                await books.invite(user.name or user.email, user.email, role_id)
            else:
                await books.mark_user(seat.id, "active")
        except (OutcomeUnknown, UpstreamRejected, WriteRefused) as error:
            # A refusal may mean that an earlier attempt has come through.
            await loader.upstream.forget("books")
            listed = (await people_of(loader)).provisioned.get(user.email)
            if listed is not None and (seat is None or not _is_gone(listed)):
                continue
            if isinstance(error, OutcomeUnknown):
                raise
            refused[user.email] = UserReason.NOT_ACCEPTED
    became = {user.email: "refused" if user.email in refused else "done" for user in users}
    await _note(loader, ACT, {"role": role_id, "users": became})
    return refused


async def retired_in_books(
    loader: RecordLoader, users: Sequence[MigratingUser], seats: Mapping[str, BooksPerson]
) -> dict[str, UserReason]:
    """Make users inactive in Books, a call each; what became of each, by address.

    Where Books refuses, they are looked for. Calls and errors as `refused_by_books`.
    """
    books, is_refused = await loader.books(), False
    for user in users:
        seat = seats.get(user.email)
        if seat is None or _is_gone(seat):
            continue
        try:
            await books.mark_user(seat.id, "inactive")
        except (UpstreamRejected, WriteRefused):
            is_refused = True
    if is_refused:
        await loader.upstream.forget("books")
        listed = (await people_of(loader)).provisioned
        still = {user.email for user in users if user.email in listed and not _is_gone(listed[user.email])}
    else:
        still = set[str]()
    reasons = {
        user.email: UserReason.STILL_IN_BOOKS if user.email in still else UserReason.INACTIVE_IN_BOOKS for user in users
    }
    await _note(loader, RETIRED, {"users": {email: reason.value for email, reason in reasons.items()}})
    return reasons


def _is_gone(seat: BooksPerson | None) -> bool:
    return seat is not None and seat.status.casefold() in GONE


async def _note(loader: RecordLoader, act: str, after: JournalValues) -> None:
    author = await author_of(loader.permissions)
    await loader.journal.note(await entry_of(loader, act, module=OF_GATEWAY, author=author, after=after))
