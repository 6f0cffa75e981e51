"""Concurrent awaits in which a failure does not cancel the others, and values that an operation loads once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from domain.errors import SuitegraphError

Gathered = TypeVar("Gathered")


async def gathered(awaitables: Sequence[Awaitable[Gathered]]) -> list[Gathered | SuitegraphError]:
    """The results in order; a SuitegraphError stands in the place of the result that it prevented."""

    async def result_or_error(awaitable: Awaitable[Gathered]) -> Gathered | SuitegraphError:
        try:
            return await awaitable
        except SuitegraphError as error:
            return error

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(result_or_error(awaitable)) for awaitable in awaitables]
    return [task.result() for task in tasks]


class Once:
    """Values by name, each loaded once in an operation.

    Errors are stored as well: asking a product that failed again would only make the next one wait as long.
    """

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._outcomes: dict[str, Any] = {}

    def forget(self, name: str) -> None:
        """Drop a value, so that the next request loads it again."""
        self._outcomes.pop(name, None)

    async def __call__(self, name: str, load: Callable[[], Awaitable[Gathered]]) -> Gathered:
        """The value of `name`, which the first request loads. Raises what the load raised."""
        async with self._locks.setdefault(name, asyncio.Lock()):
            if name not in self._outcomes:
                try:
                    self._outcomes[name] = await load()
                except SuitegraphError as error:
                    self._outcomes[name] = error
        outcome = self._outcomes[name]
        if isinstance(outcome, SuitegraphError):
            raise outcome
        return outcome
