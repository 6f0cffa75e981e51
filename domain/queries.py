"""Queries of a module, product-neutral: conditions, order, pages and positions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from domain.errors import BadUserInput
from domain.system_views import MOST_WALKED, RowTest

Row = dict[str, Any]
Position = tuple[int | str, ...]

RECORD_ID = re.compile(r"^[0-9]{1,25}$", re.ASCII)
RECORD_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.\- ]{0,99}$", re.ASCII)
LARGEST_PAGE = 200
DEFAULT_PAGE = 20


class Operator(Enum):
    """How a condition compares; the last four are for days and instants, UNTIL and FROM include their end.

    What a product cannot compare is not offered in the graph.
    """

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    BEFORE = "before"
    UNTIL = "until"
    AFTER = "after"
    FROM = "from"


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a column. `value` is already in the product's notation; IN takes several."""

    column: str
    operator: Operator
    value: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """By which column, and which way."""

    column: str
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Within:
    """The restriction of a related list: rows whose `column` is one of `values`, in this order.

    `relation` names the product's own related list (parent module, relation) where it has one.
    `exactly` names the row key that must equal the value, where the product's filter only contains it.
    """

    column: str
    values: tuple[str, ...]
    relation: tuple[str, str] | None = None
    exactly: str | None = None


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One page of a module: at most `first` rows after a position.

    `tests` are what the gateway compares itself: rows that pass are looked for in at most `most_walked` pages.
    """

    first: int = DEFAULT_PAGE
    after: Position | None = None
    conditions: tuple[Condition, ...] = ()
    search: str | None = None
    view: str | None = None
    order: Order | None = None
    within: Within | None = None
    tests: tuple[RowTest, ...] = ()
    most_walked: int = MOST_WALKED


@dataclass(frozen=True, slots=True)
class RowPage:
    """Rows with the position of each, and whether more follow. A row that failed stands there as its error.

    `reached` is the position up to which rows were looked for, where that is beyond the last one of the page.
    """

    rows: list[Row | Exception]
    positions: list[Position]
    more: bool
    reached: Position | None = None


@dataclass(frozen=True, slots=True)
class EntryWindow:
    """At most `first` entries of a list that hangs on a record, from the one numbered `offset` on."""

    first: int = DEFAULT_PAGE
    offset: int = 0

    @property
    def end(self) -> int:
        """The number of the entry behind the last one."""
        return self.offset + self.first

    def of(self, rows: Sequence[Row], *, more: bool = False) -> RowPage:
        """The window's page of entries that are there from the first one on; `more` says that others follow these."""
        return self.page(rows[self.offset : self.end], more=more or len(rows) > self.end)

    def page(self, rows: Sequence[Row], *, more: bool) -> RowPage:
        """The page of these very entries."""
        return RowPage([*rows], [(self.offset + index,) for index in range(len(rows))], more)


EMPTY_PAGE = RowPage([], [], more=False)


def reference_in(value: object, form: re.Pattern[str] = RECORD_ID) -> str | None:
    """The id by which a product's value refers to a record, None for a blank one. Raises ValueError for any other."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if form.fullmatch(text) is None:
        raise ValueError("not an id")
    return text


def page_size(first: int | None) -> int:
    """The requested page size. Raises BadUserInput outside 1 to 200."""
    if first is None:
        return DEFAULT_PAGE
    if not 1 <= first <= LARGEST_PAGE:
        raise BadUserInput(f"`first` must be between 1 and {LARGEST_PAGE}, not {first}.")
    return first


def windows(offset: int, count: int, largest: int, reach: int | None = None) -> list[tuple[int, int, int, int]]:
    """The upstream pages that hold rows `offset` to `offset + count`, as (page, per_page, first row, end row).

    Products page by number, clients by position: the smallest page size up to `largest` whose single page holds the
    whole window is chosen, else two neighbouring pages of the largest size. No page ends beyond `reach`.
    """
    for size in range(count, largest + 1):
        page = offset // size
        if (offset + count - 1) // size == page and (reach is None or (page + 1) * size <= reach):
            start = offset - page * size
            return [(page + 1, size, start, start + count)]
    page, start = divmod(offset, largest)
    kept = largest - start
    if kept >= count:
        return [(page + 1, largest, start, start + count)]
    return [(page + 1, largest, start, largest), (page + 2, largest, 0, count - kept)]


def offset_of(after: Position | None) -> int:
    """The row that follows a position of an offset pager."""
    return 0 if after is None else int(after[0]) + 1
