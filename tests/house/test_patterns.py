"""No regular expression of the product takes longer than in proportion to its text."""

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest

from tests.house.ambiguity import is_ambiguous
from tests.house.patterns import parsed_form, problems_of

PACKAGES = ("adapters", "domain", "gateway", "resolvers", "schema")
LINEAR = [
    *(r"[a-z]+=[0-9]+", r"\w+(\.\w+)*", r"(,[^,]*)*", r"[^@\s]+@[^@\s]+"),
    *(r'"[^"\\]*(?:\\.[^"\\]*)*"', r"a{1,9}a{1,9}"),
]
# Each repetition is alone, and its rounds can be divided in many ways.
AMBIGUOUS = [
    r"(a|aa)+",
    r"(?:a?a)+b",
    r"([a-c]d|bd)*x",
    r"(ab|a|b)*",
    r"(a{1,2})+",
    r"(?:(?:a|b)(?:ba)?)*",
    r"(x\w|\w)+",
]
SLOW = [r"(a+)+b", r"(a|b*)*c", r"\d+\d+x", r"(\w+\s?)*!", r".*.*=", r"([a-z]+)*1", r"\s*x?\s*$", r"(?:a*)*b"]


@pytest.mark.parametrize("pattern", LINEAR)
def test_a_linear_pattern_is_taken_for_one(pattern: str) -> None:
    assert problems_of(re.compile(pattern)) == []


@pytest.mark.parametrize("pattern", SLOW)
def test_a_slow_one_is_not(pattern: str) -> None:
    assert problems_of(re.compile(pattern))


@pytest.mark.parametrize("pattern", AMBIGUOUS)
def test_a_pattern_that_reads_a_text_in_many_ways_is_not(pattern: str) -> None:
    assert is_ambiguous(parsed_form(re.compile(pattern)))


def test_alternatives_that_differ_are_no_ambiguity() -> None:
    for pattern in (*LINEAR, r"(a|b|ca)+", r"(?:ab?)*c", r"(?>a|aa)+", r"(a|aa){1,9}", r"(?:x[0-9]{2})*"):
        assert not is_ambiguous(parsed_form(re.compile(pattern))), pattern


def _ours() -> dict[str, re.Pattern[str]]:
    """The patterns that modules of ours hold, by module and name."""
    places = {package: import_module(package).__path__ for package in PACKAGES}
    names = [found.name for name, place in places.items() for found in walk_packages(place, f"{name}.")]
    # Alembic runs what lies in its folder.
    modules = [import_module(name) for name in names if "__main__" not in name and ".store.migrations" not in name]
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern)
    }


def test_every_pattern_of_the_product_is_linear() -> None:
    patterns = _ours()
    assert len(patterns) > 30
    # Those of settings and of inputs are pydantic's, whose engine is linear by itself.
    found = {name: (each.pattern, problems_of(each)) for name, each in patterns.items() if problems_of(each)}
    assert found == {}
    assert [name for name, each in patterns.items() if is_ambiguous(parsed_form(each))] == []
