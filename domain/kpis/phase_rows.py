"""Phases written as text: the rows of a CSV whose columns are named as the fields of a phase."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.errors import BadUserInput
from domain.kpis.phases import Phase


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("it has no offset from UTC")
    return instant


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError("it is not finite")
    return number


_READERS: dict[object, Callable[[str], Any]] = {
    str: str,
    int: int,
    Decimal: _decimal,
    date: date.fromisoformat,
    datetime: _instant,
}
_FIELDS = {field.name: field for field in fields(Phase)}
_NEEDED = [name for name, field in _FIELDS.items() if field.default is MISSING and name != "ends_on"]


def phases_of_rows(rows: Iterable[Mapping[str, str | None]], columns: Iterable[str]) -> list[Phase]:
    """The phases of rows of text; an empty cell stands for what is not known.

    Raises BadUserInput for columns that are missing or unknown, and for the first value that cannot be read, with its
    row (the header is row 1) and column.
    """
    names = [*columns]
    missing, unknown = [n for n in _NEEDED if n not in names], [n for n in names if n not in _FIELDS]
    if missing or unknown:
        complaints = {"lacks the columns": missing, "has the unknown columns": unknown}
        raise BadUserInput(
            " ".join(f"The file {what} {', '.join(which)}." for what, which in complaints.items() if which)
        )
    return [_phase(row, number) for number, row in enumerate(rows, 2)]


def _phase(row: Mapping[str, str | None], number: int) -> Phase:
    values: dict[str, Any] = {"ends_on": None}
    for name, field in _FIELDS.items():
        text = (row.get(name) or "").strip()
        if not text:
            if name in _NEEDED:
                raise BadUserInput(f"Row {number} has no `{name}`.")
            continue
        kinds = getattr(field.type, "__args__", (field.type,))
        try:
            values[name] = _READERS[kinds[0]](text)
        except (ValueError, InvalidOperation) as error:
            raise BadUserInput(f"`{name}` of row {number} cannot be read: `{text}`.") from error
    return Phase(**values)
