"""Users of a migration are made users of Books before they are migrated, where their organisation wants it."""

from collections.abc import Sequence

from adapters.refusals import WriteRefused
from domain.errors import OutcomeUnknown, UpstreamRejected
from domain.journal import OF_GATEWAY, JournalValues
from domain.user_migrations import MigratingUser, UserReason
from resolvers.caller.authors import author_of
from resolvers.integration.people import people_of
from resolvers.integration.provisioning import ACT
from resolvers.reading.journal_entries import entry_of
from resolvers.reading.loader import RecordLoader


async def refused_by_books(loader: RecordLoader, role_id: str, users: Sequence[MigratingUser]) -> dict[str, UserReason]:
    """Make users who are not in Books yet, a call each; why Books did not take somebody, by address.

    After a lost answer, and where Books refuses, the user is looked for: one call per page of 200 users in CRM and in
    Books. Raises UpstreamError where nobody can say whether a user was made: whoever asks again looks first.
    """
    books, refused = await loader.books(), dict[str, UserReason]()
    for user in users:
        try:
            await books.invite(user.name or user.email, user.email, role_id)
        except (OutcomeUnknown, UpstreamRejected, WriteRefused) as error:
            # A refusal may mean that an earlier attempt has come through.
            await loader.upstream.forget("books")
            if user.email in (await people_of(loader)).provisioned:
                continue
            if isinstance(error, OutcomeUnknown):
                raise
            refused[user.email] = UserReason.NOT_ACCEPTED
    became = {user.email: "refused" if user.email in refused else "done" for user in users}
    after: JournalValues = {"role": role_id, "users": became}
    author = await author_of(loader.permissions)
    await loader.journal.note(await entry_of(loader, ACT, module=OF_GATEWAY, author=author, after=after))
    return refused
