"""The Valkey or Redis server that processes share, as one asks it that would rather do without than wait."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff


def server_at(url: str, answer_seconds: float, connections: int | None = None) -> Redis:
    """The server at `redis://…`, `rediss://…` or `unix://…`; a connection is made when it is first needed.

    Nothing is tried twice, and no answer is waited for longer than `answer_seconds`.
    """
    return Redis.from_url(  # pyright: ignore[reportUnknownMemberType]  # partly untyped there
        url,
        max_connections=connections,
        socket_timeout=answer_seconds,
        socket_connect_timeout=answer_seconds,
        retry=Retry(NoBackoff(), 0),
    )
