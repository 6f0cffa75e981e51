"""A COQL query as a value: the select list, the conditions nested in pairs, and the order."""

from dataclasses import dataclass
from typing import Literal

Function = Literal["SUM", "MAX", "MIN", "AVG", "COUNT"]


@dataclass(frozen=True, slots=True)
class Selected:
    """One item of the select list. `key` is its name in the answer."""

    path: tuple[str, ...]
    function: Function | None = None
    alias: str | None = None

    @property
    def text(self) -> str:
        """The item as it was written, with the function's name in capitals."""
        name = ".".join(self.path)
        return f"{self.function}({name})" if self.function else name

    @property
    def key(self) -> str:
        """The item's name in the answer."""
        return self.alias or self.text


@dataclass(frozen=True, slots=True)
class ColumnTest:
    """One comparison. Its operator is in lower case."""

    path: tuple[str, ...]
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionPair:
    """Two conditions joined by `and` or by `or`."""

    joint: Literal["and", "or"]
    left: "Criterion"
    right: "Criterion"


Criterion = ColumnTest | CriterionPair


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query. `order` pairs the names of items or columns with whether they are descending."""

    selected: tuple[Selected, ...]
    module: str
    where: Criterion
    group: tuple[tuple[str, ...], ...]
    order: tuple[tuple[str, bool], ...]
    limit: int
    offset: int
