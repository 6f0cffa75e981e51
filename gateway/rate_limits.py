"""How often users and clients may ask: counted by minute, told in headers, refused before anything runs.

Headers are those of the IETF's draft "RateLimit header fields for HTTP", tenth version.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from cachetools import TTLCache

from domain.errors import RateLimited
from gateway.settings import Settings

if TYPE_CHECKING:
    from adapters.limits.shared_counts import SharedCounts

WINDOW_SECONDS = 60
# More users or clients than that within a minute are not remembered, the first of them first.
MOST_COUNTED = 50_000


@dataclass(slots=True)
class _Window:
    """The requests of one user or client in a minute that began with the first of them."""

    ends: float
    count: int = 0


@dataclass(frozen=True, slots=True)
class RateState:
    """What is left of a limit: `left` requests in the next `seconds`; below nothing where one too many was made."""

    name: str
    most: int
    left: int
    seconds: int


class RequestRate:
    """Requests in a minute of each of many users, or of each of many clients."""

    def __init__(
        self,
        name: str,
        most: int,
        clock: Callable[[], float] = monotonic,
        shared: "SharedCounts | None" = None,
        processes: int = 1,
    ) -> None:
        """`name` is what the headers call the limit, `most` the requests of a minute, 0 for any.

        With `shared` the requests of all `processes` count. While its server fails, each takes its part of `most`.
        """
        self._name = name
        self._most = most
        self._clock = clock
        self._shared = shared
        self._part = math.ceil(most / processes)
        self._windows: TTLCache[str, _Window, float] = TTLCache(MOST_COUNTED, WINDOW_SECONDS, clock)

    async def add(self, key: str) -> list[RateState]:
        """Count a request; what is left of the limit, nothing where there is none."""
        if not self._most:
            return []
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = _Window(self._clock() + WINDOW_SECONDS)
        # What the server counts is counted here as well: it may fail with the next request.
        window.count += 1
        counted = None if self._shared is None else await self._shared.add(f"{self._name} {key}", WINDOW_SECONDS)
        if counted is not None:
            return [self._state(self._most, *counted)]
        return [
            self._state(self._most if self._shared is None else self._part, window.count, window.ends - self._clock())
        ]

    def _state(self, most: int, count: int, seconds: float) -> RateState:
        return RateState(self._name, most, most - count, max(1, math.ceil(seconds)))


@dataclass(slots=True)
class RequestRates:
    """The limits of the gateway. Requests of a minute count for all of its processes where these share a server.

    Requests at the same time count for each process by itself.
    """

    users: RequestRate
    clients: RequestRate
    most_at_once: int
    shared: "SharedCounts | None" = None
    _under_way: dict[str, int] = field(default_factory=dict[str, int])

    async def add(self, user: str, client: str) -> list[RateState]:
        """Count a request; what is left of the limits."""
        return [*await self.users.add(user), *await self.clients.add(client)]

    async def close(self) -> None:
        """Close the connections to the server."""
        if self.shared is not None:
            await self.shared.close()

    def under_way(self, user: str) -> "_UnderWay":
        """Count a request of the user for the duration of the block. Raises RateLimited."""
        return _UnderWay(self._under_way, self.most_at_once, user)


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """The block of a request that is under way. Every request has one: a generator would cost it more."""

    counts: dict[str, int]
    most: int
    user: str

    def __enter__(self) -> None:
        if not self.most:
            return
        count = self.counts.get(self.user, 0)
        if count >= self.most:
            raise RateLimited(
                f"You have {self.most} requests under way, as many as a user may: wait until one has ended.",
                retry_after=1,
            )
        self.counts[self.user] = count + 1

    def __exit__(self, *_: object) -> None:
        if self.most:
            self.counts[self.user] -= 1
            if not self.counts[self.user]:
                del self.counts[self.user]


def rates_of(settings: Settings) -> RequestRates:
    """The limits of the settings, nothing counted yet."""
    shared = _shared_counts_of(settings)
    users, clients = (
        RequestRate(name, most, shared=shared, processes=settings.limits_workers)
        for name, most in (("user", settings.user_requests), ("client", settings.client_requests))
    )
    return RequestRates(users, clients, settings.user_at_once, shared)


def _shared_counts_of(settings: Settings) -> "SharedCounts | None":
    if settings.limits_url is None or not (settings.user_requests or settings.client_requests):
        return None
    # Its client takes memory: not for those who have no server.
    from adapters.limits.shared_counts import SharedCounts  # noqa: PLC0415

    return SharedCounts(settings.limits_url.get_secret_value())


def check(states: list[RateState]) -> None:
    """Raise RateLimited where one of the limits is exceeded."""
    for state in states:
        if state.left < 0:
            raise RateLimited(
                f"A {state.name} may send {state.most} requests in {WINDOW_SECONDS} seconds: "
                f"wait {state.seconds} seconds, and ask for more in one request.",
                retry_after=state.seconds,
            )


def rate_headers(states: list[RateState]) -> dict[str, str]:
    """The headers in which clients read what is left."""
    if not states:
        return {}
    return {
        "RateLimit-Policy": ", ".join(f'"{each.name}";q={each.most};w={WINDOW_SECONDS}' for each in states),
        "RateLimit": ", ".join(f'"{each.name}";r={max(0, each.left)};t={each.seconds}' for each in states),
    }
