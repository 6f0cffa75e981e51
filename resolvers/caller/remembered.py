"""The end of what is remembered of a user, where an administrator says so."""

from time import time

from resolvers.caller.administrators import check_administrator
from resolvers.caller.permissions import Permissions

# When what is remembered of a caller was begun to be remembered.
REMEMBERED_SINCE = "remembered since"


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
