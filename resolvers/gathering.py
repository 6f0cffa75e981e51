"""Several answers at once, each with its own fate."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from domain.errors import SuitegraphError

Gathered = TypeVar("Gathered")


async def gathered(works: Sequence[Awaitable[Gathered]]) -> list[Gathered | SuitegraphError]:
    """Results in order; a documented error stands in the place of its result."""

    async def caught(work: Awaitable[Gathered]) -> Gathered | SuitegraphError:
        try:
            return await work
        except SuitegraphError as error:
            return error

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(caught(work)) for work in works]
    return [task.result() for task in tasks]


class Once:
    """One answer, or one error, for all who ask for the same name in an operation.

    Errors are kept as well: asking a failed product the same again would only make the others wait for it in turn.
    """

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._answers: dict[str, Any] = {}

    def forget(self, name: str) -> None:
        """Load it anew when it is asked for again."""
        self._answers.pop(name, None)

    async def __call__(self, name: str, load: Callable[[], Awaitable[Gathered]]) -> Gathered:
        """The answer to `name`, loaded by whoever asks first."""
        async with self._locks.setdefault(name, asyncio.Lock()):
            if name not in self._answers:
                try:
                    self._answers[name] = await load()
                except SuitegraphError as error:
                    self._answers[name] = error
        answer = self._answers[name]
        if isinstance(answer, SuitegraphError):
            raise answer
        return answer
