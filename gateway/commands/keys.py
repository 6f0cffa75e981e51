"""`suitegraph keys rotate`: what the store has sealed is sealed under the first key."""

from gateway.service import service_of
from gateway.settings import Settings


class NoSessionsError(Exception):
    """Nothing is sealed with these settings; the message says why."""


async def rotate(settings: Settings) -> int:
    """Seal the tokens of every session under the first key; how many were not. Raises NoSessionsError."""
    if settings.database is None or not settings.oauth_clients:
        raise NoSessionsError("SUITEGRAPH_DATABASE and SUITEGRAPH_OAUTH_CLIENTS are not both set: nothing is sealed.")
    service = service_of(settings)
    async with service.connected(journal=False):
        assert service.way_in is not None  # noqa: S101  # the settings describe one
        return await service.way_in.sessions.reseal()
