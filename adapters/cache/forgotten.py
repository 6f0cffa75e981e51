"""Users whose remembered permissions an administrator has ended, and when."""

from collections.abc import Callable
from time import time
from typing import Protocol


class ForgottenUsers(Protocol):
    """Where processes note whose remembered permissions have ended."""

    async def forget(self, user: str) -> None:
        """Note that what is remembered of a user by now has ended."""
        ...

    async def forgotten_at(self, user: str) -> float | None:
        """When that was noted last, in seconds since the epoch; None where it never was, or long ago."""
        ...

    async def close(self) -> None:
        """Close what was opened."""
        ...


class LocalForgottenUsers:
    """The users that were forgotten in this process."""

    def __init__(self, clock: Callable[[], float] = time) -> None:
        self._clock = clock
        self._at: dict[str, float] = {}

    async def forget(self, user: str) -> None:
        """As ForgottenUsers says."""
        self._at[user] = self._clock()

    async def forgotten_at(self, user: str) -> float | None:
        """As ForgottenUsers says."""
        return self._at.get(user)

    async def close(self) -> None:
        """Nothing was opened."""
