"""`suitegraph integration`: the roster of integration users in the configured database."""

from pathlib import Path

from gateway.commands.audit import NoDatabaseError
from gateway.configuration.grants import grants_at
from gateway.settings import Settings


async def replaced_roster(settings: Settings, path: Path) -> int:
    """How many users the roster has once a file of grants is the whole of it.

    Raises ConfigurationError, NoDatabaseError and StoreError.
    """
    roster = grants_at(path)
    if settings.database is None:
        raise NoDatabaseError("SUITEGRAPH_DATABASE is not set: SUITEGRAPH_GRANTS is the roster of each start.")
    from adapters.store.database import Database  # noqa: PLC0415  # for those alone who have one
    from adapters.store.grants import GrantStore  # noqa: PLC0415  # as above

    database = Database(settings.database.get_secret_value())
    try:
        await database.open()
        await GrantStore(database).replace_all(roster)
    finally:
        await database.close()
    return len(roster)
