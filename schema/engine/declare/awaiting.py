"""Several awaitables at once."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any


async def all_of(works: Sequence[Awaitable[Any]]) -> list[Any]:
    """The results of several awaitables. Raises the first error when all have ended, since their reads are cached."""
    if len(works) == 1:
        return [await works[0]]
    answers = await asyncio.gather(*works, return_exceptions=True)
    for each in answers:
        if isinstance(each, BaseException):
            raise each
    return list(answers)
