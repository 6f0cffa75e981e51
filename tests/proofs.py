"""Proofs: tests that are short in `make test` and run at full length in `make proofs`, which is `pytest --proofs`.

Every property of Hypothesis is a proof: of 20 examples in `make test` and of a hundred in `make proofs`, where it names
no number. The same cases come up each time, so that a change is judged by itself;
`pytest --proofs --new-cases` and `make fuzz` look for new ones.

A test of many cases is a family without a word: `make test` takes `MOST_CASES` of them, unless the test is `whole`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import pytest
from hypothesis import settings

Test = TypeVar("Test", bound=Callable[..., Any])
# How many cases of a test `make test` takes, where nothing else is declared.
MOST_CASES = 2
# All that there is, before a run takes its part.
COLLECTED = pytest.StashKey[tuple[pytest.Item, ...]]()

settings.register_profile("test", max_examples=20, deadline=None, derandomize=True, database=None)
settings.register_profile("proofs", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("new cases", deadline=None, print_blob=True)


class Mode:
    """Which of the two lengths this run has. It is set before any test module is imported."""

    full = False


def choose(*, full: bool, new_cases: bool = False) -> None:
    """Settle the length of every proof that is declared from now on, and whether its cases are new ones."""
    Mode.full = full
    settings.load_profile("new cases" if new_cases else "proofs" if full else "test")


def proof(name: str, *, short: int, full: int) -> Callable[[Test], Test]:
    """Make a test a proof whose length is its argument `name`: how many cases, kills or rounds."""
    if short >= full:
        raise ValueError("a short proof is shorter than the full one")

    def marked(test: Test) -> Test:
        return pytest.mark.proof(pytest.mark.parametrize(name, [full if Mode.full else short])(test))

    return marked


def examples(full: int, *, short: int | None = None) -> settings:
    """The settings of a property that is shown by `full` examples, in `make test` by `short` where that is named."""
    if short is not None and short >= full:
        raise ValueError("a short proof is shorter than the full one")
    return settings(max_examples=full if Mode.full or short is None else short)


def family(*, short: int) -> Callable[[Test], Test]:
    """Make a test of many parameters a family: about `short` of its cases in `make test`, the rest in `make proofs`."""

    def marked(test: Test) -> Test:
        return pytest.mark.family(short)(test)

    return marked


def whole(test: Test) -> Test:
    """Have all cases of a test in `make test`, however many there are."""
    return pytest.mark.whole(test)


def at_length(*, like: str) -> Callable[[Test], Test]:
    """Leave a test to `make proofs`: `like` shows the same in small in `make test`.

    `like` stands above the test in its module, or has its file before its name, `tests/house/test_x.py::test_y`.
    """

    def marked(test: Test) -> Test:
        if "::" not in like and like not in test.__globals__:
            raise ValueError(f"{like} stands above what is like it")
        return pytest.mark.family(0, like=like)(test)

    return marked


def mark_many(items: Sequence[pytest.Item]) -> None:
    """Make the items of one test a family where they are many and nothing else is declared."""
    if len(items) > MOST_CASES and not any(items[0].get_closest_marker(name) for name in ("family", "whole")):
        for item in items:
            item.add_marker(pytest.mark.family(MOST_CASES))


def left_out(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """The items of families that this run does not take: `make test` takes their short forms, `make proofs` the rest.

    A case that has two lengths itself is taken by both.
    """
    families: dict[str, list[pytest.Function]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker("family") is not None:
            families.setdefault(item.nodeid.partition("[")[0], []).append(item)
    short: set[pytest.Item] = {member for members in families.values() for member in _short_form_of(members)}
    if Mode.full:
        return {item for item in short if not _has_two_lengths(item)}
    return {member for members in families.values() for member in members if member not in short}


def _has_two_lengths(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) is not None for name in ("proof", "hypothesis"))


def _short_form_of(members: Sequence[pytest.Function]) -> Iterator[pytest.Function]:
    mark = members[0].get_closest_marker("family")
    assert mark is not None
    chosen = short_form([each.callspec.indices if hasattr(each, "callspec") else {} for each in members], *mark.args)
    return (member for place, member in enumerate(members) if place in chosen)


def short_form(cases: Sequence[Mapping[str, int]], short: int) -> set[int]:
    """The places of the first case, the last and every n-th, so that there are about `short`, the same in each run.

    A parameter with at most so many values has each of them in one case at least.
    """
    chosen = {round(part * (len(cases) - 1) / max(1, short - 1)) for part in range(short)}
    for name in sorted({name for case in cases for name in case}):
        places: dict[int, list[int]] = {}
        for place, case in enumerate(cases):
            places.setdefault(case[name], []).append(place)
        if len(places) > short:
            continue
        for value, having in sorted(places.items()):
            if chosen.isdisjoint(having):
                # Not the first for each: the values of the other parameters have their turn.
                chosen.add(having[value % len(having)])
    return chosen


def is_proof(item: pytest.Item) -> bool:
    """Whether `make proofs` runs a test."""
    return any(item.get_closest_marker(name) is not None for name in ("proof", "family", "hypothesis"))
