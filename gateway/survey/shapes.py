"""The shape of an answer: its keys and the JSON types of their values, and never a value or a key that is one."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from domain.queries import Row

# Zoho's own keys. What an organisation has named itself begins with `cf_`, and ids have many digits.
OWN_KEY = re.compile(r"\$?[A-Za-z][A-Za-z]*\d{0,2}(_[A-Za-z]*\d{0,2})*")
CUSTOM = re.compile(r"cf_|.*__c$", re.IGNORECASE)
LONGEST_KEY = 48
DEEPEST = 4
KeyTest = Callable[[str], bool]


@dataclass(slots=True)
class Shape:
    """The types by key, nested keys behind a dot, and how many keys are not named."""

    types: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set[str]))
    unnamed: set[str] = field(default_factory=set[str])

    def written(self) -> dict[str, Any]:
        """The shape as the report has it."""
        return {
            "keys": {key: sorted(types) for key, types in sorted(self.types.items())},
            "unnamed keys": len(self.unnamed),
        }


def is_own_key(key: str) -> bool:
    """Whether a key is one of Zoho's and not of an organisation."""
    return len(key) <= LONGEST_KEY and OWN_KEY.fullmatch(key) is not None and CUSTOM.match(key) is None


def shape_of(rows: Iterable[Row], *, is_named: KeyTest = is_own_key, is_entered: KeyTest = lambda _: True) -> Shape:
    """The shape of records: `is_named` says which keys are named, `is_entered` which objects are looked into."""
    shape = Shape()
    for row in rows:
        _add(shape, row, "", is_named, is_entered, DEEPEST)
    return shape


def _add(shape: Shape, row: Mapping[str, Any], place: str, is_named: KeyTest, is_entered: KeyTest, depth: int) -> None:
    for key, value in row.items():
        if not (is_named(key) if not place else is_own_key(key)):
            shape.unnamed.add(f"{place}{key}")
            continue
        name = f"{place}{key}"
        shape.types[name].add(type_of(value))
        inner = cast("list[Any]", value) if isinstance(value, list) else [value]
        for each in inner if depth and (place or is_entered(key)) else ():
            if isinstance(each, dict):
                step = "[]." if isinstance(value, list) else "."
                _add(shape, cast("Row", each), f"{name}{step}", is_named, is_entered, depth - 1)


def type_of(value: Any) -> str:
    """The JSON type of a value; Zoho's empty text is a type of its own."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string" if value.strip() else "empty string"
    return "array" if isinstance(value, list) else "object"
