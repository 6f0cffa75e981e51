"""Whether a regular expression can take longer than its text is long: read from its parsed form.

A pattern is taken for linear where no repetition without end holds another one, unless each of its rounds begins with
what no repetition in it takes, and no two of them that may take the same characters follow each other unseparated.
"""

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import sre_constants as words
    import sre_parse

ENDLESS = 1000
# One of each kind that patterns tell apart.
ALPHABET = [chr(code) for code in range(256)] + ["ä", "Ω", "\u0661", "\uff11", "\u2028", "☃"]
SINGLE = {words.LITERAL, words.NOT_LITERAL, words.ANY, words.IN}
REPEATS = (words.MAX_REPEAT, words.MIN_REPEAT)
# These never give back what they took.
ATOMIC = tuple(getattr(words, name) for name in ("POSSESSIVE_REPEAT", "ATOMIC_GROUP"))


def problems_of(pattern: re.Pattern[Any]) -> list[str]:
    """Why a pattern may not be linear, nothing where it is."""
    parsed = parsed_form(pattern)
    return [*_nested(parsed, inside=False), *_adjacent(parsed)]


def parsed_form(pattern: re.Pattern[Any]) -> Any:
    """What the engine makes of a pattern."""
    return sre_parse.parse(pattern.pattern, pattern.flags & ~re.DEBUG)


def _nested(parsed: Any, *, inside: bool) -> Iterator[str]:
    for kind, value in parsed:
        if kind in REPEATS:
            endless = value[1] >= ENDLESS
            if endless and inside:
                yield "a repetition without end in another one"
            yield from _nested(value[2], inside=inside or (endless and not _is_separated(value[2])))
        elif kind not in ATOMIC:
            for part in _parts(kind, value):
                yield from _nested(part, inside=inside)


def _is_separated(parsed: Any) -> bool:
    """Whether each round begins with a character that no repetition in it takes: it can be split in one way."""
    first, *rest = [*parsed] or [None]
    if first is None:
        return False
    if first[0] is words.SUBPATTERN and not rest:
        return _is_separated(first[1][-1])
    if first[0] in {words.LITERAL, words.IN}:
        head = taken([first])
        return bool(head) and not any(head & taken([each]) for each in rest if each[0] not in SINGLE)
    return False


def _adjacent(parsed: Any) -> Iterator[str]:
    before: frozenset[str] | None = None
    for kind, value in parsed:
        if kind in REPEATS and value[1] >= ENDLESS:
            letters = taken(value[2])
            begins = taken(_first_of(value[2])) if _is_separated(value[2]) else letters
            if before is not None and before & begins:
                yield "two repetitions without end that may take the same characters"
            before = letters
        elif kind in REPEATS and value[0] == 0:
            # It may be absent, so that it separates nothing.
            pass
        elif kind is not words.AT:
            before = None
        for part in _parts(kind, value):
            yield from _adjacent(part)


def _first_of(parsed: Any) -> list[Any]:
    first = parsed[0]
    return _first_of(first[1][-1]) if first[0] is words.SUBPATTERN else [first]


def _parts(kind: Any, value: Any) -> Iterator[Any]:
    if kind is words.SUBPATTERN:
        yield value[-1]
    elif kind is words.BRANCH:
        yield from value[1]
    elif kind in REPEATS:
        yield value[2]
    elif kind in {words.ASSERT, words.ASSERT_NOT}:
        yield value[1]


def taken(parsed: Any) -> frozenset[str]:
    """The characters that a part may take, of those that stand for all others."""
    letters: set[str] = set()
    for kind, value in parsed:
        match kind:
            case words.LITERAL:
                letters.add(chr(value))
            case words.ANY:
                letters |= set(ALPHABET)
            case words.NOT_LITERAL:
                letters |= set(ALPHABET) - {chr(value)}
            case words.IN:
                letters |= _of_class(repr(value), tuple(value))
            case _:
                for part in _parts(kind, value):
                    letters |= taken(part)
    return frozenset(letters)


@lru_cache(1000)
def _of_class(_text: str, items: tuple[Any, ...]) -> frozenset[str]:
    chosen: set[str] = set()
    negated = False
    for kind, value in items:
        match kind:
            case words.NEGATE:
                negated = True
            case words.LITERAL:
                chosen.add(chr(value))
            case words.RANGE:
                chosen |= {each for each in ALPHABET if value[0] <= ord(each) <= value[1]}
            case _:
                chosen |= {each for each in ALPHABET if _in_category(value, each)}
    return frozenset(set(ALPHABET) - chosen if negated else chosen)


def _in_category(category: Any, character: str) -> bool:
    name, is_word = str(category).rpartition("CATEGORY_")[2], character.isalnum() or character == "_"
    tests = {"DIGIT": character.isdigit(), "SPACE": character.isspace(), "WORD": is_word}
    return not tests[name.removeprefix("NOT_")] if name.startswith("NOT_") else tests[name]
