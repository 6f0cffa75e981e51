"""Users whose remembered permissions have ended, for all processes that share a Valkey or Redis server."""

import hashlib
from collections.abc import Awaitable, Callable
from time import time
from typing import cast

import structlog
from cachetools import TTLCache
from redis.exceptions import RedisError

from adapters.valkey_server import server_at

PREFIX = "suitegraph forgotten "
ANSWER_SECONDS = 0.1
CONNECTIONS = 8
# How long an answer of the server holds, in seconds, and for how many users.
HEARD_SECONDS = 5.0
MOST_HEARD = 10_000
log = structlog.get_logger("suitegraph")


class ValkeyForgottenUsers:
    """The forgotten users of all processes. A user is named by a hash.

    The server is asked about a user every five seconds at most, since requests come more often than notes. While the
    server does not answer, what is remembered lives out its time.
    """

    def __init__(self, url: str, seconds: float, clock: Callable[[], float] = time) -> None:
        """`url` as `server_at` takes it; a note is kept for `seconds`, as long as anything of a caller."""
        self._server = server_at(url, ANSWER_SECONDS, CONNECTIONS)
        self._seconds = seconds
        self._clock = clock
        self._heard: TTLCache[str, float | None] = TTLCache(MOST_HEARD, HEARD_SECONDS, clock)

    async def forget(self, user: str) -> None:
        """As ForgottenUsers says. Raises RedisError."""
        now = self._clock()
        await cast("Awaitable[object]", self._server.set(_name(user), repr(now), ex=int(self._seconds) + 60))
        self._heard[user] = now

    async def forgotten_at(self, user: str) -> float | None:
        """As ForgottenUsers says."""
        try:
            return self._heard[user]
        except KeyError:
            pass
        try:
            at = await cast("Awaitable[bytes | None]", self._server.get(_name(user)))
        except (RedisError, OSError) as error:
            log.warning("forgotten users", failed=type(error).__name__)
            return None
        # A note of this process that was made meanwhile is the newer one.
        return self._heard.setdefault(user, None if at is None else float(at))

    async def close(self) -> None:
        """Close the connections."""
        await self._server.aclose()


def _name(user: str) -> str:
    return PREFIX + hashlib.sha256(user.encode()).hexdigest()
