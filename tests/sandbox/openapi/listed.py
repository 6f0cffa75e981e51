"""Differences that are known: what a reason accounts for, what none does, and which of it occurs no longer."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from tests.sandbox.openapi.differences import Difference
from tests.sandbox.openapi.documents import Product


@dataclass(frozen=True, slots=True)
class Deviation:
    """Differences that have one reason.

    `at` names keys, between blanks, by the JSON path of the object that holds them: `{"invoice.taxes[]": "tax_id"}`,
    `""` for the body itself and for parameters. In operations, paths, keys and `what` a `*` stands for any text.
    `recorded` keys are those of a table that repeats a recorded answer: the document may well know some of them.
    """

    product: Product
    reason: str
    what: str
    operations: tuple[str, ...]
    at: Mapping[str, str]
    recorded: bool = False
    _keys: tuple[tuple[str, str], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        pairs = tuple((path, key) for path, keys in self.at.items() for key in keys.split())
        object.__setattr__(self, "_keys", pairs)

    def met(self, difference: Difference) -> Iterator[str | tuple[str, str]]:
        """The operations and keys of this table that the difference meets: nothing where it is not among them."""
        if difference.product != self.product or not meets(self.what, difference.finding.what):
            return
        path, _, key = difference.finding.at.rpartition(".")
        operations = [each for each in self.operations if meets(each, difference.operation)]
        keys = [each for each in self._keys if meets(each[0], path) and meets(each[1], key)]
        if operations and keys:
            yield from (*operations, *keys)

    def written(self) -> Iterator[str | tuple[str, str]]:
        """The operations and keys of this table each of which has to be met."""
        yield from self.operations
        if not self.recorded:
            yield from self._keys


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in text.split("*")))


def meets(pattern: str, text: str) -> bool:
    """Whether the text is the pattern's, in which `*` is any text."""
    return _pattern(pattern).fullmatch(text) is not None


def unlisted(found: Collection[Difference], deviations: Sequence[Deviation]) -> list[str]:
    """The differences that no reason accounts for, one a line."""
    return [
        f"{each.product} {each.operation}: {each.finding.at}: {each.finding.what}"
        for each in sorted(found)
        if not any(any(deviation.met(each)) for deviation in deviations)
    ]


def outdated(found: Collection[Difference], deviations: Sequence[Deviation]) -> list[str]:
    """What the tables list without its being so any longer, one a line."""
    lines: list[str] = []
    for deviation in deviations:
        met = {part for each in found for part in deviation.met(each)}
        for part in deviation.written():
            if part not in met:
                told = part if isinstance(part, str) else ".".join(filter(None, part))
                lines.append(f"{deviation.product} {told}: {deviation.what} ({deviation.reason})")
    return lines
