"""Long lists of values in the conditions of a query, part by part."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import TypeVar

ListedValue = TypeVar("ListedValue")
# SQLite takes 32,766 values in a statement, PostgreSQL 65,535.
MOST_VALUES = 500


def in_parts(values: Collection[ListedValue]) -> Iterator[Sequence[ListedValue]]:
    """The values in their order, so many at a time as a statement takes."""
    left = iter(values)
    while part := [*islice(left, MOST_VALUES)]:
        yield part
