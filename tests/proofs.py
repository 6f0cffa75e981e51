"""Proofs: tests that are short in `make test` and run at full length in `make proofs`, which is `pytest --proofs`.

Every property of Hypothesis is a proof. The same cases come up each time, so that a change is judged by itself;
`pytest --proofs --new-cases` and `make fuzz` look for new ones.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import settings

Test = TypeVar("Test", bound=Callable[..., Any])

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


def is_proof(item: pytest.Item) -> bool:
    """Whether `make proofs` runs a test."""
    return any(item.get_closest_marker(name) is not None for name in ("proof", "hypothesis"))
