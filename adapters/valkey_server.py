"""The client of the Valkey or Redis server that processes share: it fails fast, since the server is optional."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

# Where nobody says how many.
CONNECTIONS = 64


def server_at(url: str, answer_seconds: float, connections: int = CONNECTIONS) -> Redis:
    """The client of the server at `redis://…`, `rediss://…` or `unix://…`, which connects when it is first needed.

    Nothing is retried, and neither an answer nor one of the `connections` is awaited for longer than `answer_seconds`.
    """
    # A pool of the usual kind refuses at once what comes while all connections are taken, as if the server had failed.
    pool = BlockingConnectionPool.from_url(  # pyright: ignore[reportUnknownMemberType]  # partly untyped there
        url,
        max_connections=connections,
        timeout=answer_seconds,
        socket_timeout=answer_seconds,
        socket_connect_timeout=answer_seconds,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)
