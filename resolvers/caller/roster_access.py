"""Whether the token of an integration user reaches Books, as it is seen at their own requests."""

from datetime import UTC, datetime

from domain.errors import SuitegraphError
from domain.roster_access import RosterAccess, access_after
from resolvers.caller.organizations import Organizations


async def note_access(access: RosterAccess, organizations: Organizations, tenant: str, email: str) -> None:
    """Note whether the user's own token reaches Books: the call is the one for the organisations there.

    Where Books does not answer, or does not list the organisation that was configured, nothing is known and noted.
    """
    try:
        reaches_books = await organizations.is_member("books")
    except SuitegraphError:
        return
    before = (await access.of_members(tenant, [email])).get(email)
    if reaches_books is not None:
        state, drift = access_after(reaches_books=reaches_books, before=before)
        if before is None or (before.state, before.drift) != (state, drift):
            await access.note(tenant, {email: (state, drift)}, datetime.now(UTC))
