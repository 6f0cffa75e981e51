"""Counts of what happens within a minute, kept for several processes by a Valkey or Redis server."""

import asyncio
import hashlib
from collections.abc import Callable
from time import monotonic
from typing import Any, cast

import structlog
from redis.exceptions import RedisError

from adapters.valkey_server import server_at

PREFIX = "suitegraph count "
ANSWER_SECONDS = 0.1
CONNECTIONS = 8
# How long a server that failed is left alone, in seconds.
REST_SECONDS = 2.0
# One more, in a window that begins with the first; back come the count and the milliseconds until the window ends.
SCRIPT = """
local count = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[1])
  redis.call('PEXPIRE', KEYS[1], left)
end
return {count, left}
"""
log = structlog.get_logger("suitegraph")


class SharedCounts:
    """The counts of all processes. What is counted is named by a hash."""

    def __init__(self, url: str, clock: Callable[[], float] = monotonic) -> None:
        """`url` as `server_at` takes it."""
        self._server = server_at(url, ANSWER_SECONDS, CONNECTIONS)
        self._script: Any = self._server.register_script(SCRIPT)
        self._clock = clock
        # Whoever waited for a turn while the server failed waits for nothing more.
        self._turns = asyncio.Semaphore(CONNECTIONS)
        self._rests_until = 0.0

    async def add(self, name: str, seconds: float) -> tuple[int, float] | None:
        """Count one more; the count, and the seconds until its window ends, which is `seconds` long.

        None where the server fails, and for a while after that.
        """
        key = PREFIX + hashlib.sha256(name.encode()).hexdigest()
        try:
            async with self._turns:
                if self._clock() < self._rests_until:
                    return None
                count, left = cast("tuple[int, int]", await self._script(keys=[key], args=[int(seconds * 1000)]))
        except (RedisError, OSError, TimeoutError) as error:
            self._rests_until = self._clock() + REST_SECONDS
            log.warning("rates alone", error=type(error).__name__)
            return None
        return count, left / 1000

    async def close(self) -> None:
        """Close the connections."""
        await self._server.aclose()
