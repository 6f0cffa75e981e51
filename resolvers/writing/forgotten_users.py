"""The end of what is remembered of a user as an act: administrators alone, with an entry in the audit log."""

from dataclasses import replace

from domain.errors import Forbidden
from domain.journal import JournalEntry
from domain.permissions import fingerprint
from resolvers.caller.remembered import forget_user, forgotten_name
from resolvers.reading.journal_entries import entry_of
from resolvers.reading.loader import RecordLoader

FORGET = "forgetPermissions"


async def forget_permissions(loader: RecordLoader, email: str) -> None:
    """End what every process remembers of a user, and write who did; a refused attempt is written as well.

    At most two calls, for the profile and the organisation. Raises Forbidden for all but administrators, and
    JournalError where it could not be written down: it is done then, and may be asked again.
    """
    try:
        await forget_user(loader.permissions, email)
        if (kept := loader.analytics.kept_rows) is not None:
            await kept.forget_person(forgotten_name(loader.upstream.caller.data_centre, email.strip().casefold()))
    except Forbidden:
        await loader.journal.note(replace(await _entry(loader, email), result="refused", codes=("FORBIDDEN",)))
        raise
    await loader.journal.note(await _entry(loader, email))


async def _entry(loader: RecordLoader, email: str) -> JournalEntry:
    return await entry_of(loader, FORGET, after={"user": email.strip().casefold()}, permissions=fingerprint([]))
