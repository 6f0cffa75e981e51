"""What an answer lacks, or shows too much of, beside the one before something was altered."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from schema.engine.execute.payloads import Payload

Path = tuple[str | int, ...]
# What every altered value has in it that is no value of the graph: its text must stand nowhere.
MARK = "q7x"


def faults(before: Payload, after: Payload, *, may_be_nothing: bool) -> Iterator[str]:
    """What is wrong after an alteration: what is missing has an error or a reason, and what was hidden stays so.

    `may_be_nothing` says that the product left a value out, so that null is true.
    """
    errors = [tuple(cast("list[str | int]", error.get("path", ()))) for error in after.errors]
    reasons, hidden = _coordinates(after), _coordinates(before)
    for path, coordinates in [] if may_be_nothing else _missing(before.data, after.data, (), ()):
        if reasons.isdisjoint(coordinates) and not any(path[: len(each)] == each for each in errors):
            yield f"{_dotted(path)} is null without an error"
    for path, coordinates, value in _leaves(after.data, (), ()):
        if not hidden.isdisjoint(coordinates):
            yield f"{_dotted(path)} is hidden and shows {value!r}"
        if MARK in str(value) and value != MARK:
            yield f"{_dotted(path)} shows {value!r}"


def _coordinates(payload: Payload) -> set[str]:
    return {each["coordinate"] for each in payload.hidden}


def _missing(
    before: Any, after: Any, path: Path, coordinates: tuple[str, ...]
) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The outermost places where something is null or gone, each with the coordinates on the way to it."""
    if before is None:
        return
    if after is None:
        yield path, coordinates
    elif isinstance(before, dict) and isinstance(after, dict):
        others = cast("Mapping[str, Any]", after)
        for key, coordinate, value in _members(before):
            yield from _missing(value, others.get(key), (*path, key), (*coordinates, coordinate))
    elif isinstance(before, list) and isinstance(after, list):
        ones, others = cast("list[Any]", before), cast("list[Any]", after)
        if len(others) < len(ones):
            yield path, coordinates
        for place, (one, other) in enumerate(zip(ones, others, strict=False)):
            yield from _missing(one, other, (*path, place), coordinates)


def _leaves(value: Any, path: Path, coordinates: tuple[str, ...]) -> Iterator[tuple[Path, tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key, coordinate, each in _members(value):
            yield from _leaves(each, (*path, key), (*coordinates, coordinate))
    elif isinstance(value, list):
        for place, each in enumerate(cast("list[Any]", value)):
            yield from _leaves(each, (*path, place), coordinates)
    elif value is not None:
        yield path, coordinates, value


def _members(value: Any) -> Iterator[tuple[str, str, Any]]:
    """The members of an object with their coordinates; the type's own name is none."""
    named = cast("Mapping[str, Any]", value)
    kind = named.get("__typename", "Query")
    return ((key, f"{kind}.{key}", each) for key, each in named.items() if key != "__typename")


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))
