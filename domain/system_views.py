"""Views that a list has for everybody: what the product is asked for, and what the gateway compares itself. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

# The most pages of a product that one page of an exact view is looked for in; its cursor leads on from there.
MOST_WALKED = 10


@dataclass(frozen=True, slots=True)
class RowTest:
    """What the gateway compares itself, since the product has no filter for it: `column` is a word, or a day soon.

    The value must be `word`; or it must be today or one of the `days` after it.
    """

    column: str
    word: str | None = None
    days: int = 0

    def holds(self, row: Mapping[str, Any], today: date) -> bool:
        """Whether a row of the list passes; one without the value does not."""
        value = str(row.get(self.column) or "")
        if self.word is not None:
            return value == self.word
        try:
            day = date.fromisoformat(value[:10])
        except ValueError:
            return False
        return today <= day <= today + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class SystemView:
    """A view as data. `filter_by` is the product's own view that is asked for.

    `tests` are what the gateway compares in each of its rows: such a view is exact, page by page. `compares` are the
    columns that decide what it shows, None where that is not known.
    """

    name: str
    filter_by: str
    description: str = ""
    compares: tuple[str, ...] | None = None
    tests: tuple[RowTest, ...] = ()
