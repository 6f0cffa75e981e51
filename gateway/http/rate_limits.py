"""How often users and clients may ask: counted by minute, told in headers, refused before anything runs.

Headers are those of the IETF's draft "RateLimit header fields for HTTP", tenth version.
"""

import math
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from cachetools import TTLCache

from domain.errors import RateLimited
from gateway.settings import Settings

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

    def __init__(self, name: str, most: int, clock: Callable[[], float] = monotonic) -> None:
        """`name` is what the headers call the limit, `most` the requests of a minute, 0 for any."""
        self._name = name
        self._most = most
        self._clock = clock
        self._windows: TTLCache[str, _Window, float] = TTLCache(MOST_COUNTED, WINDOW_SECONDS, clock)

    def add(self, key: str) -> Iterator[RateState]:
        """Count a request; what is left of the limit, nothing where there is none."""
        if not self._most:
            return
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = _Window(self._clock() + WINDOW_SECONDS)
        window.count += 1
        left = math.ceil(window.ends - self._clock())
        yield RateState(self._name, self._most, self._most - window.count, max(1, left))


@dataclass(slots=True)
class RequestRates:
    """The limits of the gateway; each of its processes counts by itself."""

    users: RequestRate
    clients: RequestRate
    most_at_once: int
    _under_way: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, user: str, client: str) -> list[RateState]:
        """Count a request; what is left of the limits."""
        return [*self.users.add(user), *self.clients.add(client)]

    @contextmanager
    def under_way(self, user: str) -> Generator[None]:
        """Count a request of the user for the duration of the block. Raises RateLimited."""
        if not self.most_at_once:
            yield
            return
        count = self._under_way.get(user, 0)
        if count >= self.most_at_once:
            raise RateLimited(
                f"You have {self.most_at_once} requests under way, as many as a user may: wait until one has ended.",
                retry_after=1,
            )
        self._under_way[user] = count + 1
        try:
            yield
        finally:
            self._under_way[user] -= 1
            if not self._under_way[user]:
                del self._under_way[user]


def rates_of(settings: Settings) -> RequestRates:
    """The limits of the settings, nothing counted yet."""
    return RequestRates(
        RequestRate("user", settings.user_requests),
        RequestRate("client", settings.client_requests),
        settings.user_at_once,
    )


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
