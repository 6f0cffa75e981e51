"""Whether a pattern can read one text in exponentially many ways: by its Glushkov automaton, and pairs of its states.

It can where two different paths of one text lead from a state back to itself (Weber and Seidl, 1991). Repetitions with
an end count as up to three; what never gives back what it took counts as one character.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from tests.house.patterns import ATOMIC, ENDLESS, REPEATS, SINGLE, taken, words

COPIES = 3
States = frozenset[int]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Part:
    """Whether a part may be empty, and the states that it begins and ends with."""

    may_be_empty: bool = True
    first: States = frozenset()
    last: States = frozenset()


@dataclass(slots=True)
class _Automaton:
    """A state for each place of a character: which characters it takes, and which states may follow it."""

    letters: list[frozenset[str]] = field(default_factory=list[frozenset[str]])
    follow: list[set[int]] = field(default_factory=list[set[int]])

    def sequence(self, parsed: Any) -> _Part:
        return self._joined(self._part(kind, value) for kind, value in parsed)

    def _part(self, kind: Any, value: Any) -> _Part:
        if kind in SINGLE or kind in ATOMIC:
            return self._state(taken([(kind, value)]))
        if kind is words.SUBPATTERN:
            return self.sequence(value[-1])
        if kind is words.BRANCH:
            branches = [self.sequence(each) for each in value[1]]
            return _Part(
                any(each.may_be_empty for each in branches),
                frozenset[int]().union(*(each.first for each in branches)),
                frozenset[int]().union(*(each.last for each in branches)),
            )
        return self._repeated(*value) if kind in REPEATS else _Part()

    def _repeated(self, least: int, most: int, parsed: Any) -> _Part:
        if most >= ENDLESS:
            part = self.sequence(parsed)
            self._link(part.last, part.first)
            return _Part(part.may_be_empty or least == 0, part.first, part.last)
        rest = _Part()
        # From the last: what is left out is left out with all that follows, or it could be left out in many ways.
        for index in reversed(range(min(most, COPIES))):
            rest = self._followed(self.sequence(parsed), rest)
            rest = _Part(rest.may_be_empty or index >= least, rest.first, rest.last)
        return rest

    def _state(self, letters: frozenset[str]) -> _Part:
        self.letters.append(letters)
        self.follow.append(set())
        only = frozenset({len(self.letters) - 1})
        return _Part(may_be_empty=False, first=only, last=only)

    def _joined(self, parts: Iterable[_Part]) -> _Part:
        return reduce(self._followed, parts, _Part())

    def _followed(self, before: _Part, after: _Part) -> _Part:
        self._link(before.last, after.first)
        return _Part(
            before.may_be_empty and after.may_be_empty,
            before.first | after.first if before.may_be_empty else before.first,
            before.last | after.last if after.may_be_empty else after.last,
        )

    def _link(self, sources: States, targets: States) -> None:
        for source in sources:
            self.follow[source] |= targets


def is_ambiguous(parsed: Any) -> bool:
    """Whether two paths of the same text lead from a state back to itself."""
    automaton = _Automaton()
    automaton.sequence(parsed)
    steps: dict[Pair, Sequence[Pair]] = {}

    def after(pair: Pair) -> Sequence[Pair]:
        if pair not in steps:
            steps[pair] = [
                (one, other)
                for one in automaton.follow[pair[0]]
                for other in automaton.follow[pair[1]]
                if automaton.letters[one] & automaton.letters[other]
            ]
        return steps[pair]

    def reached(start: Pair) -> set[Pair]:
        seen: set[Pair] = set()
        waiting = [start]
        while waiting:
            news = set(after(waiting.pop())) - seen
            seen |= news
            waiting.extend(news)
        return seen

    looping = [state for state in range(len(automaton.letters)) if (state, state) in reached((state, state))]
    return any(
        one != other and (state, state) in reached((one, other))
        for state in looping
        for one, other in reached((state, state))
    )
