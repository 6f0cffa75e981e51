"""The client of the Valkey or Redis server that processes share: it fails fast, since the server is optional."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff


def server_at(url: str, answer_seconds: float, connections: int | None = None) -> Redis:
    """The client of the server at `redis://…`, `rediss://…` or `unix://…`, which connects when it is first needed.

    Nothing is retried, and no answer is awaited for longer than `answer_seconds`.
    """
    return Redis.from_url(  # pyright: ignore[reportUnknownMemberType]  # partly untyped there
        url,
        max_connections=connections,
        socket_timeout=answer_seconds,
        socket_connect_timeout=answer_seconds,
        retry=Retry(NoBackoff(), 0),
    )
