"""Choices out of a text of bytes: one draw a case, and fewer or smaller bytes are a simpler case."""

from collections.abc import Sequence
from typing import TypeVar

Choice = TypeVar("Choice")


class Dice:
    """Every choice consumes two bytes; when none are left it is always the first option."""

    def __init__(self, rolls: bytes) -> None:
        self._rolls = rolls
        self._next = 0

    def below(self, limit: int) -> int:
        """A number from 0 up to `limit`, without it."""
        roll = int.from_bytes(self._rolls[self._next : self._next + 2], "big")
        self._next += 2
        return roll * limit >> 16

    def pick(self, options: Sequence[Choice]) -> Choice:
        """One of the options."""
        return options[self.below(len(options))]

    def chance(self, percent: int) -> bool:
        """Whether something happens that does so in `percent` of cases."""
        return self.below(100) >= 100 - percent

    def some(self, options: Sequence[Choice], percent: int) -> list[Choice]:
        """Those of the options that happen, `percent` of them."""
        return [option for option in options if self.chance(percent)]
