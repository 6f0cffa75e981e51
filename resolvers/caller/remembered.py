"""The end of what is remembered of a user, where an administrator says so."""

from time import time

from resolvers.caller.administrators import check_administrator
from resolvers.caller.permission_sources import PERMISSION_PREFIX, DatedValue
from resolvers.caller.permissions import Permissions

# When what is remembered of a caller was begun to be remembered.
REMEMBERED_SINCE = "remembered since"
SEEN_REVISION = "revision of rosters"


async def heed_forgotten(permissions: Permissions) -> None:
    """Drop what is remembered of a caller whom an administrator has had forgotten since: then it takes a call."""
    cache, caller = permissions.caller_cache, permissions.upstream.caller
    email = (await permissions.sources.email()).casefold()
    remembered: float | None = cache.lookup(caller, REMEMBERED_SINCE)
    at = await permissions.rules.forgotten.forgotten_at(forgotten_name(permissions.upstream.caller.data_centre, email))
    if remembered is None or (at is not None and at >= remembered):
        if remembered is not None:
            await permissions.refresh()
            await permissions.sources.email()
        cache.store(caller, REMEMBERED_SINCE, time())


async def heed_roster(permissions: Permissions) -> None:
    """Drop what is remembered of a caller whose grants any process has changed since.

    While the store does not answer, what it said of an integration user counts no longer.
    """
    cache, caller = permissions.caller_cache, permissions.upstream.caller
    revision = await permissions.rules.integrations.revision()
    seen: int | None = cache.lookup(caller, SEEN_REVISION)
    if seen is not None and seen == revision:
        return
    known: DatedValue | None = cache.lookup(caller, f"{PERMISSION_PREFIX}grants")
    if revision is None:
        if known is not None and known.value is not None:
            cache.forget(caller, PERMISSION_PREFIX)
        return
    if known is not None and known.value != await permissions.sources.grants_now():
        await permissions.refresh()
        await permissions.sources.email()
    cache.store(caller, SEEN_REVISION, revision)


async def forget_user(permissions: Permissions, email: str) -> None:
    """End what every process remembers of a user by their e-mail address: at most one call.

    Raises Forbidden for all but administrators, as CRM has them within the last five seconds.
    """
    await check_administrator(permissions, "Only an administrator of CRM may end what is remembered of another user.")
    await end_remembered(permissions, email)


async def end_remembered(permissions: Permissions, email: str) -> None:
    """End what every process remembers of a user, for whoever has been checked to be an administrator."""
    await permissions.rules.forgotten.forget(
        forgotten_name(permissions.upstream.caller.data_centre, email.strip().casefold())
    )


def forgotten_name(data_centre: str, email: str) -> str:
    """The name under which every process hears that what is remembered of a user has ended."""
    return f"{data_centre} {email}"
