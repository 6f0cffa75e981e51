"""Proofs: tests that are short in `make test` and run at full length in `make proofs`, which is `pytest --proofs`.

Every property of Hypothesis is a proof. The same cases come up each time, so that a change is judged by itself;
`pytest --proofs --new-cases` and `make fuzz` look for new ones.

A test of many cases is a family without a word: `make test` takes `MOST_CASES` of them, unless the test is `whole`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import pytest
from hypothesis import settings

Test = TypeVar("Test", bound=Callable[..., Any])
# How many cases of a test `make test` takes, where nothing else is declared.
MOST_CASES = 6
# What the run leaves to `make proofs`.
LEFT_OUT = pytest.StashKey[frozenset[pytest.Item]]()

settings.register_profile("test", deadline=None, derandomize=True, database=None)
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
    """Make a test of many parameters a proof: all its cases in `make proofs`, about `short` of them in `make test`."""

    def marked(test: Test) -> Test:
        return pytest.mark.proof(pytest.mark.family(short)(test))

    return marked


def whole(test: Test) -> Test:
    """Have all cases of a test in `make test`, however many there are."""
    return pytest.mark.whole(test)


def at_length(*, like: str) -> Callable[[Test], Test]:
    """Leave a test to `make proofs`: `like`, above it in its module, shows the same in small in `make test`."""

    def marked(test: Test) -> Test:
        if like not in test.__globals__:
            raise ValueError(f"{like} stands above what is like it")
        return pytest.mark.proof(pytest.mark.family(0)(test))

    return marked


def mark_many(items: Sequence[pytest.Item]) -> None:
    """Make the items of one test a family where they are many and nothing else is declared."""
    if len(items) > MOST_CASES and not any(items[0].get_closest_marker(name) for name in ("family", "whole")):
        for item in items:
            item.add_marker(pytest.mark.family(MOST_CASES))


def left_out(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """The items of families that their short forms leave out: none where the run is a full one."""
    families: dict[str, list[pytest.Function]] = {}
    for item in items:
        if not Mode.full and isinstance(item, pytest.Function) and item.get_closest_marker("family") is not None:
            families.setdefault(item.nodeid.partition("[")[0], []).append(item)
    return {member for members in families.values() for member in _left_out_of(members)}


def _left_out_of(members: Sequence[pytest.Function]) -> Iterator[pytest.Function]:
    mark = members[0].get_closest_marker("family")
    assert mark is not None
    chosen = short_form([each.callspec.indices if hasattr(each, "callspec") else {} for each in members], *mark.args)
    return (member for place, member in enumerate(members) if place not in chosen)


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
